import CalendarDays from 'lucide-solid/icons/calendar-days'
import { Show, type JSX } from 'solid-js'
import { STAGES, type Stage } from '../../domain/stage.ts'
import { count } from '../../lib/text.ts'
import { useCarrel } from '../../state/context.ts'
import type { ListEntry, OpenList } from '../../state/lists.ts'
import { Icon } from '../../ui/Icon.tsx'
import { plainText } from '../../domain/latexText.ts'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { RichText } from '../../ui/RichText.tsx'
import { Rings } from '../../ui/Ring.tsx'
import type { Called } from './memberNames.ts'
import { ListTagMarks } from './ListTagMarks.tsx'
import { NewComments } from './NewMark.tsx'
import { ScheduleSlot } from './ScheduleSlot.tsx'
import { STAGE_LABELS } from './stageNames.ts'

const KEYS_OF: Record<-1 | 1, string> = { [-1]: 'Alt ←', 1: 'Alt →' }

/** One paper on the board. */
export const BoardCard = (props: {
  readonly list: OpenList
  readonly entry: ListEntry
  /** The column it is drawn in; where the entry is in another one, the card has left and only keeps its place. */
  readonly column: Stage
  readonly present: boolean
  readonly current: boolean
  readonly dragged: boolean
  readonly href: string
  readonly writable: boolean
  readonly names: ReadonlyMap<string, Called>
  readonly onOpen: () => void
  readonly onVote: () => void
  readonly onStage: (stage: Stage) => void
  readonly onSchedule: () => void
  readonly onGrip: (event: PointerEvent) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const title = () => plainText(props.entry.paper?.title ?? props.entry.key)
  const votes = () => props.entry.votes.length
  const voters = () =>
    props.entry.votes.map((id) => props.names.get(id)?.full ?? 'someone who left').join(', ') ||
    'No votes yet'
  const readers = () =>
    props.list.members().map((member) => ({
      name: member.name,
      label: props.names.get(member.id)?.full ?? member.name,
      state: props.entry.reading.get(member.id) ?? null,
    }))
  const gone = () => !props.present || props.entry.stage !== props.column
  const saved = () => carrel.library.isSaved(props.entry.key)
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    props.onOpen()
  }
  const keysTo = (stage: Stage): string | undefined => {
    const step = STAGES.indexOf(stage) - STAGES.indexOf(props.entry.stage)
    return step === 1 || step === -1 ? KEYS_OF[step] : undefined
  }
  const items = (): readonly MenuItem[] => [
    ...(props.writable
      ? [
          ...STAGES.filter((stage) => stage !== props.entry.stage).map((stage) => {
            const keys = keysTo(stage)
            return {
              label: `Move to ${STAGE_LABELS[stage]}`,
              icon: <span class="tick" aria-hidden="true" />,
              ...(keys === undefined ? {} : { keys }),
              onSelect: () => props.onStage(stage),
            }
          }),
          {
            label: 'Date and presenter',
            icon: <CalendarDays class="i" aria-hidden="true" />,
            onSelect: () => setTimeout(() => props.onSchedule()),
          },
        ]
      : []),
    {
      label: saved() ? 'Remove from Saved' : 'Save for me',
      icon: <Icon name="save" />,
      keys: 's',
      onSelect: () =>
        saved() ? carrel.library.unsave(props.entry.key) : carrel.library.save(props.entry.key),
    },
  ]
  return (
    <article
      class="card"
      classList={{ sel: props.current, gone: gone(), dragged: props.dragged, fixed: !props.writable }}
      onPointerDown={(event) => {
        if (props.writable && !gone()) props.onGrip(event)
      }}
    >
      <h3>
        <a href={props.href} data-paper={props.entry.key} title={title()} draggable={false} onClick={open}>
          <Show when={props.entry.paper} fallback={<span class="unknown">{props.entry.key}</span>}>
            {(paper) => <RichText text={paper().title} />}
          </Show>
        </a>
      </h3>
      <Show when={gone()}>
        <p class="card-gone">
          {props.present ? `Now in ${STAGE_LABELS[props.entry.stage]}` : 'Taken off the list'}
        </p>
      </Show>
      <Show when={props.entry.why}>
        <p class="card-why">{props.entry.why}</p>
      </Show>
      <ScheduleSlot list={props.list} entry={props.entry} names={props.names} />
      <ListTagMarks list={props.list} paperKey={props.entry.key} />
      <div class="card-foot">
        <Show
          when={props.writable}
          fallback={
            <span class="card-votes" title={voters()}>
              {count(votes(), 'vote', 'votes')}
            </span>
          }
        >
          <button
            type="button"
            class="card-votes"
            classList={{ on: props.entry.votedByMe }}
            aria-pressed={props.entry.votedByMe}
            aria-label={`Vote for ${title()}, ${count(votes(), 'vote', 'votes')}`}
            title={`${voters()} (v)`}
            onClick={() => props.onVote()}
          >
            <Icon name="up" small />
            {votes()}
          </button>
        </Show>
        <NewComments list={props.list} paper={props.entry.key} />
        <Show when={props.entry.comments > 0}>
          <span class="card-talk">
            <Icon name="talk" small />
            {props.entry.comments}
            <span class="sr-only">{props.entry.comments === 1 ? 'comment' : 'comments'}</span>
          </span>
        </Show>
        <span class="grow" />
        <Rings readers={readers()} max={4} />
        <Menu
          class="icon row-menu"
          label={`More for ${title()}`}
          trigger={<Icon name="dots" bold />}
          items={items()}
          tabIndex={props.current ? 0 : -1}
        />
      </div>
    </article>
  )
}
