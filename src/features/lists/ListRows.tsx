import CalendarDays from 'lucide-solid/icons/calendar-days'
import { batch, createEffect, createMemo, on, onCleanup, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { STAGES } from '../../domain/stage.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import type { SeveralListed } from '../../state/lists.ts'
import { announce } from '../../ui/announce.ts'
import type { ListedChoice } from '../../ui/choice.ts'
import { PaperList } from '../../ui/PaperList.tsx'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { createStableOrder } from '../../ui/stableOrder.ts'
import { ListEnd } from './ListPlaces.tsx'
import { ListRow } from './ListRow.tsx'
import type { ListViewProps } from './listViews.ts'
import { moveTarget } from './moveTarget.ts'
import { createRowDrag } from './rowDrag.ts'
import { STAGE_LABELS } from './stageNames.ts'

/** A list as rows, in the order the group votes, places them by hand, or has added them. */
export const ListRows = (props: ListViewProps): JSX.Element => {
  const carrel = useCarrel()
  const source = createMemo<readonly PaperKey[]>(() => props.entries.map((entry) => entry.key))
  const order = createStableOrder<PaperKey>({
    source,
    question: () => `${props.list.id} ${props.list.phase()} ${props.sort} ${props.round} ${props.filter}`,
    exists: (key) => props.list.entry(key) !== null,
  })
  // reason: the page keeps the function as long as the rows stand
  // oxlint-disable-next-line solid/reactivity
  onCleanup(props.onKeys(order.shown))
  /** The papers are the same, but votes or labmates have put them in another order. */
  const reordered = createMemo(
    () => order.waiting() === 0 && order.shown().some((key, index) => source()[index] !== key),
  )
  createEffect(
    on(
      () => carrel.undo.undone(),
      () => {
        // What came back takes its old place at once.
        if (order.waiting() > 0 || reordered()) order.refresh()
      },
      { defer: true },
    ),
  )
  createEffect(
    on(
      order.waiting,
      (waiting) => {
        if (waiting > 0) announce(count(waiting, 'new paper', 'new papers'))
      },
      { defer: true },
    ),
  )

  const keepFocus = (key: PaperKey): void => {
    requestAnimationFrame(() => {
      const link = document.querySelector<HTMLElement>(`.papers [data-paper="${CSS.escape(key)}"]`)
      if (document.activeElement === document.body) link?.focus({ preventScroll: true })
      link?.closest('.paper')?.scrollIntoView({ block: 'nearest' })
    })
  }
  /** With its button gone the focus is on the row that the keys are at. */
  const showOrder = (): void => {
    order.refresh()
    const key = props.cursor.key() ?? order.shown()[0]
    if (key !== undefined) keepFocus(key)
  }
  const moveTo = (key: PaperKey, before: PaperKey | null): void => {
    // At once: between the two the page would offer to show an order that it is about to show.
    batch(() => {
      props.list.move(key, before)
      order.refresh()
      props.cursor.put(key)
    })
    announce(`Moved to place ${order.shown().indexOf(key) + 1} of ${order.shown().length}`)
    keepFocus(key)
  }
  const move = (key: PaperKey, direction: -1 | 1 | 'first'): void => {
    // The list says why not.
    if (!props.writable) return props.list.move(key, null)
    if (props.sort !== 'hand') {
      carrel.undo.say('Choose the order “By hand” to move papers.')
      return
    }
    const target = moveTarget(order.shown(), key, direction, source())
    if (target !== undefined) moveTo(key, target)
  }
  const remove = (key: PaperKey): void => {
    const keys = order.shown()
    const next = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1]
    props.list.remove(key)
    if (next !== undefined && props.list.entry(key) === null) {
      props.cursor.put(next)
      keepFocus(next)
    }
  }
  /** What is done to those that are chosen; the code comes with the choosing. */
  const several = async (act: (verbs: SeveralListed) => void): Promise<void> => {
    const { id } = props.list
    act((await carrel.later()).severalIn(id))
  }
  const listed: ListedChoice = {
    isVoted: (key) => props.list.entry(key)?.votedByMe === true,
    vote: (keys, voted) => void several((verbs) => verbs.vote(keys, voted)),
    remove(keys) {
      const gone = new Set(keys)
      const shown = order.shown()
      const last = shown.findLastIndex((key) => gone.has(key))
      const next =
        shown.slice(last).find((key) => !gone.has(key)) ??
        shown.slice(0, last).findLast((key) => !gone.has(key))
      if (next !== undefined) props.cursor.put(next)
      void several((verbs) => {
        verbs.remove(keys)
        if (next !== undefined) keepFocus(next)
      })
    },
    items: (keys) => [
      {
        label: 'Date and presenter',
        icon: <CalendarDays class="i" aria-hidden="true" />,
        onSelect: () => setTimeout(() => props.onSchedule(...keys)),
      },
      ...STAGES.map((stage) => ({
        label: `Move to ${STAGE_LABELS[stage]}`,
        icon: <span class="tick" aria-hidden="true" />,
        onSelect: () => void several((verbs) => verbs.setStage(keys, stage)),
      })),
    ],
  }
  const drag = createRowDrag({ move: moveTo })
  const moveCurrent = (direction: -1 | 1): unknown => {
    const key = props.cursor.key()
    return key === null ? false : move(key, direction)
  }
  createShortcuts({
    'alt+ArrowUp': () => moveCurrent(-1),
    'alt+ArrowDown': () => moveCurrent(1),
  })

  const row = (key: PaperKey, current: () => boolean): JSX.Element => (
    <Show when={props.list.entry(key)}>
      {(entry) => (
        <ListRow
          list={props.list}
          entry={entry()}
          current={current()}
          href={props.hrefOf(key)}
          writable={props.writable}
          byHand={props.sort === 'hand'}
          dragged={drag.dragged() === key}
          names={props.names}
          onOpen={() => props.onOpen(key)}
          onVote={() => props.onVote(key)}
          onMove={(direction) => move(key, direction)}
          onRemove={() => remove(key)}
          onTag={() => props.onTag(key)}
          onSchedule={() => props.onSchedule(key)}
          onGrip={(event) => drag.start(event, key)}
        />
      )}
    </Show>
  )
  return (
    <>
      <Show when={order.waiting() > 0 || reordered()}>
        <div class="news-place">
          <button type="button" class="news" onClick={showOrder}>
            {order.waiting() > 0
              ? `Show ${count(order.waiting(), 'new paper', 'new papers')}`
              : 'The order has changed: show it'}
          </button>
        </div>
      </Show>
      <PaperList
        keys={order.shown()}
        row={row}
        cursor={props.cursor}
        label={`Papers of ${props.list.title()}`}
        subject={props.list.id}
        choice={{ later: carrel.later, faceless: true, listed: () => (props.writable ? listed : null) }}
        before={props.before}
        after={
          <ListEnd
            empty={order.shown().length === 0}
            filtered={props.filter !== ''}
            writable={props.writable}
          />
        }
      />
      <Show when={drag.line()}>
        {(line) => (
          <div
            class="drop-line"
            style={{ left: `${line().left}px`, top: `${line().top}px`, width: `${line().width}px` }}
          />
        )}
      </Show>
    </>
  )
}
