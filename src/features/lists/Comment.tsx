import { createMemo, For, Show, type JSX } from 'solid-js'
import type { ListComment, OpenList } from '../../state/lists.ts'
import { Face } from '../../ui/Face.tsx'
import type { Called } from './memberNames.ts'
import { partsOf } from './mentions.ts'
import { printAge, printMoment } from './printAge.ts'

/** What one member said, with who and when. */
export const Comment = (props: {
  readonly comment: ListComment
  readonly list: OpenList
  readonly names: ReadonlyMap<string, Called>
  readonly now: number
  readonly onRemove: () => void
  readonly onAnswer: (() => void) | undefined
  /** Of the first comment of a thread, where this person may write. */
  readonly onResolve?: (() => void) | undefined
}): JSX.Element => {
  const author = () => props.list.member(props.comment.author)
  const parts = createMemo(() => partsOf(props.comment.text, props.comment.mentions, props.names))
  const name = () =>
    props.comment.mine
      ? 'You'
      : props.names.get(props.comment.author)?.full || author()?.name || 'Someone who left'
  return (
    <article class="say" aria-label={`${name()}, ${printMoment(props.comment.at)}`}>
      <Face
        name={author()?.name ?? '?'}
        colour={author()?.colour ?? 7}
        here={author()?.here === true}
        large
      />
      <div>
        <div class="who">
          <b>{name()}</b> ·{' '}
          <time datetime={new Date(props.comment.at).toISOString()} title={printMoment(props.comment.at)}>
            {printAge(props.comment.at, props.now)}
          </time>
        </div>
        <p>
          <For each={parts()}>
            {(part) => (
              <Show when={part.member !== null} fallback={part.text}>
                <b class="mention" classList={{ me: props.list.member(part.member ?? '')?.me === true }}>
                  {part.text}
                </b>
              </Show>
            )}
          </For>
        </p>
        <div class="say-acts">
          <Show when={props.onAnswer}>
            <button type="button" id={`answer ${props.comment.id}`} onClick={() => props.onAnswer?.()}>
              Answer
            </button>
          </Show>
          <Show when={props.onResolve}>
            <button type="button" onClick={() => props.onResolve?.()}>
              Resolve
            </button>
          </Show>
          <Show when={props.comment.mine && props.onAnswer}>
            <button type="button" onClick={() => props.onRemove()}>
              Remove
            </button>
          </Show>
        </div>
      </div>
    </article>
  )
}
