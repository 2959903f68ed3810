import { untrack } from 'solid-js'
import type { BackupContents, BackupDocument } from '../backup/contents.ts'
import type { BackupOverview } from '../backup/overview.ts'
import { deviceKey, type LibraryKeys } from '../crypto/deviceLink.ts'
import { parseLink } from '../crypto/link.ts'
import { addDevice } from '../doc/devices.ts'
import type { LibraryList } from '../doc/libraryView.ts'
import { isUntouched } from '../doc/mergeLibrary.ts'
import { createSharedDoc, mergeInto } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openSchema } from '../doc/upgrade.ts'
import { equalBytes, printBase64url } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { openDocStore, type DocStore } from '../storage/docStore.ts'
import { eraseDocument } from '../storage/erasing.ts'
import type { Keyring } from '../storage/keyring.ts'
import { changeKeyring, makeDevice, openKeyring } from '../storage/keyringWriting.ts'
import type { Restored, RestoreWay } from './backups.ts'
import { createDesk } from './desk.ts'
import type { Gathering } from './gatherBackup.ts'
import { heldOf, mergeHeld } from './takeLibrary.ts'

/** Why nothing, or not all, was put back. */
export type RestoreReason = 'disk' | 'busy' | 'newer' | 'too-many'

/** What restoring needs of the machine. */
export interface Restoring extends Gathering {
  readonly keyring: Keyring
  readonly deviceName: string
}

/**
 * What is to become of the library that is here. A library that other devices hold too stays this device's; so does one
 * that moved on from where the file's was, which a lost device may know.
 */
export const wayOf = (keys: LibraryKeys, { keyring, view }: Restoring): RestoreWay => {
  if (equalBytes(keys.librarySecret, keyring.librarySecret)) return 'same'
  if (equalBytes(keys.identitySecret, keyring.identitySecret)) return 'into'
  return [...untrack(view.devices).keys()].some((id) => id !== keyring.deviceId) ? 'into' : 'over'
}

/** Whether who made the file could have written into the list that is here, anyway. */
const mayBringIn = async (
  theirs: LibraryList | undefined,
  mine: LibraryList,
  isMe: boolean,
): Promise<boolean> => {
  const [own, other] = await Promise.all([parseLink(mine.link), theirs ? parseLink(theirs.link) : null])
  // What a reader holds is what writers signed, and a file is signed by nobody.
  if (!own.ok || own.value.capability.role === 'reader') return false
  if (isMe) return true
  return (
    other?.ok === true &&
    other.value.capability.role !== 'reader' &&
    other.value.capability.room === own.value.capability.room
  )
}

/** Brings a state into a document that nothing here has open. */
const intoDatabase = async (
  name: string,
  state: Uint8Array,
  more: (doc: SharedDoc) => Promise<boolean> = async () => true,
): Promise<Result<{ readonly wasEmpty: boolean; readonly erase: () => Promise<void> }, 'disk' | 'newer'>> => {
  const doc = createSharedDoc()
  const store: DocStore = openDocStore({ name, doc })
  try {
    if (!(await store.loaded).ok) return err('disk')
    const wasEmpty = doc.store.clients.size === 0
    const erase = async (): Promise<void> => void (await eraseDocument(name))
    mergeInto(doc, state, 'restore')
    const done = await more(doc)
    const kept = await store.flushed()
    await store.destroy()
    if (done && kept.ok) return ok({ wasEmpty, erase })
    if (wasEmpty) await erase()
    return err(done ? 'disk' : 'newer')
  } finally {
    await store.destroy()
    doc.destroy()
  }
}

/** Brings one document that is no library into the one that is open, or into its database. */
const putBack = async (
  { name, state }: BackupDocument,
  overview: BackupOverview,
  restoring: Restoring,
  isMe: boolean,
): Promise<Result<null, 'disk'>> => {
  const { lists, feeds, view } = restoring
  const id = name.slice('list:'.length)
  if (name.startsWith('list:')) {
    const mine = untrack(view.lists).get(id)
    // A list that the file's library does not know would be found by nobody.
    if (!overview.view.lists.has(id)) return ok(null)
    if (mine && !(await mayBringIn(overview.view.lists.get(id), mine, isMe))) return ok(null)
  }
  const open = name.startsWith('list:')
    ? untrack(lists).get(id)?.document
    : untrack(feeds)
        .flatMap((feed) => [{ room: feed.capability.room, document: feed.index }, ...untrack(feed.shards)])
        .find(({ room }) => name === `feed:${room}`)?.document
  if (!open) {
    const put = await intoDatabase(name, state)
    return put.ok ? ok(null) : err('disk')
  }
  await open.whenLoaded
  mergeInto(open.doc, state, 'restore')
  return (await open.store.flushed()).ok ? ok(null) : err('disk')
}

/** Takes over the library of the file, with what is here in it, and only then makes it this device's own. */
const takeOver = async (
  { keys }: BackupContents,
  { name, state }: BackupDocument,
  { keyring, library, deviceName }: Restoring,
): Promise<Result<null, RestoreReason>> => {
  const now = await openKeyring()
  if (!now.ok) return err('disk')
  if (now.value.next || now.value.lost !== null) return err('busy')
  if (!equalBytes(now.value.librarySecret, keyring.librarySecret)) return err('busy')
  // What the disk still owes could not be taken along.
  if (!library.store.state().loaded) return err('disk')
  const next = { ...keys, ...makeDevice() }
  const { publicKey } = await deviceKey(next.deviceSecret)
  const put = await intoDatabase(name, state, async (doc) => {
    if (!(await mergeHeld(doc, library.doc, next, now.value))) return false
    addDevice(createDesk(doc, next.deviceId), { name: deviceName, key: printBase64url(publicKey) })
    return openSchema(doc) !== 'newer'
  })
  if (!put.ok) return put
  const changed = await changeKeyring(now.value, {
    ...next,
    createdAt: now.value.createdAt,
    next: null,
    lost: null,
    former: [...now.value.former, heldOf(now.value)],
  })
  if (changed.ok) return ok(null)
  if (put.value.wasEmpty) await put.value.erase()
  const { code } = changed.error
  return err(code === 'too-many' ? 'too-many' : code === 'changed' ? 'busy' : 'disk')
}

/** Brings the file's library into the one that is here, which keeps its key. */
const bringInto = async (
  { keys }: BackupContents,
  overview: BackupOverview,
  { keyring, library }: Restoring,
): Promise<Result<null, RestoreReason>> => {
  const merged = await mergeHeld(library.doc, overview.library, keyring, { ...keys, ...makeDevice() })
  if (!merged && !isUntouched(overview.library)) return err('newer')
  return (await library.store.flushed()).ok ? ok(null) : err('disk')
}

/**
 * Puts back what a file holds: lists and feeds first, each on the disk before the next begins, and the library last,
 * so that it never names a list that is not there. Doing it again goes on where it stopped (SPEC.md B13).
 */
export const restoreBackup = async (
  contents: BackupContents,
  overview: BackupOverview,
  restoring: Restoring,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<Restored, RestoreReason>> => {
  const { keyring, library } = restoring
  const [first, ...rest] = overview.sound
  if (!first) return err('newer')
  await library.whenLoaded
  if (openSchema(library.doc) === 'newer' || openSchema(overview.library) === 'newer') return err('newer')
  const way = wayOf(contents.keys, restoring)
  const isMe = equalBytes(contents.keys.identitySecret, keyring.identitySecret)
  const total = overview.sound.length
  let done = 0
  onProgress(done, total)
  for (const document of rest) {
    if (signal.aborted) return ok({ stopped: true, done, total, reload: false })
    const put = await putBack(document, overview, restoring, isMe)
    if (!put.ok) return put
    onProgress(++done, total)
  }
  if (signal.aborted) return ok({ stopped: true, done, total, reload: false })
  if (way === 'over') {
    const taken = await takeOver(contents, first, restoring)
    if (!taken.ok) return taken
  } else if (way === 'into') {
    const brought = await bringInto(contents, overview, restoring)
    if (!brought.ok) return brought
  } else {
    mergeInto(library.doc, first.state, 'restore')
    if (!(await library.store.flushed()).ok) return err('disk')
  }
  onProgress(++done, total)
  return ok({ stopped: false, done, total, reload: way === 'over' })
}
