import './lists.css'
import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js'
import type { PaperKey } from '../../domain/paperKey.ts'
import { MAX_WHY_LENGTH } from '../../doc/limits.ts'
import { READING_STATES } from '../../domain/reading.ts'
import { clip, count } from '../../lib/text.ts'
import type { OpenList } from '../../state/lists.ts'
import { useCarrel } from '../../state/context.ts'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { wantedSheetPart, wantSheetPart } from '../../ui/sheetFocus.ts'
import { BegunAnswer } from './BegunAnswer.tsx'
import { Comment } from './Comment.tsx'
import { CommentBox } from './CommentBox.tsx'
import { GroupNote } from './GroupNote.tsx'
import { ListTagField } from './ListTagField.tsx'
import { lockOf } from './listLock.ts'
import { memberNames } from './memberNames.ts'
import { mentionedIn } from './mentions.ts'
import { READING_LABELS } from './ListRow.tsx'
import { ScheduleLine } from './ScheduleLine.tsx'
import { threadsOf } from './threads.ts'

const MINUTE_MS = 60_000
/** Letters of the list's name over its discussion; the rail and the list have it whole. */
const NAME_SHOWN = 80

/** Why nothing can be said here. */
const LOCKED: Readonly<Record<NonNullable<ReturnType<typeof lockOf>>, string>> = {
  reader: 'You can read this discussion. To write in it, ask for an edit link.',
  newer:
    'You can read this discussion, and write in it again once this device has the newer version of Carrel.',
  'left-behind': 'This is how the discussion was when the list moved on without you.',
  frozen: 'This is how the discussion was when you left the list.',
}

/** What is said of a paper in the lists that hold it; the list one came from stands first. */
export const Discussion = (props: { readonly paperKey: PaperKey; readonly listId?: string }): JSX.Element => {
  const carrel = useCarrel()
  const ids = createMemo<readonly string[]>(
    () => {
      const first = props.listId
      // Of what is out of the way only what somebody said is worth a look.
      const holding = carrel.lists
        .holding(props.paperKey)
        .filter(
          ({ id, archived }) =>
            !archived || id === first || carrel.lists.open(id).commentsOn(props.paperKey).length > 0,
        )
        .map((list) => list.id)
      return [...holding].sort((a, b) => Number(b === first) - Number(a === first))
    },
    [],
    { equals: (a, b) => a.join(' ') === b.join(' ') },
  )
  return (
    <For each={ids()}>
      {(id) => (
        // Made anew for each paper: where one discussion turned into another's, the rows made during the router's
        // transition still saw the comments of the paper before, and every second step showed none.
        <Show when={props.paperKey} keyed>
          {(key) => <DiscussionIn listId={id} paperKey={key} first={id === ids()[0]} />}
        </Show>
      )}
    </For>
  )
}

const DiscussionIn = (props: {
  readonly listId: string
  readonly paperKey: PaperKey
  /** The list that the keys of the page mean. */
  readonly first: boolean
}): JSX.Element => {
  const carrel = useCarrel()
  const list = createMemo<OpenList>(() => carrel.lists.open(props.listId))
  const key = createMemo<PaperKey>(() => list().entry(props.paperKey)?.key ?? props.paperKey)
  const comments = createMemo(() => list().commentsOn(key()))
  const threads = createMemo(() => threadsOf(comments()))
  const byId = createMemo(() => new Map(comments().map((comment) => [comment.id, comment])))
  const repliesById = createMemo(
    () => new Map(threads().map(({ comment, replies }) => [comment.id, replies.map((reply) => reply.id)])),
  )
  const [tagging, setTagging] = createSignal(false)
  createEffect(() => {
    if (!props.first || wantedSheetPart() !== 'list-tag') return
    wantSheetPart(null)
    if (writable()) setTagging(true)
  })
  const [answering, setAnswering] = createSignal<string | null>(null)
  const [box, setBox] = createSignal<HTMLElement>()
  const [now, setNow] = createSignal(Date.now())
  const clock = setInterval(() => setNow(Date.now()), MINUTE_MS)
  onCleanup(() => clearInterval(clock))
  const lock = createMemo(() =>
    lockOf(list(), carrel.lists.all().find(({ id }) => id === props.listId)?.role),
  )
  const writable = () => lock() === null
  const names = createMemo(() => memberNames(list().members()))
  /** Whoever writes and is not in the note, which says so itself. */
  const writers = () => {
    const carets = list().noteOn(key())?.carets() ?? []
    return list()
      .members()
      .filter((member) => !member.me && member.writingOn === key())
      .filter((member) => !carets.some((caret) => caret.member === member.id))
      .map((member) => names().get(member.id)?.short ?? 'Someone')
  }
  const me = () =>
    list()
      .members()
      .find((member) => member.me)
  const mine = () => {
    const member = me()
    return member ? (list().entry(key())?.reading.get(member.id) ?? null) : null
  }

  createEffect(() => {
    const shown = list()
    const viewing = key()
    shown.show({ viewing, writingOn: null })
    onCleanup(() => shown.show({ viewing: null, writingOn: null }))
  })
  const onWriting = (writing: boolean): void =>
    list().show({ viewing: key(), writingOn: writing ? key() : null })
  const answerPlace = (id: string): string => `${props.listId} ${key()} ${id}`
  const answer = (id: string | null): void => {
    const before = answering()
    setAnswering(id)
    if (id === null && before !== null)
      queueMicrotask(() => document.getElementById(`answer ${before}`)?.focus())
  }

  /** Resolved threads that are looked at all the same. */
  const [unfolded, setUnfolded] = createSignal<ReadonlySet<string>>(new Set())
  const isOpen = (id: string): boolean => !byId().get(id)?.resolved || unfolded().has(id)
  const fold = (id: string, folded: boolean): void => {
    setUnfolded((before) => new Set(folded ? [...before].filter((one) => one !== id) : [...before, id]))
  }
  const resolve = (id: string): void => {
    list().resolveThread(id, true)
    fold(id, true)
    queueMicrotask(() => document.getElementById(`resolved ${id}`)?.focus())
  }
  /** Whom one may speak to here. */
  const others = createMemo(() =>
    list()
      .members()
      .filter((member) => !member.me)
      .map(({ id }) => ({ id, label: names().get(id)?.full ?? 'Someone' })),
  )

  /** Where the focus goes when the comment it was in is gone. */
  const toBox = (): void => box()?.querySelector<HTMLElement>('.comment-box.main textarea')?.focus()

  const Said = (said: { readonly id: string; readonly root: string }): JSX.Element => (
    <Show when={byId().get(said.id)}>
      {(comment) => (
        <Comment
          comment={comment()}
          list={list()}
          names={names()}
          now={now()}
          onRemove={() => {
            list().removeComment(said.id)
            queueMicrotask(toBox)
          }}
          onAnswer={writable() ? () => answer(said.root) : undefined}
          onResolve={
            writable() && said.id === said.root && !comment().resolved ? () => resolve(said.id) : undefined
          }
        />
      )}
    </Show>
  )
  const Resolved = (thread: { readonly id: string }): JSX.Element => {
    const by = () => byId().get(thread.id)?.resolved?.by ?? ''
    const who = () => (list().member(by())?.me ? 'you' : (names().get(by())?.short ?? 'someone who left'))
    return (
      <div class="resolved">
        <span>
          Resolved by {who()} ·{' '}
          {count(1 + (repliesById().get(thread.id)?.length ?? 0), 'comment', 'comments')}
        </span>
        <span class="say-acts">
          <button type="button" id={`resolved ${thread.id}`} onClick={() => fold(thread.id, false)}>
            Show
          </button>
          <Show when={writable()}>
            <button type="button" onClick={() => list().resolveThread(thread.id, false)}>
              Open again
            </button>
          </Show>
        </span>
      </div>
    )
  }
  return (
    <section class="discussion-in" ref={setBox} aria-label={`Discussion in ${list().title()}`}>
      <div class="discussion-head">
        <h2 title={list().title()}>
          {clip(list().title(), NAME_SHOWN)}
          <span>
            {list().frozen() === null ? '' : ' (copy)'} ·{' '}
            {comments().length === 0 ? 'no comments yet' : count(comments().length, 'comment', 'comments')}
          </span>
        </h2>
        <Show when={me() && writable()}>
          <div class="shown-here">
            <span id={`${props.listId}-shown`}>Shown to the group</span>
            <div class="seg" role="group" aria-labelledby={`${props.listId}-shown`}>
              <For each={READING_STATES}>
                {(state) => (
                  <button
                    type="button"
                    aria-pressed={mine() === state}
                    onClick={() => list().setReading(key(), mine() === state ? null : state)}
                  >
                    {READING_LABELS[state]}
                  </button>
                )}
              </For>
            </div>
          </div>
        </Show>
      </div>
      <Show when={list().entry(key())}>
        {(entry) => (
          <Show when={entry().why || writable()}>
            <div class="why">
              <EditInPlace
                value={entry().why}
                place={`why ${props.listId} ${key()}`}
                label="Why this paper is here"
                placeholder="Say why it is on this list"
                multiline
                maxLength={MAX_WHY_LENGTH}
                fixed={!writable()}
                onSave={(why) => list().setWhy(key(), why)}
              />
            </div>
          </Show>
        )}
      </Show>
      <Show when={list().entry(key())}>
        <ListTagField
          list={list()}
          paperKey={key()}
          writable={writable()}
          adding={tagging()}
          onAdding={setTagging}
        />
      </Show>
      <Show when={list().entry(key())}>
        {(entry) => <ScheduleLine list={list()} entry={entry()} writable={writable()} names={names()} />}
      </Show>
      <GroupNote list={list()} paperKey={key()} writable={writable()} names={names()} onWriting={onWriting} />
      <div class="talk">
        <For each={threads().map((thread) => thread.comment.id)}>
          {(id) => (
            <Show when={isOpen(id)} fallback={<Resolved id={id} />}>
              <div class="thread">
                <Said id={id} root={id} />
                <For each={repliesById().get(id)}>
                  {(reply) => (
                    <div class="reply">
                      <Said id={reply} root={id} />
                    </div>
                  )}
                </For>
                <Show when={writable() && answering() !== id}>
                  <BegunAnswer place={answerPlace(id)} onGoOn={() => answer(id)} />
                </Show>
                <Show when={answering() === id}>
                  <div class="reply">
                    <CommentBox
                      label={`Answer ${names().get(byId().get(id)?.author ?? '')?.short ?? 'this comment'}`}
                      place={answerPlace(id)}
                      focused
                      members={others()}
                      onWriting={onWriting}
                      onCancel={() => answer(null)}
                      onSend={(text) => {
                        list().comment(key(), text, mentionedIn(text, names()), id)
                        answer(null)
                      }}
                    />
                  </div>
                </Show>
              </div>
            </Show>
          )}
        </For>
        <Show when={writers().length > 0}>
          <div class="typing">
            {writers().join(' and ')} {writers().length === 1 ? 'is' : 'are'} writing…
          </div>
        </Show>
        <Show when={writable()} fallback={<p class="read-only-note">{LOCKED[lock() ?? 'reader']}</p>}>
          <CommentBox
            main
            label={`Write to ${list().title()}`}
            place={`${props.listId} ${key()}`}
            onWriting={onWriting}
            members={others()}
            onSend={(text) => list().comment(key(), text, mentionedIn(text, names()))}
          />
        </Show>
      </div>
    </section>
  )
}
