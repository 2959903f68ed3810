import { createSignal, Show, Suspense, type JSX } from 'solid-js'
import type { ListEntry, OpenList } from '../../state/lists.ts'
import { latePart } from '../../ui/latePart.ts'
import type { Called } from './memberNames.ts'
import { ScheduleSlot, slotOf } from './ScheduleSlot.tsx'

const ScheduleDialog = latePart(
  () => import('./ScheduleDialog.tsx'),
  (code) => code.ScheduleDialog,
)

/** In a paper's sheet: when the group talks about it and who presents it, with a way to settle that. */
export const ScheduleLine = (props: {
  readonly list: OpenList
  readonly entry: ListEntry
  readonly writable: boolean
  readonly names: ReadonlyMap<string, Called>
}): JSX.Element => {
  const [changing, setChanging] = createSignal(false)
  const settled = () => slotOf(props.list, props.entry, props.names) !== ''
  return (
    <Show when={settled() || props.writable}>
      <div class="schedule-line">
        <ScheduleSlot list={props.list} entry={props.entry} names={props.names} />
        <Show when={props.writable}>
          <button
            type="button"
            class="chip"
            aria-haspopup="dialog"
            aria-label={settled() ? 'Change date and presenter' : 'Date and presenter'}
            onClick={() => setChanging(true)}
          >
            {settled() ? 'Change' : 'Date and presenter'}
          </button>
        </Show>
      </div>
      <Show when={changing()}>
        <Suspense>
          <ScheduleDialog list={props.list} keys={[props.entry.key]} onClose={() => setChanging(false)} />
        </Suspense>
      </Show>
    </Show>
  )
}
