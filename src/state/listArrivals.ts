import { untrack, type Accessor } from 'solid-js'
import { createCapability, mayMore, type Capability } from '../crypto/capability.ts'
import { parseLink, type LinkError } from '../crypto/link.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import type { Desk } from '../doc/desk.ts'
import { setProfile } from '../doc/libraryDoc.ts'
import { addListEntry } from '../doc/libraryLists.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { COLOUR_COUNT } from '../domain/colour.ts'
import { parseMemberName } from '../domain/member.ts'
import { printBase64url } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { squeeze } from '../lib/text.ts'
import { isDiskRefused } from '../storage/database.ts'
import type { JoinPreview, Lists } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { Fields } from './fromReader.ts'
import { openPreview, type OpenPreview } from './listPreview.ts'
import type { HeldList } from './openListState.ts'
import { whenLed } from './whenLed.ts'

const LINK_SENTENCES: Record<LinkError, string> = {
  empty: 'There is no link here. Paste the whole address you were sent.',
  cut: 'This link was cut short on its way. Ask for it again, and copy the whole of it.',
  damaged: 'This link was changed on its way: its check sum does not fit. Ask for it again.',
  newer: 'This link was made by a newer version of Carrel. Update this one, then open the link again.',
  'other-kind': 'This link is for linking a device to a library. Open it at You, “Link another device”.',
  'not-a-link': 'This is not a link to a Carrel list. Such a link ends in a long code after “#”.',
}

/** How lists come to this device: made here, or joined by a link. */
export type ListArrivals = Pick<Lists, 'create' | 'preview' | 'join'>

export const createListArrivals = (options: {
  readonly transport: DeferredSync
  readonly desk: Desk
  readonly library: Fields<LibraryView>
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly held: Accessor<ReadonlyMap<string, HeldList>>
  readonly hold: (id: string, capability: Capability, seed?: Uint8Array) => Promise<HeldList>
  readonly letGo: (id: string) => void
  /** Open, and about to be written into the library. */
  readonly arriving: Set<string>
  /** How many lists there are. */
  readonly count: Accessor<number>
}): ListArrivals => {
  const me = (): { name: string; colour: number } => {
    const profile = options.library.profile()
    return { name: profile.name ?? '', colour: profile.colour }
  }

  /** What the library holds of a room: the id of its list, and the capability in its link. */
  const knownOf = async (room: string): Promise<{ id: string; capability: Capability } | null> => {
    const left = untrack(options.library.left).get(room)
    for (const [id, entry] of untrack(options.library.lists)) {
      // An old link of a list that has moved on leads to the list.
      if (entry.room !== room && left?.list !== id) continue
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
    const opened = await openPreview({
      transport: options.transport,
      library: options.library,
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
    addListEntry(options.desk, values)
  }

  return {
    async create(values) {
      const title = squeeze(values.title)
      if (title === '') return err('A list needs a name.')
      const id = options.desk.randomId()
      const capability = await createCapability()
      if (!capability.ownerKey) return err('This browser could not make the keys of a list.')
      const colour = untrack(options.count) % COLOUR_COUNT
      options.arriving.add(id)
      const list = await options.hold(id, capability)
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
      options.arriving.delete(id)
      // The list, and its key, which stands in the library: without it nobody could open the list again.
      const kept = await Promise.all([list.document.store.flushed(), options.libraryKept()])
      return kept.every((one) => one.ok) || isDiskRefused()
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
      // Nobody hears of a reader, so that a reader needs no name.
      if (name === null && known.capability.role !== 'reader')
        return err('Type a name, so that the others know who you are.')
      const profile = { name: name ?? '', colour: person.colour }
      await whenLed(options, id, known.capability.room)
      const mine = untrack(options.library.lists).get(id)
      const before = untrack(options.held).get(id)
      // Whoever was left out when the list moved, and got its new link, comes back to what is here.
      const isBack = before !== undefined && untrack(before.ledTo) === known.capability.room
      // What a list calls itself is written by its members. Under the id of one that is here, another room would get
      // all that is in it.
      if (mine && mine.room !== known.capability.room && !isBack)
        return err(
          'This link says that it leads to a list you have already, and it does not. Nothing was joined, and your list is as it was.',
        )
      if (before && (isBack || mayMore(known.capability, before.capability))) options.letGo(id)
      options.arriving.add(id)
      const list = await options.hold(id, known.capability, known.state())
      await list.document.whenLoaded
      list.enter(profile)
      if (name !== null && untrack(() => options.library.profile().name) === null)
        setProfile(options.desk, profile)
      await remember(id, known.capability, list.view.meta().title, list.view.meta().colour)
      options.arriving.delete(id)
      entry.discard()
      return ok(id)
    },
  }
}
