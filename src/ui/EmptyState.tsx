import { children, Show, type JSX } from 'solid-js'

/** What stands where there is nothing to list: what this place is for, and what to do next. */
export const EmptyState = (props: {
  readonly title: string
  readonly text: string
  /** Buttons and links that lead on. */
  readonly children?: JSX.Element
}): JSX.Element => {
  const acts = children(() => props.children)
  return (
    <div class="empty">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <Show when={acts.toArray().length > 0}>
        <div class="btns">{acts()}</div>
      </Show>
    </div>
  )
}
