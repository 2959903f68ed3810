import './newMark.css'
import { Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { printNumber } from '../../lib/text.ts'
import type { Unseen } from '../../state/activity.ts'
import type { OpenList } from '../../state/lists.ts'

const MAX_SHOWN = 99

/** How much is new, quietly; louder where something speaks to this person. Nothing where nothing is. */
export const NewMark = (props: {
  readonly unseen: Unseen | undefined
  /** Said before it by a screen reader: ", ". */
  readonly before?: string
  /** The number alone; the word is for a screen reader. */
  readonly brief?: boolean
  /** What is counted, for a screen reader. */
  readonly of?: 'comment'
}): JSX.Element => (
  <Show when={props.unseen && props.unseen.acts > 0 && props.unseen}>
    {(unseen) => (
      <span class="new-mark" classList={{ 'to-me': unseen().mentions > 0 }} title={`${unseen().acts} new`}>
        <span class="sr-only">{props.before ?? ''}</span>
        <Show when={unseen().mentions > 0}>
          <span aria-hidden="true">@</span>
        </Show>
        {unseen().acts > MAX_SHOWN ? `${MAX_SHOWN}+` : printNumber(unseen().acts)}
        <span class="new-word" classList={{ 'sr-only': props.brief === true }}>
          {' new'}
        </span>
        <Show when={props.of}>
          <span class="sr-only">{unseen().acts === 1 ? ' comment' : ' comments'}</span>
        </Show>
        <Show when={unseen().mentions > 0}>
          <span class="sr-only">
            , {unseen().mentions === 1 ? 'one speaks' : `${unseen().mentions} speak`} to you
          </span>
        </Show>
      </span>
    )}
  </Show>
)

/** Comments on a paper that are new in this visit. */
export const NewComments = (props: { readonly list: OpenList; readonly paper: PaperKey }): JSX.Element => (
  <NewMark unseen={props.list.news()?.freshOn(props.paper)} of="comment" />
)
