import type { Capability } from '../../src/crypto/capability.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import type { Result } from '../../src/lib/result.ts'
import type { SealedDoc } from '../../src/sync/syncDoc.ts'
import type { KeptDocument } from './keptDocument.ts'
import { REPLAY_WAIT_MS } from './limits.ts'
import { pause } from './pause.ts'
import type { Log } from './politeFetcher.ts'

/** Puts a document on the relay, with the keys of `capability`. */
export type Carry = (doc: SharedDoc, capability: Capability) => SealedDoc

/** A document on the disk and on the relay at once. */
export interface PublishedDocument {
  readonly doc: SharedDoc
  /** False when the disk had nothing readable of it. */
  readonly found: boolean
  kept(): Promise<Result<null, string>>
  /** Resolves when all that the relay has of it is here, after {@link REPLAY_WAIT_MS}, or when `signal` is aborted. */
  replayed(signal: AbortSignal): Promise<void>
  settled(): Promise<void>
  close(): Promise<void>
}

export const openPublishedDocument = (
  kept: KeptDocument,
  capability: Capability,
  carry: Carry,
  log: Log,
): PublishedDocument => {
  const sealed = carry(kept.doc, capability)
  let told = ''
  // One line when the kinds of problems change, none while they last.
  const stopTelling = sealed.onChange(() => {
    const codes = sealed.state().problems.map(({ code }) => code)
    const now = codes.join(' ')
    if (now !== told && now !== '') log('feed-problem', { codes })
    told = now
  })
  return {
    doc: kept.doc,
    found: kept.found,
    kept: kept.kept,
    async replayed(signal) {
      const enough = new AbortController()
      const stop = sealed.onChange(() => {
        if (sealed.state().replayed) enough.abort()
      })
      if (!sealed.state().replayed) await pause(REPLAY_WAIT_MS, AbortSignal.any([enough.signal, signal]))
      stop()
    },
    settled: () => sealed.settled(),
    async close() {
      stopTelling()
      sealed.destroy()
      await kept.kept()
      kept.doc.destroy()
    },
  }
}
