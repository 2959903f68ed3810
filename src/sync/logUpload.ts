import { chainNext, RECORD_TYPES, type Sealer } from '../crypto/record.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { RefusalCode } from '../protocol/code.ts'
import { createAppendPace } from './appendPace.ts'
import { createBackOff } from './backOff.ts'
import { readParts, type UpdateParts } from './coverage.ts'
import { differenceOf } from './difference.ts'
import { PADDING_SHARE, RECORD_OVERHEAD_BYTES } from './limits.ts'
import { createLogTidying } from './logTidying.ts'
import type { RoomContext } from './roomContext.ts'
import type { RoomConnection } from './wire.ts'

/** Brings what the relay lacks to the relay, one record or snapshot at a time, over one connection. */
export interface LogUpload {
  /** The replay is over; the first look is taken after `delay` ms. */
  begin(delay: number): void
  /** Compares the document with the log soon, if no look is planned. */
  lookSoon(delay?: number): void
  /** The same for letters, which gather while more of them come. */
  typed(): void
  acked(ref: number, seq: number): Promise<void>
  nacked(ref: number, code: RefusalCode): void
  /** The relay holds so much of a snapshot. */
  held(tag: Bytes, offset: number): void
  /** Another device's snapshot has taken its place in the log. */
  rebased(): void
  /** Something has been posted and not answered. */
  isWaiting(): boolean
  stop(): void
}

interface Options {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly newSealer: () => Promise<Sealer>
  /** A number for the next message that is answered. */
  readonly nextRef: () => number
  /** A snapshot is being fetched: what the relay holds is not known until it is there. */
  readonly isRebasing: () => boolean
  /** The relay broke the protocol. */
  readonly fault: (detail: string) => void
  /** The room must be entered anew. */
  readonly restart: (code: RefusalCode) => void
}

interface Flight {
  readonly ref: number
  readonly parts: UpdateParts
  record: Bytes | null
}

/** Refusals that only time can mend. */
const LASTING: ReadonlySet<RefusalCode> = new Set([
  'read-only',
  'bad-signature',
  'bad-record',
  'wrong-keys',
  'no-new-rooms',
  'daily-rooms',
  'daily-bytes',
])

export const createLogUpload = (options: Options): LogUpload => {
  const { context, connection } = options
  const { doc, mirror, problems, timing, capability, compaction } = context
  const backOff = createBackOff(timing.firstPauseMs, timing.lastPauseMs, context.random)
  const pace = createAppendPace(timing.batchMs, timing.batchBurst, context.now)
  let sealer = options.newSealer()
  let begun = false
  let stopped = false
  let pausedUntil = 0
  /** The floor at which a compaction was refused as stale. */
  let staleFloor: number | null = null
  let flight: Flight | null = null
  /** The relay asks for a snapshot, or the difference fits in nothing else. */
  let mustCompact = false
  /** The difference was larger than a record when it was last computed: only the snapshot under way holds it. */
  let onlyBySnapshot = false
  const tidying = createLogTidying({
    context,
    connection,
    sealer: () => sealer,
    nextRef: options.nextRef,
    isStopped: () => stopped,
    fault: options.fault,
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When the planned look is due. */
  let due = Number.POSITIVE_INFINITY

  const lookSoon = (delay = timing.promptMs): void => {
    if (stopped || !begun) return
    // The pace holds here: only a look makes records, and it is planned after the record before it was made.
    const at = Math.max(context.now() + Math.max(delay, pace.wait()), pausedUntil)
    if (at >= due) return
    clearTimeout(timer)
    due = at
    timer = setTimeout(look, at - context.now())
  }
  const typed = (): void => lookSoon(Math.max(timing.promptMs, pace.waitTyping()))
  const pause = (ms: number): void => {
    pausedUntil = context.now() + ms
    clearTimeout(timer)
    due = Number.POSITIVE_INFINITY
    lookSoon(0)
  }

  const fits = (length: number, limit: number): boolean =>
    length + Math.ceil(length / PADDING_SHARE) + RECORD_OVERHEAD_BYTES <= limit

  const append = (update: Bytes, parts: UpdateParts): void => {
    const now: Flight = { ref: options.nextRef(), parts, record: null }
    flight = now
    pace.took()
    const seen = mirror.seen()
    void sealer
      .then((ready) => ready.seal(RECORD_TYPES.update, seen, update))
      .then((record) => {
        if (stopped || flight !== now) return
        now.record = record
        connection.post([{ type: 'append', ref: now.ref, record }])
      })
      .catch((fault: unknown) => options.fault(`sealing failed: ${String(fault)}`))
  }

  const look = (): void => {
    due = Number.POSITIVE_INFINITY
    if (stopped || flight || context.move || options.isRebasing()) return
    if (capability.role === 'reader') return context.changed()
    if (context.now() < pausedUntil) return lookSoon(0)
    tidying.resume()
    if (!tidying.isUnderway()) onlyBySnapshot = false
    // Megabytes of difference are not computed anew at every look while they are on their way.
    if (onlyBySnapshot) return context.changed()
    if (!mirror.coverage().lacks(doc)) {
      // Another device was quicker.
      context.lost = false
      if (!tidying.isUnderway() && (mustCompact || compaction.isDue(mirror))) tidying.begin(mustCompact)
      return context.changed()
    }
    // S1: always the whole difference, so that the log never rests on something it does not hold.
    const update = differenceOf(doc, mirror.coverage())
    const parts = readParts(update)
    if (!parts || mirror.coverage().contains(parts)) {
      problems.report('unsendable', 'the difference cannot be read')
      return context.changed()
    }
    const valid = context.validate(update)
    if (!valid.ok) {
      problems.report('unsendable', valid.error)
      return context.changed()
    }
    problems.clear('unsendable')
    if (context.lost) problems.report('relay-lost', 'restored from here')
    context.lost = false
    onlyBySnapshot = mustCompact || !fits(update.length, connection.limits.maxRecord)
    // Changes need not wait for a snapshot that is on its way, unless nothing but that snapshot holds them.
    if (!onlyBySnapshot) append(update, parts)
    else if (!tidying.isUnderway()) tidying.begin(true)
    context.changed()
  }

  return {
    begin(delay) {
      begun = true
      lookSoon(delay)
    },
    lookSoon,
    typed,
    async acked(ref, seq) {
      if (tidying.acked(ref)) mustCompact = false
      else {
        const done = flight
        if (done?.ref !== ref) return options.fault('an acknowledgement of nothing')
        const { record, parts } = done
        if (!record || seq !== mirror.seq() + 1) return options.fault(`acknowledged as ${seq} out of order`)
        const chain = await chainNext(mirror.chain(), record)
        if (stopped) return
        mirror.take({ seq, chain, bytes: record.length, fate: { type: 'applied', parts } })
        flight = null
      }
      backOff.reset()
      problems.clear(
        'storage',
        'rate',
        'too-large',
        'compact-required',
        'incomplete',
        'counter-taken',
        'stale',
        'hourly-share',
        'no-new-rooms',
        'daily-rooms',
        'daily-bytes',
        'busy',
      )
      context.changed()
      // What came while the record was on its way is mostly the rest of a word.
      if (mirror.coverage().lacks(doc)) typed()
      else lookSoon(timing.batchMs)
    },
    nacked(ref, code) {
      const ofSnapshot = tidying.nacked(ref, code)
      if (!ofSnapshot && flight?.ref !== ref) return
      if (!ofSnapshot) flight = null
      const what = ofSnapshot ? 'compact' : 'append'
      switch (code) {
        case 'counter-taken':
          // Somebody wrote under this session before: another session, and the same content again.
          sealer = options.newSealer()
          pause(0)
          break
        case 'stale':
          // Another device compacted first; its COMPACTED is on the way, or has just been read. Where it never comes,
          // the relay stands elsewhere than it said.
          if (staleFloor === mirror.floor()) return options.restart(code)
          staleFloor = mirror.floor()
          break
        case 'compact-required':
          mustCompact = true
          problems.report(code, 'the log is full')
          pause(0)
          break
        case 'too-large':
          if (!ofSnapshot) mustCompact = true
          problems.report(code, what)
          pause(0)
          break
        case 'moved':
        case 'not-open':
        case 'not-here':
          options.restart(code)
          return
        default:
          problems.report(code, what)
          if (!ofSnapshot) pause(LASTING.has(code) ? timing.refusedPauseMs : backOff.next())
      }
      context.changed()
    },
    held(tag, offset) {
      tidying.held(tag, offset)
      context.changed()
    },
    rebased() {
      mustCompact = false
      tidying.rebased()
      lookSoon()
    },
    isWaiting: () => flight !== null || tidying.isUnderway(),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
