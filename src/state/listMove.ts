import { createEffect, createMemo, createSignal, onCleanup, untrack, type Accessor } from 'solid-js'
import { createCapability, type Capability } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import { openMove, sealMove } from '../crypto/move.ts'
import { agreementKey, type AgreementKey } from '../crypto/x25519.ts'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { markGone, sayKey } from '../doc/listDoc.ts'
import type { ListView } from '../doc/listView.ts'
import { pinOf } from '../doc/moveEntries.ts'
import { beginMove, dropMove, followMove, pinMember } from '../doc/moves.ts'
import { parseBase64url, printBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { ListPlace, StayingMember } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { Fields } from './fromReader.ts'
import { keepMovesOf } from './keptMoves.ts'
import type { OpenDocument } from './openDocument.ts'

/** A key first seen less than this ago is not taken along unless it is chosen: it may be the vandal's own. */
const NEW_MS = 3_600_000

/** Stands for where a word leads that this version cannot read; no room is called so. */
const UNKNOWN_ROOM = ''

/** Where a list is, and how its owner moves it. */
export interface ListMove {
  place: Accessor<ListPlace>
  /** The room the list went to without this person; `null` where it did not. */
  ledTo(): string | null
  staying: Accessor<readonly StayingMember[]>
  move(values: {
    readonly keep: readonly string[]
    readonly readersFollow: boolean
  }): Promise<Result<null, string>>
  /** Takes back a move that has not happened yet. */
  stay(): void
}

/** Follows a list from room to room, and moves it where this person owns it. Needs a reactive owner. */
export const createListMove = (options: {
  readonly id: string
  readonly capability: Capability
  readonly memberId: string
  /** 32 bytes, this person's alone in this list: new rooms are handed over to its key. */
  readonly handOverSecret: Bytes
  /** When it was copied, where it is a frozen copy: it goes along like a list, and nothing is written in it. */
  readonly frozen: number | null
  readonly document: OpenDocument
  readonly view: Fields<ListView>
  readonly desk: Desk
  readonly library: Fields<LibraryView>
  readonly libraryDesk: Desk
  readonly libraryKept: () => Promise<Result<null, unknown>>
  readonly transport: DeferredSync
}): ListMove => {
  const { id, capability, memberId, document, view, desk, library, libraryDesk } = options
  const { room } = capability
  const [myKey, setMyKey] = createSignal<AgreementKey | null>(null)
  const [ledTo, setLedTo] = createSignal<string | null>(null)
  let over = false
  onCleanup(() => (over = true))
  void agreementKey(options.handOverSecret).then((key) => !over && setMyKey(key))

  // Everybody who may write says under which key they can be reached, once they are a member.
  createEffect(() => {
    const key = myKey()
    const me = view.members().get(memberId)
    if (
      options.frozen !== null ||
      !key ||
      !me ||
      capability.role === 'reader' ||
      view.meta().newer ||
      document.sync().moved
    )
      return
    const said = printBase64url(key.publicKey)
    if (me.key !== said) untrack(() => sayKey(desk, said))
  })

  createEffect(() => {
    if (options.frozen !== null) return
    const pins = library.pins()
    for (const [member, { key }] of view.members())
      if (member !== memberId && key !== null && !pinOf(pins, id, member))
        untrack(() => pinMember(libraryDesk, id, member, key))
  })

  const pending = createMemo(() => {
    const move = library.moves().get(id)
    return move?.from === room ? move : null
  })
  createEffect(() => {
    const move = pending()
    document.carried.announceMove(move && parseBase64url(move.content))
  })

  /** Goes where the owner's word leads. */
  const follow = async (moved: NonNullable<ReturnType<typeof document.sync>['moved']>): Promise<void> => {
    const mine = untrack(pending)
    const isMine = mine !== null && mine.content === printBase64url(moved.content)
    const opened = await openMove(capability, untrack(myKey), moved.content)
    const own = isMine ? await parseLink(mine.link) : null
    const to = own?.ok ? own.value.capability : opened.ok ? opened.value.capability : null
    if (over) return
    // Another device of this person was quicker.
    if (mine && !isMine) dropMove(libraryDesk, id)
    if (!to) {
      setLedTo(opened.ok ? printBase64url(opened.value.roomId) : UNKNOWN_ROOM)
      return
    }
    const links = { from: await printLink(capability), to: await printLink(to) }
    if (over) return
    if (mine && isMine && options.frozen === null) markGone(desk, mine.gone)
    const { title, colour } = untrack(view.meta)
    followMove(libraryDesk, {
      listId: id,
      title,
      colour,
      from: { room, link: links.from, record: printBase64url(moved.record) },
      to: { room: to.room, link: links.to },
    })
  }
  let following = false
  createEffect(() => {
    const { moved } = document.sync()
    // Every change of the sync's state comes by here: the word is followed once, and again where that came to nothing.
    if (!moved || !myKey() || following || ledTo() !== null) return
    following = true
    void follow(moved).finally(() => (following = false))
  })

  keepMovesOf(id, library.left, options.transport)

  const place = (): ListPlace => (ledTo() !== null ? 'left-behind' : pending() ? 'moving' : 'here')
  const staying = createMemo<readonly StayingMember[]>(() => {
    const pins = library.pins()
    const now = Math.floor(desk.now())
    return [...view.members()].flatMap(([member, { name, colour, key, gone }]) => {
      if (gone) return []
      const pin = pinOf(pins, id, member)
      const trust =
        member === memberId
          ? 'me'
          : key === null
            ? 'no-key'
            : pin && pin.key !== key
              ? 'changed'
              : !pin || now - pin.at < NEW_MS
                ? 'new'
                : 'known'
      return [{ id: member, name, colour, trust }]
    })
  })

  return {
    place,
    ledTo,
    // Where the word is out already, it leads this person along like everybody who owns the list.
    stay: () => dropMove(libraryDesk, id),
    staying,
    async move({ keep, readersFollow }) {
      const key = untrack(myKey)
      if (capability.role !== 'owner' || !key)
        return err('Only the device of the person who made this list can do this.')
      if (untrack(place) !== 'here') return err('This list is moving already.')
      const to = await createCapability()
      const writers = [...untrack(view.members)].flatMap(([member, said]) => {
        const theirs =
          keep.includes(member) && member !== memberId && said.key ? parseBase64url(said.key) : null
        return theirs ? [theirs] : []
      })
      const sealed = await sealMove({ from: capability, to, owners: [key.publicKey], writers, readersFollow })
      if (!sealed.ok)
        return err(
          sealed.error === 'too-many'
            ? 'This list has more members than one move can take along.'
            : 'The key of one of the members is damaged. Leave that member out, and send them the new link.',
        )
      const gone = [...untrack(view.members).keys()].filter((one) => one !== memberId && !keep.includes(one))
      const values = { from: room, link: await printLink(to), content: printBase64url(sealed.value), gone }
      if (!beginMove(libraryDesk, id, values))
        return err('Your library was changed by a newer version of Carrel. Update to go on.')
      const kept = await options.libraryKept()
      return kept.ok ? ok(null) : err('This device’s disk is full. The list moves once there is room again.')
    },
  }
}
