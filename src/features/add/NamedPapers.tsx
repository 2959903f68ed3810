import { Link } from '@tanstack/solid-router'
import { createSignal, For, Show, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'
import { NamedPaper } from './NamedPaper.tsx'
import type { NamedPaper as Named } from './recognise.ts'

/** Papers named by id: those known here are opened, the others added, looked up or kept under a title typed here. */
export const NamedPapers = (props: {
  readonly papers: readonly Named[]
  /** How many more were named than are shown. */
  readonly left: number
  /** What was meant as an id and was not understood, and how much more there is of it. */
  readonly odd: readonly string[]
  readonly moreOdd: number
  /** What stood beside a single id. */
  readonly title: string | null
  readonly today: Day
}): JSX.Element => {
  const carrel = useCarrel()
  const lookups = lookupsOf(carrel)
  const [list, setList] = createSignal<HTMLUListElement>()
  const [problem, setProblem] = createSignal<string | null>(null)
  const add = async (papers: readonly Named[]): Promise<string | null> => {
    const one = lookups()
    if (!one) return null
    const outcome = await one.add(papers)
    return outcome.ok ? null : outcome.error
  }
  /** Those that a press adds and has looked up. */
  const fresh = () => {
    const one = lookups()
    if (one?.on() !== true) return []
    return props.papers.filter(
      (named) =>
        carrel.paper(named.key) === null && !carrel.library.isSaved(named.key) && one.asks(named) !== null,
    )
  }
  const addAll = async (): Promise<void> => {
    const adding = add(fresh())
    // The button that had the focus is gone.
    list()?.focus()
    setProblem(await adding)
  }
  return (
    <>
      <Show when={fresh().length > 1}>
        <button type="button" class="btn pri add-all" onClick={() => void addAll()}>
          Add all {fresh().length}
        </button>
      </Show>
      <Show when={problem()}>
        {(sentence) => (
          <p class="add-refusal" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
      <Show when={fresh().length > 0}>
        <p class="hint add-told">
          Whoever is asked hears the paper’s id and your internet address, and nothing else. It can be
          switched off at <Link to="/you">You</Link>.
        </p>
      </Show>
      <ul class="add-named" ref={setList} tabindex={-1}>
        <For each={props.papers}>
          {(named) => (
            <li>
              <NamedPaper
                named={named}
                title={props.title}
                today={props.today}
                alone={fresh().length < 2}
                onAdd={() => add([named])}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={props.odd.length > 0}>
        <p class="hint add-odd" role="status">
          Not understood, and left out:{' '}
          <For each={props.odd}>
            {(words, index) => (
              <>
                {index() > 0 ? ', ' : ''}
                <bdi>“{words}”</bdi>
              </>
            )}
          </For>
          <Show when={props.moreOdd > 0}> and {props.moreOdd} more</Show>.
        </p>
      </Show>
      <Show when={props.left > 0}>
        <p class="hint">
          {count(props.left, 'more paper is', 'more papers are')} named in the text. These are the first{' '}
          {props.papers.length}: paste the rest after them.
        </p>
      </Show>
    </>
  )
}
