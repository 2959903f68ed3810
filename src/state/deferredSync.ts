import type { Capability } from '../crypto/capability.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { LinkPhase } from '../sync/relayLink.ts'
import type { SealedDoc, SyncState } from '../sync/syncDoc.ts'
import type { CarryOptions, Transport } from '../sync/transport.ts'

/** Who else looks at a document right now; states come from peers and are not to be trusted. */
export interface Presence {
  states(): ReadonlyMap<number, unknown>
  /** Says of me what holds until it is said anew; `null` takes it back. */
  show(state: Readonly<Record<string, unknown>> | null): void
  onChange(callback: () => void): () => void
}

/** A document on its way to its room, whether the code that takes it there has been loaded yet or not. */
export interface CarriedDoc {
  /** `null` where presence is off. */
  readonly presence: Presence | null
  state(): SyncState
  onChange(callback: () => void): () => void
  /** What the document was earlier; `null` until the code that reads it is here. */
  reads(): SealedDoc['reads'] | null
  /** For owners: has it said that the room has moved; `null` takes that back. */
  announceMove(content: Bytes | null): void
  destroy(): void
}

export interface DeferredSync {
  phase(): LinkPhase
  onPhase(callback: () => void): () => void
  /** The page is visible again, or the network is back. */
  probe(): void
  /** The page is left, and perhaps kept for the way back. */
  rest(): void
  /**
   * Takes a document along as soon as there is something to take it with. What is changed until then is in the
   * document, and the log is compared with the document: nothing has to be remembered here.
   */
  carry(options: CarryOptions): CarriedDoc
  /** Says again that a room has moved, where the relay has lost that; returns how to stop. */
  keepMove(capability: Capability, record: Bytes): () => void
  /** Loads the sync, if it is not here or on its way. */
  begin(): void
  close(): void
}

const NOT_YET: SyncState = { phase: 'loading', saved: false, replayed: false, moved: null, problems: [] }

interface Waiting {
  attach(transport: Transport): void
}

/** The sync as the documents see it from the first moment on; `load` fetches the code that does it, however long. */
export const createDeferredSync = (load: () => Promise<Transport>): DeferredSync => {
  const phaseCallbacks = new Set<() => void>()
  const waiting = new Set<Waiting>()
  let transport: Transport | null = null
  let begun = false
  let closed = false

  const callAll = (callbacks: ReadonlySet<() => void>): void => {
    for (const callback of [...callbacks]) callback()
  }
  const start = async (): Promise<void> => {
    begun = true
    const loaded = await load()
    if (closed) {
      loaded.link.close()
      return
    }
    transport = loaded
    loaded.link.onPhase(() => callAll(phaseCallbacks))
    for (const document of waiting) document.attach(loaded)
    waiting.clear()
  }

  const carry = (options: CarryOptions): CarriedDoc => {
    const callbacks = new Set<() => void>()
    const presenceCallbacks = new Set<() => void>()
    let shown: Readonly<Record<string, unknown>> | null = null
    let sealed: SealedDoc | null = null
    let announced: Bytes | null = null
    const document: Waiting = {
      attach(loaded) {
        sealed = loaded.carry(options)
        sealed.onChange(() => callAll(callbacks))
        sealed.awareness?.on('change', () => callAll(presenceCallbacks))
        if (announced) sealed.announceMove(announced)
        if (shown) sealed.awareness?.setLocalState({ ...shown })
        callAll(callbacks)
      },
    }
    if (transport) document.attach(transport)
    else waiting.add(document)
    return {
      presence: options.presence
        ? {
            states: () => sealed?.awareness?.getStates() ?? new Map<number, unknown>(),
            show(state) {
              shown = state
              sealed?.awareness?.setLocalState(state && { ...state })
            },
            onChange(callback) {
              presenceCallbacks.add(callback)
              return () => presenceCallbacks.delete(callback)
            },
          }
        : null,
      state: () => sealed?.state() ?? NOT_YET,
      reads: () => sealed?.reads ?? null,
      onChange(callback) {
        callbacks.add(callback)
        return () => callbacks.delete(callback)
      },
      announceMove(content) {
        announced = content
        sealed?.announceMove(content)
      },
      destroy() {
        waiting.delete(document)
        callbacks.clear()
        presenceCallbacks.clear()
        sealed?.destroy()
      },
    }
  }

  return {
    phase: () => transport?.link.phase() ?? 'waiting',
    onPhase(callback) {
      phaseCallbacks.add(callback)
      return () => phaseCallbacks.delete(callback)
    },
    probe: () => transport?.link.probe(),
    rest: () => transport?.link.rest(),
    keepMove(capability, record) {
      let stop = (): void => {}
      const looking: Waiting = {
        attach: (loaded) => (stop = loaded.keepMove(capability, record)),
      }
      if (transport) looking.attach(transport)
      else waiting.add(looking)
      return () => {
        waiting.delete(looking)
        stop()
      }
    },
    carry,
    begin() {
      if (!begun && !closed) void start()
    },
    close() {
      closed = true
      waiting.clear()
      transport?.link.close()
    },
  }
}
