import { createRelayLink, type RelayLink, type RelayLinkOptions } from './relayLink.ts'
import { syncDoc, type SealedDoc, type SyncDocOptions } from './syncDoc.ts'

/** All of the sync behind one door, so that a page can load it after it has shown what it holds. */
export interface Transport {
  readonly link: RelayLink
  carry(options: Omit<SyncDocOptions, 'link'>): SealedDoc
}

export const createTransport = (options: RelayLinkOptions): Transport => {
  const link = createRelayLink(options)
  return { link, carry: (document) => syncDoc({ link, ...document }) }
}
