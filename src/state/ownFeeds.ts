import { capabilityFromOwnerSecret, type Capability } from '../crypto/capability.ts'
import { deriveSecret } from '../crypto/primitives.ts'
import type { Bytes } from '../lib/bytes.ts'

/**
 * Where a library's own feed is when it is first made. It follows from the library's secret, so an import that was cut
 * off before the library named the feed finds again what it had written, and two devices that begin at once make one.
 */
export const importedFeedCapability = async (librarySecret: Bytes): Promise<Capability> =>
  capabilityFromOwnerSecret(await deriveSecret(librarySecret, 'own-feed'))

/** Where the feed of a list is when it is first published, for the same reasons. */
export const publishedFeedCapability = async (librarySecret: Bytes, listId: string): Promise<Capability> =>
  capabilityFromOwnerSecret(await deriveSecret(librarySecret, `published-feed/${listId}`))
