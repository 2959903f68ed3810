import { Link } from '@tanstack/solid-router'
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js'
import { addDays, type Day } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import type { PapersPage } from '../../sources/page/parsePapersPage.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { printDay } from '../../ui/dates.ts'
import { createImport } from './createImport.ts'
import { DayChoice, YearChoice } from './DateChoice.tsx'
import { ImportDone } from './ImportDone.tsx'
import { planImport } from './planImport.ts'
import { UnderstoodPapers } from './UnderstoodPapers.tsx'

/** A timer rather than a frame: a page in the background paints none, and the import goes on there. */
const paint = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** What was understood of a page of papers, what importing it would do, and the import itself. */
export const PageImport = (props: {
  readonly first: PapersPage
  readonly file: string | null
  /** It was pasted before the page was opened. */
  readonly restored: boolean
  readonly today: Day
  /** Reads the text again with another year for dates that have none. */
  readonly reread: (year: number) => PapersPage
  /** All of it was added. */
  readonly onDone: () => void
  readonly onStartAgain: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const [year, setYear] = createSignal<number | null>(null)
  const [chosenDay, setChosenDay] = createSignal<Day | null>(null)
  const [lists, setLists] = createSignal<ReadonlySet<string>>(new Set())
  const [shown, setShown] = createSignal(false)
  const work = createImport(carrel, paint)

  const page = createMemo(() => {
    const other = year()
    return other === null ? props.first : props.reread(other)
  })
  const day = createMemo<Day>(() => page().day ?? chosenDay() ?? props.today)
  const future = () => day() > addDays(props.today, 1)
  const plan = createMemo<{ readonly fresh: number; readonly known: number }>((before) => {
    // While it is carried out the plan is not made anew: what is written would all count as known.
    if (before !== undefined && work.state().type !== 'idle') return before
    return planImport(carrel.feed, page().papers, day())
  })
  const total = () => page().papers.length
  const running = createMemo(() => {
    const state = work.state()
    return state.type === 'running' ? state : null
  })
  const failed = createMemo(() => {
    const state = work.state()
    return state.type === 'failed' ? state : null
  })
  const done = createMemo(() => {
    const state = work.state()
    return state.type === 'done' ? state : null
  })
  const writable = () => carrel.lists.all().filter((list) => list.role !== 'reader')
  const start = async (): Promise<void> => {
    await work.start({ papers: page().papers, day: day(), lists: [...lists()] })
    const state = work.state()
    if (state.type === 'done')
      announce(`${count(state.fresh, 'new paper', 'new papers')}, ${state.known} here already.`)
    if (state.type === 'done' && state.left === 0) props.onDone()
    if (state.type === 'failed') announce(state.sentence)
  }
  const label = () =>
    plan().fresh > 0
      ? `Add ${count(plan().fresh, 'paper', 'papers')}`
      : `Fill in ${count(plan().known, 'paper', 'papers')}`
  const toggleList = (id: string): void => {
    const next = new Set(lists())
    if (!next.delete(id)) next.add(id)
    setLists(next)
  }
  return (
    <Show
      when={done()}
      fallback={
        <>
          <div class="add-body">
            <h1>Add papers</h1>
            <p class="by">
              {props.file === null
                ? 'A page copied from Hugging Face Daily Papers'
                : `${props.file}: a Daily Papers page`}
              , {page().day === null ? 'without its day' : printDay(day(), 'full')}
              {props.restored ? ', pasted before and not added yet' : ''}{' '}
              <button
                type="button"
                class="add-inline"
                disabled={running() !== null}
                onClick={() => props.onStartAgain()}
              >
                Use other text
              </button>
            </p>
            <div class="found">
              <div>
                <b>{plan().fresh}</b>
                <p>{plan().fresh === 1 ? 'new paper' : 'new papers'}</p>
              </div>
              <div>
                <b>{plan().known}</b>
                <p>
                  here already
                  <Show when={plan().known > 0}>
                    <span> · what they lack will be filled in</span>
                  </Show>
                </p>
              </div>
              <div>
                <b>{page().skipped.length}</b>
                <Show when={page().skipped.length > 0} fallback={<p>not understood</p>}>
                  <details>
                    <summary>not understood</summary>
                    <ul>
                      <For each={page().skipped}>
                        {(skipped) => (
                          <li>
                            <span class="add-where">Line {skipped.line}</span>
                            <Show when={skipped.text}> “{skipped.text}”</Show>
                            <br />
                            {skipped.reason}
                          </li>
                        )}
                      </For>
                    </ul>
                  </details>
                </Show>
              </div>
            </div>
            <fieldset class="add-facts" disabled={running() !== null}>
              <legend class="sr-only">How to add them</legend>
              <YearChoice
                found={props.first.year}
                year={page().year}
                latest={Number(props.today.slice(0, 4)) + 1}
                onYear={setYear}
              />
              <Show when={page().day === null}>
                <DayChoice day={day()} latest={addDays(props.today, 1)} onDay={setChosenDay} />
              </Show>
              <Show when={writable().length > 0}>
                <span id="add-into">Into</span>
                <div class="add-chips" role="group" aria-labelledby="add-into">
                  <span class="chip on">Daily feed</span>
                  <For each={writable()}>
                    {(list) => (
                      <button
                        type="button"
                        class="chip"
                        classList={{ on: lists().has(list.id) }}
                        aria-pressed={lists().has(list.id)}
                        onClick={() => toggleList(list.id)}
                      >
                        {list.title}
                      </button>
                    )}
                  </For>
                </div>
              </Show>
            </fieldset>
            <Show when={future()}>
              <p class="add-refusal" role="alert">
                {printDay(day(), 'full')} has not come yet. Choose the year the page is of.
              </p>
            </Show>
            <Show when={running()}>
              {(state) => (
                <div class="add-progress">
                  <div
                    class="track"
                    role="progressbar"
                    aria-label="Adding papers"
                    aria-valuemin={0}
                    aria-valuenow={state().done}
                    aria-valuemax={state().total}
                  >
                    <i style={{ width: `${(100 * state().done) / state().total}%` }} />
                  </div>
                  <p class="by">
                    Adding {state().done} of {state().total} ·{' '}
                    <button
                      type="button"
                      class="add-inline"
                      disabled={state().stopping}
                      onClick={() => work.stop()}
                    >
                      Stop
                    </button>{' '}
                    keeps what is done
                  </p>
                </div>
              )}
            </Show>
            <Show when={failed()}>
              {(state) => (
                <p class="add-refusal" role="alert">
                  {state().sentence} {state().done} of {state().total} papers were added.
                </p>
              )}
            </Show>
            <Show when={shown()}>
              <UnderstoodPapers papers={page().papers} />
            </Show>
          </div>
          <div class="dock">
            <button type="button" class="btn" aria-expanded={shown()} onClick={() => setShown(!shown())}>
              {shown() ? 'Hide them' : 'See them first'}
            </button>
            <button
              type="button"
              class="btn pri"
              disabled={running() !== null || future() || !carrel.ready()}
              onClick={() => void start()}
            >
              {label()}
            </button>
          </div>
        </>
      }
    >
      {(state) => (
        <ImportDone
          day={state().day}
          fresh={state().fresh}
          known={state().known}
          left={state().left}
          skipped={page().skipped.length}
          total={total()}
          onAgain={() => props.onStartAgain()}
          link={
            <Link
              class="btn pri"
              to="/feed/$day"
              params={{ day: state().day }}
              search={{ sort: 'top', unread: false }}
            >
              Open {printDay(state().day, 'long')}
            </Link>
          }
        />
      )}
    </Show>
  )
}
