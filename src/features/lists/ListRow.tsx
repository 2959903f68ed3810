import CalendarDays from 'lucide-solid/icons/calendar-days'
import NotebookPen from 'lucide-solid/icons/notebook-pen'
import { Show, type JSX } from 'solid-js'
import { MAX_WHY_LENGTH } from '../../doc/limits.ts'
import { READING_STATES, type ReadingState } from '../../domain/reading.ts'
import { count } from '../../lib/text.ts'
import type { ListEntry, OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { lookupsOf } from '../../state/lookups.ts'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { LookupFact } from '../../ui/LookupLine.tsx'
import { plainText } from '../../domain/latexText.ts'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { PaperRow } from '../../ui/PaperRow.tsx'
import { keyFor, withKey } from '../../ui/shortcuts.ts'
import { Rings } from '../../ui/Ring.tsx'
import { ListTagMarks } from './ListTagMarks.tsx'
import type { Called } from './memberNames.ts'
import { NewComments } from './NewMark.tsx'
import { ScheduleSlot } from './ScheduleSlot.tsx'

export const READING_LABELS: Record<ReadingState, string> = {
  'to-read': 'To read',
  reading: 'Reading',
  read: 'Read',
}

/** One paper of a list: vote, why it is here, who added it, how far each member is. */
export const ListRow = (props: {
  readonly list: OpenList
  readonly entry: ListEntry
  readonly current: boolean
  readonly href: string
  readonly writable: boolean
  /** Sorted by hand: grip and moving are offered. */
  readonly byHand: boolean
  readonly dragged: boolean
  readonly names: ReadonlyMap<string, Called>
  readonly onOpen: () => void
  readonly onVote: () => void
  readonly onMove: (direction: -1 | 1 | 'first') => void
  readonly onRemove: () => void
  /** Opens the sheet at the list's tags. */
  readonly onTag: () => void
  /** Opens the dialog for date and presenter. */
  readonly onSchedule: () => void
  readonly onGrip: (event: PointerEvent) => void
}): JSX.Element => {
  const carrel = useCarrel()
  const lookups = lookupsOf(carrel)
  let editWhy: (() => void) | undefined
  const title = () => plainText(props.entry.paper?.title ?? props.entry.key)
  const adder = () => props.list.member(props.entry.addedBy)
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
  const mine = () => {
    const me = props.list.members().find((member) => member.me)
    return me ? (props.entry.reading.get(me.id) ?? null) : null
  }
  const saved = () => carrel.library.isSaved(props.entry.key)
  const save = () => (saved() ? carrel.library.unsave(props.entry.key) : carrel.library.save(props.entry.key))
  const tick = (on: boolean): JSX.Element =>
    on ? <Icon name="check" /> : <span class="tick" aria-hidden="true" />

  /** What the list lacks of the paper can be asked for; by itself it never is, as others put it there. */
  const lookUp = (): readonly MenuItem[] => {
    const { key, paper } = props.entry
    const named = {
      key,
      ...(paper?.arxivId === undefined ? {} : { arxivId: paper.arxivId }),
      ...(paper?.doi === undefined ? {} : { doi: paper.doi }),
    }
    const who = paper?.abstract === undefined ? lookups()?.asks(named) : null
    return who
      ? [{ label: `Look up at ${who}`, icon: tick(false), onSelect: () => lookups()?.look(named) }]
      : []
  }
  const items = (): readonly MenuItem[] => [
    {
      label: saved() ? 'Remove from Saved' : 'Save for me',
      icon: <Icon name="save" />,
      keys: keyFor('s'),
      onSelect: save,
    },
    ...lookUp(),
    ...(props.writable
      ? [
          {
            label: props.entry.why ? 'Change the reason' : 'Say why it is here',
            icon: <Icon name="pen" />,
            onSelect: () => setTimeout(() => editWhy?.()),
          },
          {
            label: 'Tag in this list',
            icon: <Icon name="tag" />,
            keys: 'T',
            onSelect: () => setTimeout(() => props.onTag()),
          },
          {
            label: 'Date and presenter',
            icon: <CalendarDays class="i" aria-hidden="true" />,
            onSelect: () => setTimeout(() => props.onSchedule()),
          },
          ...READING_STATES.map((state) => ({
            label: `Show the group: ${READING_LABELS[state].toLowerCase()}`,
            icon: tick(mine() === state),
            onSelect: () => props.list.setReading(props.entry.key, mine() === state ? null : state),
          })),
          ...(props.byHand
            ? [
                {
                  label: 'Move up',
                  icon: <Icon name="up" />,
                  keys: 'Alt ↑',
                  onSelect: () => props.onMove(-1),
                },
                {
                  label: 'Move down',
                  icon: <Icon name="down" />,
                  keys: 'Alt ↓',
                  onSelect: () => props.onMove(1),
                },
                { label: 'Move to the top', icon: tick(false), onSelect: () => props.onMove('first') },
              ]
            : []),
          {
            label: 'Remove from the list',
            icon: <Icon name="close" />,
            danger: true,
            onSelect: () => props.onRemove(),
          },
        ]
      : []),
  ]

  return (
    <PaperRow
      paperKey={props.entry.key}
      paper={props.entry.paper}
      href={props.href}
      onOpen={() => props.onOpen()}
      current={props.current}
      brief
      comments={props.entry.comments > 0 ? props.entry.comments : undefined}
      tags={carrel.library.tagsOf(props.entry.key).map((tag) => carrel.library.tagName(tag))}
      noted={carrel.library.hasNote(props.entry.key)}
      lead={
        <Show
          when={props.writable}
          fallback={
            <span class="votes plain" title={voters()}>
              <b>{votes()}</b>
              <small>{votes() === 1 ? 'vote' : 'votes'}</small>
            </span>
          }
        >
          <button
            type="button"
            class="votes"
            classList={{ on: props.entry.votedByMe }}
            aria-pressed={props.entry.votedByMe}
            aria-label={`Vote for ${title()}, ${count(votes(), 'vote', 'votes')}`}
            title={withKey(voters(), 'v')}
            onClick={() => props.onVote()}
          >
            <Icon name="up" small />
            {votes()}
          </button>
        </Show>
      }
      note={
        <Show when={props.entry.why || props.writable}>
          <div class="why" classList={{ none: props.entry.why === '' }}>
            <EditInPlace
              ref={(edit) => (editWhy = edit)}
              value={props.entry.why}
              place={`why ${props.list.id} ${props.entry.key}`}
              label="Why this paper is here"
              placeholder="Why is it here?"
              maxLength={MAX_WHY_LENGTH}
              fixed={!props.writable}
              tabIndex={props.current ? 0 : -1}
              onSave={(why) => props.list.setWhy(props.entry.key, why)}
            />
          </div>
        </Show>
      }
      facts={
        <>
          <LookupFact words={lookups()?.of(props.entry.key)?.words} />
          <ListTagMarks list={props.list} paperKey={props.entry.key} />
          <NewComments list={props.list} paper={props.entry.key} />
          <ScheduleSlot list={props.list} entry={props.entry} names={props.names} />
          <Show when={props.entry.stage === 'discussed'}>
            <span class="state read">Discussed</span>
          </Show>
          <Show when={props.entry.noted}>
            <span>
              <NotebookPen class="i s" aria-hidden="true" />
              Group’s note
            </span>
          </Show>
          <Show when={adder()}>
            {(member) => (
              <span>added by {member().me ? 'you' : (props.names.get(member().id)?.short ?? 'someone')}</span>
            )}
          </Show>
        </>
      }
      mates={
        <>
          <Rings readers={readers()} />
          <Show when={props.byHand && props.writable}>
            <span
              class="icon grip"
              classList={{ held: props.dragged }}
              title="Drag to move"
              aria-hidden="true"
              onPointerDown={(event) => props.onGrip(event)}
            >
              <Icon name="grip" />
            </span>
          </Show>
          <Menu
            class="icon row-menu"
            label={`More for ${title()}`}
            trigger={<Icon name="dots" bold />}
            items={items()}
            tabIndex={props.current ? 0 : -1}
          />
        </>
      }
    />
  )
}
