import { createEffect, onCleanup, untrack } from 'solid-js'
import { capabilityFromOwnerSecret } from '../crypto/capability.ts'
import { deviceKey } from '../crypto/deviceLink.ts'
import { openMove, sealMove } from '../crypto/move.ts'
import { randomBytes } from '../crypto/primitives.ts'
import { sealBox } from '../crypto/sealedBox.ts'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { hasLeft, LIBRARY_ROOM } from '../doc/lostDevice.ts'
import { equalBytes, parseBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { Keyring } from '../storage/keyring.ts'
import { changeKeyring, openKeyring } from '../storage/keyringWriting.ts'
import type { Lists } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { Fields } from './fromReader.ts'
import { keepMovesOf } from './keptMoves.ts'
import type { OpenDocument } from './openDocument.ts'
import { goOver, heldOf } from './takeLibrary.ts'

const BUSY =
  'Carrel is still going over to a library on this device. Wait until that is done, then try again.'
const DISK = 'This device’s disk refused it. Nothing was changed; free some space, then try again.'

/** Where the library goes when a device is lost, and following it there. */
export interface LibraryMove {
  /** Moves the library, and every list of this person's own, away from a device. The error is a sentence. */
  lose(id: string): Promise<Result<null, string>>
}

const isKey = async (key: Bytes | null): Promise<boolean> =>
  key !== null && (await sealBox(key, 'hand-over', new Uint8Array(0), new Uint8Array(0))) !== null

/** Follows the library from room to room, and moves it away from a lost device. Needs a reactive owner. */
export const createLibraryMove = (options: {
  readonly keyring: Keyring
  readonly library: OpenDocument
  readonly view: Fields<LibraryView>
  readonly desk: Desk
  readonly lists: Pick<Lists, 'open'>
  readonly transport: DeferredSync
  readonly deviceName: string
  /** The library went where this device was not taken along. */
  readonly onLeftBehind: () => void
  /** The library is in another room now, and this device's: the page must begin anew. */
  readonly onGone: () => void
}): LibraryMove => {
  const { keyring, library, view, desk, lists, transport } = options
  let over = false
  onCleanup(() => (over = true))

  /** Has it said that the library has moved to `keyring.next`, sealed to every device but the lost one. */
  const announce = async (to: Keyring): Promise<void> => {
    if (!to.next) return
    const keys: Bytes[] = [(await deviceKey(to.deviceSecret)).publicKey]
    for (const [id, device] of untrack(view.devices)) {
      const key = id === to.lost || id === to.deviceId ? null : parseBase64url(device.key)
      if (key && (await isKey(key))) keys.push(key)
    }
    const sealed = await sealMove({
      from: await capabilityFromOwnerSecret(to.librarySecret),
      to: await capabilityFromOwnerSecret(to.next.librarySecret),
      owners: keys,
      writers: [],
      readersFollow: false,
    })
    if (sealed.ok && !over) library.carried.announceMove(sealed.value)
  }

  const begin = async (lost: string): Promise<Result<null, string>> => {
    const now = await openKeyring()
    if (!now.ok) return err(DISK)
    if (now.value.next || !equalBytes(now.value.librarySecret, keyring.librarySecret)) return err(BUSY)
    const to = { ...now.value, next: { ...heldOf(now.value), librarySecret: randomBytes(32) }, lost }
    // Written down before a word is said: a crash must not lose the new room's secret.
    const changed = await changeKeyring(now.value, to)
    if (!changed.ok) return err(changed.error.code === 'changed' ? BUSY : DISK)
    await announce(to)
    return ok(null)
  }

  /** Goes where the owner's word leads, whichever device had it said. */
  const follow = async (moved: NonNullable<ReturnType<typeof library.sync>['moved']>): Promise<void> => {
    const from = await capabilityFromOwnerSecret(keyring.librarySecret)
    const opened = await openMove(from, await deviceKey(keyring.deviceSecret), moved.content)
    const secret = opened.ok ? opened.value.capability?.ownerSecret : null
    if (over) return
    if (!secret) return options.onLeftBehind()
    /** Another tab, or this one before it was loaded anew, has been there meanwhile. */
    const isThere = async (): Promise<boolean> => {
      const kept = await openKeyring()
      return kept.ok && equalBytes(kept.value.librarySecret, secret)
    }
    const now = await openKeyring()
    if (!now.ok) return
    if (!equalBytes(now.value.librarySecret, keyring.librarySecret)) {
      if ((await isThere()) && !over) options.onGone()
      return
    }
    const mine = now.value.next !== null && equalBytes(now.value.next.librarySecret, secret)
    const to: Keyring = mine
      ? now.value
      : { ...now.value, next: { ...heldOf(now.value), librarySecret: secret } }
    if (!mine && !(await changeKeyring(now.value, to)).ok) return
    const move = { record: moved.record, lost: mine ? to.lost : null }
    const gone = await goOver({ keyring: to, library, transport, deviceName: options.deviceName, move })
    if ((gone.ok || (await isThere())) && !over) options.onGone()
  }
  let following = false
  createEffect(() => {
    const { moved } = library.sync()
    if (!moved || following || !library.loaded()) return
    following = true
    void follow(moved).finally(() => (following = false))
  })

  const { next, lost } = keyring
  if (lost !== null && next) void announce(keyring)
  else if (lost !== null)
    void library.whenLoaded.then(async () => {
      if (untrack(view.devices).has(lost)) return begin(lost)
      const now = await openKeyring()
      return now.ok && changeKeyring(now.value, { ...now.value, lost: null })
    })

  /** Lists whose move has been begun here since the page was loaded. */
  const begun = new Set<string>()
  createEffect(() => {
    for (const [id, { room, by }] of view.leaving()) {
      const entry = view.lists().get(id)
      if (by !== keyring.deviceId) continue
      if (entry?.room !== room) queueMicrotask(() => hasLeft(desk, id))
      if (entry?.room !== room || begun.has(id)) continue
      const list = lists.open(id)
      // All that was said in it must be here first: who came in meanwhile must not be left out.
      if (list.place() !== 'here' || list.phase() !== 'ready' || list.status().phase !== 'delivered') continue
      begun.add(id)
      const keep = list.staying().filter(({ trust }) => trust === 'known')
      void untrack(() => list.moveAway({ keep: keep.map((one) => one.id), readersFollow: false }))
    }
  })

  keepMovesOf(LIBRARY_ROOM, view.left, transport)

  return { lose: begin }
}
