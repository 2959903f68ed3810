import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import type { Recommending, Taste } from '../../state/carrel.ts'
import { useCarrel } from '../../state/context.ts'
import type { Rank } from './order.ts'

/** Fewer papers say nothing about a taste. */
const LEAST_LIKED = 3

/**
 * Puts papers in the order of the person's taste and says by what. The taste is taken once for each `subject`: what is
 * saved while one reads moves nothing.
 */
export const ForYou = (props: {
  /** A change of it (another day) is another look, with what is known by then. */
  readonly subject: string
  readonly keys: readonly PaperKey[]
  /** `null` while it is not known. */
  readonly onRank: (rank: Rank | null) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const [basis, setBasis] = createSignal<{ readonly by: Recommending; readonly taste: Taste } | null>(null)
  createEffect(
    on(
      () => props.subject,
      () => {
        let over = false
        onCleanup(() => (over = true))
        setBasis(null)
        props.onRank(null)
        void carrel
          .later()
          .then((later) => later.recommending())
          .then((by) => {
            if (!over) setBasis({ by, taste: by.taste() })
          })
      },
    ),
  )
  createEffect(() => {
    const now = basis()
    const keys = props.keys
    if (!now) return
    if (now.taste.liked.length < LEAST_LIKED) return props.onRank(new Map())
    let over = false
    onCleanup(() => (over = true))
    const tell = (rank: Rank): void => {
      if (!over) props.onRank(rank)
    }
    void now.by.rank(keys, now.taste).then(tell)
  })
  onCleanup(() => props.onRank(null))
  const sentence = (taste: Taste): string =>
    taste.liked.length < LEAST_LIKED
      ? 'Save a few papers, and this order learns from them. Until then it is that of Top.'
      : `By the words of the ${count(taste.liked.length, 'paper', 'papers')} you saved, tagged or read${
          taste.disliked.length > 0 ? `, and away from the ${taste.disliked.length} you skipped` : ''
        }.`
  return <Show when={basis()}>{(now) => <p class="notice">{sentence(now().taste)}</p>}</Show>
}
