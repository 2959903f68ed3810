import '../../ui/textField.css'
import './schedule.css'
import { createSignal, createUniqueId, For, Show, untrack, type JSX } from 'solid-js'
import { localDay, nextMeetings, parseMeetingDay } from '../../domain/meeting.ts'
import type { PaperKey } from '../../domain/paperKey.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import type { OpenList } from '../../state/lists.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { plainText } from '../../domain/latexText.ts'
import { memberNames } from './memberNames.ts'
import { presenterName, printMeetingDay } from './scheduleWords.ts'

/** Regular meetings that are offered as dates. */
const OFFERED = 4
const WIDTH = 440

/** When papers are talked about, and who presents them; of several, what they do not share stays as it is. */
export const ScheduleDialog = (props: {
  readonly list: OpenList
  readonly keys: readonly PaperKey[]
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const id = createUniqueId()
  /** Those it was opened for, whatever is chosen meanwhile. */
  const keys = untrack(() => props.keys)
  const differ = <T,>(values: readonly T[]): boolean => values.some((value) => value !== values[0])
  const shared = <T,>(values: readonly (T | null)[]): T | null =>
    differ(values) ? null : (values[0] ?? null)
  // reason: what the fields start with; a labmate's change must not take away what is being filled in
  // oxlint-disable-next-line solid/reactivity
  const entries = untrack(() => keys.map((key) => props.list.entry(key)))
  const dates = entries.map((entry) => entry?.date ?? null)
  const presenters = entries.map((entry) => entry?.presenter ?? null)
  const before = { date: shared(dates), presenter: shared(presenters) }
  const [only] = keys
  const several = keys.length > 1
  const [date, setDate] = createSignal<string>(before.date ?? '')
  const [presenter, setPresenter] = createSignal(before.presenter ?? '')
  /** Whether what differs and is left empty is taken away, and does not stay. */
  const [cleared, setCleared] = createSignal(false)
  const differing = differ(dates) || differ(presenters)
  const [fault, setFault] = createSignal<string | null>(null)
  const names = () => memberNames(props.list.members())
  const offered = () => {
    const meeting = props.list.meeting()
    return meeting ? nextMeetings(meeting, localDay(Date.now()), OFFERED) : []
  }
  /** Who was chosen and has left stays in the choice, so that saving a date does not take them away. */
  const people = () => {
    const members = props.list.members().map((member) => ({
      id: member.id,
      label: `${names().get(member.id)?.full ?? member.name}${member.me ? ' (you)' : ''}`,
    }))
    const left = before.presenter
    return left === null || members.some((member) => member.id === left)
      ? members
      : [...members, { id: left, label: presenterName(left, names(), 'full') ?? '' }]
  }
  const settle = async (values: Parameters<OpenList['schedule']>[1]): Promise<void> => {
    const { id: listId, schedule } = props.list
    if (several) (await carrel.later()).severalIn(listId).schedule(keys, values)
    else if (only !== undefined) schedule(only, values)
  }
  const save = (field: HTMLInputElement | null): void => {
    const day = parseMeetingDay(date())
    if (field?.validity.badInput || (date() !== '' && !day)) {
      setFault('Choose a day, or leave it empty.')
      field?.focus()
      return
    }
    // Only what was changed here: the rest may have been settled by a labmate meanwhile.
    const chosen = presenter() === '' ? null : presenter()
    const values = {
      ...(day === before.date && !(cleared() && differ(dates)) ? {} : { date: day }),
      ...(chosen === before.presenter && !(cleared() && differ(presenters)) ? {} : { presenter: chosen }),
    }
    if (Object.keys(values).length > 0) void settle(values)
    props.onClose()
  }
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title="Date and presenter"
      description={
        several
          ? `${count(keys.length, 'paper', 'papers')}; what you leave empty ${cleared() ? 'is taken away' : 'stays as it is'}.`
          : plainText((only && props.list.entry(only)?.paper?.title) ?? only ?? '')
      }
      width={WIDTH}
    >
      <form
        novalidate
        class="stack schedule-form"
        onSubmit={(event) => {
          event.preventDefault()
          save(event.currentTarget.querySelector<HTMLInputElement>('input[type="date"]'))
        }}
      >
        <Show when={offered().length > 0}>
          <div class="schedule-offers" role="group" aria-label="Next meetings">
            <For each={offered()}>
              {(day) => (
                <button
                  type="button"
                  class="chip"
                  classList={{ on: date() === day }}
                  aria-pressed={date() === day}
                  onClick={() => setDate(date() === day ? '' : day)}
                >
                  {printMeetingDay(day)}
                </button>
              )}
            </For>
          </div>
        </Show>
        <div class="text-field">
          <label for={`${id}-date`}>Date</label>
          <input
            id={`${id}-date`}
            type="date"
            min="1970-01-01"
            max="2999-12-31"
            value={date()}
            aria-invalid={fault() ? 'true' : undefined}
            aria-describedby={fault() ? `${id}-fault` : undefined}
            onInput={(event) => {
              setFault(null)
              setDate(event.currentTarget.value)
            }}
          />
          <Show when={fault()}>
            <span class="error" id={`${id}-fault`} role="alert">
              {fault()}
            </span>
          </Show>
        </div>
        <div class="text-field">
          <label for={`${id}-presenter`}>Presenter</label>
          <select
            id={`${id}-presenter`}
            value={presenter()}
            onChange={(event) => setPresenter(event.currentTarget.value)}
          >
            <option value="">{differ(presenters) && !cleared() ? 'As they are' : 'Nobody yet'}</option>
            <For each={people()}>
              {(person) => (
                <option value={person.id} selected={person.id === presenter()}>
                  {person.label}
                </option>
              )}
            </For>
          </select>
        </div>
        <div class="dialog-acts">
          <Show when={date() !== '' || presenter() !== '' || (differing && !cleared())}>
            <button
              type="button"
              class="btn schedule-clear"
              onClick={(event) => {
                // A field half filled in holds no value that could be taken away.
                const field = event.currentTarget.form?.querySelector<HTMLInputElement>('input[type="date"]')
                if (field) field.value = ''
                setDate('')
                setPresenter('')
                setCleared(true)
                field?.focus()
              }}
            >
              Clear
            </button>
          </Show>
          <button type="button" class="btn" onClick={() => props.onClose()}>
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
