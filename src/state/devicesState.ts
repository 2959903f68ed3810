import { createEffect, createMemo, createSignal } from 'solid-js'
import { deviceKey, parseDeviceLink } from '../crypto/deviceLink.ts'
import { addDevice, markDeviceSeen, renameDevice } from '../doc/devices.ts'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { isUntouched } from '../doc/mergeLibrary.ts'
import { printBase64url } from '../lib/bytes.ts'
import { err, ok } from '../lib/result.ts'
import type { Keyring } from '../storage/keyring.ts'
import { askLibrary } from './askLibrary.ts'
import type { Problem } from './carrel.ts'
import type { DeviceEntry, Devices } from './devices.ts'
import type { Lists } from './lists.ts'
import type { DeferredSync } from './deferredSync.ts'
import { guessDeviceName } from './deviceName.ts'
import { finishTaking } from './finishTaking.ts'
import type { Fields } from './fromReader.ts'
import { giveLibrary } from './giveLibrary.ts'
import { createLibraryMove } from './libraryMove.ts'
import { reloadWhenQuiet, tellHolders } from './libraryHolders.ts'
import { CODE_ERRORS, LINK_REASONS } from './linkSentences.ts'
import type { OpenDocument } from './openDocument.ts'
import { createTaking } from './taking.ts'

const LEFT_BEHIND: Problem = {
  id: 'left-behind',
  title: 'This device was taken off your library',
  text: 'On another of your devices you said that this one was lost. What was here stays here, and what you change now stays on this device alone. If it is back in your hand, link it again at You.',
}

/** The devices of this person, and how another one comes to be one of them. Needs a reactive owner. */
export const createDevices = (options: {
  readonly keyring: Keyring
  readonly library: OpenDocument
  readonly view: Fields<LibraryView>
  readonly desk: Desk
  readonly lists: Pick<Lists, 'open'>
  readonly transport: DeferredSync
  /** Shows what the person must hear of. */
  readonly tell: (problem: Problem) => void
  /** `https://…/link#<code>` */
  readonly address: (code: string) => string
}): Devices => {
  const { keyring, library, view, desk, transport } = options
  const ownName = guessDeviceName(navigator.userAgent)

  /** Puts this device on the list of its library, where it is not yet: the first time there are two. */
  const enlist = async (): Promise<void> => {
    const { publicKey } = await deviceKey(keyring.deviceSecret)
    addDevice(desk, { name: ownName, key: printBase64url(publicKey) })
  }

  const [losing, setLosing] = createSignal(keyring.lost)
  const all = createMemo<readonly DeviceEntry[]>(() => {
    const known = view.devices()
    const entries = [...known].map(([id, { name, at, seen }]) => ({
      id,
      name,
      added: at,
      seen,
      thisOne: id === keyring.deviceId,
      leaving: id === losing(),
    }))
    if (!known.has(keyring.deviceId))
      entries.push({ id: keyring.deviceId, name: ownName, added: 0, seen: 0, thisOne: true, leaving: false })
    return entries
      .sort((a, b) => Number(b.thisOne) - Number(a.thisOne) || b.seen - a.seen || (a.id < b.id ? -1 : 1))
      .map((one) => (one.added === 0 ? { ...one, added: null, seen: null } : one))
  })

  createEffect(() => {
    if (view.devices().has(keyring.deviceId) && library.loaded()) queueMicrotask(() => markDeviceSeen(desk))
  })

  const taking = createTaking({ keyring, library, transport, deviceName: ownName })

  const move = createLibraryMove({
    ...options,
    deviceName: ownName,
    onLeftBehind: () => options.tell(LEFT_BEHIND),
    onGone() {
      tellHolders()
      reloadWhenQuiet()
    },
  })

  /** A library that was given to this device when it was last in use, and has not been gone over to. */
  const resume = async (): Promise<void> => {
    if ((await taking.goOver()).ok) reloadWhenQuiet()
  }
  if (keyring.next && keyring.lost === null) void resume()
  else if (keyring.former.length > 0) void finishTaking(keyring, library)

  return {
    all,
    rename(id, name) {
      void (id === keyring.deviceId ? enlist() : Promise.resolve()).then(() => renameDevice(desk, id, name))
    },
    async lose(id) {
      await enlist()
      const begun = await move.lose(id)
      if (begun.ok) setLosing(id)
      return begun
    },
    async give(text) {
      const parsed = await parseDeviceLink(text)
      if (!parsed.ok) return err(CODE_ERRORS[parsed.error])
      if (view.meta().newer) return err(LINK_REASONS['own-newer'])
      const gift = giveLibrary({
        link: parsed.value,
        keys: { librarySecret: keyring.librarySecret, identitySecret: keyring.identitySecret },
        transport,
        onHandOver: () => void enlist(),
      })
      return ok(await gift)
    },
    async ask() {
      await library.whenLoaded
      const request = await askLibrary({ name: ownName, transport, taking })
      const { code, ...linking } = request
      return {
        ...linking,
        address: options.address(code),
        merges: !isUntouched(library.doc),
        reload: () => location.assign('/'),
      }
    },
  }
}
