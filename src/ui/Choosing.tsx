import './choice.css'
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { announce } from './announce.ts'
import { ChoiceBar } from './ChoiceBar.tsx'
import { extended, NOTHING_CHOSEN, toggled, type Choice, type Chosen, type Together } from './choice.ts'
import { Faces } from './Face.tsx'
import type { ListCursor } from './listCursor.ts'
import { listenToPresses } from './rowPress.ts'
import { createShortcuts } from './shortcuts.ts'
import { listenToSwipes } from './swipe.ts'

/** As many as fit in the place of a row's two buttons. */
const MAX_FACES = 3

/** The link of the row that holds `element`: the whole row leads to its paper. */
const linkBeside = (element: HTMLElement): HTMLElement | null =>
  element.parentElement?.querySelector<HTMLElement>('[data-paper]') ?? null

/**
 * Choosing several papers of a list: a box in each row, long presses, clicks with Shift or Ctrl, Shift with j and k,
 * and a bar for what is to be done with them; and the swipes of single rows. Comes after the first paint.
 */
export const Choosing = (props: {
  readonly choice: Choice
  readonly root: HTMLElement
  readonly keys: readonly PaperKey[]
  readonly cursor: ListCursor
  /** A change of it (another day) lets go of everything. */
  readonly subject: string | undefined
  /** Takes what stands in each row. */
  readonly onMark: (mark: ((key: PaperKey) => JSX.Element) | undefined) => void
}): JSX.Element => {
  const [chosen, setChosen] = createSignal<Chosen>(NOTHING_CHOSEN)
  const [together, setTogether] = createSignal<Together>()
  const held = createMemo<readonly PaperKey[]>(() => props.keys.filter((key) => chosen().keys.has(key)))

  const clear = (): void => {
    setChosen(NOTHING_CHOSEN)
  }
  const toggle = (key: PaperKey): void => {
    setChosen((before) => toggled(before, key))
    props.cursor.put(key)
  }
  const extend = (key: PaperKey): void => {
    setChosen((before) => extended(before, props.keys, props.cursor.key(), key))
    props.cursor.put(key)
  }
  const extendBy = (direction: 1 | -1): void => {
    const from = props.cursor.key()
    props.cursor.move(direction)
    const to = props.cursor.key()
    if (to !== null) setChosen((before) => extended(before, props.keys, from, to))
  }
  createShortcuts({
    J: () => extendBy(1),
    K: () => extendBy(-1),
    'shift+ArrowDown': () => extendBy(1),
    'shift+ArrowUp': () => extendBy(-1),
  })
  createEffect(on(() => props.subject, clear, { defer: true }))
  createEffect(
    on(
      () => held().length,
      (number) => announce(number === 0 ? 'Nothing selected' : `${number} selected`),
      { defer: true },
    ),
  )
  onMount(() => {
    onCleanup(
      listenToPresses(props.root, {
        keys: () => props.keys,
        choosing: () => held().length > 0,
        toggle,
        extend,
      }),
    )
    onCleanup(listenToSwipes(props.root))
    void props.choice.later().then((later) => setTogether(() => later.together))
  })
  createEffect(() => {
    const verbs = together()
    if (!verbs) return
    props.onMark((key) => (
      <>
        <Show when={!props.choice.faceless && verbs.matesOf(key).length > 0}>
          <span class="row-mates" onClick={(event) => linkBeside(event.currentTarget)?.click()}>
            <Faces people={verbs.matesOf(key)} max={MAX_FACES} />
          </span>
        </Show>
        <label class="pick">
          <input
            type="checkbox"
            aria-label={`Select ${verbs.nameOf(key)}`}
            tabindex={props.cursor.key() === key ? 0 : -1}
            checked={chosen().keys.has(key)}
            onClick={(event) => {
              if (event.shiftKey) extend(key)
              else toggle(key)
              event.currentTarget.checked = chosen().keys.has(key)
            }}
            onFocus={() => props.cursor.put(key)}
          />
        </label>
      </>
    ))
  })
  onCleanup(() => props.onMark(undefined))

  /** Whoever stood in the bar goes on in the list. */
  const done = (): void => {
    const inside = document.activeElement?.closest('.choice-bar')
    const key = props.cursor.key() ?? held()[0]
    clear()
    if (inside && key !== undefined)
      props.root
        .querySelector<HTMLElement>(`[data-paper="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true })
  }
  return (
    <Show when={held().length > 0 && together()}>
      {(verbs) => (
        <ChoiceBar
          keys={held()}
          shown={props.keys}
          together={verbs()}
          dayOf={props.choice.dayOf}
          onAll={() => setChosen({ ...NOTHING_CHOSEN, keys: new Set(props.keys) })}
          onClear={done}
        />
      )}
    </Show>
  )
}
