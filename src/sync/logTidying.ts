import type { Sealer } from '../crypto/record.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { RefusalCode } from '../protocol/code.ts'
import { createBackOff } from './backOff.ts'
import { createCoverage, readParts } from './coverage.ts'
import { hasPending, wholeOf } from './difference.ts'
import type { RoomContext } from './roomContext.ts'
import {
  beginSnapshotUpload,
  sealSnapshot,
  stillStands,
  type SealedSnapshot,
  type SnapshotUpload,
} from './snapshotUpload.ts'
import type { RoomConnection } from './wire.ts'

/** Puts a snapshot in the place of the log's beginning, over one connection and over as many as it takes. */
export interface LogTidying {
  isUnderway(): boolean
  /** Goes on with what an earlier connection began, if that may still go in. */
  resume(): boolean
  /** The whole document becomes a snapshot. `mandatory`: nothing else gets through. False where it cannot be now. */
  begin(mandatory: boolean): boolean
  /** The relay holds so much of a snapshot. */
  held(tag: Bytes, offset: number): void
  /** True where `ref` named the snapshot that is under way. */
  acked(ref: number): boolean
  nacked(ref: number, code: RefusalCode): boolean
  /** Another device's snapshot has taken its place in the log. */
  rebased(): void
}

interface Options {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly sealer: () => Promise<Sealer>
  /** A number for the next message that is answered. */
  readonly nextRef: () => number
  readonly isStopped: () => boolean
  /** The relay broke the protocol. */
  readonly fault: (detail: string) => void
}

interface Underway {
  readonly ref: number
  sent: { readonly snapshot: SealedSnapshot; readonly upload: SnapshotUpload } | null
}

/** Refusals after which the same snapshot is not tried again; after others its parts stay with the relay for a while. */
const SPENT: ReadonlySet<RefusalCode> = new Set([
  'stale',
  'bad-record',
  'bad-signature',
  'too-large',
  'moved',
  'read-only',
  'wrong-keys',
])

export const createLogTidying = (options: Options): LogTidying => {
  const { context, connection } = options
  const { doc, mirror, problems, timing, capability, compaction } = context
  const backOff = createBackOff(timing.firstPauseMs, timing.lastPauseMs, context.random)
  let underway: Underway | null = null
  /** After a refusal the next try waits; appends do not wait for it. */
  let restUntil = Number.NEGATIVE_INFINITY

  const rest = (ms: number): void => {
    underway = null
    restUntil = context.now() + ms
  }
  const send = (now: Underway, snapshot: SealedSnapshot): void => {
    const size = snapshot.record.length
    context.sealed = size > connection.limits.maxSnapshot ? null : snapshot
    if (!context.sealed) {
      problems.report('too-large', `a snapshot of ${size} bytes`)
      return rest(timing.refusedPauseMs)
    }
    now.sent = { snapshot, upload: beginSnapshotUpload(connection, snapshot, now.ref) }
  }

  const resume = (): boolean => {
    const { sealed } = context
    if (!sealed || underway || context.now() < restUntil) return false
    if (mirror.hasKept() || !stillStands(sealed, mirror)) {
      context.sealed = null
      return false
    }
    const now: Underway = { ref: options.nextRef(), sent: null }
    underway = now
    send(now, sealed)
    return true
  }

  return {
    isUnderway: () => underway !== null,
    resume,
    begin(mandatory) {
      if (underway || context.now() < restUntil) return false
      // The rest may have ended since the last look.
      if (resume()) return true
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
      const now: Underway = { ref: options.nextRef(), sent: null }
      underway = now
      const place = { seen: mirror.seen(mirror.floor()), prevTag: mirror.snapshotTag() }
      compaction.started()
      void options
        .sealer()
        .then((ready) => sealSnapshot(capability, ready, place, whole, parts))
        .then((snapshot) => {
          if (!options.isStopped() && underway === now) send(now, snapshot)
        })
        .catch((fault: unknown) => options.fault(`sealing failed: ${String(fault)}`))
      return true
    },
    held(tag, offset) {
      if (underway?.sent?.upload.held(tag, offset) !== 'stuck') return
      problems.report('rate', 'compact')
      rest(backOff.next())
    },
    acked(ref) {
      if (underway?.ref !== ref || !underway.sent) return false
      const { claim, record, parts } = underway.sent.snapshot
      underway = null
      const fate = { type: 'applied', parts } as const
      mirror.rebase({ floor: claim.upto, chain: claim.chain, tag: claim.tag, size: record.length, fate })
      context.sealed = null
      compaction.done()
      backOff.reset()
      return true
    },
    nacked(ref, code) {
      if (underway?.ref !== ref) return false
      underway = null
      if (SPENT.has(code)) context.sealed = null
      if (code === 'stale') compaction.done()
      if (code !== 'counter-taken') rest(code === 'too-large' ? timing.refusedPauseMs : backOff.next())
      return true
    },
    rebased() {
      compaction.done()
      // Where its COMPACT has been said already, the refusal finds nothing waiting for it.
      underway = null
      context.sealed = null
    },
  }
}
