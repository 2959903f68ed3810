import type { LinkPhase } from '../sync/relayLink.ts'
import type { SealedDoc, SyncDocOptions, SyncState } from '../sync/syncDoc.ts'
import type { Transport } from '../sync/transport.ts'

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
  destroy(): void
}

export interface DeferredSync {
  phase(): LinkPhase
  onPhase(callback: () => void): () => void
  /** The page is visible again, or the network is back. */
  probe(): void
  /**
   * Takes a document along as soon as there is something to take it with. What is changed until then is in the
   * document, and the log is compared with the document: nothing has to be remembered here.
   */
  carry(options: Omit<SyncDocOptions, 'link'>): CarriedDoc
  /** Loads the sync, if it is not here or on its way. */
  begin(): void
  close(): void
}

/** Code that could not be fetched is asked for again this often, and whenever the page is looked at. */
const RETRY_MS = 5_000

const NOT_YET: SyncState = { phase: 'loading', saved: false, replayed: false, problems: [] }

interface Waiting {
  attach(transport: Transport): void
}

/** The sync as the documents see it from the first moment on; `load` fetches the code that does it. */
export const createDeferredSync = (load: () => Promise<Transport>): DeferredSync => {
  const phaseCallbacks = new Set<() => void>()
  const waiting = new Set<Waiting>()
  let transport: Transport | null = null
  let loading = false
  let begun = false
  let closed = false
  let again: ReturnType<typeof setTimeout> | undefined

  const callAll = (callbacks: ReadonlySet<() => void>): void => {
    for (const callback of [...callbacks]) callback()
  }
  const fetchTransport = async (): Promise<Transport | null> => {
    try {
      return await load()
    } catch {
      return null
    }
  }
  const start = async (): Promise<void> => {
    clearTimeout(again)
    loading = true
    const loaded = await fetchTransport()
    loading = false
    if (!loaded) {
      if (!closed) again = setTimeout(begin, RETRY_MS)
      return
    }
    if (closed) {
      loaded.link.close()
      return
    }
    transport = loaded
    loaded.link.onPhase(() => callAll(phaseCallbacks))
    for (const document of waiting) document.attach(loaded)
    waiting.clear()
  }
  const begin = (): void => {
    begun = true
    if (!loading && !transport && !closed) void start()
  }

  const carry = (options: Omit<SyncDocOptions, 'link'>): CarriedDoc => {
    const callbacks = new Set<() => void>()
    const presenceCallbacks = new Set<() => void>()
    let shown: Readonly<Record<string, unknown>> | null = null
    let sealed: SealedDoc | null = null
    const document: Waiting = {
      attach(loaded) {
        sealed = loaded.carry(options)
        sealed.onChange(() => callAll(callbacks))
        sealed.awareness?.on('change', () => callAll(presenceCallbacks))
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
      onChange(callback) {
        callbacks.add(callback)
        return () => callbacks.delete(callback)
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
    probe() {
      if (transport) transport.link.probe()
      else if (begun) begin()
    },
    carry,
    begin,
    close() {
      closed = true
      clearTimeout(again)
      waiting.clear()
      transport?.link.close()
    },
  }
}
