import { createEffect, For, on, Show, type JSX } from 'solid-js'
import { MAX_DESCRIPTION_LENGTH, MAX_LIST_TITLE_LENGTH } from '../../doc/limits.ts'
import { count } from '../../lib/text.ts'
import { LIST_SORTS, type ListSort, type OpenList } from '../../state/carrel.ts'
import { announce } from '../../ui/announce.ts'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { Faces } from '../../ui/Face.tsx'
import { Icon } from '../../ui/Icon.tsx'

const SORT_LABELS: Record<ListSort, string> = { votes: 'Votes', hand: 'By hand', newest: 'Newest' }
const MAX_FACES = 5

/** Name, purpose and people of a list, and the order its papers stand in. */
export const ListHeader = (props: {
  readonly list: OpenList
  readonly sort: ListSort
  readonly writable: boolean
  readonly papers: number
  readonly onSort: (sort: ListSort) => void
  readonly onShare: () => void
}): JSX.Element => {
  const here = () =>
    props.list
      .members()
      .filter((member) => member.here)
      .map((member) => member.name || 'Someone')
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
          <h1>
            <EditInPlace
              value={props.list.title()}
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
              <span class="about">
                <EditInPlace
                  value={props.list.description()}
                  label="What the list is for"
                  placeholder="Say what it is for"
                  multiline
                  maxLength={MAX_DESCRIPTION_LENGTH}
                  fixed={!props.writable}
                  onSave={(description) => props.list.setDescription(description)}
                />
              </span>
              {' · '}
            </Show>
            {count(props.papers, 'paper', 'papers')}
          </div>
        </div>
        <span class="grow" />
        <Faces people={props.list.members()} max={MAX_FACES} large />
        <button type="button" class="btn pri" aria-haspopup="dialog" onClick={() => props.onShare()}>
          <Icon name="share" />
          Share
        </button>
      </div>
      <div class="chips">
        <div class="seg" role="group" aria-label="Order">
          <For each={LIST_SORTS}>
            {(sort) => (
              <button type="button" aria-pressed={props.sort === sort} onClick={() => props.onSort(sort)}>
                {SORT_LABELS[sort]}
              </button>
            )}
          </For>
        </div>
      </div>
    </header>
  )
}
