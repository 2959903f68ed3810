import type { Capability, RoomKeys } from '../crypto/capability.ts'
import { snapshotTagOf } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { RefusalCode } from '../protocol/code.ts'
import type { KeptGeneration, PartMessage } from '../protocol/message.ts'
import { MAX_READS, MAX_SNAPSHOT_BYTES, READ_PATIENCE_MS } from './limits.ts'
import { readRecord, type Validate } from './readRecord.ts'
import { createSnapshotDownload, type SnapshotDownload } from './snapshotDownload.ts'
import type { RoomConnection } from './wire.ts'

/**
 * `offline`: no relay answers; `not-kept`: it has made way; `unreadable`: no member wrote what came; `not-understood`:
 * a later version did; `busy`: too much is asked for at once.
 */
export type GenerationFault = 'offline' | 'not-kept' | 'unreadable' | 'not-understood' | 'busy'

export type GenerationList = Result<readonly KeptGeneration[], GenerationFault>
/** A whole document as one V1 update. */
export type GenerationContent = Result<Bytes, GenerationFault>

/** Reads what a room was earlier, beside all else that is said; over a line that breaks it goes on with the next. */
export interface GenerationReads {
  /** Which snapshots the relay keeps, oldest first. */
  list(): Promise<GenerationList>
  /** One of them: signed by a writer, opened, validated. The document of the room is not touched. */
  open(kept: KeptGeneration): Promise<GenerationContent>
  /** The room is live on this connection. */
  attach(connection: RoomConnection, keys: RoomKeys, nextRef: () => number): void
  detach(): void
  listed(ref: number, kept: readonly KeptGeneration[]): void
  refused(ref: number, code: RefusalCode): void
  /** True where the snapshot the part belongs to is being read here. */
  part(part: PartMessage): boolean
  end(): void
}

type Read =
  | { readonly type: 'list'; readonly done: (result: GenerationList) => void }
  | {
      readonly type: 'open'
      readonly kept: KeptGeneration
      readonly download: SnapshotDownload
      readonly done: (result: GenerationContent) => void
    }

export const createGenerationReads = (
  capability: Capability,
  validate: Validate,
  patienceMs: number = READ_PATIENCE_MS,
): GenerationReads => {
  const reads: Read[] = []
  let at: {
    readonly connection: RoomConnection
    readonly keys: RoomKeys
    readonly nextRef: () => number
  } | null = null
  let ref = 0
  let clock: ReturnType<typeof setTimeout> | undefined

  const wait = (): void => {
    clearTimeout(clock)
    clock = undefined
    const [first] = reads
    if (first) clock = setTimeout(() => finish(first, err('offline')), patienceMs)
  }
  const ask = (): void => {
    const [read] = reads
    if (!read || !at) return
    ref = at.nextRef()
    if (read.type === 'list') return at.connection.say({ type: 'generations', ref })
    const { tag } = read.kept
    at.connection.say({ type: 'fetch', ref, tag, offset: read.download.received() })
  }
  const finish = <T extends Read>(read: T, result: Parameters<T['done']>[0]): void => {
    const place = reads.indexOf(read)
    if (place < 0) return
    reads.splice(place, 1)
    // reason: `result` is of the kind this read was asked for; a union of functions takes neither of the two
    ;(read.done as (value: typeof result) => void)(result)
    if (place > 0) return
    wait()
    ask()
  }
  const begin = (read: Read): void => {
    reads.push(read)
    if (reads.length > 1) return
    wait()
    ask()
  }

  const check = async (read: Extract<Read, { type: 'open' }>): Promise<void> => {
    const record = read.download.record()
    const keys = at?.keys
    const opened =
      keys && equalBytes(await snapshotTagOf(record), read.kept.tag)
        ? await readRecord({ capability, keys, validate }, 'floor', record)
        : null
    if (opened?.type === 'kept') return finish(read, err('not-understood'))
    // Made for another place of the log: the relay shows one moment under the name of another.
    const fits = opened?.type === 'update' && opened.opened.seen.seq === read.kept.floor
    finish(read, fits ? ok(opened.payload) : err('unreadable'))
  }

  return {
    list: () =>
      new Promise((done) => {
        if (reads.length >= MAX_READS) done(err('busy'))
        else begin({ type: 'list', done })
      }),
    open: (kept) =>
      new Promise((done) => {
        const download = createSnapshotDownload(kept.tag, kept.size, MAX_SNAPSHOT_BYTES)
        if (!download) return done(err('unreadable'))
        if (reads.length >= MAX_READS) done(err('busy'))
        else begin({ type: 'open', kept, download, done })
      }),
    attach(connection, keys, nextRef) {
      at = { connection, keys, nextRef }
      ask()
    },
    detach() {
      at = null
      ref = 0
    },
    listed(answered, kept) {
      const [read] = reads
      if (answered === ref && read?.type === 'list') finish(read, ok(kept))
    },
    refused(answered, code) {
      const [read] = reads
      if (answered !== ref || ref === 0 || !read) return
      finish(read, err(code === 'not-kept' ? 'not-kept' : code === 'rate' ? 'busy' : 'offline'))
    },
    part(part) {
      const [read] = reads
      if (read?.type !== 'open' || !equalBytes(read.kept.tag, part.tag)) return false
      wait()
      // The same snapshot may be fetched for the room as well: its parts serve, gaps are left to the other.
      const { download } = read
      if (part.offset === download.received() && download.take(part) === 'done') void check(read)
      return true
    },
    end() {
      clearTimeout(clock)
      at = null
      for (const read of [...reads]) finish(read, err('offline'))
      clearTimeout(clock)
    },
  }
}
