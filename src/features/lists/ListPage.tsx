import './lists.css'
import { getRouteApi, Outlet, useNavigate, useParams, useRouter } from '@tanstack/solid-router'
import {
  createEffect,
  createMemo,
  createSignal,
  Match,
  on,
  onCleanup,
  Show,
  Suspense,
  Switch,
  type Accessor,
  type JSX,
} from 'solid-js'
import { parsePaperKey, type PaperKey } from '../../domain/paperKey.ts'
import { nextReadingState } from '../../domain/reading.ts'
import { count } from '../../lib/text.ts'
import type { ListSort, ListViewName } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { IdleSheet } from '../../ui/IdleSheet.tsx'
import { latePart } from '../../ui/latePart.ts'
import { createListCursor } from '../../ui/listCursor.ts'
import { createMedia, PHONE } from '../../ui/media.ts'
import { PaperList } from '../../ui/PaperList.tsx'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { wantSheetPart, type SheetPart } from '../../ui/sheetFocus.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { createStableOrder } from '../../ui/stableOrder.ts'
import { ListHeader } from './ListHeader.tsx'
import { lockOf } from './listLock.ts'
import { ListEnd, ListLocked, ListMissing, ListWaiting } from './ListPlaces.tsx'
import { ListRow } from './ListRow.tsx'
import type { ListViewProps } from './listViews.ts'
import { memberNames } from './memberNames.ts'
import { moveTarget } from './moveTarget.ts'
import { createRowDrag } from './rowDrag.ts'

const Board = latePart(async () => (await import('./Board.tsx')).Board)
const Schedule = latePart(async () => (await import('./Schedule.tsx')).Schedule)
const ScheduleDialog = latePart(async () => (await import('./ScheduleDialog.tsx')).ScheduleDialog)

const route = getRouteApi('/list/$list')

/** A shared list: what the group wants to read, in whose order, and how far each is. */
export const ListPage = (props: {
  readonly share: () => void
  readonly earlier: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const params = route.useParams()
  const search = route.useSearch()
  const all = useParams({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const phone = createMedia(PHONE)

  const list = createMemo(() => carrel.lists.open(params().list))
  const sort = (): ListSort => search().sort
  const view = (): ListViewName | null => search().view ?? null
  const [scheduling, setScheduling] = createSignal<PaperKey | null>(null)
  /** In which order board or schedule show the papers. */
  const [laidOut, setLaidOut] = createSignal<Accessor<readonly PaperKey[]> | null>(null)
  const lock = createMemo(() =>
    lockOf(list(), carrel.lists.all().find(({ id }) => id === params().list)?.role),
  )
  const writable = () => lock() === null
  const arrived = () => list().phase() === 'ready'
  const names = createMemo(() => memberNames(list().members()))
  const opened = createMemo<PaperKey | null>(() => parsePaperKey(String(all().key ?? '')))
  const source = createMemo<readonly PaperKey[]>(() =>
    list()
      .entries(sort())
      .map((entry) => entry.key),
  )
  const order = createStableOrder<PaperKey>({
    source,
    question: () => `${list().id} ${list().phase()} ${sort()}`,
    exists: (key) => list().entry(key) !== null,
  })
  const shown = createMemo<readonly PaperKey[]>(() => laidOut()?.() ?? order.shown())
  // reason: the sheet reads it when the reader steps
  // oxlint-disable-next-line solid/reactivity
  useReadingOrder().publish(shown)
  /** The papers are the same, but votes or labmates have put them in another order. */
  const reordered = createMemo(
    () => order.waiting() === 0 && order.shown().some((key, index) => source()[index] !== key),
  )
  createEffect(
    on(
      () => carrel.undo.toast(),
      (toast) => {
        // An undo speaks without offering another: what came back takes its old place at once.
        if (toast && !toast.undoable && order.waiting() > 0) order.refresh()
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
  createEffect(() => {
    const shown = list()
    shown.show({ viewing: null, writingOn: null })
    onCleanup(() => shown.show({ viewing: null, writingOn: null }))
  })

  const open = (key: PaperKey): void =>
    void navigate({
      to: '/list/$list/paper/$key',
      params: { list: params().list, key },
      search: search(),
      replace: opened() !== null,
    })
  const cursor = createListCursor({ keys: shown, opened, open })

  const vote = (key: PaperKey): void => {
    const entry = list().entry(key)
    if (!entry) return
    if (entry.votedByMe) list().unvote(key)
    else list().vote(key)
    const now = list().entry(key)
    if (now && now.votedByMe !== entry.votedByMe)
      announce(`${now.votedByMe ? 'Voted' : 'Vote taken back'}, ${count(now.votes.length, 'vote', 'votes')}`)
  }
  const keepFocus = (key: PaperKey): void => {
    requestAnimationFrame(() => {
      const link = document.querySelector<HTMLElement>(`.papers [data-paper="${CSS.escape(key)}"]`)
      if (document.activeElement === document.body) link?.focus({ preventScroll: true })
      link?.closest('.paper')?.scrollIntoView({ block: 'nearest' })
    })
  }
  const moveTo = (key: PaperKey, before: PaperKey | null): void => {
    list().move(key, before)
    order.refresh()
    cursor.put(key)
    announce(`Moved to place ${order.shown().indexOf(key) + 1} of ${order.shown().length}`)
    keepFocus(key)
  }
  const move = (key: PaperKey, direction: -1 | 1 | 'first'): void => {
    if (sort() !== 'hand') {
      carrel.undo.say('Choose the order “By hand” to move papers.')
      return
    }
    const target = moveTarget(order.shown(), key, direction)
    if (target !== undefined) moveTo(key, target)
  }
  const remove = (key: PaperKey): void => {
    const keys = order.shown()
    const next = keys[keys.indexOf(key) + 1] ?? keys[keys.indexOf(key) - 1]
    list().remove(key)
    if (next !== undefined && list().entry(key) === null) {
      cursor.put(next)
      keepFocus(next)
    }
  }
  const drag = createRowDrag({ move: moveTo })

  const save = (key: PaperKey): void =>
    carrel.library.isSaved(key) ? carrel.library.unsave(key) : carrel.library.save(key)
  const withCurrent = (act: (key: PaperKey) => void) => (): unknown => {
    const key = cursor.key()
    return key === null ? false : act(key)
  }
  const openPart = (part: SheetPart, key: PaperKey): void => {
    wantSheetPart(part)
    if (opened() !== key) open(key)
  }
  createShortcuts({
    s: withCurrent(save),
    v: withCurrent(vote),
    r: withCurrent((key) => carrel.library.setReading(key, nextReadingState(carrel.library.readingOf(key)))),
    t: withCurrent((key) => openPart('tag', key)),
    l: withCurrent((key) => openPart('list', key)),
    n: withCurrent((key) => openPart('note', key)),
    c: withCurrent((key) => openPart('comment', key)),
    y: withCurrent((key) => carrel.cite([key])),
    'alt+ArrowUp': withCurrent((key) => move(key, -1)),
    'alt+ArrowDown': withCurrent((key) => move(key, 1)),
  })

  const goTo = (next: ReturnType<typeof search>, replace: boolean): void =>
    void navigate({
      to: opened() === null ? '/list/$list' : '/list/$list/paper/$key',
      params: { list: params().list, key: opened() ?? '' },
      search: next,
      replace,
    })
  const resort = (next: ListSort): void => {
    if (next === sort()) order.refresh()
    else goTo({ ...search(), sort: next }, true)
  }
  const look = (next: ListViewName | null): void => {
    if (next !== view()) goTo({ sort: sort(), ...(next ? { view: next } : {}) }, false)
  }
  const hrefOf = (key: PaperKey): string =>
    router.buildLocation({
      to: '/list/$list/paper/$key',
      params: { list: params().list, key },
      search: search(),
    }).href

  const row = (key: PaperKey, current: () => boolean): JSX.Element => (
    <Show when={list().entry(key)}>
      {(entry) => (
        <ListRow
          list={list()}
          entry={entry()}
          current={current()}
          href={hrefOf(key)}
          writable={writable()}
          byHand={sort() === 'hand'}
          dragged={drag.dragged() === key}
          names={names()}
          onOpen={() => open(key)}
          onVote={() => vote(key)}
          onMove={(direction) => move(key, direction)}
          onRemove={() => remove(key)}
          onSchedule={() => setScheduling(key)}
          onGrip={(event) => drag.start(event, key)}
        />
      )}
    </Show>
  )
  const viewProps: ListViewProps = {
    get list() {
      return list()
    },
    get sort() {
      return sort()
    },
    get writable() {
      return writable()
    },
    get names() {
      return names()
    },
    get opened() {
      return opened()
    },
    get before() {
      return <ListLocked lock={lock()} />
    },
    cursor,
    hrefOf,
    onOpen: open,
    onVote: vote,
    onSchedule: setScheduling,
    onKeys(keys) {
      setLaidOut(() => keys)
      return () => setLaidOut((now) => (now === keys ? null : now))
    },
  }
  return (
    <>
      <section
        class="list shared-list"
        classList={{ spread: view() !== null }}
        aria-label={list().title() || 'List'}
        aria-busy={list().phase() === 'loading'}
        inert={phone() && opened() !== null}
      >
        <Show when={list().phase() !== 'missing'} fallback={<ListMissing />}>
          <ListHeader
            list={list()}
            sort={sort()}
            view={view()}
            writable={writable() && arrived()}
            arrived={arrived()}
            papers={source().length}
            names={names()}
            onSort={resort}
            onView={look}
            onShare={() => props.share()}
            onEarlier={() => props.earlier()}
          />
          <Show when={list().phase() === 'waiting'}>
            <ListWaiting connected={list().status().connected} />
          </Show>
          <Show when={arrived()}>
            <Switch
              fallback={
                <>
                  <Show when={order.waiting() > 0 || reordered()}>
                    <button type="button" class="news-line" onClick={() => order.refresh()}>
                      {order.waiting() > 0
                        ? `Show ${count(order.waiting(), 'new paper', 'new papers')}`
                        : 'The order has changed: show it'}
                    </button>
                  </Show>
                  <PaperList
                    keys={order.shown()}
                    row={row}
                    cursor={cursor}
                    label={`Papers of ${list().title()}`}
                    subject={list().id}
                    choice={{ later: carrel.later, faceless: true }}
                    before={<ListLocked lock={lock()} />}
                    after={<ListEnd empty={order.shown().length === 0} writable={writable()} />}
                  />
                </>
              }
            >
              <Match when={view() === 'board'}>
                <Suspense>
                  <Board {...viewProps} />
                </Suspense>
              </Match>
              <Match when={view() === 'schedule'}>
                <Suspense>
                  <Schedule {...viewProps} />
                </Suspense>
              </Match>
            </Switch>
          </Show>
        </Show>
        <Show when={drag.line()}>
          {(line) => (
            <div
              class="drop-line"
              style={{ left: `${line().left}px`, top: `${line().top}px`, width: `${line().width}px` }}
            />
          )}
        </Show>
      </section>
      <Show when={scheduling()}>
        {(key) => (
          <Suspense>
            <ScheduleDialog list={list()} paperKey={key()} onClose={() => setScheduling(null)} />
          </Suspense>
        )}
      </Show>
      <Show when={opened() === null && view() === null}>
        <IdleSheet />
      </Show>
      <Outlet />
    </>
  )
}
