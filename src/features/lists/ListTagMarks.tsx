import './listTags.css'
import { For, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import type { TagName } from '../../state/library.ts'
import type { OpenList } from '../../state/lists.ts'
import { paletteColour } from '../../ui/paletteColour.ts'

/** More on one row would push its facts away; the sheet has them all. */
const MAX_MARKS = 4

/** A tag that the group gave: with its colour and an edge, where a person's own tag is a plain pill. */
export const ListTagMark = (props: {
  readonly tag: TagName
  /** One of a list of them. */
  readonly item?: boolean
  readonly children?: JSX.Element
}): JSX.Element => (
  <span
    class="list-tag"
    role={props.item ? 'listitem' : undefined}
    title={`${props.tag.name} (tag in this list)`}
  >
    <span class="dot" style={{ '--face': paletteColour(props.tag.colour) }} />
    <span class="list-tag-name">{props.tag.name}</span>
    {props.children}
  </span>
)

/** The group's tags of a paper, on its row or card. */
export const ListTagMarks = (props: {
  readonly list: OpenList
  readonly paperKey: PaperKey
}): JSX.Element => {
  const tags = () => props.list.tags()?.of(props.paperKey) ?? []
  return (
    <Show when={tags().length > 0}>
      <span class="list-tags" role="list" aria-label="Tags in this list">
        <For each={tags().slice(0, MAX_MARKS)}>{(tag) => <ListTagMark tag={tag} item />}</For>
        <Show when={tags().length > MAX_MARKS}>
          <span role="listitem">
            +{tags().length - MAX_MARKS}
            <span class="sr-only"> more</span>
          </span>
        </Show>
      </span>
    </Show>
  )
}
