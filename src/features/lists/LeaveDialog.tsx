import { useNavigate } from '@tanstack/solid-router'
import { createSignal, createUniqueId, Show, type JSX } from 'solid-js'
import type { ListLife, OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { printUnsent } from './printUnsent.ts'

/** What leaving a list means, whether a copy of it stays, and the button that does it. */
export const LeaveDialog = (props: {
  readonly list: OpenList
  readonly onClose: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const id = createUniqueId()
  const navigate = useNavigate()
  const [life, setLife] = createSignal<ListLife | null>(null)
  void carrel.lists.life().then((found) => setLife(() => found))
  const [wanted, setWanted] = createSignal(true)
  const [busy, setBusy] = createSignal(false)
  const [fault, setFault] = createSignal<string | null>(null)
  const others = () => props.list.members().filter(({ me }) => !me).length
  /** Nobody hears of a reader who goes. */
  const member = () => props.list.members().some(({ me }) => me)
  const status = () => props.list.status()
  const copyable = () => life()?.canCopy(props.list.id) === true

  const leave = async (): Promise<void> => {
    const begun = life()
    if (busy() || !begun) return
    setBusy(true)
    setFault(null)
    // reason: called while the button's press is being handled
    // oxlint-disable-next-line solid/reactivity
    const left = await begun.leave(props.list.id, wanted() && copyable(), async () => {
      props.onClose()
      await navigate({ to: '/lists' })
    })
    setBusy(false)
    if (!left.ok) setFault(left.error)
  }

  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={`Leave “${props.list.title()}”?`}
      description={
        others() === 0 || !member()
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
        {/* A reader changes nothing, and is never told that all is delivered. */}
        <Show when={props.list.role() !== 'reader' && printUnsent(status())}>
          {(sentence) => <li>{sentence()}</li>}
        </Show>
        <Show when={others() > 0 && member() && !status().connected}>
          <li>There is no connection, so the others do not hear of it now and go on seeing your name.</li>
        </Show>
        <li>You come back by its link, or by Undo right after.</li>
      </ul>
      <Show
        when={copyable()}
        fallback={
          <Show when={life()}>
            <p class="leave-copy-none">
              What is in it has not reached this device yet, so there is nothing to keep a copy of. Open
              Carrel with a connection first, if you want one.
            </p>
          </Show>
        }
      >
        <label class="leave-copy">
          <input
            type="checkbox"
            aria-label="Keep a frozen copy"
            aria-describedby={id}
            checked={wanted()}
            onChange={(event) => setWanted(event.currentTarget.checked)}
          />
          <span>
            Keep a frozen copy
            <small id={id}>
              The list as it is{status().connected ? ' now' : ' on this device'}, with its comments, votes and
              names, to read and not to change. It stays on your devices, among your archived lists; nobody in
              the list sees it.
            </small>
          </span>
        </label>
      </Show>
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
        <button
          type="button"
          class="btn danger"
          aria-disabled={busy() || !life()}
          onClick={() => void leave()}
        >
          {busy() ? 'Leaving…' : 'Leave'}
        </button>
      </div>
    </Dialog>
  )
}
