import { Show, untrack, type JSX } from 'solid-js'
import type { PaperKey } from '../domain/paperKey.ts'
import { MAX_TAG_LENGTH } from '../domain/tag.ts'
import type { Together } from './choice.ts'
import { Combobox } from './Combobox.tsx'
import { Dialog } from './Dialog.tsx'

export type ChoicePart = 'tag' | 'list'

/** Asks for the tag, or the list, that the chosen papers are to have. */
export const ChoiceField = (props: {
  readonly part: ChoicePart
  /** "3 papers", or the title of the only one. */
  readonly of: string
  readonly keys: readonly PaperKey[]
  readonly together: Together
  readonly onClose: () => void
}): JSX.Element => {
  /** Those it was opened for, whatever is chosen meanwhile. */
  const keys = untrack(() => props.keys)
  const tag = (name: string): void => {
    props.together.tag(keys, name)
    props.onClose()
  }
  const addTo = (listId: string): void => {
    props.together.addTo(listId, keys)
    props.onClose()
  }
  const addToNew = (title: string): void => {
    props.together.addToNew(title, keys)
    props.onClose()
  }
  return (
    <Dialog
      open
      title={props.part === 'tag' ? `Tag ${props.of}` : `Add ${props.of} to a list`}
      width={420}
      onClose={() => props.onClose()}
    >
      <div class="choice-field">
        <Show
          when={props.part === 'tag'}
          fallback={
            <Combobox
              label="List"
              placeholder="Find or name a list"
              options={props.together.listOptions(keys)}
              onPick={addTo}
              onCreate={addToNew}
              createLabel={(title) => `New list “${title}”`}
              emptyText="Type a name to make a list."
              onClose={() => props.onClose()}
            />
          }
        >
          <Combobox
            label="Tag"
            placeholder="Find or name a tag"
            options={props.together.tagOptions(keys)}
            onPick={(id) => tag(props.together.tagNameOf(id))}
            onCreate={tag}
            createLabel={(name) => `New tag “${name}”`}
            emptyText="Type a name to make a tag."
            maxLength={MAX_TAG_LENGTH}
            onClose={() => props.onClose()}
          />
        </Show>
      </div>
    </Dialog>
  )
}
