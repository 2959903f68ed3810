import './listTags.css'
import { createMemo, createSignal, createUniqueId, For, Show, type JSX } from 'solid-js'
import { MAX_TAG_LENGTH } from '../../domain/tag.ts'
import { count } from '../../lib/text.ts'
import type { TagName } from '../../state/library.ts'
import type { OpenList } from '../../state/lists.ts'
import { ColourPicker } from '../../ui/ColourPicker.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { COARSE, createMedia } from '../../ui/media.ts'
import { COLOUR_NAMES, paletteColour } from '../../ui/paletteColour.ts'
import { keyFor } from '../../ui/shortcuts.ts'

const TagOfList = (props: { readonly list: OpenList; readonly tag: TagName }): JSX.Element => {
  const panel = createUniqueId()
  const [colouring, setColouring] = createSignal(false)
  const rename = (field: HTMLInputElement): void => {
    const name = field.value.trim()
    if (name !== '' && name !== props.tag.name) props.list.tags()?.rename(props.tag.id, name)
    else field.value = props.tag.name
  }
  const drop = (button: HTMLElement): void => {
    const lines = button.closest('ul')
    props.list.tags()?.drop(props.tag.id)
    queueMicrotask(() => (lines?.querySelector<HTMLElement>('input') ?? lines)?.focus())
  }
  return (
    <li style={{ '--face': paletteColour(props.tag.colour) }}>
      <div class="list-tag-line">
        <button
          type="button"
          class="icon"
          aria-label={`Colour of ${props.tag.name}: ${COLOUR_NAMES[props.tag.colour] ?? COLOUR_NAMES[0]}`}
          title="Change the colour"
          aria-expanded={colouring()}
          aria-controls={panel}
          onClick={() => setColouring((on) => !on)}
        >
          <span class="dot" />
        </button>
        <input
          type="text"
          class="field"
          aria-label={`Name of ${props.tag.name}`}
          value={props.tag.name}
          maxlength={MAX_TAG_LENGTH}
          autocomplete="off"
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.isComposing) rename(event.currentTarget)
          }}
          onBlur={(event) => rename(event.currentTarget)}
        />
        <span class="n">{count(props.tag.count, 'paper', 'papers')}</span>
        <button
          type="button"
          class="icon"
          aria-label={`Remove ${props.tag.name} from all papers of the list`}
          title="Remove from all papers of the list"
          onClick={(event) => drop(event.currentTarget)}
        >
          <Icon name="close" />
        </button>
      </div>
      <div id={panel} class="list-tag-colours" hidden={!colouring()}>
        <Show when={colouring()}>
          <ColourPicker
            label={`Colour of ${props.tag.name}`}
            value={props.tag.colour}
            onChange={(colour) => props.list.tags()?.recolour(props.tag.id, colour)}
          />
        </Show>
      </div>
    </li>
  )
}

/** The tags of a list themselves: their names, their colours, and a way to be rid of one. */
export const ListTagsDialog = (props: {
  readonly list: OpenList
  readonly onClose: () => void
}): JSX.Element => {
  const coarse = createMedia(COARSE)
  const tags = () => props.list.tags()?.all() ?? []
  const ids = createMemo<readonly string[]>(() => tags().map(({ id }) => id), [], {
    equals: (a, b) => a.join(' ') === b.join(' '),
  })
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title="Tags in this list"
      description="Everyone in the list sees them and can change them. Your own tags are not among them, and nobody else sees those."
    >
      <Show
        when={tags().length > 0}
        fallback={
          <p>
            No paper has a tag here. Open a paper and choose “Tag in this list”
            <Show when={!coarse() && keyFor('T')}>
              {(key) => (
                <>
                  , or press <kbd>{key()}</kbd>
                </>
              )}
            </Show>
            .
          </p>
        }
      >
        <ul class="list-tag-lines" tabindex={-1} aria-label="Tags in this list">
          <For each={ids()}>
            {(id) => (
              <Show when={tags().find((tag) => tag.id === id)}>
                {(tag) => <TagOfList list={props.list} tag={tag()} />}
              </Show>
            )}
          </For>
        </ul>
      </Show>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={() => props.onClose()}>
          Done
        </button>
      </div>
    </Dialog>
  )
}
