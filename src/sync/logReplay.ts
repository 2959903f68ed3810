import { chainNext } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import { REPLAY_STEP_BYTES, REPLAY_STEP_RECORDS } from './limits.ts'
import { fitsHistory, type TailRecord } from './logMirror.ts'
import type { ReadRecord } from './readRecord.ts'
import { isBeyondMove, type RoomContext } from './roomContext.ts'

interface Entry {
  readonly seq: number
  readonly chain: Bytes
  readonly bytes: number
  readonly read: ReadRecord
}

/** Takes the records of the tail in order: checks the chain, hands the content to the document, fills the mirror. */
export interface LogReplay {
  /** The next record; `null`, or why it cannot be the next. */
  take(seq: number, record: Bytes, read: ReadRecord): Promise<string | null>
  /** Hands the rest on; from now on every record is handed on at once. */
  goLive(): Promise<void>
}

/**
 * `promised` is where the relay says its chain stands at a certain number; `resumed`: it goes on from what an earlier
 * connection brought. Once `isOver`, nothing is taken any more: the
 * next connection has begun where this one stood.
 */
export const createLogReplay = (
  context: RoomContext,
  promised: { readonly seq: number; readonly chain: Bytes },
  resumed: boolean,
  isOver: () => boolean,
): LogReplay => {
  const { mirror, problems } = context
  let gathered: Entry[] = []
  let bytes = 0
  let live = false

  const chainAt = (seq: number): Bytes | null =>
    gathered.find((entry) => entry.seq === seq)?.chain ?? mirror.chainAt(seq)

  /** A relay that fell behind and reads again may say a thing twice; the chain tells whether it is the same thing. */
  const isKnown = async (seq: number, record: Bytes): Promise<boolean> => {
    const before = chainAt(seq - 1)
    const after = chainAt(seq)
    return before !== null && after !== null && equalBytes(await chainNext(before, record), after)
  }

  const isBeyond = (seq: number): boolean => isBeyondMove(context.move, mirror.logId(), seq)

  /** What an author had seen; `null`, or why the log must be read from its start. */
  const check = ({ seq, read }: Entry, record: Bytes): string | null => {
    if (read.type === 'skipped') problems.report('unreadable', `record ${seq}: ${read.detail}`)
    if (read.type === 'kept') problems.report('not-understood', `record ${seq}: ${read.detail}`)
    if (!('opened' in read)) return null
    const { seen } = read.opened
    if (read.type === 'control') {
      context.move ??= { record, seen, content: read.opened.payload }
      problems.report('moved', `at ${seen.seq}`)
    }
    if (fitsHistory(seen, { seq, logId: mirror.logId() }, chainAt)) return null
    const wrong = `record ${seq} was written for another log`
    problems.report('rewritten', wrong)
    // Nor need what this relay has acknowledged stand in the log it shows to others.
    return (live || resumed) && context.mayReadAnew() ? wrong : null
  }

  /** Only of what is taken: a replay that is cut says its last records again over the next connection. */
  const countOnce = ({ seq, read }: Entry): void => {
    if (!('opened' in read)) return
    const { session, counter } = read.opened
    if (!mirror.countSession(session, counter)) problems.report('replayed', `record ${seq}`)
  }

  const fateOf = ({ seq, read }: Entry): TailRecord['fate'] => {
    if (read.type === 'skipped') return { type: 'skipped' }
    if (read.type !== 'update' || isBeyond(seq)) return { type: 'kept' }
    if (context.hasTaken(read.parts)) return { type: 'applied', parts: read.parts }
    problems.report('not-understood', `record ${seq} could not be applied`)
    return { type: 'kept' }
  }

  const flush = async (): Promise<void> => {
    if (gathered.length === 0) return
    await context.doorway.ready()
    if (isOver()) return
    const entries = gathered
    gathered = []
    bytes = 0
    context.apply(
      entries.flatMap(({ seq, read }) => (read.type === 'update' && !isBeyond(seq) ? [read.payload] : [])),
    )
    for (const entry of entries) {
      countOnce(entry)
      mirror.take({ seq: entry.seq, chain: entry.chain, bytes: entry.bytes, fate: fateOf(entry) })
    }
  }

  return {
    async take(seq, record, read) {
      const last = gathered.at(-1) ?? { seq: mirror.seq(), chain: mirror.chain() }
      if (seq <= last.seq && (await isKnown(seq, record))) return null
      if (seq !== last.seq + 1) return `record ${seq} came after ${last.seq}`
      const chain = await chainNext(last.chain, record)
      if (seq === promised.seq && !equalBytes(chain, promised.chain))
        return `the chain at ${seq} is not the promised one`
      if (isOver()) return null
      const entry: Entry = { seq, chain, bytes: record.length, read }
      const wrong = check(entry, record)
      if (wrong) return wrong
      gathered.push(entry)
      bytes += record.length
      if (live || gathered.length >= REPLAY_STEP_RECORDS || bytes >= REPLAY_STEP_BYTES) await flush()
      return null
    },
    async goLive() {
      await flush()
      live = true
    },
  }
}
