import { chainNext, RECORD_TYPES, type Sealer } from '../crypto/record.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { RefusalCode } from '../protocol/code.ts'
import { createAppendPace } from './appendPace.ts'
import { createBackOff } from './backOff.ts'
import { createCompactionClock } from './compactionClock.ts'
import { createCoverage, readParts, type UpdateParts } from './coverage.ts'
import { differenceOf, hasPending, wholeOf } from './difference.ts'
import { PADDING_SHARE, RECORD_OVERHEAD_BYTES } from './limits.ts'
import type { SnapshotTaken } from './logMirror.ts'
import type { RoomContext } from './roomContext.ts'
import { sealSnapshot } from './snapshotUpload.ts'
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
  /** Something has been posted and not answered. */
  isWaiting(): boolean
  stop(): void
}

interface Options {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly newSealer: () => Promise<Sealer>
  /** A snapshot is being fetched: what the relay holds is not known until it is there. */
  readonly isRebasing: () => boolean
  /** The relay broke the protocol. */
  readonly fault: (detail: string) => void
  /** The room must be entered anew. */
  readonly restart: (code: RefusalCode) => void
}

type Flight =
  | { readonly type: 'append'; readonly ref: number; readonly parts: UpdateParts; record: Bytes | null }
  | {
      readonly type: 'compact'
      readonly ref: number
      readonly parts: UpdateParts
      taken: SnapshotTaken | null
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
  const { doc, mirror, problems, timing, capability } = context
  const backOff = createBackOff(timing.firstPauseMs, timing.lastPauseMs, context.random)
  const pace = createAppendPace(timing.batchMs, timing.batchBurst, context.now)
  const compaction = createCompactionClock(timing, context.random, context.now)
  let sealer = options.newSealer()
  let begun = false
  let stopped = false
  let pausedUntil = 0
  let refs = 0
  /** The floor at which a compaction was refused as stale. */
  let staleFloor: number | null = null
  let flight: Flight | null = null
  /** The relay asks for a snapshot, or the difference fits in nothing else. */
  let mustCompact = false
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
    const now: Flight = { type: 'append', ref: ++refs, parts, record: null }
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

  /** True where a snapshot is on its way. */
  const compact = (mandatory: boolean): boolean => {
    if (mirror.hasKept()) {
      if (mandatory)
        problems.report('compact-required', 'records that this version cannot read are in the way')
      return false
    }
    if (hasPending(doc) && !mandatory) return false
    const whole = wholeOf(doc)
    const parts = readParts(whole)
    const covered = createCoverage()
    if (parts) covered.add(parts)
    // What the relay holds and the snapshot does not would be lost to everybody who joins later.
    if (!parts || !mirror.coverage().within(covered)) {
      problems.report('protocol', 'the document has not taken in all of the log; it is not tidied')
      return false
    }
    const valid = context.validate(whole)
    if (!valid.ok) {
      problems.report('unsendable', valid.error)
      return false
    }
    const now: Flight = { type: 'compact', ref: ++refs, parts, taken: null }
    flight = now
    const place = { seen: mirror.seen(mirror.floor()), prevTag: mirror.snapshotTag() }
    void sealer
      .then((ready) => sealSnapshot(capability, ready, place, now.ref, whole))
      .then(({ tag, size, messages }) => {
        if (stopped || flight !== now) return
        if (size > connection.limits.maxSnapshot) {
          flight = null
          problems.report('too-large', `a snapshot of ${size} bytes`)
          pause(timing.refusedPauseMs)
          return
        }
        const { seq: floor, chain } = place.seen
        now.taken = { floor, chain, tag, size, fate: { type: 'applied', parts } }
        connection.post(messages)
      })
      .catch((fault: unknown) => options.fault(`sealing failed: ${String(fault)}`))
    return true
  }

  const look = (): void => {
    due = Number.POSITIVE_INFINITY
    if (stopped || flight || context.move || options.isRebasing()) return
    if (capability.role === 'reader') return context.changed()
    if (context.now() < pausedUntil) return lookSoon(0)
    if (!mirror.coverage().lacks(doc)) {
      // Another device was quicker.
      context.lost = false
      if (mustCompact && compact(true)) mustCompact = false
      else if (compaction.isDue(mirror) && compact(false)) compaction.started()
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
    if (mustCompact || !fits(update.length, connection.limits.maxRecord)) compact(true)
    else append(update, parts)
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
      if (flight?.ref !== ref) return options.fault('an acknowledgement of nothing')
      const done = flight
      if (done.type === 'append') {
        const { record, parts } = done
        if (!record || seq !== mirror.seq() + 1) return options.fault(`acknowledged as ${seq} out of order`)
        const chain = await chainNext(mirror.chain(), record)
        if (stopped) return
        mirror.take({ seq, chain, bytes: record.length, fate: { type: 'applied', parts } })
      } else {
        if (!done.taken) return options.fault('a snapshot acknowledged before it was sent')
        mirror.rebase(done.taken)
        compaction.done()
        mustCompact = false
      }
      flight = null
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
      if (flight?.ref !== ref) return
      const refused = flight
      flight = null
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
          if (refused.type === 'compact') compaction.done()
          pause(backOff.next())
          break
        case 'compact-required':
          mustCompact = true
          problems.report(code, 'the log is full')
          pause(0)
          break
        case 'too-large':
          if (refused.type === 'append') mustCompact = true
          problems.report(code, refused.type)
          pause(refused.type === 'append' ? 0 : timing.refusedPauseMs)
          break
        case 'moved':
        case 'not-open':
        case 'not-here':
          options.restart(code)
          return
        default:
          problems.report(code, refused.type)
          pause(LASTING.has(code) ? timing.refusedPauseMs : backOff.next())
      }
      context.changed()
    },
    isWaiting: () => flight !== null,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
