import './newMark.css'
import { createEffect, createMemo, Show, type JSX } from 'solid-js'
import type { Unseen } from '../../state/activity.ts'
import type { Carrel } from '../../state/carrel.ts'
import type { OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { iconBadgeWanted, showIconBadge } from '../../ui/iconBadge.ts'
import { NewMark } from './NewMark.tsx'
import { TurnMark } from './TurnMark.tsx'

/** Beside the name of a list: when this person presents, and how much others did since they were there. */
export const ListMarks = (props: {
  readonly list: OpenList
  /** The number alone, where there is little room. */
  readonly brief?: boolean
}): JSX.Element => (
  <>
    <Show when={props.list.turn()}>{(day) => <TurnMark day={day()} />}</Show>
    <NewMark unseen={props.list.news()?.unseen()} before=", " brief={props.brief === true} />
  </>
)

/** What is new for this person in all lists. Reactive. */
const unseenInLists = (carrel: Carrel): Unseen => {
  const each = carrel.lists.all().map(({ id }) => carrel.lists.open(id).news()?.unseen())
  return {
    acts: each.reduce((sum, one) => sum + (one?.acts ?? 0), 0),
    mentions: each.reduce((sum, one) => sum + (one?.mentions ?? 0), 0),
  }
}

/** Marks the icon of the installed app with what is new in the lists. */
export const IconBadge = (): JSX.Element => {
  const carrel = useCarrel()
  createEffect(() => {
    showIconBadge(iconBadgeWanted() ? unseenInLists(carrel) : { acts: 0, mentions: 0 })
  })
  return null
}

/** On a phone, at the tab of all lists: something is new in one of them. */
export const TabDot = (): JSX.Element => {
  const carrel = useCarrel()
  const unseen = createMemo(() => unseenInLists(carrel))
  return (
    <Show when={unseen().acts > 0}>
      <span class="tab-dot" classList={{ 'to-me': unseen().mentions > 0 }}>
        <span class="sr-only">
          {unseen().mentions > 0 ? ', somebody speaks to you' : ', something is new'}
        </span>
      </span>
    </Show>
  )
}
