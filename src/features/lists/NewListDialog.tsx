import { createSignal, type JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { useCarrel } from '../../state/context.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { DraftNote } from '../../ui/DraftNote.tsx'
import { createKeptFields } from '../../ui/keptFields.ts'
import { TextField } from '../../ui/TextField.tsx'

/** Names a new list and makes it. */
export const NewListDialog = (props: {
  /** What was typed before it opened. */
  readonly title?: string
  readonly onClose: () => void
  readonly onCreated: (listId: string) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const fields = createKeptFields('new list', { title: '', description: '' })
  // reason: only what the field starts with; who has just typed a name means that one
  // oxlint-disable-next-line solid/reactivity
  if (props.title) fields.type('title', props.title)
  const [fault, setFault] = createSignal<string | null>(null)
  const [busy, setBusy] = createSignal(false)

  const create = async (): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setFault(null)
    const made = await carrel.lists.create({
      title: fields.of('title'),
      description: fields.of('description'),
    })
    setBusy(false)
    if (!made.ok) {
      setFault(made.error)
      return
    }
    close()
    props.onCreated(made.value)
  }
  const close = (): void => {
    fields.forget()
    props.onClose()
  }
  return (
    <Dialog
      open
      onClose={close}
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
        <DraftNote
          done="made"
          restored={fields.restored()}
          unkept={fields.unkept()}
          onStartAgain={fields.startAgain}
        />
        <TextField
          label="Name"
          value={fields.of('title')}
          onInput={(text) => fields.type('title', text)}
          placeholder="Thursday reading group"
          maxLength={MAX_LIST_TITLE_LENGTH}
          error={fault()}
          required
        />
        <TextField
          label="What is it for? (may stay empty)"
          value={fields.of('description')}
          onInput={(text) => fields.type('description', text)}
          multiline
          rows={2}
          maxLength={MAX_DESCRIPTION_LENGTH}
        />
        <div class="dialog-acts">
          <button type="button" class="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="btn pri" aria-disabled={busy()}>
            Make the list
          </button>
        </div>
      </form>
    </Dialog>
  )
}
