import './lists.css'
import { Link } from '@tanstack/solid-router'
import { createMemo, createSignal, For, Show, Suspense, type JSX } from 'solid-js'
import { count } from '../../lib/text.ts'
import type { ListSummary } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { Faces } from '../../ui/Face.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { paletteColour } from '../../ui/paletteColour.ts'
import { latePart } from '../../ui/latePart.ts'
import { ArchivedLists } from './ArchivedLists.tsx'
import { ListMarks } from './ListMarks.tsx'

const NewListDialog = latePart(
  () => import('./NewListDialog.tsx'),
  (code) => code.NewListDialog,
)

/** All lists, and on a phone everything else the rail of a wide window holds. */
export const ListsPage = (props: {
  readonly open: (listId: string) => void
  /** The person's views, among what is theirs alone. */
  readonly views: JSX.Element
}): JSX.Element => {
  const carrel = useCarrel()
  const [making, setMaking] = createSignal(false)
  const inUse = () => carrel.lists.all().filter(({ archived }) => !archived)
  return (
    <section class="list page" aria-label="Lists">
      <header class="bar lists-bar">
        <div class="row">
          <div class="heading">
            <h1>Lists</h1>
            <div class="sub">Shared by a link, kept on every device that has it.</div>
          </div>
          <button type="button" class="btn pri" aria-haspopup="dialog" onClick={() => setMaking(true)}>
            <Icon name="plus" />
            New list
          </button>
        </div>
        <div class="chips none" />
      </header>
      <div class="scroll places" data-scroll-restoration-id="lists">
        <ul>
          <For
            each={inUse()}
            fallback={
              <li class="places-hint">
                {carrel.lists.all().length === 0 ? 'No lists yet.' : 'All your lists are archived.'} Make one
                for your group and send its link, or open a link you were sent.
              </li>
            }
          >
            {(list) => (
              <li>
                <ListPlace list={list} />
              </li>
            )}
          </For>
          <li>
            <Link class="place" to="/join">
              <Icon name="link" />
              <span class="name">Open a link I was sent</span>
            </Link>
          </li>
        </ul>
        <ArchivedLists />
        <h2>Yours alone</h2>
        <ul>
          <li>
            <Place to="/saved" icon="save" name="Saved" number={carrel.library.saved().length} />
          </li>
          <li>
            <Place to="/tags" icon="tag" name="Your tags" number={null} />
          </li>
          <li>
            <Place to="/add" icon="plus" name="Add papers" number={null} />
          </li>
          {props.views}
          <For each={carrel.library.tags()}>
            {(tag) => (
              <li>
                <Link class="place" to="/tag/$tag" params={{ tag: tag.id }}>
                  <span class="dot" style={{ '--face': paletteColour(tag.colour) }} />
                  <span class="name">{tag.name}</span>
                  <span class="n">{count(tag.count, 'paper', 'papers')}</span>
                </Link>
              </li>
            )}
          </For>
        </ul>
      </div>
      <Show when={making()}>
        <Suspense>
          <NewListDialog onClose={() => setMaking(false)} onCreated={(id) => props.open(id)} />
        </Suspense>
      </Show>
    </section>
  )
}

const ListPlace = (props: { readonly list: ListSummary }): JSX.Element => {
  const carrel = useCarrel()
  const open = createMemo(() => carrel.lists.open(props.list.id))
  return (
    <Link class="place" to="/list/$list" params={{ list: props.list.id }} search={{ sort: 'votes' }}>
      <span class="dot" style={{ '--face': paletteColour(props.list.colour) }} />
      <span class="name">{props.list.title}</span>
      <ListMarks list={open()} />
      <span class="n">
        {open().phase() === 'waiting' ? 'waiting for it' : count(props.list.count, 'paper', 'papers')}
        {props.list.role === 'reader' ? ', read only' : ''}
      </span>
      <Faces people={open().members()} max={4} />
    </Link>
  )
}

const Place = (props: {
  readonly to: '/saved' | '/tags' | '/add'
  readonly icon: IconName
  readonly name: string
  readonly number: number | null
}): JSX.Element => (
  <Link class="place" to={props.to}>
    <Icon name={props.icon} />
    <span class="name">{props.name}</span>
    <Show when={props.number !== null}>
      <span class="n">{count(props.number ?? 0, 'paper', 'papers')}</span>
    </Show>
  </Link>
)
