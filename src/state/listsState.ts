import {
  createEffect,
  createMemo,
  createRoot,
  createSignal,
  getOwner,
  runWithOwner,
  untrack,
  type Accessor,
} from 'solid-js'
import { mayMore, type Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { PaperSnapshot, Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { parseBase64url, type Bytes } from '../lib/bytes.ts'
import { err, type Result } from '../lib/result.ts'
import type { DeviceStatus } from './carrel.ts'
import type { ListLife, Lists, ListSummary, OpenList } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import type { ListArrivals } from './listArrivals.ts'
import { handOverSecretIn, memberIdIn } from './listSelf.ts'
import type { OpenDocument } from './openDocument.ts'
import type { HeldList } from './openListState.ts'
import type { ActHistory } from './undoHistory.ts'
import { createUnkeptLists } from './unkeptLists.ts'

/** What a frozen copy is opened under before the library knows it. */
export interface Copied {
  readonly memberId: string
  readonly frozen: number
}

export type HoldList = (
  id: string,
  capability: Capability,
  seed?: Uint8Array,
  copy?: Copied,
) => Promise<HeldList>

const NOTHING: DeviceStatus = { phase: 'kept', waiting: 0, connected: false }

export interface ListsState extends Lists {
  /** Those that are open, by id. */
  readonly held: Accessor<ReadonlyMap<string, HeldList>>
  documents(): readonly OpenDocument[]
  /** What the lists here know of a paper. */
  paperOf(key: PaperKey): Paper | null
  /** Says the person's new name in every list they may write in. */
  rename(profile: { readonly name: string; readonly colour: number }): void
  papers(): readonly Paper[]
}

/** Every list in the library, held open and in step. Needs a reactive owner. */
export const createListsState = (options: {
  readonly transport: DeferredSync
  readonly connected: Accessor<boolean>
  readonly desk: Desk
  readonly library: Fields<LibraryView>
  readonly librarySecret: Bytes
  readonly identitySecret: Bytes
  /** Resolves when the disk has confirmed the library, or has said that it will not. */
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly history: ActHistory
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly snapshotsOf: (key: PaperKey) => readonly PaperSnapshot[]
  readonly canonical: (key: PaperKey) => PaperKey
  readonly address: (code: string) => string
}): ListsState => {
  const owner = getOwner()
  const [held, setHeld] = createSignal<ReadonlyMap<string, HeldList>>(new Map())
  const opening = new Map<string, Promise<HeldList>>()
  const disposals = new Map<string, () => void>()
  const closing = new Map<string, Promise<void>>()
  const unkept = createUnkeptLists()
  /** Open, and about to be written into the library. */
  const arriving = new Set<string>()

  /** Who the person is in a list, and the secret under which a new room is handed over to them there. */
  const selfIn = async (listId: string): Promise<readonly [member: string, handOver: Bytes]> => {
    const entry = untrack(options.library.lists).get(listId)
    const kept = entry?.handOver ? parseBase64url(entry.handOver) : null
    return Promise.all([
      entry?.member ?? memberIdIn(options.identitySecret, listId),
      kept ?? handOverSecretIn(options.librarySecret, listId),
    ])
  }

  /** The list that is open under `id` in the end: what was begun first may have been let go of meanwhile. */
  const settled = async (id: string, opened: Promise<HeldList>): Promise<HeldList> => {
    const list = await opened
    const now = opening.get(id)
    return now === undefined || now === opened ? list : settled(id, now)
  }

  const hold: HoldList = (id, capability, seed, copy) => {
    const under = opening.get(id)
    if (under) return settled(id, under)
    const openIt = async (): Promise<HeldList> => {
      // One database is never open twice: what the one before still writes belongs into this one.
      await closing.get(id)
      const { openListState } = await fetchCode(() => import('./openListState.ts'))
      const [memberId, handOverSecret] = await selfIn(id)
      const frozen = untrack(options.library.lists).get(id)?.frozen ?? null
      const [list, dispose] = createRoot((drop): readonly [HeldList, () => void] => {
        const own = { id, capability, memberId, handOverSecret, frozen, libraryDesk: options.desk, ...copy }
        // What the disk refused of the one before goes along.
        const start = unkept.seedOf(id, seed)
        const open = openListState({ ...options, ...own, ...(start ? { seed: start } : {}) })
        return [open, drop]
      }, owner)
      if (opening.get(id) !== opened) {
        // Let go of before it was open.
        dispose()
        await unkept.close(id, list.document)
        return list
      }
      unkept.handOver(id, list.document)
      disposals.set(id, dispose)
      setHeld((before) => new Map(before).set(id, list))
      return list
    }
    const opened = openIt()
    opening.set(id, opened)
    return settled(id, opened)
  }

  const letGo = (id: string): void => {
    const under = opening.get(id)
    disposals.get(id)?.()
    disposals.delete(id)
    opening.delete(id)
    setHeld((before) => new Map([...before].filter(([other]) => other !== id)))
    if (under)
      closing.set(
        id,
        under.then(
          (list) => unkept.close(id, list.document),
          () => undefined,
        ),
      )
  }

  createEffect(() => {
    const entries = options.library.lists()
    for (const [id, entry] of entries)
      void parseLink(entry.link).then((parsed) => {
        if (!parsed.ok || !untrack(options.library.lists).has(id)) return
        const known = untrack(held).get(id)
        // Another of the person's devices, or this one just now, was given a link that allows more, or has followed
        // the list to its new room.
        const now = parsed.value.capability
        if (known && (now.room !== known.capability.room || mayMore(now, known.capability))) letGo(id)
        void hold(id, parsed.value.capability)
      })
    for (const id of untrack(held).keys()) if (!entries.has(id) && !arriving.has(id)) letGo(id)
  })

  const all = createMemo<readonly ListSummary[]>((before) => {
    const next = [...options.library.lists()]
      .map(([id, entry]) => {
        const list = held().get(id)
        return {
          id,
          title: list?.view.meta().title || entry.title || 'Untitled list',
          colour: list?.view.meta().listId ? list.view.meta().colour : entry.colour,
          count: list?.view.entries().size ?? 0,
          role: entry.frozen === null && list ? list.capability.role : ('reader' as const),
          archived: entry.archived || entry.frozen !== null,
          frozen: entry.frozen,
          at: entry.at,
        }
      })
      .sort((a, b) => Number(a.archived) - Number(b.archived) || a.at - b.at || (a.id < b.id ? -1 : 1))
      .map(({ at: _at, ...summary }) => {
        // What an act left as it was keeps its identity: a vote draws no list's place in the menu anew.
        const known = before?.find(({ id }) => id === summary.id)
        return known && JSON.stringify(known) === JSON.stringify(summary) ? known : summary
      })
    return before?.length === next.length && next.every((one, at) => one === before[at]) ? before : next
  })

  /** At once where the list stands open; what is done while it is being opened, or moves, is done once it is. */
  const whenOpen = (id: string, act: (list: OpenList) => void): void => {
    const found = untrack(held).get(id)
    const under = opening.get(id)
    if (found && untrack(found.document.loaded)) act(found.open)
    else if (under)
      void settled(id, under).then(async (list) => {
        await list.document.whenLoaded
        act(list.open)
      })
    else
      options.history.say(
        untrack(options.library.lists).has(id)
          ? 'This list is still being opened. Try again in a moment.'
          : 'This list is not on this device any more. Nothing was changed.',
      )
  }

  /** An open list whose contents may still be on their way, or which this device does not have. */
  const open = (id: string): OpenList => {
    const list = (): HeldList | undefined => held().get(id)
    const act = (verb: (list: OpenList) => void): void => whenOpen(id, verb)
    const or = <T>(read: (list: OpenList) => T, otherwise: T): T => {
      const found = list()
      return found ? read(found.open) : otherwise
    }
    return {
      id,
      phase: () => or((one) => one.phase(), options.library.lists().has(id) ? 'loading' : 'missing'),
      title: () => or((one) => one.title(), options.library.lists().get(id)?.title ?? ''),
      description: () => or((one) => one.description(), ''),
      colour: () => or((one) => one.colour(), 0),
      role: () => or((one) => one.role(), 'reader'),
      status: () => or((one) => one.status(), NOTHING),
      tags: () => or((one) => one.tags(), null),
      place: () => or((one) => one.place(), 'here'),
      frozen: () => options.library.lists().get(id)?.frozen ?? null,
      published: () => or((one) => one.published(), []),
      staying: () => or((one) => one.staying(), []),
      moveAway: async (values) =>
        list()?.open.moveAway(values) ?? err('This list is still being opened. Try again in a moment.'),
      stayHere: () => list()?.open.stayHere(),
      members: () => or((one) => one.members(), []),
      member: (member) => or((one) => one.member(member), null),
      entries: (sort) => or((one) => one.entries(sort), []),
      entry: (key) => or((one) => one.entry(key), null),
      commentsOn: (key) => or((one) => one.commentsOn(key), []),
      noteOn: (key) => or((one) => one.noteOn(key), null),
      links: async () => {
        const under = opening.get(id)
        return under ? (await settled(id, under)).open.links() : { edit: null, read: '' }
      },
      earlier: async () => {
        const under = opening.get(id)
        return under ? (await settled(id, under)).open.earlier() : null
      },
      setTitle: (title) => act((one) => one.setTitle(title)),
      setDescription: (description) => act((one) => one.setDescription(description)),
      add: (keys) => act((one) => one.add(keys)),
      remove: (key) => act((one) => one.remove(key)),
      vote: (key) => act((one) => one.vote(key)),
      unvote: (key) => act((one) => one.unvote(key)),
      move: (key, before) => act((one) => one.move(key, before)),
      setWhy: (key, why) => act((one) => one.setWhy(key, why)),
      setReading: (key, state) => act((one) => one.setReading(key, state)),
      meeting: () => or((one) => one.meeting(), null),
      turn: () => or((one) => one.turn(), null),
      setStage: (key, stage) => act((one) => one.setStage(key, stage)),
      hold: (keys) => act((one) => one.hold(keys)),
      schedule: (key, values) => act((one) => one.schedule(key, values)),
      setMeeting: (...said) => act((one) => one.setMeeting(...said)),
      comment: (...said) => act((one) => one.comment(...said)),
      resolveThread: (...thread) => act((one) => one.resolveThread(...thread)),
      removeComment: (comment) => act((one) => one.removeComment(comment)),
      news: () => or((one) => one.news(), null),
      show: (presence) => list()?.open.show(presence),
    }
  }

  const arrivals = async (): Promise<ListArrivals> => {
    const { createListArrivals } = await fetchCode(() => import('./listArrivals.ts'))
    return (made ??= createListArrivals({
      ...options,
      held,
      hold,
      letGo,
      arriving,
      count: () => all().length,
    }))
  }
  let made: ListArrivals | null = null
  const life = async (): Promise<ListLife> => {
    const { createListLife } = await fetchCode(() => import('./listLife.ts'))
    const create: Lists['create'] = async (values) => (await arrivals()).create(values)
    return createListLife({ ...options, held, hold, letGo, arriving, create })
  }

  return {
    held,
    all,
    holding: (key) =>
      all().filter(({ id }) => {
        const entries = held().get(id)?.view.entries()
        return entries !== undefined && (entries.has(key) || entries.has(options.canonical(key)))
      }),
    create: async (values) => (await arrivals()).create(values),
    preview: async (link) => (await arrivals()).preview(link),
    join: async (preview, person) => (await arrivals()).join(preview, person),
    life,
    addTo: (listId, keys) => whenOpen(listId, (list) => list.add(keys)),
    removeFrom: (listId, key) => whenOpen(listId, (list) => list.remove(key)),
    open: (listId) => runWithOwner(owner, () => open(listId)) ?? open(listId),
    documents: () => [...[...held().values()].map((list) => list.document), ...unkept.documents()],
    paperOf(key) {
      for (const list of held().values()) {
        const paper = list.view.papers().get(key)
        if (paper) return paper
      }
      return null
    },
    papers: () => [...held().values()].flatMap((list) => [...list.view.papers().values()]),
    rename(profile) {
      for (const list of held().values()) list.enter(profile)
    },
  }
}
