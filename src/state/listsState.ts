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
import { createCapability, type Capability } from '../crypto/capability.ts'
import { deriveSecret } from '../crypto/primitives.ts'
import { parseLink, printLink, type LinkError } from '../crypto/link.ts'
import type { Desk } from '../doc/desk.ts'
import * as libraryVerbs from '../doc/libraryDoc.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { PaperSnapshot, Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { COLOUR_COUNT, parseMemberName } from '../domain/member.ts'
import { printBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { squeeze } from '../lib/text.ts'
import type { DeviceStatus, JoinPreview, Lists, ListSummary, OpenList } from './carrel.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import type { OpenPreview } from './listPreview.ts'
import type { OpenDocument } from './openDocument.ts'
import type { HeldList } from './openListState.ts'
import type { ActHistory } from './undoHistory.ts'

/** 96 bits tell a person's ids in two lists apart from chance and from each other. */
const MEMBER_ID_BYTES = 12

const LINK_SENTENCES: Record<LinkError, string> = {
  empty: 'There is no link here. Paste the whole address you were sent.',
  cut: 'This link was cut short on its way. Ask for it again, and copy the whole of it.',
  damaged: 'This link was changed on its way: its check sum does not fit. Ask for it again.',
  newer: 'This link was made by a newer version of Carrel. Update this one, then open the link again.',
  'not-a-link': 'This is not a link to a Carrel list. Such a link ends in a long code after “#”.',
}

const RANK = { reader: 0, writer: 1, owner: 2 } as const
/** True where `offered` lets its holder do what `held` does not. */
const mayMore = (offered: Capability, held: Capability): boolean => RANK[offered.role] > RANK[held.role]

const NOTHING: DeviceStatus = { phase: 'kept', waiting: 0, connected: false }

export interface ListsState extends Lists {
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
  /** Open, and about to be written into the library. */
  const arriving = new Set<string>()

  const memberIdIn = async (listId: string): Promise<string> =>
    printBase64url(await deriveSecret(options.librarySecret, `member/${listId}`, MEMBER_ID_BYTES))

  /** The list that is open under `id` in the end: what was begun first may have been let go of meanwhile. */
  const settled = async (id: string, opened: Promise<HeldList>): Promise<HeldList> => {
    const list = await opened
    const now = opening.get(id)
    return now === undefined || now === opened ? list : settled(id, now)
  }

  const hold = (id: string, capability: Capability, seed?: Uint8Array): Promise<HeldList> => {
    const under = opening.get(id)
    if (under) return settled(id, under)
    const openIt = async (): Promise<HeldList> => {
      // One database is never open twice: what the one before still writes belongs into this one.
      await closing.get(id)
      const { openListState } = await fetchCode(() => import('./openListState.ts'))
      const memberId = await memberIdIn(id)
      const [list, dispose] = createRoot((drop): readonly [HeldList, () => void] => {
        const open = openListState({ ...options, id, capability, memberId, ...(seed ? { seed } : {}) })
        return [open, drop]
      }, owner)
      if (opening.get(id) !== opened) {
        // Let go of before it was open.
        dispose()
        await list.document.close()
        return list
      }
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
          (list) => list.document.close(),
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
        // Another of the person's devices, or this one just now, was given a link that allows more.
        if (known && mayMore(parsed.value.capability, known.capability)) letGo(id)
        void hold(id, parsed.value.capability)
      })
    for (const id of untrack(held).keys()) if (!entries.has(id) && !arriving.has(id)) letGo(id)
  })

  const all = createMemo<readonly ListSummary[]>(() =>
    [...options.library.lists()]
      .map(([id, entry]) => {
        const list = held().get(id)
        return {
          id,
          title: list?.view.meta().title || entry.title || 'Untitled list',
          colour: list?.view.meta().listId ? list.view.meta().colour : entry.colour,
          count: list?.view.entries().size ?? 0,
          role: list?.capability.role ?? ('reader' as const),
          at: entry.at,
        }
      })
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      .map(({ at: _at, ...summary }) => summary),
  )

  const me = (): { name: string; colour: number } => {
    const profile = options.library.profile()
    return { name: profile.name ?? '', colour: profile.colour }
  }

  /** An open list whose contents may still be on their way, or which this device does not have. */
  const open = (id: string): OpenList => {
    const list = (): HeldList | undefined => held().get(id)
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
      members: () => or((one) => one.members(), []),
      member: (member) => or((one) => one.member(member), null),
      entries: (sort) => or((one) => one.entries(sort), []),
      entry: (key) => or((one) => one.entry(key), null),
      commentsOn: (key) => or((one) => one.commentsOn(key), []),
      links: async () => {
        const under = opening.get(id)
        return under ? (await settled(id, under)).open.links() : { edit: null, read: '' }
      },
      earlier: async () => {
        const under = opening.get(id)
        return under ? (await settled(id, under)).open.earlier() : null
      },
      setTitle: (title) => list()?.open.setTitle(title),
      setDescription: (description) => list()?.open.setDescription(description),
      add: (keys) => list()?.open.add(keys),
      remove: (key) => list()?.open.remove(key),
      vote: (key) => list()?.open.vote(key),
      unvote: (key) => list()?.open.unvote(key),
      move: (key, before) => list()?.open.move(key, before),
      setWhy: (key, why) => list()?.open.setWhy(key, why),
      setReading: (key, state) => list()?.open.setReading(key, state),
      comment: (key, text, replyTo) => list()?.open.comment(key, text, replyTo),
      removeComment: (comment) => list()?.open.removeComment(comment),
      show: (presence) => list()?.open.show(presence),
    }
  }

  /** What the library holds of a room: the id of its list, and the capability in its link. */
  const knownOf = async (room: string): Promise<{ id: string; capability: Capability } | null> => {
    for (const [id, entry] of untrack(options.library.lists)) {
      if (entry.room !== room) continue
      const parsed = await parseLink(entry.link)
      if (parsed.ok) return { id, capability: parsed.value.capability }
    }
    return null
  }

  const previews = new Map<JoinPreview, OpenPreview>()
  const preview = async (link: string): Promise<Result<JoinPreview, string>> => {
    const parsed = await parseLink(link)
    if (!parsed.ok) return err(LINK_SENTENCES[parsed.error])
    const { capability } = parsed.value
    // Asked of the library and not of what is open: right after a start nothing is.
    const known = await knownOf(capability.room)
    const { openPreview } = await fetchCode(() => import('./listPreview.ts'))
    const opened = await openPreview({
      transport: options.transport,
      capability,
      joined: known && !mayMore(capability, known.capability) ? known.id : null,
      onDiscard: (discarded) => previews.delete(discarded),
    })
    previews.set(opened.preview, opened)
    return ok(opened.preview)
  }

  const remember = async (
    id: string,
    capability: Capability,
    title: string,
    colour: number,
  ): Promise<void> => {
    // A link that allows less never takes the place of one that allows more: the secret would be gone.
    const known = await knownOf(capability.room)
    if (known && known.capability.role !== capability.role && !mayMore(capability, known.capability)) return
    const values = { listId: id, room: capability.room, link: await printLink(capability), title, colour }
    libraryVerbs.addListEntry(options.desk, values)
  }

  return {
    all,
    holding: (key) =>
      all().filter(({ id }) => {
        const entries = held().get(id)?.view.entries()
        return entries !== undefined && (entries.has(key) || entries.has(options.canonical(key)))
      }),
    async create(values) {
      const title = squeeze(values.title)
      if (title === '') return err('A list needs a name.')
      const id = options.desk.randomId()
      const capability = await createCapability()
      if (!capability.ownerKey) return err('This browser could not make the keys of a list.')
      const colour = untrack(all).length % COLOUR_COUNT
      arriving.add(id)
      const list = await hold(id, capability)
      await list.document.whenLoaded
      list.found(
        {
          title,
          description: values.description.trim(),
          colour,
          ownerKey: printBase64url(capability.ownerKey),
        },
        me(),
      )
      await remember(id, capability, title, colour)
      arriving.delete(id)
      // The list, and its key, which stands in the library: without it nobody could open the list again.
      const kept = await Promise.all([list.document.store.flushed(), options.libraryKept()])
      return kept.every((one) => one.ok)
        ? ok(id)
        : err('The list is open, but this device’s disk refused it. Free some space before you go on.')
    },
    preview,
    async join(entry, person) {
      const known = previews.get(entry)
      const id = known?.listId() ?? null
      if (!known || id === null)
        return err('The list has not arrived yet. Carrel joins as soon as it can be reached.')
      const name = parseMemberName(person.name)
      if (name === null) return err('Type a name, so that the others know who you are.')
      const profile = { name, colour: person.colour }
      const mine = untrack(options.library.lists).get(id)
      // What a list calls itself is written by its members. Under the id of one that is here, another room would get
      // all that is in it.
      if (mine && mine.room !== known.capability.room)
        return err(
          'This link says that it leads to a list you have already, and it does not. Nothing was joined, and your list is as it was.',
        )
      const before = untrack(held).get(id)
      if (before && mayMore(known.capability, before.capability)) letGo(id)
      arriving.add(id)
      const list = await hold(id, known.capability, known.state())
      await list.document.whenLoaded
      list.enter(profile)
      if (untrack(() => options.library.profile().name) === null)
        libraryVerbs.setProfile(options.desk, profile)
      await remember(id, known.capability, list.view.meta().title, list.view.meta().colour)
      arriving.delete(id)
      entry.discard()
      return ok(id)
    },
    addTo: (listId, keys) => held().get(listId)?.open.add(keys),
    removeFrom: (listId, key) => held().get(listId)?.open.remove(key),
    open: (listId) => runWithOwner(owner, () => open(listId)) ?? open(listId),
    documents: () => [...held().values()].map((list) => list.document),
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
