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
import { draftsHere } from '../../drafts/draftSaving.ts'
import { count } from '../../lib/text.ts'
import type { ListEntry, ListSort, ListViewName } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { announce } from '../../ui/announce.ts'
import { IdleSheet } from '../../ui/IdleSheet.tsx'
import { latePart } from '../../ui/latePart.ts'
import { createListCursor } from '../../ui/listCursor.ts'
import { createMedia, PHONE } from '../../ui/media.ts'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { wantSheetPart, type SheetPart } from '../../ui/sheetFocus.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { forgetGone } from './goneDrafts.ts'
import { ListHeader } from './ListHeader.tsx'
import { lockOf } from './listLock.ts'
import { ListArchived, ListLocked, ListMissing, ListWaiting } from './ListPlaces.tsx'
import { ListRows } from './ListRows.tsx'
import type { ListViewProps } from './listViews.ts'
import { memberNames, nameMember } from './memberNames.ts'

const Board = latePart(
  () => import('./Board.tsx'),
  (code) => code.Board,
)
const Schedule = latePart(
  () => import('./Schedule.tsx'),
  (code) => code.Schedule,
)
const ScheduleDialog = latePart(
  () => import('./ScheduleDialog.tsx'),
  (code) => code.ScheduleDialog,
)

const route = getRouteApi('/list/$list')

const LOCKED = 'You can read this list, but not change it.'

/** A shared list: what the group wants to read, in whose order, and how far each is. */
export const ListPage = (props: {
  readonly share: () => void
  readonly activity: () => void
  readonly earlier: () => void
  /** How often something was undone in the activity: what came back takes its place at once. */
  readonly undone: number
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
  const [scheduling, setScheduling] = createSignal<readonly PaperKey[] | null>(null)
  /** How often the order was asked for again. */
  const [round, setRound] = createSignal(0)
  /** In which order the view shows the papers. */
  const [laidOut, setLaidOut] = createSignal<Accessor<readonly PaperKey[]> | null>(null)
  /** Tags that are left: one that nobody uses any more must not hide everything. */
  const chosen = createMemo<readonly string[]>(
    () => {
      const known = list().tags()?.all() ?? []
      return String(search().tags ?? '')
        .split(' ')
        .filter((id) => known.some((tag) => tag.id === id))
    },
    [],
    { equals: (a, b) => a.join(' ') === b.join(' ') },
  )
  const entries = createMemo<readonly ListEntry[]>(() => {
    const all = list().entries(sort())
    if (chosen().length === 0) return all
    return all.filter(({ key }) => {
      const tags = list().tags()?.of(key) ?? []
      return chosen().every((id) => tags.some((tag) => tag.id === id))
    })
  })
  const lock = createMemo(() =>
    lockOf(list(), carrel.lists.all().find(({ id }) => id === params().list)?.role),
  )
  const writable = () => lock() === null
  const arrived = () => list().phase() === 'ready'
  const names = createMemo(() => memberNames(list().members()))
  const opened = createMemo<PaperKey | null>(() => parsePaperKey(String(all().key ?? '')))
  const shown = createMemo<readonly PaperKey[]>(() => laidOut()?.() ?? [])
  // reason: the sheet reads it when the reader steps
  // oxlint-disable-next-line solid/reactivity
  useReadingOrder().publish(shown)
  createEffect(() => {
    const shown = list()
    shown.show({ viewing: null, writingOn: null })
    onCleanup(() => shown.show({ viewing: null, writingOn: null }))
  })

  createEffect(() => {
    const here = list()
    if (arrived()) void draftsHere.then(() => forgetGone(here))
  })

  // The same as long as the list stands open: looking at it anew would be another visit.
  const news = createMemo(() => list().news())
  createEffect(() => {
    const now = news()
    if (!now) return
    onCleanup(now.look({ nameOf: (member) => nameMember(list(), names(), member), say: announce }))
  })
  createEffect(() => {
    const [now, key] = [news(), opened()]
    // Also what is said while it is being read.
    if (now && key !== null && now.freshOn(key).acts > 0) now.readPaper(key)
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
  /** What only members write: of another list that holds the paper the field must not be taken for this one's. */
  const openGroupPart = (part: SheetPart, key: PaperKey): void =>
    writable() ? openPart(part, key) : carrel.undo.say(LOCKED)
  createShortcuts({
    s: withCurrent(save),
    v: withCurrent(vote),
    r: withCurrent((key) => carrel.library.setReading(key, nextReadingState(carrel.library.readingOf(key)))),
    t: withCurrent((key) => openPart('tag', key)),
    l: withCurrent((key) => openPart('list', key)),
    n: withCurrent((key) => openPart('note', key)),
    N: withCurrent((key) => openPart('group-note', key)),
    c: withCurrent((key) => openGroupPart('comment', key)),
    T: withCurrent((key) => openGroupPart('list-tag', key)),
    y: withCurrent((key) => carrel.cite([key])),
    a: () => (arrived() ? props.activity() : false),
  })

  const goTo = (next: ReturnType<typeof search>, replace: boolean): void =>
    void navigate({
      to: opened() === null ? '/list/$list' : '/list/$list/paper/$key',
      params: { list: params().list, key: opened() ?? '' },
      search: next,
      replace,
    })
  const resort = (next: ListSort): void => {
    if (next === sort()) setRound((number) => number + 1)
    else goTo({ ...search(), sort: next }, true)
  }
  const look = (next: ListViewName | null): void => {
    const { tags } = search()
    if (next !== view())
      goTo({ sort: sort(), ...(next ? { view: next } : {}), ...(tags === undefined ? {} : { tags }) }, false)
  }
  const choose = (tags: readonly string[]): void => {
    const { sort, view } = search()
    goTo({ sort, view, ...(tags.length === 0 ? {} : { tags: tags.join(' ') }) }, true)
  }
  createEffect(
    on(chosen, () => announce(count(entries().length, 'paper', 'papers')), {
      defer: true,
    }),
  )
  const hrefOf = (key: PaperKey): string =>
    router.buildLocation({
      to: '/list/$list/paper/$key',
      params: { list: params().list, key },
      search: search(),
    }).href

  const endScheduling = (): void => {
    const [key = ''] = scheduling() ?? []
    setScheduling(null)
    // With its date a paper moves to another place, and the button that had the focus is gone.
    setTimeout(() => {
      if (document.activeElement !== document.body) return
      const link = document.querySelector<HTMLElement>(`.shared-list [data-paper="${CSS.escape(key)}"]`)
      ;(link ?? document.querySelector<HTMLElement>('.shared-list summary'))?.focus()
    })
  }
  const viewProps: ListViewProps = {
    get list() {
      return list()
    },
    get sort() {
      return sort()
    },
    get entries() {
      return entries()
    },
    get filter() {
      return chosen().join(' ')
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
    get round() {
      return round() + props.undone
    },
    get before() {
      return (
        <>
          <ListLocked list={list()} lock={lock()} />
          <ListArchived list={list()} />
        </>
      )
    },
    cursor,
    hrefOf,
    onOpen: open,
    onVote: vote,
    onTag: (key) => openGroupPart('list-tag', key),
    onSchedule: (...keys) => setScheduling(keys),
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
            loading={list().phase() === 'loading'}
            papers={list().entries(sort()).length}
            chosen={chosen()}
            passing={entries().length}
            onChoose={choose}
            names={names()}
            onSort={resort}
            onView={look}
            onShare={() => props.share()}
            onActivity={() => props.activity()}
            onEarlier={() => props.earlier()}
          />
          <Show when={list().phase() === 'waiting'}>
            <ListWaiting connected={list().status().connected} />
          </Show>
          <Show when={arrived()}>
            <Switch fallback={<ListRows {...viewProps} />}>
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
      </section>
      <Show when={scheduling()}>
        {(keys) => (
          <Suspense>
            <ScheduleDialog list={list()} keys={keys()} onClose={endScheduling} />
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
