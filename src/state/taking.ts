import { equalBytes } from '../lib/bytes.ts'
import { err, ok } from '../lib/result.ts'
import type { Keyring } from '../storage/keyring.ts'
import { changeKeyring, makeDevice, openKeyring } from '../storage/keyringWriting.ts'
import type { Taking } from './askLibrary.ts'
import type { DeferredSync } from './deferredSync.ts'
import { tellHolders } from './libraryHolders.ts'
import type { OpenDocument } from './openDocument.ts'
import { goOver } from './takeLibrary.ts'

/** How this device goes over to a library whose keys it is given, by another device or by hand. */
export const createTaking = (options: {
  readonly keyring: Keyring
  readonly library: OpenDocument
  readonly transport: DeferredSync
  readonly deviceName: string
}): Taking => ({
  async keep(keys) {
    const { keyring } = options
    if (equalBytes(keys.librarySecret, keyring.librarySecret)) return err('same-library')
    const now = await openKeyring()
    if (!now.ok) return err('disk')
    if (!equalBytes(now.value.librarySecret, keyring.librarySecret)) return err('busy')
    const changed = await changeKeyring(now.value, { ...now.value, next: { ...keys, ...makeDevice() } })
    return changed.ok ? ok(null) : err(changed.error.code === 'changed' ? 'busy' : 'disk')
  },
  async goOver() {
    const now = await openKeyring()
    if (!now.ok) return err('disk')
    const gone = await goOver({ ...options, keyring: now.value })
    if (!gone.ok) return gone
    tellHolders()
    return ok(null)
  },
})
