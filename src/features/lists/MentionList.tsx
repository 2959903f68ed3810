import { For, type JSX } from 'solid-js'
import type { Option } from '../../ui/matchOptions.ts'

/** Whom the "@" may mean; the field beside it keeps the focus and says which is chosen. */
export const MentionList = (props: {
  readonly id: string
  readonly options: readonly Option[]
  readonly at: number
  readonly onPick: (id: string) => void
}): JSX.Element => (
  <ul
    class="mention-list"
    // Typed low on a phone, it must come into view above the keyboard.
    ref={(list) => requestAnimationFrame(() => list.scrollIntoView({ block: 'nearest' }))}
    id={props.id}
    role="listbox"
    aria-label="Members"
  >
    <For each={props.options}>
      {(option, index) => (
        <li
          id={`${props.id}-${index()}`}
          role="option"
          aria-selected={index() === props.at}
          // The field must not lose the focus, nor the caret its place.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.onPick(option.id)}
        >
          {option.label}
        </li>
      )}
    </For>
  </ul>
)
