import { For, Show, type JSX } from 'solid-js'
import type { Day } from '../../lib/day.ts'
import { useCarrel } from '../../state/context.ts'
import type { FeedSearch } from './feedSearch.ts'
import { NoPapers } from './NoPapers.tsx'

/** In place of papers: what is going on. */
export const FeedEmpty = (props: {
  readonly day: Day
  readonly search: FeedSearch
  /** The day has papers, and all of them are dealt with. */
  readonly allRead: boolean
  /** Their order is being worked out. */
  readonly busy?: boolean
}): JSX.Element => {
  const carrel = useCarrel()
  return (
    <Show
      when={props.busy || (!props.allRead && carrel.feed.phase() === 'loading')}
      fallback={<NoPapers day={props.day} search={props.search} allRead={props.allRead} />}
    >
      <div class="ghosts" role="status" aria-busy="true" aria-label="Loading papers">
        <For each={[0, 1, 2, 3, 4, 5]}>{() => <div class="ghost" />}</For>
      </div>
    </Show>
  )
}
