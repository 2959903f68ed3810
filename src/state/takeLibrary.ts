import { capabilityFromOwnerSecret, mayMore } from '../crypto/capability.ts'
import { parseLink } from '../crypto/link.ts'
import { deviceKey } from '../crypto/deviceLink.ts'
import { addDevice } from '../doc/devices.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { isUntouched, mergeLibrary, type MergeWishes } from '../doc/mergeLibrary.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openSchema } from '../doc/upgrade.ts'
import { equalBytes, printBase64url } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { changeKeyring, type HeldLibrary, type Keyring } from '../storage/keyring.ts'
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
}): Promise<Result<Keyring, LinkReason>> => {
  const { keyring, library, transport } = options
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
    await arrived(coming)
    if (!(await mergeHeld(coming.doc, library.doc, next, keyring))) return err('newer')
    const { publicKey } = await deviceKey(next.deviceSecret)
    addDevice(createDesk(coming.doc, next.deviceId), {
      name: options.deviceName,
      key: printBase64url(publicKey),
    })
    const kept = await coming.store.flushed()
    if (!kept.ok) return err('disk')
    const after: Keyring = {
      ...next,
      createdAt: keyring.createdAt,
      next: null,
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
