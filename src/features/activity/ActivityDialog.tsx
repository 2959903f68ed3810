import './activity.css'
import { createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { Activity, ActivityLine } from '../../state/activity.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ActivityRow, type PaperLinks } from './ActivityRow.tsx'
import { ACTS_AT_ONCE } from './limits.ts'
import { groupByDay, nameDay } from './sections.ts'

const WIDTH = 680

/** What happened within 30 days, by day and the newest first, with the way back from each act. */
export const ActivityDialog = (props: {
  readonly title: string
  readonly description: string
  /** Said where nothing has happened. */
  readonly empty: string
  /** Every line is the reader's own: nobody is named. */
  readonly own?: boolean
  /** `null` where this device does not hold what it is about. */
  readonly load: () => Promise<Activity | null>
  readonly links?: PaperLinks
  /** Something was undone here, or done again. */
  readonly onUndone?: () => void
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const [activity, setActivity] = createSignal<Activity | null>(null)
  const [reach, setReach] = createSignal(ACTS_AT_ONCE)
  const [said, setSaid] = createSignal<{ readonly sentence: string; readonly undoable: boolean } | null>(null)
  const [place, setPlace] = createSignal<HTMLElement>()
  let closed = false
  // reason: which document it is does not change while its dialog stands
  // oxlint-disable-next-line solid/reactivity
  void props.load().then((loaded) => {
    if (closed) loaded?.close()
    else setActivity(loaded)
  })
  onCleanup(() => {
    closed = true
    activity()?.close()
  })

  const days = createMemo(() => groupByDay(activity()?.lines(reach()) ?? []))
  const dayById = createMemo(() => new Map(days().map((day) => [day.id, day])))
  const lineById = createMemo(
    () => new Map(days().flatMap((day) => day.lines.map((line) => [line.id, line] as const))),
  )
  const dayIds = createMemo(() => days().map(({ id }) => id))
  const firstKnown = createMemo(() => (days()[0]?.fresh ? days().find((day) => !day.fresh)?.id : undefined))
  const more = createMemo(() => activity()?.hasMore(reach()) === true)

  /** The button that was pressed is gone with its line: the next one takes its place. */
  const keepFocus = (index: number): void => {
    const view = place()
    queueMicrotask(() => {
      if (!view || view.contains(document.activeElement)) return
      const buttons = view.querySelectorAll<HTMLElement>('.act-undo')
      ;(buttons[Math.min(index, buttons.length - 1)] ?? view).focus()
    })
  }
  /** Here rather than in the toast, which the keyboard does not reach from a dialog. */
  const sayIt = (): void => {
    setSaid(carrel.undo.toast())
    carrel.undo.dismiss()
    props.onUndone?.()
  }
  const undo = (line: ActivityLine): void => {
    const buttons = [...(place()?.querySelectorAll<HTMLElement>('.act-undo') ?? [])]
    const at = buttons.findIndex((button) => button === document.activeElement)
    activity()?.undo(line)
    sayIt()
    keepFocus(Math.max(0, at))
  }
  const takeBack = (): void => {
    carrel.undo.undo()
    sayIt()
    keepFocus(0)
  }
  const showWaiting = (): void => {
    activity()?.show()
    keepFocus(0)
  }
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      width={WIDTH}
      title={props.title}
      description={props.description}
    >
      <div
        ref={setPlace}
        class="activity"
        tabindex="-1"
        data-first
        aria-busy={activity() === null}
        aria-label={props.title}
        role="group"
      >
        <div class="activity-said" role="status">
          <Show when={said()}>
            {(now) => (
              <p>
                <span>{now().sentence}</span>
                <Show when={now().undoable}>
                  <button type="button" class="btn" onClick={takeBack}>
                    Undo
                  </button>
                </Show>
              </p>
            )}
          </Show>
        </div>
        <Show when={(activity()?.waiting() ?? 0) > 0}>
          <button type="button" class="btn activity-waiting" onClick={showWaiting}>
            Show {count(activity()?.waiting() ?? 0, 'new change', 'new changes')}
          </button>
        </Show>
        <Show when={activity() !== null && days().length === 0}>
          <p class="activity-empty">{props.empty}</p>
        </Show>
        <For each={dayIds()}>
          {(id) => (
            <>
              <Show when={firstKnown() === id}>
                <p class="since-line">
                  <span>
                    <Icon name="up" small /> Since you were last here
                  </span>
                </p>
              </Show>
              <Show when={dayById().get(id)}>
                {(day) => (
                  <section classList={{ 'activity-day': true, fresh: day().fresh }}>
                    <h3>
                      {nameDay(day().day, Date.now())}
                      <Show when={day().fresh}>
                        <span class="act-new">New</span>
                      </Show>
                    </h3>
                    <ul>
                      <For each={day().lines.map((line) => line.id)}>
                        {(one) => (
                          <Show when={lineById().get(one)}>
                            {(line) => (
                              <ActivityRow
                                line={line()}
                                nameless={props.own === true}
                                each={() => activity()?.each(line()) ?? []}
                                onUndo={undo}
                                links={props.links}
                              />
                            )}
                          </Show>
                        )}
                      </For>
                    </ul>
                  </section>
                )}
              </Show>
            </>
          )}
        </For>
        <Show when={more()}>
          <button
            type="button"
            class="btn activity-more"
            onClick={() => setReach((acts) => acts + ACTS_AT_ONCE)}
          >
            Show earlier
          </button>
        </Show>
      </div>
    </Dialog>
  )
}
