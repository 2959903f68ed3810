import { capabilityFromOwnerSecret, mayMore } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import { printLink } from '../crypto/linkPrinting.ts'
import { deviceKey } from '../crypto/deviceLink.ts'
import type { Desk } from '../doc/desk.ts'
import { addDevice } from '../doc/devices.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { keepWord, leaveDevice } from '../doc/lostDevice.ts'
import { isUntouched, mergeLibrary, type MergeWishes } from '../doc/mergeLibrary.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openSchema } from '../doc/upgrade.ts'
import { equalBytes, printBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { HeldLibrary, Keyring } from '../storage/keyring.ts'
import { changeKeyring } from '../storage/keyringWriting.ts'
import { createDesk } from './desk.ts'
import type { DeferredSync } from './deferredSync.ts'
import type { LinkReason } from './linkSentences.ts'
import { handOverSecretIn, memberIdIn } from './listSelf.ts'
import { openDocument, type OpenDocument } from './openDocument.ts'

/** Whether the link `offered` lets its holder do what `held` does not. */
const isBetter = async (offered: string, held: string): Promise<boolean> => {
  const [one, other] = await Promise.all([parseLink(offered), parseLink(held)])
  return one.ok && (!other.ok || mayMore(one.value.capability, other.value.capability))
}

/** What merging `other`, held as `was`, into `doc`, held as `is`, must know of their secrets. */
const wishesFor = async (
  doc: SharedDoc,
  other: SharedDoc,
  is: HeldLibrary,
  was: HeldLibrary,
): Promise<MergeWishes> => {
  const [own, theirs] = [readLibrary(doc), readLibrary(other)]
  const foreign = !equalBytes(is.identitySecret, was.identitySecret)
  const better = new Set<string>()
  const selves = new Map<string, { readonly member: string; readonly handOver: string }>()
  for (const [id, list] of theirs.view().lists) {
    const mine = own.view().lists.get(id)
    if (mine?.room === list.room && (await isBetter(list.link, mine.link))) better.add(id)
    if (!foreign) continue
    const member = list.member ?? (await memberIdIn(was.identitySecret, id))
    const handOver = list.handOver ?? printBase64url(await handOverSecretIn(was.librarySecret, id))
    selves.set(id, { member, handOver })
  }
  own.destroy()
  theirs.destroy()
  return { better, selves, foreign }
}

/** Brings what `other` holds into `doc`; false where either was changed by a newer version. */
export const mergeHeld = async (
  doc: SharedDoc,
  other: SharedDoc,
  is: HeldLibrary,
  was: HeldLibrary,
): Promise<boolean> => isUntouched(other) || mergeLibrary(doc, other, await wishesFor(doc, other, is, was))

/** Resolves when the relay has handed over all it holds of a library, and that is one. */
const arrived = (document: OpenDocument): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!document.carried.state().replayed || openSchema(document.doc) === 'empty') return
      off()
      document.doc.off('update', look)
      resolve()
    }
    const off = document.carried.onChange(look)
    document.doc.on('update', look)
    look()
  })

export const heldOf = ({
  librarySecret,
  identitySecret,
  deviceId,
  deviceSecret,
}: HeldLibrary): HeldLibrary => ({ librarySecret, identitySecret, deviceId, deviceSecret })

/** The library's own word that it has moved, where `keyring.next` is its own next room and not another library. */
export interface OwnMove {
  /** The owner's control record. */
  readonly record: Bytes
  /** The device it moves away from, where it is this device that sees to what follows. */
  readonly lost: string | null
}

/** Notes in the library's new room what it left, and for whose sake. */
const noteMove = async (
  desk: Desk,
  library: OpenDocument,
  keyring: Keyring,
  { record, lost }: OwnMove,
): Promise<void> => {
  const from = await capabilityFromOwnerSecret(keyring.librarySecret)
  keepWord(desk, { room: from.room, link: await printLink(from), record: printBase64url(record) })
  if (lost === null) return
  const reader = readLibrary(library.doc)
  const lists: { id: string; room: string }[] = []
  for (const [id, { link, room }] of reader.view().lists) {
    const parsed = await parseLink(link)
    if (parsed.ok && parsed.value.capability.role === 'owner') lists.push({ id, room })
  }
  reader.destroy()
  leaveDevice(desk, { lost, lists })
}

/**
 * Goes over to the library `keyring.next`: fetches it, brings in what is here, writes both down under its name, and
 * only then makes it this device's own. Until then, and whatever happens meanwhile, the library that is here is the
 * device's, whole; from then on it is the other, whole. It may be begun again at any time.
 */
export const goOver = async (options: {
  readonly keyring: Keyring
  /** The library that is here, opened. */
  readonly library: OpenDocument
  readonly transport: DeferredSync
  /** How this device is called in the list of devices. */
  readonly deviceName: string
  readonly move?: OwnMove
}): Promise<Result<Keyring, LinkReason>> => {
  const { keyring, library, transport, move } = options
  const { next } = keyring
  if (!next) return err('busy')
  await library.whenLoaded
  // What the disk still owes could not be taken along.
  if (!library.store.state().loaded) return err('disk')
  const capability = await capabilityFromOwnerSecret(next.librarySecret)
  const coming = openDocument({ name: `library:${capability.room}`, capability, transport, presence: false })
  const give = async (): Promise<Result<Keyring, LinkReason>> => {
    await coming.whenLoaded
    if (!coming.store.state().loaded) return err('disk')
    // A library that moved is here already: whoever is the first in its new room brings it there.
    if (!move) await arrived(coming)
    if (!(await mergeHeld(coming.doc, library.doc, next, keyring))) return err('newer')
    const desk = createDesk(coming.doc, next.deviceId)
    if (move) await noteMove(desk, library, keyring, move)
    const { publicKey } = await deviceKey(next.deviceSecret)
    addDevice(desk, { name: options.deviceName, key: printBase64url(publicKey) })
    const kept = await coming.store.flushed()
    if (!kept.ok) return err('disk')
    const after: Keyring = {
      ...next,
      createdAt: keyring.createdAt,
      next: null,
      // Another device's move was quicker than one begun here: that one is still to be made.
      lost: move?.lost === keyring.lost ? null : keyring.lost,
      former: [...keyring.former, heldOf(keyring)],
    }
    const changed = await changeKeyring(keyring, after)
    if (!changed.ok) return err(changed.error.code === 'changed' ? 'busy' : 'disk')
    return ok(after)
  }
  const given = await give()
  await coming.close()
  return given
}
