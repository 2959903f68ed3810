import { useNavigate } from '@tanstack/solid-router'
import { createSignal, Show, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'

/** What leaving a list means, and the button that does it. */
export const LeaveDialog = (props: {
  readonly list: OpenList
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const navigate = useNavigate()
  const [copying, setCopying] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const others = () => props.list.members().filter(({ me }) => !me).length
  const status = () => props.list.status()

  const leave = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setFault(null)
    const copied = copying() ? await carrel.lists.duplicate(props.list.id) : null
    if (copied && !copied.ok) {
      setFault(copied.error)
      setBusy(false)
      return
    }
    const { id } = props.list
    props.onClose()
    await navigate({ to: '/lists' })
    await carrel.lists.leave(id)
  }

  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={`Leave “${props.list.title()}”?`}
      description={
        others() === 0
          ? 'The list goes from all your devices. What you saved, tagged and noted stays yours.'
          : 'The list goes from all your devices. The others keep it, with what you wrote in it. What you saved, tagged and noted stays yours.'
      }
    >
      <ul class="leave-facts">
        <Show when={props.list.role() === 'owner'}>
          <li>
            {others() === 0
              ? 'Nobody else is in it: only its link leads back, to what this device keeps of it.'
              : 'You made this list. Without you nobody can leave people out or reset its links.'}
          </li>
        </Show>
        <Show when={status().waiting > 0}>
          <li>
            {count(status().waiting, 'change has', 'changes have')} not reached the others yet, and will only
            if you come back.
          </li>
        </Show>
        <Show when={others() > 0 && !status().connected}>
          <li>There is no connection, so the others do not hear of it now and go on seeing your name.</li>
        </Show>
        <li>You come back by its link, or by Undo right after.</li>
      </ul>
      <label class="leave-copy">
        <input
          type="checkbox"
          checked={copying()}
          onChange={(event) => setCopying(event.currentTarget.checked)}
        />
        Keep a copy of its papers, in a list of my own
      </label>
      <Show when={fault()}>
        {(sentence) => (
          <p class="dialog-fault" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={() => props.onClose()}>
          Stay
        </button>
        <button type="button" class="btn danger" aria-disabled={busy()} onClick={() => void leave()}>
          Leave
        </button>
      </div>
    </Dialog>
  )
}
