import { capabilityFromOwnerSecret } from '../crypto/capability.ts'
import { equalBytes } from '../lib/bytes.ts'
import { createSharedDoc } from '../doc/sharedDoc.ts'
import { openDocStore } from '../storage/docStore.ts'
import { eraseDocument } from '../storage/erasing.ts'
import { writeDeviceValue } from '../storage/deviceValues.ts'
import type { HeldLibrary, Keyring } from '../storage/keyring.ts'
import { changeKeyring, openKeyring } from '../storage/keyringWriting.ts'
import { whenAlone } from './libraryHolders.ts'
import type { OpenDocument } from './openDocument.ts'
import { mergeHeld } from './takeLibrary.ts'

/** Resolves when the relay holds all of the document. */
const delivered = (document: OpenDocument): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!document.carried.state().saved) return
      off()
      resolve()
    }
    const off = document.carried.onChange(look)
    look()
  })

/** Takes what the former library's database still holds into the present one, and deletes it once that is safe. */
const finishOne = async (
  room: string,
  keyring: Keyring,
  was: HeldLibrary,
  library: OpenDocument,
): Promise<boolean> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name: `library:${room}`, doc })
  const bringOver = async (): Promise<boolean> => {
    const loaded = await store.loaded
    if (!loaded.ok || store.state().problem) return false
    if (!(await mergeHeld(library.doc, doc, keyring, was))) return false
    const kept = await library.store.flushed()
    if (!kept.ok) return false
    await delivered(library)
    // What came while the relay was waited for.
    return library.store.state().pending === 0 && library.store.state().keeping
  }
  const done = await bringOver()
  if (done) {
    await eraseDocument(`library:${room}`, store)
    await writeDeviceValue(`waiting:${room}`)
  } else await store.destroy()
  doc.destroy()
  return done
}

/**
 * Ends what going over to another library began: what other tabs, or an unlucky moment, still left in the databases of
 * former ones comes over, and they are deleted when the disk and the relay have it. What cannot be done now is done at
 * another start; a database that another tab has open is left to it.
 */
export const finishTaking = async (keyring: Keyring, library: OpenDocument): Promise<void> => {
  await library.whenLoaded
  if (!library.store.state().loaded) return
  for (const was of keyring.former) {
    const { room } = await capabilityFromOwnerSecret(was.librarySecret)
    if (!(await whenAlone(room, () => finishOne(room, keyring, was, library)))) continue
    const now = await openKeyring()
    if (!now.ok) return
    const former = now.value.former.filter((one) => !equalBytes(one.librarySecret, was.librarySecret))
    await changeKeyring(now.value, { ...now.value, former })
  }
}
