import type { Capability } from '../crypto/capability.ts'
import type { Bytes } from '../lib/bytes.ts'
import { keepMove } from './moveKeeper.ts'
import type { Validate } from './readRecord.ts'
import { createRelayLink, type RelayLink, type RelayLinkOptions } from './relayLink.ts'
import { syncDoc, type SealedDoc, type SyncDocOptions } from './syncDoc.ts'

export type CarryOptions = Omit<SyncDocOptions, 'link' | 'validate'>

/** All of the sync behind one door, so that a page can load it after it has shown what it holds. */
export interface Transport {
  readonly link: RelayLink
  carry(options: CarryOptions): SealedDoc
  /** Says again that a room has moved, where the relay has lost that; returns how to stop. */
  keepMove(capability: Capability, record: Bytes): () => void
}

/** `validate` looks at every update before a document takes it. */
export const createTransport = (options: RelayLinkOptions & { readonly validate: Validate }): Transport => {
  const { validate } = options
  const link = createRelayLink(options)
  return {
    link,
    carry: (document) => syncDoc({ link, validate, ...document }),
    keepMove: (capability, record) => keepMove(link, capability, record).stop,
  }
}
