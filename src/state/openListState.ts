import { createMemo, onCleanup, type Accessor } from 'solid-js'
import { asReader, asWriter, type Capability } from '../crypto/capability.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import { undoAct } from '../doc/undoing.ts'
import type { Desk } from '../doc/desk.ts'
import * as verbs from '../doc/listDoc.ts'
import { readList, type ListView } from '../doc/listView.ts'
import { byPosition } from '../domain/order.ts'
import { byVotes } from '../domain/stage.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { Paper, PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { Result } from '../lib/result.ts'
import type { ListComment, ListEntry, ListSort, Member, OpenList } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import { createDesk } from './desk.ts'
import { statusOf } from './deviceStatus.ts'
import { fetchCode } from './fetchCode.ts'
import { fromReader, type Fields } from './fromReader.ts'
import { createListNews } from './listNews.ts'
import { createListMove } from './listMove.ts'
import { createListPresence } from './listPresence.ts'
import { createListSchedule } from './listSchedule.ts'
import { createListTags } from './listTags.ts'
import { openDocument, type OpenDocument } from './openDocument.ts'
import type { ActHistory } from './undoHistory.ts'

const NO_COMMENTS: readonly ListComment[] = []

/** A list this device holds, open for as long as the app runs. */
export interface HeldList {
  readonly id: string
  readonly capability: Capability
  readonly document: OpenDocument
  readonly view: Fields<ListView>
  readonly desk: Desk
  readonly open: OpenList
  /** Whether its links were shown here, since the app was opened: somebody may be on the way to it. */
  given(): boolean
  /** The room the list went to without this person; `null` where it did not. */
  ledTo(): string | null
  /** Writes what makes it a list, and its maker the first member. */
  found(values: Omit<Parameters<typeof verbs.createList>[1], 'listId'>, me: Person): void
  /** Says who this person is, where they may write. */
  enter(me: Person): void
  /** Runs a verb where this person may write, and remembers its inverse under a sentence. */
  act(sentence: string | null, verb: () => string | null): boolean
}

interface Person {
  readonly name: string
  readonly colour: number
}

/** Opens the list document and everything the screens ask of it. Needs a reactive owner. */
export const openListState = (options: {
  readonly id: string
  readonly capability: Capability
  readonly memberId: string
  readonly handOverSecret: Bytes
  /** When it was copied, where it is a frozen copy: nothing writes to it. */
  readonly frozen: number | null
  readonly library: Fields<LibraryView>
  readonly libraryDesk: Desk
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly transport: DeferredSync
  readonly connected: Accessor<boolean>
  readonly history: ActHistory
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly snapshotsOf: (key: PaperKey) => readonly PaperSnapshot[]
  readonly canonical: (key: PaperKey) => PaperKey
  readonly address: (code: string) => string
  readonly seed?: Uint8Array
}): HeldList => {
  const { id, capability, memberId, frozen, history } = options
  const document = openDocument({
    name: `list:${id}`,
    capability,
    transport: options.transport,
    presence: frozen === null,
    ...(options.seed ? { seed: options.seed } : {}),
  })
  onCleanup(() => void document.close())
  const view = fromReader(readList(document.doc))
  const desk = createDesk(document.doc, memberId)
  const moving = createListMove({ ...options, document, view, desk })
  const isLeft = (): boolean => moving.place() === 'left-behind'
  const writable = (): boolean =>
    capability.role !== 'reader' && frozen === null && !view.meta().newer && !isLeft()

  /** Runs a verb where this person may write, and remembers its inverse. */
  const act = (sentence: string | null, verb: () => string | null): boolean => {
    if (!writable()) {
      history.say(
        frozen !== null
          ? 'This is a copy: it is kept as it was, and cannot be changed.'
          : view.meta().newer
            ? 'This list was changed by a newer version of Carrel. Update to write in it.'
            : isLeft()
              ? 'This list moved on without this device. What is here stays, and cannot be changed.'
              : 'You can read this list, but not change it.',
      )
      return false
    }
    const done = verb()
    if (done !== null && sentence !== null) history.did(sentence, () => undoAct(desk, done))
    return done !== null
  }

  const presence = createListPresence({
    presence: document.carried.presence,
    memberId,
    myClient: () => document.doc.clientID,
  })
  const { peers } = presence

  const members = createMemo<readonly Member[]>(() =>
    [...view.members()]
      .filter(([, { gone }]) => !gone)
      .map(([member, { name, colour }]) => ({
        id: member,
        name,
        colour,
        me: member === memberId,
        here: member !== memberId && peers().has(member),
        writingOn: member === memberId ? null : (peers().get(member)?.writingOn ?? null),
      }))
      .sort((a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
  )

  /** Somebody who is in the list no more: what they said stays under their name. */
  const former = (id: string): Member | null => {
    const one = view.members().get(id)
    return one
      ? { id, name: one.name, colour: one.colour, me: id === memberId, here: false, writingOn: null }
      : null
  }

  const shown = new Map<PaperKey, ListEntry>()
  const entries = createMemo<ReadonlyMap<PaperKey, ListEntry>>(() => {
    const rows = new Map<PaperKey, ListEntry>()
    for (const [key, entry] of view.entries()) {
      const row: ListEntry = {
        key,
        paper: view.papers().get(key) ?? options.paperOf(key),
        addedBy: entry.addedBy,
        addedAt: entry.addedAt,
        why: entry.why,
        votes: entry.votes,
        votedByMe: entry.votes.includes(memberId),
        reading: entry.reading,
        comments: view.comments().get(key)?.length ?? 0,
        noted: view.noted().has(key),
        stage: entry.stage,
        date: entry.date,
        presenter: entry.presenter,
      }
      const before = shown.get(key)
      const same =
        before && JSON.stringify([before, ...before.reading]) === JSON.stringify([row, ...row.reading])
      const kept = same ? before : row
      shown.set(key, kept)
      rows.set(key, kept)
    }
    return rows
  })
  const byHand = createMemo(() => {
    const positions = view.entries()
    return [...entries().values()].sort((a, b) =>
      byPosition(
        [positions.get(a.key)?.position ?? '', a.key],
        [positions.get(b.key)?.position ?? '', b.key],
      ),
    )
  })
  const sorted: Record<ListSort, Accessor<readonly ListEntry[]>> = {
    hand: byHand,
    // Of equal votes, as the group has put them.
    votes: createMemo(() => [...byHand()].sort(byVotes)),
    newest: createMemo(() =>
      [...entries().values()].sort((a, b) => b.addedAt - a.addedAt || (a.key < b.key ? -1 : 1)),
    ),
  }
  const comments = createMemo(() => {
    const byPaper = new Map<PaperKey, readonly ListComment[]>()
    for (const [key, said] of view.comments())
      byPaper.set(
        key,
        said.map((comment) => ({ ...comment, mine: comment.author === memberId })),
      )
    return byPaper
  })
  const resolve = (key: PaperKey): PaperKey => (view.entries().has(key) ? key : options.canonical(key))
  const tags = createListTags({ desk, view, resolve, history, act })

  let given = false
  const open: OpenList = {
    id,
    phase: () => {
      if (!document.loaded()) return 'loading'
      return view.meta().listId === null && !document.sync().replayed ? 'waiting' : 'ready'
    },
    title: () => view.meta().title,
    description: () => view.meta().description,
    published: () =>
      [...view.published().keys()].flatMap(
        (one) => members().find((member) => member.id === one) ?? former(one) ?? [],
      ),
    colour: () => view.meta().colour,
    role: () => (frozen !== null || view.meta().newer || isLeft() ? 'reader' : capability.role),
    tags: () => tags,
    frozen: () => frozen,
    place: moving.place,
    staying: moving.staying,
    moveAway: moving.move,
    stayHere: moving.stay,
    status: () => statusOf([document], options.connected()),
    members,
    member: (member) => members().find((one) => one.id === member) ?? former(member),
    entries: (sort) => sorted[sort](),
    entry: (key) => entries().get(resolve(key)) ?? null,
    commentsOn: (key) => comments().get(resolve(key)) ?? NO_COMMENTS,
    async links() {
      given = true
      // A copy is this person's alone.
      if (frozen !== null) return { edit: null, read: '' }
      const read = options.address(await printLink(await asReader(capability)))
      if (capability.role === 'reader') return { edit: null, read }
      return { edit: options.address(await printLink(await asWriter(capability))), read }
    },
    setTitle: (title) => act('List renamed', () => verbs.setTitle(desk, title)),
    setDescription: (description) =>
      act('Description changed', () => verbs.setDescription(desk, description)),
    add: (keys) =>
      act(
        keys.length === 1
          ? `Added to ${view.meta().title}`
          : `${keys.length} papers added to ${view.meta().title}`,
        () =>
          verbs.addPapers(
            desk,
            keys.map((key) => ({ key, snapshots: options.snapshotsOf(key) })),
          ),
      ),
    remove: (key) => act(`Removed from ${view.meta().title}`, () => verbs.removePaper(desk, key)),
    vote: (key) => act(null, () => verbs.castVote(desk, key)),
    unvote: (key) => act(null, () => verbs.withdrawVote(desk, key)),
    move: (key, before) => act('Moved', () => verbs.movePaper(desk, key, before)),
    setWhy: (key, why) => act('Reason changed', () => verbs.setWhy(desk, key, why)),
    setReading: (key, state) => act(null, () => verbs.setReadingInList(desk, key, state)),
    ...createListSchedule({ desk, view, memberId, act }),
    ...(frozen === null ? {} : { turn: () => null }),
    comment: (key, text, mentions, replyTo) =>
      act(null, () =>
        verbs.addComment(desk, { paper: resolve(key), text, mentions, ...(replyTo ? { replyTo } : {}) }),
      ),
    resolveThread: (comment, resolved) =>
      act(resolved ? 'Thread resolved' : 'Thread opened again', () =>
        verbs.resolveThread(desk, comment, resolved),
      ),
    removeComment: (comment) => act('Comment removed', () => verbs.removeComment(desk, comment)),
    async earlier() {
      const { listVersions } = await fetchCode(() => import('./earlierVersions.ts'))
      const { connected, paperOf } = options
      return listVersions({ document, desk, view, history, writable, connected, paperOf })
    },
    noteOn(key) {
      // Which text it is changes where two names turn out to be one paper's.
      view.aliases()
      const text = verbs.groupNote(document.doc, key)
      return {
        text,
        carets: () => presence.carets().filter(({ note }) => resolve(note) === resolve(key)),
        showCaret: (caret) => presence.showCaret(caret && writable() ? { note: key, ...caret } : null),
      }
    },
    news: () => news,
    show: presence.show,
  }
  open.show({ viewing: null, writingOn: null })
  const news = createListNews({ ...options, desk, view, loaded: document.loaded, writable })
  const enter = (me: Person): void => {
    if (capability.role !== 'reader' && frozen === null) verbs.joinList(desk, me)
  }
  return {
    id,
    capability,
    document,
    view,
    desk,
    open,
    enter,
    act,
    given: () => given,
    ledTo: moving.ledTo,
    found(values, me) {
      verbs.createList(desk, { listId: id, ...values })
      enter(me)
    },
  }
}
