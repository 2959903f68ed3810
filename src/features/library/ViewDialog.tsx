import { createSignal, type JSX } from 'solid-js'
import { MAX_VIEW_NAME_LENGTH } from '../../doc/limits.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** Asks for the name of a view. */
export const ViewDialog = (props: {
  readonly title: string
  /** What the field starts with. */
  readonly name: string
  readonly button: string
  /** The error, where the name will not do. */
  readonly onName: (name: string) => string | null
  readonly onClose: () => void
}): JSX.Element => {
  // reason: only what the field starts with
  // oxlint-disable-next-line solid/reactivity
  const [name, setName] = createSignal(props.name)
  const [fault, setFault] = createSignal<string | null>(null)
  const finish = (): void => {
    const error = name().trim() === '' ? 'Give it a name.' : props.onName(name())
    setFault(error)
    if (error === null) props.onClose()
  }
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={props.title}
      description="A view is a filter with a name. It stands in the menu on all your devices, and is yours alone."
      width={460}
    >
      <form
        novalidate
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          finish()
        }}
      >
        <TextField
          label="Name"
          value={name()}
          onInput={setName}
          maxLength={MAX_VIEW_NAME_LENGTH}
          error={fault()}
          required
        />
        <div class="dialog-acts">
          <button type="button" class="btn" onClick={() => props.onClose()}>
            Cancel
          </button>
          <button type="submit" class="btn pri">
            {props.button}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
