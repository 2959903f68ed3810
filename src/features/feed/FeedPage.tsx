import './feed.css'
import { getRouteApi, Outlet, useNavigate, useParams, useRouter } from '@tanstack/solid-router'
import { createEffect, createMemo, createSignal, For, on, Show, Suspense, type JSX } from 'solid-js'
import { parsePaperKey, type PaperKey } from '../../domain/paperKey.ts'
import { nextReadingState } from '../../domain/reading.ts'
import { parseDay, timeToDay, type Day } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { hasPainted } from '../../ui/afterPaint.ts'
import { announce } from '../../ui/announce.ts'
import { printDay } from '../../ui/dates.ts'
import { IdleSheet } from '../../ui/IdleSheet.tsx'
import { createListCursor } from '../../ui/listCursor.ts'
import { createMedia, PHONE } from '../../ui/media.ts'
import { PaperList } from '../../ui/PaperList.tsx'
import { PaperRow } from '../../ui/PaperRow.tsx'
import { useReadingOrder } from '../../ui/readingOrder.ts'
import { wantSheetPart, type SheetPart } from '../../ui/sheetFocus.ts'
import { createShortcuts } from '../../ui/shortcuts.ts'
import { createStableOrder } from '../../ui/stableOrder.ts'
import { FeedHeader } from './FeedHeader.tsx'
import { AwayCard, DayEnd, FeedEmpty, ForYou } from './later.ts'
import { orderKeys, type Rank } from './order.ts'
import { daysIn, isSpan, papersOf, printSpan } from './range.ts'
import { neighbourOf } from './week.ts'

const route = getRouteApi('/feed/$day')
/** Two lines of a summary, a line of facts and one of a title. */
const LEAST_ROW_HEIGHT = 124

/** One day of the feed, to be gone through: open, save, skip, and on to the next. */
export const FeedPage = (): JSX.Element => {
  const carrel = useCarrel()
  const params = route.useParams()
  const search = route.useSearch()
  const all = useParams({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const phone = createMedia(PHONE)

  const day = createMemo<Day>(() => parseDay(params().day) ?? timeToDay(Date.now()))
  const opened = createMemo<PaperKey | null>(() => parsePaperKey(String(all().key ?? '')))
  const days = createMemo(() => daysIn(carrel.feed.days(), day(), search()))
  const name = (): string => printSpan(day(), carrel.feed.days()[0] ?? day(), search())
  const papers = createMemo(() => papersOf(days(), (one) => carrel.feed.papersOn(one)))
  const dayOf = (key: PaperKey): Day => papers().get(key)?.day ?? day()
  /** What the order for the person is by; `null` while it is worked out. */
  const [rank, setRank] = createSignal<Rank | null>(null)
  const ranking = () => search().sort === 'foryou' && rank() === null
  const source = createMemo<readonly PaperKey[]>(() => {
    const { sort, unread, code, tag, source: from, feed } = search()
    if (ranking()) return []
    return days()
      .flatMap((one) =>
        orderKeys(
          [...papers().values()].filter((row) => row.day === one),
          sort,
          rank(),
        ),
      )
      .filter((key) => {
        const paper = papers().get(key)?.paper
        const isOf = (): boolean => carrel.feed.from(key, dayOf(key)).some(({ id }) => id === feed)
        return (
          (!unread || carrel.feed.isUnread(key)) &&
          (!code || paper?.codeUrl) &&
          (tag === undefined || carrel.library.tagsOf(key).includes(tag)) &&
          (from === undefined || paper?.sources.includes(from)) &&
          (feed === undefined || isOf())
        )
      })
  })
  let column: HTMLElement | null = null
  /** The reader has moved in the list. */
  const begun = (): boolean =>
    (column?.scrollTop ?? 0) > 0 || column?.contains(document.activeElement) === true
  const order = createStableOrder<PaperKey>({
    source,
    question: () => day() + JSON.stringify(search()) + ranking(),
    exists: (key) => papers().has(key),
    arriving: () => carrel.feed.coming() && !begun(),
  })
  useReadingOrder().publish(order.shown)

  const go = (to: Day): void => void navigate({ to: '/feed/$day', params: { day: to }, search: search() })
  const open = (key: PaperKey): void =>
    void navigate({
      to: '/feed/$day/paper/$key',
      params: { day: day(), key },
      search: search(),
      replace: opened() !== null,
    })
  const cursor = createListCursor({ keys: order.shown, opened, open })
  const save = (key: PaperKey): void =>
    carrel.library.isSaved(key) ? carrel.library.unsave(key) : carrel.library.save(key)
  const skip = (key: PaperKey): void =>
    carrel.library.isSkipped(key) ? carrel.library.unskip(key) : carrel.library.skip(dayOf(key), key)

  const withCurrent = (act: (key: PaperKey) => void) => (): unknown => {
    const key = cursor.key()
    return key === null ? false : act(key)
  }
  const openAt = (part: SheetPart): boolean => {
    const key = cursor.key()
    if (key === null) return false
    wantSheetPart(part)
    if (opened() !== key) open(key)
    return true
  }
  const goToNeighbour = (direction: 1 | -1): void => {
    const to = neighbourOf(carrel.feed.days(), days().at(direction === 1 ? 0 : -1) ?? day(), direction)
    if (to) go(to)
    else announce(direction === 1 ? 'This is the newest day.' : 'This is the oldest day.')
  }
  createShortcuts({
    s: withCurrent(save),
    x: withCurrent((key) => {
      if (!carrel.library.isSkipped(key)) cursor.move(1)
      skip(key)
    }),
    r: withCurrent((key) => carrel.library.setReading(key, nextReadingState(carrel.library.readingOf(key)))),
    t: () => openAt('tag'),
    l: () => openAt('list'),
    n: () => openAt('note'),
    c: () => openAt('comment'),
    y: withCurrent((key) => carrel.cite([key])),
    '[': () => goToNeighbour(-1),
    ']': () => goToNeighbour(1),
  })
  createEffect(
    on(
      order.waiting,
      (waiting) => {
        if (waiting > 0) announce(count(waiting, 'new paper', 'new papers'))
      },
      { defer: true },
    ),
  )
  /** The first paper shown of each day, where there are several. */
  const heads = createMemo(() => {
    const first = new Map<Day, PaperKey>()
    if (isSpan(search()))
      for (const key of order.shown()) if (!first.has(dayOf(key))) first.set(dayOf(key), key)
    return new Set(first.values())
  })
  const hasVotes = createMemo(() => [...papers().values()].some((row) => row.votes !== undefined))

  const row = (key: PaperKey, current: () => boolean): JSX.Element => (
    <Show when={papers().get(key)}>
      {(entry) => (
        <>
          <Show when={heads().has(key)}>
            <h2 class="day-head">
              {printDay(entry().day, 'long')}
              <small>
                {carrel.feed.unreadOn(entry().day)} unread of {carrel.feed.countOn(entry().day)}
              </small>
            </h2>
          </Show>
          <PaperRow
            paperKey={key}
            paper={entry().paper}
            href={
              router.buildLocation({
                to: '/feed/$day/paper/$key',
                params: { day: day(), key },
                search: search(),
              }).href
            }
            onOpen={() => open(key)}
            votes={entry().votes}
            comments={entry().comments || undefined}
            facts={
              <For each={carrel.feed.from(key, entry().day)}>
                {({ title }) => <span class="of-feed">{title}</span>}
              </For>
            }
            leadColumn={hasVotes()}
            tags={carrel.library.tagsOf(key).map((tag) => carrel.library.tagName(tag))}
            saved={carrel.library.isSaved(key)}
            skipped={carrel.library.isSkipped(key)}
            reading={carrel.library.readingOf(key)}
            noted={carrel.library.hasNote(key)}
            current={current()}
            onSave={() => save(key)}
            onSkip={() => skip(key)}
          />
        </>
      )}
    </Show>
  )
  return (
    <>
      <section class="list" aria-label="Daily feed" inert={phone() && opened() !== null}>
        <FeedHeader
          day={day()}
          days={days()}
          name={name()}
          papers={papers()}
          search={search()}
          go={go}
          onStep={goToNeighbour}
        />
        <Show when={order.waiting() > 0}>
          <button type="button" class="news" onClick={() => order.refresh()}>
            {count(order.waiting(), 'new paper', 'new papers')}
          </button>
        </Show>
        <PaperList
          ref={(element) => (column = element)}
          keys={order.shown()}
          row={row}
          cursor={cursor}
          label={`Papers of ${name()}`}
          subject={name()}
          leastHeight={LEAST_ROW_HEIGHT}
          choice={{ later: carrel.later, dayOf }}
          before={
            <Show
              when={search().sort === 'foryou'}
              fallback={
                <Show when={order.shown().length > 0}>
                  <p class="notice">
                    <Show when={search().feed === undefined && carrel.feed.about()}>
                      {(about) => <>{about()} </>}
                    </Show>
                    What you do here is kept on this device.
                  </p>
                </Show>
              }
            >
              <Suspense>
                <ForYou subject={name()} keys={[...papers().keys()]} onRank={setRank} />
              </Suspense>
            </Show>
          }
          after={
            <Suspense>
              <Show
                when={order.shown().length > 0}
                fallback={
                  <FeedEmpty day={day()} search={search()} allRead={papers().size > 0} busy={ranking()} />
                }
              >
                <DayEnd
                  day={day()}
                  days={days()}
                  name={name()}
                  keys={[...papers().keys()]}
                  search={search()}
                />
              </Show>
            </Suspense>
          }
        />
        <Show when={hasPainted() && !isSpan(search()) && day() === carrel.feed.days()[0]}>
          <Suspense>
            <AwayCard />
          </Suspense>
        </Show>
      </section>
      <Show when={opened() === null}>
        <IdleSheet />
      </Show>
      <Outlet />
    </>
  )
}
