import { createMemo, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { SharedTextArea } from '../../editor/SharedTextArea.tsx'
import { useCarrel } from '../../state/context.ts'

/** What the person writes for themselves. */
export const NoteField = (props: {
  readonly paperKey: PaperKey
  /** The person is done writing for now. */
  readonly onLeave: () => void
}): JSX.Element => {
  const carrel = useCarrel()
  const note = createMemo(() => carrel.library.noteOf(props.paperKey))
  return (
    <section
      class="note"
      aria-label="Private note"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return
        event.preventDefault()
        props.onLeave()
      }}
    >
      <h2>
        Private note <span class="hint">only on your own devices</span>
      </h2>
      <SharedTextArea
        text={note()}
        label="Private note"
        placeholder="Write a note to yourself"
        readOnly={carrel.library.newer()}
      />
    </section>
  )
}
