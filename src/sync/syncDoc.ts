import { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import type { Capability } from '../crypto/capability.ts'
import type { SyncProblem } from './problem.ts'
import type { Validate } from './readRecord.ts'
import type { RelayLink } from './relayLink.ts'
import type { RoomTiming } from './roomContext.ts'
import { createSealedRoom } from './sealedRoom.ts'

/** What may truly be said of a document and its relay. */
export interface SyncState {
  /** `loading`: which tab carries the document is not known yet. `refused`: the relay will not have it as it is. */
  readonly phase: 'loading' | 'waiting' | 'connecting' | 'replaying' | 'live' | 'refused'
  /** The relay has acknowledged everything this document holds. The only ground for telling a person so. */
  readonly saved: boolean
  /** At least one full replay since this page began: a list that is empty then is empty. */
  readonly replayed: boolean
  readonly problems: readonly SyncProblem[]
}

/** A document in step with its room. */
export interface SealedDoc {
  readonly doc: Y.Doc
  /** `null` where presence is off. */
  readonly awareness: Awareness | null
  state(): SyncState
  /** Called after every change of the state; returns how to stop. */
  onChange(callback: () => void): () => void
  /** Resolves when the log has been replayed and, for who may write, everything is saved. */
  settled(): Promise<void>
  destroy(): void
}

export interface SyncDocOptions {
  readonly link: RelayLink
  readonly doc: Y.Doc
  readonly capability: Capability
  readonly presence: boolean
  /** Refuses updates that must not reach the document; none where left out. */
  readonly validate?: Validate
  readonly tabs?: boolean
  readonly timing?: Partial<RoomTiming>
  readonly random?: () => number
}

/** The provider tries again with a socket that is only an object: no reason to wait. */
const PROVIDER_BACKOFF_MS = 50

export const syncDoc = (options: SyncDocOptions): SealedDoc => {
  const { link, doc, capability, presence } = options
  const callbacks = new Set<() => void>()
  const changed = (): void => {
    for (const callback of callbacks) callback()
  }
  const room = createSealedRoom({
    doc,
    capability,
    link,
    presence,
    validate: options.validate,
    timing: options.timing,
    random: options.random,
    changed,
  })
  const awareness = new Awareness(doc)
  if (!presence) awareness.setLocalState(null)
  const provider = new WebsocketProvider(link.url, capability.room, doc, {
    WebSocketPolyfill: room.WebSocket,
    awareness,
    disableBc: true,
    maxBackoffTime: PROVIDER_BACKOFF_MS,
  })
  const offPhase = link.onPhase(changed)
  const state = (): SyncState => room.state()
  room.start()

  return {
    doc,
    awareness: presence ? awareness : null,
    state,
    onChange(callback) {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    settled() {
      const isSettled = (): boolean =>
        state().phase === 'live' && (state().saved || capability.role === 'reader')
      return new Promise((resolve) => {
        const look = (): void => {
          if (!isSettled()) return
          callbacks.delete(look)
          resolve()
        }
        callbacks.add(look)
        look()
      })
    },
    destroy() {
      offPhase()
      provider.destroy()
      awareness.destroy()
      room.destroy()
      callbacks.clear()
    },
  }
}
