import { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import type { Capability } from '../crypto/capability.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import { isSilenced } from './difference.ts'
import { AUDIT_MS } from './limits.ts'
import type { GenerationReads } from './generationReads.ts'
import type { SyncProblem } from './problem.ts'
import type { Validate } from './readRecord.ts'
import type { RelayLink } from './relayLink.ts'
import type { Moved, RoomTiming } from './roomContext.ts'
import { takeLease, type TabLocks } from './roomLease.ts'
import { createSealedRoom } from './sealedRoom.ts'
import { contentOf, openTabChannel } from './tabChannel.ts'

/** What may truly be said of a document and its relay. */
export interface SyncState {
  /** `loading`: which tab carries the document is not known yet. `refused`: the relay will not have it as it is. */
  readonly phase: 'loading' | 'waiting' | 'connecting' | 'replaying' | 'live' | 'refused'
  /** The relay has acknowledged everything this document holds. The only ground for telling a person so. */
  readonly saved: boolean
  /** At least one full replay since this page began: a list that is empty then is empty. */
  readonly replayed: boolean
  /** The owner moved the room, and all that belongs to it has been read: what the owner said of it. */
  readonly moved: Moved | null
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
  /** What the document was earlier, as the relay keeps it; reading it does not touch the document. */
  readonly reads: Pick<GenerationReads, 'list' | 'open'>
  /** For owners: has it said that the room has moved, by the tab that carries it; `null` takes that back. */
  announceMove(content: Bytes | null): void
  destroy(): void
}

export interface SyncDocOptions {
  readonly link: RelayLink
  readonly doc: Y.Doc
  readonly capability: Capability
  readonly presence: boolean
  /** Refuses updates that must not reach the document; none where left out. */
  readonly validate?: Validate
  /**
   * One tab carries the document for all tabs of the device. On unless `false`, where the platform has Web Locks and
   * BroadcastChannel; without them every tab is a device of its own.
   */
  readonly tabs?: boolean
  /** In the place of the platform's own. */
  readonly locks?: TabLocks
  readonly timing?: Partial<RoomTiming>
  readonly random?: () => number
}

/** The provider tries again with a socket that is only an object: no reason to wait. */
const PROVIDER_BACKOFF_MS = 50

const SILENCED: SyncProblem = { code: 'silenced', detail: 'a listener threw' }

const platformLocks = (): TabLocks | null =>
  typeof BroadcastChannel === 'undefined' ? null : (globalThis.navigator?.locks ?? null)

/** Yjs renames a client whose name another one uses; y-protocols then speaks of nobody, and throws. */
const followClientId = (doc: Y.Doc, awareness: Awareness): void => {
  if (awareness.clientID === doc.clientID) return
  const before = awareness.getLocalState()
  awareness.setLocalState(null)
  awareness.clientID = doc.clientID
  awareness.setLocalState(before)
}

export const syncDoc = (options: SyncDocOptions): SealedDoc => {
  const { link, doc, capability, presence } = options
  const isReader = capability.role === 'reader'
  const locks = options.tabs === false ? null : (options.locks ?? platformLocks())
  // Readers keep to themselves: what a reader's tab holds must not reach the log through a writer's tab.
  const suffix = isReader ? ':read' : ''
  const callbacks = new Set<() => void>()
  let carrying = false
  /** As the audit found it: seen from within a listener, every document looks as if one had thrown. */
  let silenced = false

  const changed = (): void => {
    tabs?.report()
    loan?.changed()
    for (const callback of [...callbacks]) callback()
  }
  const tabs =
    locks && openTabChannel(`carrel:tabs:${link.url}:${capability.room}${suffix}`, doc, () => changed())
  const loan = tabs && link.borrow(() => !carrying && (tabs.heard()?.connected ?? false))
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
  const onCleanup = (): void => followClientId(doc, awareness)
  doc.on('afterTransactionCleanup', onCleanup)
  const provider = new WebsocketProvider(`${link.url}${suffix}`, capability.room, doc, {
    WebSocketPolyfill: room.WebSocket,
    awareness,
    disableBc: !tabs,
    maxBackoffTime: PROVIDER_BACKOFF_MS,
  })
  const offPhase = link.onPhase(changed)

  const state = (): SyncState => {
    if (carrying) return room.state()
    const heard = tabs?.heard()
    const isTold = heard?.problems.some(({ code }) => code === SILENCED.code)
    const own = silenced && !isTold ? [SILENCED] : []
    if (!heard) return { phase: 'loading', saved: false, replayed: false, moved: null, problems: own }
    const { phase, saved, replayed, moved, problems } = heard
    return { phase, saved, replayed, moved, problems: [...problems, ...own] }
  }
  const isSettled = (): boolean => {
    const { phase, saved } = state()
    return phase === 'live' && (saved || isReader)
  }

  // Where another tab carries the document, edits reach it over the provider's channel and only then count.
  const onUpdate = (): void => {
    if (!carrying) changed()
  }
  doc.on('update', onUpdate)

  // The room looks after a silenced document; in a tab without one nobody would tell the carrier of its edits.
  let told: Uint8Array | null = null
  const audit = (): void => {
    silenced = isSilenced(doc)
    if (carrying || !silenced) return
    const content = contentOf(doc)
    // What the provider tells whoever it meets on its channel: everything.
    if (!told || !equalBytes(told, content)) provider.connectBc()
    told = content
    changed()
  }
  const auditing = tabs ? setInterval(audit, options.timing?.auditMs ?? AUDIT_MS) : undefined

  const carry = (): void => {
    carrying = true
    tabs?.carry(room.state, () => link.phase() === 'open', room.reads)
    room.start()
    changed()
  }
  const leave = locks ? takeLease(locks, `carrel:room:${capability.room}${suffix}`, carry) : null
  if (!leave) carry()

  return {
    doc,
    awareness: presence ? awareness : null,
    state,
    onChange(callback) {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    settled: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isSettled()) return
          callbacks.delete(look)
          resolve()
        }
        callbacks.add(look)
        look()
      }),
    reads: {
      list: () => (carrying || !tabs ? room.reads : tabs.reads).list(),
      open: (kept) => (carrying || !tabs ? room.reads : tabs.reads).open(kept),
    },
    announceMove: (content) => room.announceMove(content),
    destroy() {
      callbacks.clear()
      clearInterval(auditing)
      offPhase()
      doc.off('update', onUpdate)
      doc.off('afterTransactionCleanup', onCleanup)
      provider.destroy()
      awareness.destroy()
      room.destroy()
      loan?.end()
      tabs?.close()
      // Last: the next tab begins when nothing of this one is left.
      leave?.()
    },
  }
}
