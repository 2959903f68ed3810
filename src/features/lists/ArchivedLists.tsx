import { Link } from '@tanstack/solid-router'
import { createMemo, For, Show, type JSX } from 'solid-js'
import { timeToDay } from '../../lib/day.ts'
import { count } from '../../lib/text.ts'
import type { ListSummary } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { printDay } from '../../ui/dates.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { paletteColour } from '../../ui/paletteColour.ts'

/** Lists out of the way, and copies of lists that were left. */
export const ArchivedLists = (): JSX.Element => {
  const carrel = useCarrel()
  const lists = () => carrel.lists.all().filter(({ archived }) => archived)
  const ids = createMemo<readonly string[]>(() => lists().map(({ id }) => id), [], {
    equals: (a, b) => a.join(' ') === b.join(' '),
  })
  let root: HTMLElement | undefined
  const act = async (verb: 'unarchive' | 'deleteCopy', id: string): Promise<void> => {
    const life = await carrel.lists.life()
    life[verb](id)
    // After the menu has given the focus back to a button that has gone with its row.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (document.activeElement && document.activeElement !== document.body) return
        const next = root?.isConnected ? root.querySelector<HTMLElement>('a') : null
        ;(next ?? document.querySelector<HTMLElement>('.places a'))?.focus()
      }),
    )
  }
  return (
    <Show when={lists().length > 0}>
      <h2 id="archived-lists">Archived</h2>
      <ul aria-labelledby="archived-lists" ref={(element) => (root = element)}>
        <For each={ids()}>
          {(id) => (
            <Show when={lists().find((list) => list.id === id)}>
              {(list) => <ArchivedList list={list()} onAct={(verb) => void act(verb, id)} />}
            </Show>
          )}
        </For>
      </ul>
    </Show>
  )
}

const ArchivedList = (props: {
  readonly list: ListSummary
  readonly onAct: (verb: 'unarchive' | 'deleteCopy') => void
}): JSX.Element => (
  <li class="archived-place">
    <Link class="place" to="/list/$list" params={{ list: props.list.id }} search={{ sort: 'votes' }}>
      <span class="dot" style={{ '--face': paletteColour(props.list.colour) }} />
      <span class="name">
        {props.list.title}
        <Show when={props.list.frozen}>
          {(at) => <small>a copy of {printDay(timeToDay(at()), 'full')}</small>}
        </Show>
      </span>
      <span class="n">{count(props.list.count, 'paper', 'papers')}</span>
    </Link>
    <Menu
      label={`What to do with ${props.list.title}`}
      trigger={<Icon name="dots" />}
      items={[
        props.list.frozen === null
          ? {
              label: 'Bring back from the archive',
              onSelect: () => props.onAct('unarchive'),
            }
          : {
              label: 'Delete this copy',
              danger: true,
              onSelect: () => props.onAct('deleteCopy'),
            },
      ]}
    />
  </li>
)
