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
import { asReader, createCapability, type Capability } from '../crypto/capability.ts'
import { deriveSecret } from '../crypto/primitives.ts'
import { parseLink, printLink, type LinkError } from '../crypto/link.ts'
import type { Desk } from '../doc/desk.ts'
import * as libraryVerbs from '../doc/libraryDoc.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import * as verbs from '../doc/listDoc.ts'
import { readList } from '../doc/listView.ts'
import { createSharedDoc, stateOf } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { checkUpdate } from '../doc/validate.ts'
import type { PaperSnapshot, Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { COLOUR_COUNT, parseMemberName } from '../domain/member.ts'
import { printBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { squeeze } from '../lib/text.ts'
import type { DeviceStatus, JoinPreview, Lists, ListSummary, OpenList } from './carrel.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { Fields } from './fromReader.ts'
import type { OpenDocument } from './openDocument.ts'
import { openListState, type HeldList } from './openListState.ts'
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
  /** Open, and about to be written into the library. */
  const arriving = new Set<string>()

  const memberIdIn = async (listId: string): Promise<string> =>
    printBase64url(await deriveSecret(options.librarySecret, `member/${listId}`, MEMBER_ID_BYTES))

  const hold = (id: string, capability: Capability, seed?: Uint8Array): Promise<HeldList> => {
    const under = opening.get(id)
    if (under) return under
    const opened = memberIdIn(id).then((memberId) => {
      const list = createRoot((dispose) => {
        disposals.set(id, dispose)
        return openListState({ ...options, id, capability, memberId, ...(seed ? { seed } : {}) })
      }, owner)
      setHeld((before) => new Map(before).set(id, list))
      return list
    })
    opening.set(id, opened)
    return opened
  }

  const letGo = (id: string): void => {
    disposals.get(id)?.()
    disposals.delete(id)
    opening.delete(id)
    setHeld((before) => new Map([...before].filter(([other]) => other !== id)))
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
      links: async () => (await opening.get(id))?.open.links() ?? { edit: null, read: '' },
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

  const preview = async (link: string): Promise<Result<JoinPreview, string>> => {
    const parsed = await parseLink(link)
    if (!parsed.ok) return err(LINK_SENTENCES[parsed.error])
    const capability = parsed.value.capability
    const known = [...untrack(held).values()].find((list) => list.capability.room === capability.room)
    const joined = known && !mayMore(capability, known.capability) ? known.id : null
    // Looking writes nothing, not even a room: the preview asks as a reader and keeps its copy in memory.
    const doc = createSharedDoc()
    options.transport.begin()
    const carried = options.transport.carry({
      doc,
      capability: await asReader(capability),
      presence: false,
      validate: checkUpdate,
      tabs: false,
    })
    const reader = readList(doc)
    const [found, setFound] = createSignal<ReturnType<JoinPreview['list']>>(null)
    const [phase, setPhase] = createSignal<ReturnType<JoinPreview['phase']>>('connecting')
    const refresh = (): void => {
      const { meta, entries, members } = reader.view()
      const state = carried.state()
      if (meta.listId !== null && state.replayed) {
        setFound({
          title: meta.title,
          papers: entries.size,
          members: [...members.values()].map((one) => one.name),
        })
        setPhase('ready')
      } else
        setPhase(
          state.phase === 'waiting' || state.phase === 'refused' || state.replayed ? 'waiting' : 'connecting',
        )
    }
    const offs = [carried.onChange(refresh), reader.subscribe(refresh)]
    refresh()
    const entry: JoinPreview = {
      link: await printLink(capability),
      role: capability.role,
      joined,
      list: found,
      phase,
      discard() {
        for (const off of offs) off()
        previews.delete(entry)
        reader.destroy()
        carried.destroy()
        doc.destroy()
      },
    }
    previews.set(entry, { capability, doc, listId: () => reader.view().meta.listId })
    return ok(entry)
  }
  const previews = new Map<
    JoinPreview,
    { capability: Capability; doc: SharedDoc; listId: () => string | null }
  >()

  const remember = async (
    id: string,
    capability: Capability,
    title: string,
    colour: number,
  ): Promise<void> => {
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
      verbs.createList(list.desk, {
        listId: id,
        title,
        description: values.description.trim(),
        colour,
        ownerKey: printBase64url(capability.ownerKey),
      })
      verbs.joinList(list.desk, me())
      await remember(id, capability, title, colour)
      arriving.delete(id)
      const kept = await list.document.store.flushed()
      return kept.ok
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
      const before = untrack(held).get(id)
      if (before && mayMore(known.capability, before.capability)) letGo(id)
      arriving.add(id)
      const list = await hold(id, known.capability, stateOf(known.doc))
      await list.document.whenLoaded
      if (known.capability.role !== 'reader') verbs.joinList(list.desk, profile)
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
      for (const list of held().values())
        if (list.capability.role !== 'reader') verbs.joinList(list.desk, profile)
    },
  }
}
