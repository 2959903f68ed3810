import type * as Y from 'yjs'
import type { Capability } from '../crypto/capability.ts'
import type { Bytes } from '../lib/bytes.ts'
import { ok } from '../lib/result.ts'
import type { RefusalCode } from '../protocol/code.ts'
import { isTyping } from './appendPace.ts'
import { createBackOff } from './backOff.ts'
import { createCompactionClock } from './compactionClock.ts'
import { createGenerationReads, type GenerationReads } from './generationReads.ts'
import { coversPending, hasPending, hasTaken, isSilenced } from './difference.ts'
import {
  ACK_MS,
  AUDIT_MS,
  BATCH_BURST,
  BATCH_MS,
  COMPACT_BYTES,
  COMPACT_JITTER_MS,
  COMPACT_PAUSE_MS,
  COMPACT_RECORDS,
  FIRST_BACKOFF_MS,
  FIRST_VERSION_RECORDS,
  GARBAGE_PAUSE_MS,
  HEAL_MS,
  LAST_ROOM_PAUSE_MS,
  PENDING_MS,
  PROMPT_MS,
  REFUSED_BACKOFF_MS,
  VERSION_MS,
  VERSION_SHARE,
} from './limits.ts'
import { createLogMirror } from './logMirror.ts'
import { createProblemBoard, type SyncProblem } from './problem.ts'
import type { Validate } from './readRecord.ts'
import type { RelayLink } from './relayLink.ts'
import type { Moved, RoomContext, RoomTiming } from './roomContext.ts'
import { beginVisit, type RoomVisit } from './roomVisit.ts'
import { createDoorway } from './sealedSocket.ts'
import { createStallClock } from './stallClock.ts'
import type { RoomConnection } from './wire.ts'

export const ROOM_TIMING: RoomTiming = {
  promptMs: PROMPT_MS,
  batchMs: BATCH_MS,
  batchBurst: BATCH_BURST,
  auditMs: AUDIT_MS,
  healMs: HEAL_MS,
  ackMs: ACK_MS,
  pendingMs: PENDING_MS,
  firstPauseMs: FIRST_BACKOFF_MS,
  lastPauseMs: LAST_ROOM_PAUSE_MS,
  refusedPauseMs: REFUSED_BACKOFF_MS,
  compactRecords: COMPACT_RECORDS,
  compactBytes: COMPACT_BYTES,
  compactJitterMs: COMPACT_JITTER_MS,
  compactPauseMs: COMPACT_PAUSE_MS,
  garbagePauseMs: GARBAGE_PAUSE_MS,
  firstVersionRecords: FIRST_VERSION_RECORDS,
  versionMs: VERSION_MS,
  versionShare: VERSION_SHARE,
}

/** What may be said of a document and its room. */
export interface RoomState {
  readonly phase: 'waiting' | 'connecting' | 'replaying' | 'live' | 'refused'
  /** What the relay sent or acknowledged covers the whole document. */
  readonly saved: boolean
  /** At least one replay reached the end. */
  readonly replayed: boolean
  /** The owner moved the room, and all that belongs to it has been read: what the owner said of it. */
  readonly moved: Moved | null
  readonly problems: readonly SyncProblem[]
}

/** A document and the room it is sealed in, from one connection to the next. */
export interface SealedRoom {
  /** For y-websocket's `WebSocketPolyfill`. */
  readonly WebSocket: typeof WebSocket
  state(): RoomState
  /** Takes the room to the relay, and keeps taking it there. */
  /** What the room was earlier, as the relay keeps it. */
  readonly reads: Pick<GenerationReads, 'list' | 'open'>
  start(): void
  /** For owners: has it said that the room has moved, now or as soon as the relay hears it; `null` takes that back. */
  announceMove(content: Bytes | null): void
  destroy(): void
}

export interface SealedRoomOptions {
  readonly doc: Y.Doc
  readonly capability: Capability
  readonly link: RelayLink
  readonly presence: boolean
  readonly validate?: Validate | undefined
  readonly timing?: Partial<RoomTiming> | undefined
  readonly random?: (() => number) | undefined
  readonly now?: (() => number) | undefined
  readonly changed: () => void
}

/** Refusals that no waiting mends: the room is asked for now and then, and the person told. */
const REFUSED: ReadonlySet<RefusalCode> = new Set([
  'wrong-keys',
  'bad-signature',
  'too-many-rooms',
  'read-only',
])

export const createSealedRoom = (options: SealedRoomOptions): SealedRoom => {
  const { doc, capability, link, random = Math.random, now = Date.now } = options
  const timing = { ...ROOM_TIMING, ...options.timing }
  const backOff = createBackOff(timing.firstPauseMs, timing.lastPauseMs, random)
  let visit: RoomVisit | null = null
  let connection: RoomConnection | null = null
  let detach: (() => void) | null = null
  let returning: ReturnType<typeof setTimeout> | undefined
  let refused: RefusalCode | null = null
  let applying = false
  let saved = false
  let destroyed = false
  let pendingSince: number | null = null
  let readAnewAt = Number.NEGATIVE_INFINITY

  const changed = (): void => {
    if (destroyed) return
    saved = isSaved()
    if (context.replayed && visit?.phase() === 'live') backOff.reset()
    options.changed()
  }

  const onEdit = (typing: boolean): void => {
    if (destroyed) return
    // Whatever it was, the relay does not have it until the next look has shown that it does.
    const was = saved
    saved = false
    if (was) options.changed()
    if (typing) visit?.typed()
    else visit?.lookSoon()
  }

  const doorway = createDoorway({
    edited() {
      // What the log brings goes through the provider, which then tells it to the room it came from.
      // How urgent it is, the document's own event says.
      if (!applying) onEdit(true)
    },
    presence: (update) => visit?.presence(update),
  })
  const problems = createProblemBoard(() => options.changed())
  const mirror = createLogMirror()
  const context: RoomContext = {
    doc,
    capability,
    mirror,
    problems,
    doorway,
    validate: options.validate ?? (() => ok(null)),
    timing,
    random,
    now,
    apply(updates) {
      applying = true
      try {
        // One transaction, so that a replay is one event; with an origin of its own, so that the provider passes it
        // on to the other tabs, as it would not pass on what it brought itself.
        doc.transact(() => doorway.apply(updates), context)
      } catch (fault) {
        problems.report('silenced', String(fault))
      } finally {
        applying = false
      }
    },
    mayReadAnew() {
      const may = now() - readAnewAt >= timing.refusedPauseMs
      if (may) readAnewAt = now()
      return may
    },
    hasTaken: (parts) => hasTaken(doc, parts),
    complete: false,
    replayed: false,
    held: null,
    lost: false,
    move: null,
    announce: null,
    download: null,
    sealed: null,
    compaction: createCompactionClock(timing, random, now),
    reads: createGenerationReads(capability, options.validate ?? (() => ok(null))),
    changed,
  }

  const isSaved = (): boolean =>
    context.complete &&
    !visit?.isRebasing() &&
    !mirror.coverage().lacks(doc) &&
    coversPending(doc, mirror.coverage())

  const onUpdate = (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
    if (transaction.origin === context) return
    onEdit(isTyping(transaction))
    if (transaction.local && capability.role === 'reader') problems.report('read-only-edit', 'edited here')
  }
  doc.on('update', onUpdate)

  const endVisit = (): void => {
    visit?.end()
    visit = null
    context.reads.detach()
    connection = null
    doorway.close()
  }

  const handler = {
    opened(opened: RoomConnection) {
      connection = opened
      refused = null
      stall.reset()
      visit = beginVisit({ context, connection: opened, withPresence: options.presence, over: onOver })
      changed()
    },
    receive(messages: Parameters<RoomVisit['receive']>[0]) {
      stall.reset()
      visit?.receive(messages)
    },
    pong() {
      doorway.alive()
    },
    closed() {
      endVisit()
      changed()
    },
  }

  const attach = (): void => {
    returning = undefined
    detach ??= link.attach(handler)
  }

  /** The visit ended, the connection did not: the room is entered anew after a pause. */
  const onOver = (code: RefusalCode | null): void => {
    endVisit()
    detach?.()
    detach = null
    refused = code && REFUSED.has(code) ? code : null
    if (code && code !== 'stale' && code !== 'not-open') problems.report(code, 'the relay closed the room')
    if (!destroyed) returning = setTimeout(attach, refused ? timing.refusedPauseMs : backOff.next())
    changed()
  }

  const stall = createStallClock(timing.ackMs, now)

  /** Looks after what nobody would report: a silenced document, a dead line, a foundation that never comes. */
  const audit = (): void => {
    if (isSilenced(doc)) problems.report('silenced', 'a listener threw')
    pendingSince = hasPending(doc) ? (pendingSince ?? now()) : null
    if (pendingSince !== null && now() - pendingSince >= timing.pendingMs)
      problems.report('waiting-for-device', 'for some time')
    else if (pendingSince === null) problems.clear('waiting-for-device')
    if (connection && visit?.isWaiting() && stall.isStalled(connection.waitingBytes()))
      connection.drop('no answer')
    else visit?.lookSoon()
    const before = saved
    saved = isSaved()
    if (before !== saved) options.changed()
  }
  let auditing: ReturnType<typeof setInterval> | undefined

  return {
    WebSocket: doorway.WebSocket,
    reads: context.reads,
    state() {
      // A silenced document does not say when it changes, and none says that something waits in it.
      if (saved && (isSilenced(doc) || hasPending(doc))) saved = isSaved()
      return {
        phase: refused
          ? 'refused'
          : context.move
            ? 'refused'
            : (visit?.phase() ?? (link.phase() === 'connecting' && detach ? 'connecting' : 'waiting')),
        saved,
        replayed: context.replayed,
        moved: visit?.phase() === 'live' ? context.move : null,
        problems: problems.list(),
      }
    },
    start() {
      if (destroyed || auditing !== undefined) return
      auditing = setInterval(audit, timing.auditMs)
      attach()
      changed()
    },
    announceMove(content) {
      context.announce = content
      visit?.announce()
    },
    destroy() {
      destroyed = true
      clearInterval(auditing)
      clearTimeout(returning)
      doc.off('update', onUpdate)
      endVisit()
      context.reads.end()
      detach?.()
      detach = null
    },
  }
}
