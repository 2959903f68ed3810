import { For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { dayToTime } from '../../lib/day.ts'
import { clip } from '../../lib/text.ts'
import type { ListEntry } from '../../state/lists.ts'
import { printDay } from '../../ui/dates.ts'
import { Face } from '../../ui/Face.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { plainText } from '../../domain/latexText.ts'
import { Menu } from '../../ui/Menu.tsx'
import { RichText } from '../../ui/RichText.tsx'
import type { ListViewProps } from './listViews.ts'
import { openEntries, type MeetingGroup } from './meetingGroups.ts'
import { presenterName, printMeetingTime } from './scheduleWords.ts'
import { STAGE_LABELS } from './stageNames.ts'

/** One paper in the schedule, with who presents it. */
export const MeetingPaper = (props: {
  readonly page: ListViewProps
  readonly paperKey: PaperKey
}): JSX.Element => {
  const page = () => props.page
  const row = (entry: () => ListEntry): JSX.Element => {
    const member = () => page().list.member(entry().presenter ?? '')
    const title = () => plainText(entry().paper?.title ?? entry().key)
    const name = () => presenterName(entry().presenter, page().names)
    const said = () =>
      [name() === null ? 'Nobody presents it yet' : member()?.me ? 'You present' : `${name()} presents`]
        .concat(entry().stage === 'to-read' ? [] : [STAGE_LABELS[entry().stage]])
        .join(' · ')
    const act = () =>
      entry().date === null ? 'Give a date' : entry().presenter === null ? 'Who presents?' : 'Change'
    const open = (event: MouseEvent): void => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      page().onOpen(entry().key)
    }
    return (
      <article class="slot-paper" classList={{ sel: page().cursor.key() === entry().key }}>
        <Show when={member()} fallback={<span class="slot-nobody" aria-hidden="true" />}>
          {(known) => (
            <Face
              name={known().name}
              label={page().names.get(known().id)?.full ?? ''}
              colour={known().colour}
              large
            />
          )}
        </Show>
        <div class="slot-body">
          <h3>
            <a href={page().hrefOf(entry().key)} data-paper={entry().key} title={title()} onClick={open}>
              <Show when={entry().paper} fallback={<span class="unknown">{entry().key}</span>}>
                {(paper) => <RichText text={paper().title} />}
              </Show>
            </a>
          </h3>
          <p>{said()}</p>
        </div>
        <Show when={page().writable}>
          <button
            type="button"
            class="btn slot-change"
            aria-haspopup="dialog"
            aria-label={`${act()}: date and presenter of ${title()}`}
            onClick={() => page().onSchedule(entry().key)}
          >
            {act()}
          </button>
        </Show>
      </article>
    )
  }
  return <Show when={page().list.entry(props.paperKey)}>{(entry) => row(entry)}</Show>
}

/** Papers of the schedule, one below the other. */
export const MeetingPapers = (props: {
  readonly page: ListViewProps
  readonly entries: readonly ListEntry[]
  /** How many are not drawn, and what draws more of them. */
  readonly rest?: number
  readonly onMore?: () => void
}): JSX.Element => (
  <>
    <ul class="slot-papers">
      <For each={props.entries.map((entry) => entry.key)}>
        {(key) => (
          <li>
            <MeetingPaper page={props.page} paperKey={key} />
          </li>
        )}
      </For>
    </ul>
    <Show when={(props.rest ?? 0) > 0}>
      <button type="button" class="btn slot-more" onClick={() => props.onMore?.()}>
        Show more, of {props.rest} that are left
      </button>
    </Show>
  </>
)

/** Letters of a title in a menu. */
const MAX_TITLE = 90
const DAY_MS = 86_400_000

/** "today", "tomorrow", "in 5 days"; empty for what is past. */
const printDistance = (day: MeetingGroup['day'], today: MeetingGroup['day']): string => {
  const days = Math.round((dayToTime(day) - dayToTime(today)) / DAY_MS)
  if (days < 0) return ''
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
}

/** One meeting: its day, what is talked about and by whom, and what can be done with it. */
export const MeetingSection = (props: {
  readonly page: ListViewProps
  readonly group: MeetingGroup
  readonly today: MeetingGroup['day']
  /** The one on top. */
  readonly next: boolean
  /** Papers that could be talked about on this day. */
  readonly open: readonly ListEntry[]
  readonly onSave: (group: MeetingGroup) => void
  readonly onHold: (keys: readonly PaperKey[]) => void
}): JSX.Element => {
  const meeting = () => props.page.list.meeting()
  const day = () =>
    printDay(props.group.day, 'long', { thisYear: new Date(dayToTime(props.today)).getUTCFullYear() })
  const facts = () =>
    [printDistance(props.group.day, props.today), printMeetingTime(meeting(), props.group.day)]
      .filter(Boolean)
      .join(' · ')
  const left = () => openEntries(props.group).map(({ key }) => key)
  const heldable = () =>
    props.page.writable && left().length > 0 && (props.next || props.group.day <= props.today)
  return (
    <section class="meeting" classList={{ next: props.next }} aria-label={`Meeting on ${day()}`}>
      <div class="meeting-head">
        <h2>
          <Show when={props.next}>
            <span class="meeting-next">Next meeting</span>
          </Show>
          {day()}
          <Show when={facts()}>
            <span class="meeting-facts">{facts()}</span>
          </Show>
        </h2>
        <div class="meeting-acts">
          <Show when={props.page.writable && props.open.length > 0}>
            <Menu
              class="btn"
              label={`Plan a paper for ${day()}`}
              trigger="Plan a paper"
              items={props.open.map((entry) => ({
                label: clip(plainText(entry.paper?.title ?? entry.key), MAX_TITLE),
                onSelect: () => props.page.list.schedule(entry.key, { date: props.group.day }),
              }))}
            />
          </Show>
          <Show when={props.group.day >= props.today}>
            <button
              type="button"
              class="btn"
              aria-label={`Add to calendar: the meeting on ${day()}`}
              onClick={() => props.onSave(props.group)}
            >
              Add to calendar
            </button>
          </Show>
          <Show when={heldable()}>
            <button
              type="button"
              class="btn"
              title="Moves its papers to Discussed"
              aria-label={`Mark as held: the meeting on ${day()}`}
              onClick={() => props.onHold(left())}
            >
              <Icon name="check" small />
              Mark as held
            </button>
          </Show>
        </div>
      </div>
      <Show
        when={props.group.entries.length > 0}
        fallback={<p class="meeting-empty">Nothing is planned for this day yet.</p>}
      >
        <MeetingPapers page={props.page} entries={props.group.entries} />
      </Show>
    </section>
  )
}
