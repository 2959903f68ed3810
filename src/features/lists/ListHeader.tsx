import Activity from 'lucide-solid/icons/activity'
import { createEffect, For, on, Show, type JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { count } from '../../lib/text.ts'
import { LIST_SORTS, LIST_VIEWS, type ListSort, type ListViewName, type OpenList } from '../../state/lists.ts'
import { announce } from '../../ui/announce.ts'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { Faces } from '../../ui/Face.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ListTagFilter } from './ListTagFilter.tsx'
import { ListMenu } from './ListMenu.tsx'
import type { Called } from './memberNames.ts'
import { NewMark } from './NewMark.tsx'

const SORT_LABELS: Record<ListSort, string> = { votes: 'Votes', hand: 'By hand', newest: 'Newest' }
const VIEW_LABELS: Record<ListViewName, string> = { board: 'Board', schedule: 'Schedule' }
const MAX_FACES = 5

/** Name, purpose and people of a list, what it is looked at as, and the order its papers stand in. */
export const ListHeader = (props: {
  readonly list: OpenList
  readonly sort: ListSort
  /** What it is looked at as; `null` is a list. */
  readonly view: ListViewName | null
  readonly writable: boolean
  /** False while the contents are still on their way. */
  readonly arrived: boolean
  /** They are on this device, and being read: what stands here then has its room already. */
  readonly loading: boolean
  readonly papers: number
  /** Tags of the list that papers must have to be shown, and how many do. */
  readonly chosen: readonly string[]
  readonly passing: number
  readonly onChoose: (chosen: readonly string[]) => void
  readonly names: ReadonlyMap<string, Called>
  readonly onSort: (sort: ListSort) => void
  readonly onView: (view: ListViewName | null) => void
  readonly onShare: () => void
  /** Opens what happened in the list. */
  readonly onActivity: () => void
  readonly onEarlier: () => void
}): JSX.Element => {
  const here = () =>
    props.list
      .members()
      .filter((member) => member.here)
      .map((member) => props.names.get(member.id)?.short ?? 'Someone')
  const people = () =>
    props.list.members().map((member) => ({
      name: member.name,
      label: `${props.names.get(member.id)?.full ?? member.name}${member.me ? ' (you)' : ''}`,
      colour: member.colour,
      here: member.here,
    }))
  const roomy = () => props.arrived || props.loading
  createEffect(
    on(
      () => here().join(', '),
      (names, before) => {
        if (names && names !== before) announce(`${names} ${here().length === 1 ? 'is' : 'are'} here`)
      },
      { defer: true },
    ),
  )
  return (
    <header class="bar list-bar">
      <div class="row">
        <div class="heading">
          <h1 title={props.list.title()}>
            <EditInPlace
              value={props.list.title()}
              place={`title ${props.list.id}`}
              label="Name of the list"
              placeholder="Name this list"
              maxLength={MAX_LIST_TITLE_LENGTH}
              needed
              fixed={!props.writable}
              onSave={(title) => props.list.setTitle(title)}
            />
          </h1>
          <div class="sub">
            <Show when={props.writable || props.list.description()}>
              <span class="about" title={props.list.description()}>
                <EditInPlace
                  value={props.list.description()}
                  place={`description ${props.list.id}`}
                  label="What the list is for"
                  placeholder="Say what it is for"
                  multiline
                  maxLength={MAX_DESCRIPTION_LENGTH}
                  fixed={!props.writable}
                  onSave={(description) => props.list.setDescription(description)}
                />
              </span>
            </Show>
            <Show when={props.arrived}>
              <span class="how-many">
                {props.chosen.length > 0 && props.view !== 'schedule' ? `${props.passing} of ` : ''}
                {count(props.papers, 'paper', 'papers')}
              </span>
            </Show>
            <Show when={props.arrived && props.list.published().length > 0}>
              <span class="how-many">
                Published as a feed by{' '}
                {props.list
                  .published()
                  .map(({ me, id }) => (me ? 'you' : (props.names.get(id)?.short ?? 'somebody')))
                  .join(', ')}
              </span>
            </Show>
          </div>
        </div>
        <Faces people={people()} max={MAX_FACES} large />
        <Show when={props.list.place() !== 'left-behind' && props.list.frozen() === null}>
          <button type="button" class="btn pri" aria-haspopup="dialog" onClick={() => props.onShare()}>
            <Icon name="share" />
            Share
          </button>
        </Show>
        <ListMenu
          list={props.list}
          sort={props.sort}
          writable={props.writable}
          arrived={props.arrived}
          onEarlier={() => props.onEarlier()}
        />
      </div>
      <div class="chips" classList={{ none: !roomy(), unread: props.loading }}>
        <Show when={roomy()}>
          <div class="seg" role="group" aria-label="View">
            <For each={[null, ...LIST_VIEWS]}>
              {(view) => (
                <button type="button" aria-pressed={props.view === view} onClick={() => props.onView(view)}>
                  {view === null ? 'List' : VIEW_LABELS[view]}
                </button>
              )}
            </For>
          </div>
        </Show>
        <Show when={roomy() && props.view !== 'schedule'}>
          <div class="seg" role="group" aria-label="Order">
            <For each={LIST_SORTS}>
              {(sort) => (
                <button type="button" aria-pressed={props.sort === sort} onClick={() => props.onSort(sort)}>
                  {SORT_LABELS[sort]}
                </button>
              )}
            </For>
          </div>
        </Show>
        <Show when={roomy()}>
          <button
            type="button"
            class="chip activity-chip"
            aria-haspopup="dialog"
            title="What happened here (a)"
            onClick={() => props.onActivity()}
          >
            <Activity class="i s" aria-hidden="true" />
            <span class="activity-word">Activity</span>
            <NewMark unseen={props.list.news()?.fresh()} before=", " />
          </button>
        </Show>
        <Show when={props.arrived && props.view !== 'schedule'}>
          <ListTagFilter
            list={props.list}
            chosen={props.chosen}
            onChoose={(chosen) => props.onChoose(chosen)}
          />
        </Show>
      </div>
    </header>
  )
}
