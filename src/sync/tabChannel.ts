import * as Y from 'yjs'
import { equalBytes } from '../lib/bytes.ts'
import { hasPending, isSilenced } from './difference.ts'
import { err } from '../lib/result.ts'
import type { KeptGeneration } from '../protocol/message.ts'
import type { GenerationContent, GenerationList, GenerationReads } from './generationReads.ts'
import { READ_BY_OTHER_TAB_MS } from './limits.ts'
import type { SyncProblem } from './problem.ts'
import type { Moved } from './roomContext.ts'
import type { RoomState } from './sealedRoom.ts'

/** What the tab that carries a document tells the others. */
interface CarrierReport {
  readonly type: 'report'
  readonly phase: RoomState['phase']
  readonly replayed: boolean
  readonly problems: readonly SyncProblem[]
  /** The carrier's socket is open. */
  readonly connected: boolean
  /** Clocks and deletions of the carrier's document where the relay has acknowledged all of it. */
  readonly saved: Uint8Array | null
  /** What the owner said when moving the room; a version without the field knows of no moves. */
  readonly moved?: Moved | null
}

/** A tab wants to know what the document was earlier: which versions are kept, or what one of them holds. */
interface ReadQuestion {
  readonly type: 'read'
  readonly id: string
  readonly kept: KeptGeneration | null
}
interface ReadAnswer {
  readonly type: 'answer'
  readonly id: string
  readonly result: GenerationList | GenerationContent
}

/** `ask`: a tab wants reports. `carrying`: a tab has begun to carry, and wants to know who listens. */
type TabMessage = CarrierReport | ReadQuestion | ReadAnswer | { readonly type: 'ask' | 'carrying' }

const PHASES: ReadonlySet<unknown> = new Set<RoomState['phase']>([
  'waiting',
  'connecting',
  'replaying',
  'live',
  'refused',
])

const isRecord = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null

const isMoved = (value: unknown): boolean =>
  isRecord(value) && value['record'] instanceof Uint8Array && value['content'] instanceof Uint8Array

/** What a tab said, which may run another version of the app; `null` where this one does not understand it. */
const readTabMessage = (data: unknown): TabMessage | null => {
  if (!isRecord(data)) return null
  const { type, phase, replayed, problems, connected, saved, moved } = data
  if (type === 'ask' || type === 'carrying') return { type }
  // reason: its own origin's tabs alone speak here, and both kinds are read field by field where they are used
  if (type === 'read' || type === 'answer') return typeof data['id'] === 'string' ? (data as never) : null
  const isReport =
    type === 'report' &&
    PHASES.has(phase) &&
    typeof replayed === 'boolean' &&
    typeof connected === 'boolean' &&
    (saved === null || saved instanceof Uint8Array) &&
    (moved === undefined || moved === null || isMoved(moved)) &&
    Array.isArray(problems) &&
    problems.every(
      (one) => isRecord(one) && typeof one['code'] === 'string' && typeof one['detail'] === 'string',
    )
  // reason: each of its fields has just been looked at; a code this version has no words for is shown to nobody
  return isReport ? (data as unknown as CarrierReport) : null
}

type Reads = Pick<GenerationReads, 'list' | 'open'>

/** Talk about one document between the tabs of a device; content passes over the provider's own channel. */
export interface TabChannel {
  /** From now on this tab carries the document and answers. */
  carry(state: () => RoomState, connected: () => boolean, reads: Reads): void
  /** What the carrier reads for this tab. */
  readonly reads: Reads
  /** The carrier's state has changed. */
  report(): void
  /** What the carrier said, with `saved` judged by this tab's own document; `null` before it has spoken. */
  heard(): (RoomState & { readonly connected: boolean }) | null
  close(): void
}

/** Clocks and deletions of a document: equal for two documents that hold the same. */
export const contentOf = (doc: Y.Doc): Uint8Array => Y.encodeSnapshot(Y.snapshot(doc))

export const openTabChannel = (name: string, doc: Y.Doc, changed: () => void): TabChannel => {
  const channel = new BroadcastChannel(name)
  let carrier: {
    readonly state: () => RoomState
    readonly connected: () => boolean
    readonly reads: Reads
  } | null = null
  const questions = new Map<string, (result: ReadAnswer['result']) => void>()
  let report: CarrierReport | null = null
  /** Whether this document was the carrier's saved one when it was last compared; `null`: it changed since. */
  let same: boolean | null = null
  let posting = false
  let hasListeners = false

  const onUpdate = (): void => {
    same = null
  }
  doc.on('update', onUpdate)

  const post = (message: TabMessage): void => channel.postMessage(message)
  const postReport = (): void => {
    posting = false
    if (!carrier) return
    const { phase, saved, replayed, problems, moved } = carrier.state()
    post({
      type: 'report',
      phase,
      replayed,
      problems,
      moved: moved && { record: moved.record, content: moved.content },
      connected: carrier.connected(),
      saved: saved ? contentOf(doc) : null,
    })
  }
  const reportSoon = (): void => {
    if (posting || !carrier || !hasListeners) return
    posting = true
    queueMicrotask(postReport)
  }

  const answer = async (reads: Reads, { id, kept }: ReadQuestion): Promise<void> => {
    const result = await (kept ? reads.open(kept) : reads.list())
    post({ type: 'answer', id, result })
  }
  const question = (kept: KeptGeneration | null): Promise<ReadAnswer['result']> =>
    new Promise((resolve) => {
      const id = crypto.randomUUID()
      const finish = (result: ReadAnswer['result']): void => {
        clearTimeout(clock)
        questions.delete(id)
        resolve(result)
      }
      const clock = setTimeout(() => finish(err('offline')), READ_BY_OTHER_TAB_MS)
      questions.set(id, finish)
      post({ type: 'read', id, kept })
    })

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = readTabMessage(data)
    if (!message) return
    if (message.type === 'answer') return questions.get(message.id)?.(message.result)
    if (message.type === 'read') {
      if (carrier) void answer(carrier.reads, message)
      return
    }
    if (message.type !== 'report') {
      if (message.type === 'ask') hasListeners = true
      if (carrier) return reportSoon()
      return message.type === 'carrying' ? post({ type: 'ask' }) : undefined
    }
    if (carrier) return
    report = message
    same = null
    changed()
  }
  post({ type: 'ask' })

  return {
    carry(state, connected, reads) {
      carrier = { state, connected, reads }
      post({ type: 'carrying' })
      reportSoon()
    },
    report: reportSoon,
    reads: {
      // reason: the carrier answers a question of the kind it was asked
      list: async () => (await question(null)) as GenerationList,
      open: async (kept) => (await question(kept)) as GenerationContent, // reason: as above
    },
    heard() {
      if (!report) return null
      // A silenced document does not say when it changes.
      if (isSilenced(doc)) same = null
      same ??= report.saved !== null && !hasPending(doc) && equalBytes(report.saved, contentOf(doc))
      const { phase, replayed, problems, connected, moved = null } = report
      return { phase, replayed, problems, connected, moved, saved: same }
    },
    close() {
      carrier = null
      for (const finish of [...questions.values()]) finish(err('offline'))
      doc.off('update', onUpdate)
      channel.onmessage = null
      channel.close()
    },
  }
}
