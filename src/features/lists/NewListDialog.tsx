import { createSignal, type JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** Names a new list and makes it. */
export const NewListDialog = (props: {
  /** What was typed before it opened. */
  readonly title?: string
  readonly onClose: () => void
  readonly onCreated: (listId: string) => void
}): JSX.Element => {
  const carrel = useCarrel()
  // reason: only what the field starts with
  // oxlint-disable-next-line solid/reactivity
  const [title, setTitle] = createSignal(props.title ?? '')
  const [description, setDescription] = createSignal('')
  const [fault, setFault] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)

  const create = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setFault(null)
    const made = await carrel.lists.create({ title: title(), description: description() })
    setBusy(false)
    if (!made.ok) {
      setFault(made.error)
      return
    }
    props.onClose()
    props.onCreated(made.value)
  }
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title="New list"
      description="Yours alone until you share its link. The server that hands it over cannot read it."
    >
      <form
        novalidate
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <TextField
          label="Name"
          value={title()}
          onInput={setTitle}
          placeholder="Thursday reading group"
          maxLength={MAX_LIST_TITLE_LENGTH}
          error={fault()}
          required
        />
        <TextField
          label="What is it for? (may stay empty)"
          value={description()}
          onInput={setDescription}
          multiline
          rows={2}
          maxLength={MAX_DESCRIPTION_LENGTH}
        />
        <div class="dialog-acts">
          <button type="button" class="btn" onClick={() => props.onClose()}>
            Cancel
          </button>
          <button type="submit" class="btn pri" disabled={busy()}>
            Make the list
          </button>
        </div>
      </form>
    </Dialog>
  )
}
