import Plus from 'lucide-solid/icons/plus'
import X from 'lucide-solid/icons/x'
import { createMemo, createUniqueId, For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { MAX_TAG_LENGTH } from '../../domain/tag.ts'
import { count } from '../../lib/text.ts'
import type { OpenList } from '../../state/lists.ts'
import { Combobox } from '../../ui/Combobox.tsx'
import { createFocusReturn } from '../../ui/focusReturn.ts'
import { ListTagMark } from './ListTagMarks.tsx'

/** The group's tags of one paper in one list; a person's own tags of it stand elsewhere in the sheet. */
export const ListTagField = (props: {
  readonly list: OpenList
  readonly paperKey: PaperKey
  readonly writable: boolean
  readonly adding: boolean
  readonly onAdding: (adding: boolean) => void
}): JSX.Element => {
  const label = createUniqueId()
  const tags = () => props.list.tags()?.of(props.paperKey) ?? []
  const options = createMemo(() =>
    (props.list.tags()?.all() ?? [])
      .filter(({ id }) => !tags().some((tag) => tag.id === id))
      .map((tag) => ({ id: tag.id, label: tag.name, hint: count(tag.count, 'paper', 'papers') })),
  )
  const add = (name: string): void => props.list.tags()?.add(props.paperKey, name)
  const pick = (id: string): void => add(options().find((one) => one.id === id)?.label ?? id)
  const { setOpener, close } = createFocusReturn(() => props.onAdding(false))
  let field: HTMLElement | undefined
  const remove = (id: string): void => {
    props.list.tags()?.remove(props.paperKey, id)
    // Its button is gone, and the focus with it.
    queueMicrotask(() => {
      if (document.activeElement === document.body) field?.querySelector<HTMLElement>('button')?.focus()
    })
  }
  return (
    <Show when={tags().length > 0 || props.writable}>
      <div class="list-tag-field" role="group" aria-labelledby={label} ref={(element) => (field = element)}>
        <span id={label} classList={{ 'sr-only': tags().length === 0 }}>
          Tags in this list
        </span>
        <For each={tags()}>
          {(tag) => (
            <ListTagMark tag={tag}>
              <Show when={props.writable}>
                <button
                  type="button"
                  aria-label={`Remove the tag ${tag.name} in this list`}
                  onClick={() => remove(tag.id)}
                >
                  <X class="i s" />
                </button>
              </Show>
            </ListTagMark>
          )}
        </For>
        <Show when={props.writable}>
          <Show
            when={props.adding}
            fallback={
              <button
                ref={setOpener}
                type="button"
                class="chip"
                title="Everyone in the list sees it (T)"
                onClick={() => props.onAdding(true)}
              >
                <Plus class="i s" />
                Tag in this list
              </button>
            }
          >
            <Combobox
              label="Tag in this list"
              placeholder="Tag for the group"
              options={options()}
              onPick={pick}
              onCreate={add}
              createLabel={(name) => `New tag in this list: “${name}”`}
              maxLength={MAX_TAG_LENGTH}
              onClose={close}
            />
          </Show>
        </Show>
      </div>
    </Show>
  )
}
