import CalendarDays from 'lucide-solid/icons/calendar-days'
import { Show, type JSX } from 'solid-js'
import type { ListEntry, OpenList } from '../../state/lists.ts'
import type { Called } from './memberNames.ts'
import { printSlot } from './scheduleWords.ts'

/** The words of a slot, by who reads them; empty where nothing is settled. */
export const slotOf = (
  list: OpenList,
  entry: Pick<ListEntry, 'date' | 'presenter'>,
  names: ReadonlyMap<string, Called>,
): string => printSlot(entry, names, list.members().find((member) => member.me)?.id ?? null)

/** When a paper is talked about and who presents it; nothing where neither is settled. */
export const ScheduleSlot = (props: {
  readonly list: OpenList
  readonly entry: Pick<ListEntry, 'date' | 'presenter'>
  readonly names: ReadonlyMap<string, Called>
}): JSX.Element => {
  const words = () => slotOf(props.list, props.entry, props.names)
  return (
    <Show when={words()}>
      <span class="slot">
        <CalendarDays class="i s" aria-hidden="true" />
        {words()}
      </span>
    </Show>
  )
}
