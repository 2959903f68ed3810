import { createMemo, For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { SharedText } from '../../doc/sharedText.ts'
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
  /** One that is emptied stays while the sheet is on the paper: the person may be in it. */
  const others = createMemo(() => {
    const [main, shown] = [note(), new Set<SharedText>()]
    const all = createMemo<readonly SharedText[]>(() => {
      for (const one of carrel.library.notesOf(props.paperKey)) if (one !== main) shown.add(one)
      return [...shown]
    })
    return all
  })
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
      <Show when={others()().length > 0}>
        <h2 class="note-also">Also noted, under another id of this paper</h2>
      </Show>
      <For each={others()()}>
        {(text) => (
          <SharedTextArea
            text={text}
            label="Note under another id"
            placeholder="Write a note to yourself"
            readOnly={carrel.library.newer()}
          />
        )}
      </For>
    </section>
  )
}
