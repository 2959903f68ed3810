import { Link } from '@tanstack/solid-router'
import Plus from 'lucide-solid/icons/plus'
import X from 'lucide-solid/icons/x'
import { createMemo, For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { MAX_TAG_LENGTH, parseTagName } from '../../domain/tag.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import { Combobox } from '../../ui/Combobox.tsx'
import { createFocusReturn } from '../../ui/focusReturn.ts'
import { withKey } from '../../ui/shortcuts.ts'

/** The person's own tags on one paper. */
export const TagField = (props: {
  readonly paperKey: PaperKey
  readonly adding: boolean
  readonly onAdding: (adding: boolean) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const mine = () => carrel.library.tagsOf(props.paperKey)
  const options = createMemo(() =>
    carrel.library
      .tags()
      .filter((tag) => !mine().includes(tag.id))
      .map((tag) => ({ id: tag.id, label: tag.name, hint: count(tag.count, 'paper', 'papers') })),
  )
  const add = (name: string): void => {
    if (parseTagName(name) !== null) carrel.library.tag(props.paperKey, name)
    else carrel.undo.say(`A tag has between 1 and ${MAX_TAG_LENGTH} characters.`)
  }
  // Here before anybody has typed a name.
  void carrel.library.tagging()
  const { setOpener, close } = createFocusReturn(() => props.onAdding(false))
  return (
    <>
      <For each={mine()}>
        {(id) => (
          <span class="tag own">
            <Link to="/tag/$tag" params={{ tag: id }}>
              {carrel.library.tagName(id)}
            </Link>
            <button
              type="button"
              aria-label={`Remove the tag ${carrel.library.tagName(id)}`}
              onClick={() => carrel.library.untag(props.paperKey, id)}
            >
              <X class="i s" />
            </button>
          </span>
        )}
      </For>
      <Show
        when={props.adding}
        fallback={
          <button
            ref={setOpener}
            type="button"
            class="chip"
            title={withKey('Add a tag', 't')}
            onClick={() => props.onAdding(true)}
          >
            <Plus class="i s" />
            Tag
          </button>
        }
      >
        <Combobox
          label="Add a tag"
          options={options()}
          onPick={(id) => add(carrel.library.tagName(id))}
          onCreate={add}
          createLabel={(name) => `New tag “${name}”`}
          maxLength={MAX_TAG_LENGTH}
          onClose={close}
        />
      </Show>
    </>
  )
}
