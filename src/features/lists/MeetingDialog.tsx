import './schedule.css'
import { createMemo, createSignal, createUniqueId, For, Show, untrack, type JSX } from 'solid-js'
import { MAX_PLACE_LENGTH } from '../../doc/limits.ts'
import {
  localDay,
  MEETING_RHYTHMS,
  nextMeetings,
  parseMeetingDay,
  parseRhythm,
  parseTimeOfDay,
  type Meeting,
  type MeetingRhythm,
} from '../../domain/meeting.ts'
import { count } from '../../lib/text.ts'
import type { OpenList } from '../../state/lists.ts'
import { printDay } from '../../ui/dates.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { DraftNote } from '../../ui/DraftNote.tsx'
import { createKeptFields } from '../../ui/keptFields.ts'
import { TextField } from '../../ui/TextField.tsx'
import { papersAlong } from './papersAlong.ts'
import { printMeetingDay } from './scheduleWords.ts'

const RHYTHM_LABELS: Record<MeetingRhythm, string> = {
  1: 'Every week',
  2: 'Every 2 weeks',
  4: 'Every 4 weeks',
}
const WIDTH = 480
/** Meetings that are named of those whose papers could move. */
const MOVES_NAMED = 3
const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** When and where the group meets regularly. */
export const MeetingDialog = (props: {
  readonly list: OpenList
  readonly onClose: () => void
}): JSX.Element => {
  const id = createUniqueId()
  // reason: what the fields start with; a labmate's change must not take away what is being filled in
  // oxlint-disable-next-line solid/reactivity
  const before = props.list.meeting()
  // A meeting that began long ago is shown by the next time it takes place.
  const next = before ? (nextMeetings(before, localDay(Date.now()), 1)[0] ?? before.from) : null
  const [day, setDay] = createSignal<string>(next ?? '')
  const [time, setTime] = createSignal(before?.time ?? '')
  const [every, setEvery] = createSignal<MeetingRhythm>(before?.every ?? 1)
  const typed = untrack(() => createKeptFields(`meeting ${props.list.id}`, { place: before?.place ?? '' }))
  const [zone, setZone] = createSignal(before?.zone ?? ownZone())
  const [fault, setFault] = createSignal<string | null>(null)
  const zones = (): readonly string[] => [...new Set([before?.zone ?? ownZone(), ownZone()])]
  const weekday = () => {
    const chosen = parseMeetingDay(day())
    return chosen ? printDay(chosen, 'weekday') : null
  }
  /** As it is filled in; `null` while no day is chosen. */
  const filled = (): Meeting | null => {
    const chosen = parseMeetingDay(day())
    if (!chosen) return null
    const unmoved = before !== null && chosen === next && every() === before.every
    return {
      from: unmoved ? before.from : chosen,
      time: parseTimeOfDay(time()) ?? '',
      every: every(),
      place: typed.of('place'),
      zone: zone(),
    }
  }
  /** What could move with it: from the days of the meeting as it is now, which a labmate may have changed meanwhile. */
  const along = createMemo(() => papersAlong(props.list, filled(), localDay(Date.now())))
  /** `null`: the person has not said. */
  const [wanted, setWanted] = createSignal<boolean | null>(null)
  const taken = () => wanted() ?? along().alone
  const moves = (): string => {
    const days = along().days.map(([from, to]) => `${printMeetingDay(from)} to ${printMeetingDay(to)}`)
    const rest = days.length - MOVES_NAMED
    return [...days.slice(0, MOVES_NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join('; ')
  }
  const save = (form: HTMLFormElement): void => {
    const meeting = filled()
    const clock = form.querySelector<HTMLInputElement>('input[type="time"]')
    if (!meeting) {
      setFault('Choose the day of the next meeting.')
      form.querySelector<HTMLInputElement>('input[type="date"]')?.focus()
      return
    }
    if (clock?.validity.badInput) {
      clock.focus()
      return
    }
    props.list.setMeeting(meeting, taken() ? along().papers : undefined)
    close()
  }
  const elsewhere = (): string => {
    if (!typed.elsewhere('place')) return ''
    return before?.place ? `Changed elsewhere meanwhile: “${before.place}”.` : 'Emptied elsewhere meanwhile.'
  }
  const close = (): void => {
    typed.forget()
    props.onClose()
  }
  return (
    <Dialog
      open
      onClose={close}
      title="Regular meeting"
      description="Its next dates are offered for papers, and stand in the schedule."
      width={WIDTH}
    >
      <form
        novalidate
        class="stack schedule-form"
        onSubmit={(event) => {
          event.preventDefault()
          save(event.currentTarget)
        }}
      >
        <div class="schedule-pair">
          <div class="text-field">
            <label for={`${id}-day`}>Next meeting</label>
            <input
              id={`${id}-day`}
              type="date"
              min="1970-01-01"
              max="2999-12-31"
              required
              value={day()}
              aria-invalid={fault() ? 'true' : undefined}
              aria-describedby={fault() ? `${id}-fault` : undefined}
              onInput={(event) => {
                setFault(null)
                setDay(event.currentTarget.value)
              }}
            />
          </div>
          <div class="text-field">
            <label for={`${id}-time`}>Time (may stay empty)</label>
            <input
              id={`${id}-time`}
              type="time"
              value={time()}
              onInput={(event) => setTime(event.currentTarget.value)}
            />
          </div>
        </div>
        <Show when={fault()}>
          <span class="error" id={`${id}-fault`} role="alert">
            {fault()}
          </span>
        </Show>
        <div class="text-field">
          <label for={`${id}-every`}>Repeats{weekday() ? `, on ${weekday()}s` : ''}</label>
          <select
            id={`${id}-every`}
            onChange={(event) => setEvery(parseRhythm(Number(event.currentTarget.value)) ?? 1)}
          >
            <For each={MEETING_RHYTHMS}>
              {(rhythm) => (
                <option value={rhythm} selected={rhythm === every()}>
                  {RHYTHM_LABELS[rhythm]}
                </option>
              )}
            </For>
          </select>
        </div>
        <Show when={zones().length > 1}>
          <div class="text-field">
            <label for={`${id}-zone`}>The time is on the clocks of</label>
            <select id={`${id}-zone`} onChange={(event) => setZone(event.currentTarget.value)}>
              <For each={zones()}>
                {(name) => (
                  <option value={name} selected={name === zone()}>
                    {name.replace(/_/g, ' ')}
                  </option>
                )}
              </For>
            </select>
          </div>
        </Show>
        <DraftNote
          done="saved"
          restored={typed.restored()}
          unkept={typed.unkept()}
          onStartAgain={typed.startAgain}
        />
        <TextField
          label="Place or link (may stay empty)"
          value={typed.of('place')}
          onInput={(text) => typed.type('place', text)}
          hint={elsewhere()}
          placeholder="Room 3.12"
          maxLength={MAX_PLACE_LENGTH}
        />
        <Show when={along().papers.size > 0}>
          <label class="schedule-along">
            <input
              type="checkbox"
              checked={taken()}
              onChange={(event) => setWanted(event.currentTarget.checked)}
            />
            <span>
              Take{' '}
              {along().papers.size === 1
                ? 'its paper'
                : `its ${count(along().papers.size, 'paper', 'papers')}`}{' '}
              along
              <small>{moves()}</small>
            </span>
          </label>
        </Show>
        <div class="dialog-acts">
          <Show when={before}>
            <button
              type="button"
              class="btn danger schedule-clear"
              onClick={() => {
                props.list.setMeeting(null)
                close()
              }}
            >
              Stop meeting regularly
            </button>
          </Show>
          <button type="button" class="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="btn pri">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  )
}
