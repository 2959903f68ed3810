import './schedule.css'
import { createMemo, createSignal, For, onCleanup, onMount, Show, Suspense, type JSX } from 'solid-js'
import { localDay, nextMeetings } from '../../domain/meeting.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { byVotes } from '../../domain/stage.ts'
import { count } from '../../lib/text.ts'
import { printDay } from '../../ui/dates.ts'
import { latePart } from '../../ui/latePart.ts'
import { safeUrl } from '../../lib/safeUrl.ts'
import type { ListViewProps } from './listViews.ts'
import { createMeetingCalendar } from './meetingCalendar.ts'
import { groupMeetings, openEntries, type MeetingGroup } from './meetingGroups.ts'
import { MeetingPapers, MeetingSection } from './MeetingSection.tsx'
import { printRhythm } from './scheduleWords.ts'

const MeetingDialog = latePart(
  () => import('./MeetingDialog.tsx'),
  (code) => code.MeetingDialog,
)
/** Papers without a date that are drawn at once; more on request. */
const ROWS_AT_ONCE = 60
/** Papers in the menu that plans one. */
const OFFERED = 30
/** Days that are named of those that are no meetings any more. */
const GONE_NAMED = 3
/** A schedule that stays open must notice that a day has passed. */
const CLOCK_MS = 60_000

/** A list by its meetings: who presents what and when. */
export const Schedule = (props: ListViewProps): JSX.Element => {
  const [root, setRoot] = createSignal<HTMLElement>()
  const [today, setToday] = createSignal(localDay(Date.now()))
  const clock = setInterval(() => setToday(localDay(Date.now())), CLOCK_MS)
  onCleanup(() => clearInterval(clock))
  const [changing, setChanging] = createSignal(false)
  const [pastOpen, setPastOpen] = createSignal(false)
  const [drawn, setDrawn] = createSignal(ROWS_AT_ONCE)
  const drawMore = (): void => {
    setDrawn((number) => number + ROWS_AT_ONCE)
  }
  const meeting = () => props.list.meeting()
  const groups = createMemo(() => groupMeetings(props.list.entries('hand'), meeting(), today()))
  /** The group as it is now: its section stays while what is in it changes. */
  const groupOn = (day: MeetingGroup['day']): MeetingGroup | undefined =>
    [...groups().coming, ...groups().past].find((group) => group.day === day)
  const keys = createMemo<readonly PaperKey[]>(() => {
    const { coming, undated, past, discussed } = groups()
    const shown = [...coming.flatMap(({ entries }) => entries), ...undated.slice(0, drawn())]
    const before = [...past.flatMap(({ entries }) => entries), ...discussed.slice(0, drawn())]
    return [...shown, ...(pastOpen() ? before : [])].map(({ key }) => key)
  })
  // reason: the page keeps the function as long as the schedule stands
  // oxlint-disable-next-line solid/reactivity
  onCleanup(props.onKeys(keys))

  const show = (key: PaperKey, focus: boolean): void => {
    requestAnimationFrame(() => {
      const link = root()?.querySelector<HTMLElement>(`[data-paper="${CSS.escape(key)}"]`)
      if (focus && !document.activeElement?.closest('.sheet, [role="dialog"], input, textarea'))
        link?.focus({ preventScroll: true })
      link?.closest('.slot-paper')?.scrollIntoView({ block: 'nearest' })
    })
  }
  onMount(() => {
    props.cursor.onReveal(show)
    // Opened at a paper's own address, that paper is in view.
    if (props.opened !== null) show(props.opened, false)
  })
  const onFocusIn = (event: FocusEvent): void => {
    const row = event.target instanceof Element ? event.target.closest('.slot-paper') : null
    const text = row?.querySelector('[data-paper]')?.getAttribute('data-paper')
    const key = keys().find((candidate) => candidate === text)
    if (key !== undefined) props.cursor.put(key)
  }

  // reason: the page hands the same object on as long as the schedule stands
  // oxlint-disable-next-line solid/reactivity
  const calendar = createMeetingCalendar(props, groups, today)
  /** "Tuesday, 9 December and Tuesday, 16 December" */
  const goneDays = (): string => {
    const days = calendar.gone().map(({ day }) => printDay(day, 'long'))
    return days.length > GONE_NAMED
      ? `${days.slice(0, GONE_NAMED).join('; ')} and ${days.length - GONE_NAMED} more`
      : days.join('; ')
  }
  const pastCount = () => groups().past.length + (groups().discussed.length > 0 ? 1 : 0)
  const forgotten = () => groups().past.filter((group) => openEntries(group).length > 0).length
  /** A meeting that began long ago is named by the next time it takes place, whose clock counts. */
  const rhythm = () => {
    const regular = meeting()
    if (!regular) return ''
    const next = nextMeetings(regular, today(), 1)[0] ?? regular.from
    return printRhythm({ ...regular, from: next })
  }
  const place = () => meeting()?.place ?? ''

  /** What has no date yet, what most want to read first. */
  const offered = createMemo(() => [...groups().undated].sort(byVotes).slice(0, OFFERED))
  const hold = (these: readonly PaperKey[]): void => {
    props.list.hold(these)
    // The meeting has gone to the past, and with it the button that had the focus.
    setTimeout(() => {
      if (document.activeElement === document.body)
        root()?.querySelector<HTMLElement>('.meeting-acts button')?.focus()
    })
  }
  const Section = (section: {
    readonly day: MeetingGroup['day']
    readonly next: boolean
    readonly coming: boolean
  }): JSX.Element => (
    <Show when={groupOn(section.day)}>
      {(group) => (
        <MeetingSection
          page={props}
          group={group()}
          today={today()}
          next={section.next}
          open={section.coming ? offered() : []}
          onHold={hold}
          onSave={(one) => calendar.save([one.day], false)}
        />
      )}
    </Show>
  )
  return (
    <div
      class="scroll schedule"
      ref={setRoot}
      onFocusIn={onFocusIn}
      data-scroll-restoration-id={`schedule ${props.list.id}`}
    >
      {props.before}
      <div class="schedule-top">
        <Show when={meeting()} fallback={<p>No regular meeting yet.</p>}>
          <p>
            <b>{rhythm()}</b>
            <Show when={place()}>
              <span class="schedule-place">
                <Show when={safeUrl(place())} fallback={place()}>
                  {(address) => (
                    <a href={address()} target="_blank" rel="noopener noreferrer">
                      {place()}
                    </a>
                  )}
                </Show>
              </span>
            </Show>
          </p>
        </Show>
        <div class="meeting-acts">
          <Show when={groups().coming.length > 1}>
            <button
              type="button"
              class="btn"
              onClick={() =>
                calendar.save(
                  groups().coming.map(({ day }) => day),
                  true,
                )
              }
            >
              Add all to calendar
            </button>
          </Show>
          <Show when={props.writable}>
            <button type="button" class="btn" aria-haspopup="dialog" onClick={() => setChanging(true)}>
              {meeting() ? 'Change the meeting' : 'Set a regular meeting'}
            </button>
          </Show>
        </div>
      </div>
      <Show when={calendar.gone().length > 0}>
        <div class="schedule-gone">
          <p>
            In your calendar, but not a meeting any more: <b>{goneDays()}</b>.
          </p>
          <button type="button" class="btn" onClick={() => calendar.save([], true)}>
            Update my calendar
          </button>
        </div>
      </Show>
      <For each={groups().coming.map((group) => group.day)}>
        {(day, index) => <Section day={day} next={index() === 0} coming />}
      </For>
      <Show when={groups().undated.length > 0}>
        <section class="meeting" aria-label="No date yet">
          <div class="meeting-head">
            <h2>
              No date yet
              <span class="meeting-facts">{count(groups().undated.length, 'paper', 'papers')}</span>
            </h2>
          </div>
          <MeetingPapers
            page={props}
            entries={groups().undated.slice(0, drawn())}
            rest={groups().undated.length - drawn()}
            onMore={drawMore}
          />
        </section>
      </Show>
      <Show when={keys().length === 0 && pastCount() === 0}>
        <p class="meeting-empty lone">
          {props.writable
            ? 'There are no papers here yet. Add some, and give them a date and a presenter.'
            : 'There are no papers here yet.'}
        </p>
      </Show>
      <Show when={pastCount() > 0}>
        <details
          class="meeting-past"
          open={pastOpen()}
          onToggle={(event) => setPastOpen(event.currentTarget.open)}
        >
          <summary>
            Past
            <span class="meeting-facts">
              {count(groups().past.length, 'meeting', 'meetings')}
              {forgotten() > 0 ? `, ${forgotten()} not marked as held` : ''}
            </span>
          </summary>
          <Show when={pastOpen()}>
            <For each={groups().past.map((group) => group.day)}>
              {(day) => <Section day={day} next={false} coming={false} />}
            </For>
            <Show when={groups().discussed.length > 0}>
              <section class="meeting" aria-label="Discussed, without a date">
                <div class="meeting-head">
                  <h2>Discussed, without a date</h2>
                </div>
                <MeetingPapers
                  page={props}
                  entries={groups().discussed.slice(0, drawn())}
                  rest={groups().discussed.length - drawn()}
                  onMore={drawMore}
                />
              </section>
            </Show>
          </Show>
        </details>
      </Show>
      <Show when={changing()}>
        <Suspense>
          <MeetingDialog list={props.list} onClose={() => setChanging(false)} />
        </Suspense>
      </Show>
    </div>
  )
}
