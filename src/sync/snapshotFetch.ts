import { snapshotTagOf } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import type { RelayMessage } from '../protocol/message.ts'
import { MAX_SNAPSHOT_BYTES } from './limits.ts'
import type { SnapshotTaken } from './logMirror.ts'
import { readRecord, type ReadRecord } from './readRecord.ts'
import { isBeyondMove, type RoomContext } from './roomContext.ts'
import { createSnapshotDownload, type SnapshotDownload } from './snapshotDownload.ts'
import type { RoomConnection } from './wire.ts'

type Said<T extends RelayMessage['type']> = Extract<RelayMessage, { type: T }>

/** The snapshot that a stay in a room waits for: fetched in parts, checked, and taken into the document. */
export interface SnapshotFetch {
  /** `begin`: it stands before the records; `rebase`: it takes the place of records that were read; `null`: none. */
  underWay(): 'begin' | 'rebase' | null
  /** The log begins with it, and its parts come by themselves. */
  begin(floor: number, tag: Bytes, size: number): Promise<void>
  /** Another device has swapped the log's beginning for it. */
  replace(compacted: Said<'compacted'>): void
  takePart(part: Said<'part'>): Promise<void>
  /** Whether it is what the relay was asked for by this number. */
  isAskedBy(ref: number): boolean
}

export const createSnapshotFetch = (options: {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly nextRef: () => number
  /** `null` before it has come. */
  readonly welcome: () => Said<'welcome'> | null
  /** The stay is over. */
  readonly ended: () => boolean
  /** The relay said something that cannot be. */
  readonly fault: (detail: string, code?: 'rewritten') => void
  /** What the relay holds now begins with the snapshot. */
  readonly rebased: () => void
}): SnapshotFetch => {
  const { context, connection, fault } = options
  const { capability, mirror, problems, doorway } = context
  /** Number of the FETCH that the snapshot of another device is asked for by. */
  let fetchRef = 0
  /** The snapshot that is being fetched, and what it is to do when it is there. */
  let fetching: {
    readonly download: SnapshotDownload
    readonly floor: number
    readonly rebase: boolean
  } | null = null

  const startFetching = (floor: number, tag: Bytes, size: number, rebase: boolean): void => {
    const known = context.download
    const download =
      known && equalBytes(known.tag, tag) && known.size === size
        ? known
        : createSnapshotDownload(tag, size, Math.min(connection.limits.maxSnapshot, MAX_SNAPSHOT_BYTES))
    if (!download) return fault(`a snapshot of ${size} bytes`)
    context.download = download
    fetching = { download, floor, rebase }
    context.changed()
  }

  const fateOfSnapshot = (read: ReadRecord): SnapshotTaken['fate'] => {
    if (read.type === 'skipped') return { type: 'skipped' }
    if (read.type === 'update' && context.hasTaken(read.parts)) return { type: 'applied', parts: read.parts }
    return { type: 'kept' }
  }

  const takeSnapshot = async (download: SnapshotDownload, floor: number, rebase: boolean): Promise<void> => {
    const welcome = options.welcome()
    if (!welcome) return
    const record = download.record()
    const tag = await snapshotTagOf(record)
    const read = await readRecord(
      { capability, keys: welcome.keys, validate: context.validate },
      'floor',
      record,
    )
    if (options.ended() || fetching?.download !== download) return
    context.download = null
    if (!equalBytes(tag, download.tag)) return fault('a snapshot that is not the one named', 'rewritten')
    const known = rebase ? mirror.chainAt(floor) : welcome.floorChain
    if (read.type === 'skipped') problems.report('unreadable', `snapshot: ${read.detail}`)
    if (read.type === 'kept') problems.report('not-understood', `snapshot: ${read.detail}`)
    const seen = read.type === 'update' ? read.opened.seen : null
    const place = { logId: welcome.logId, floor, chain: known, prevFloor: rebase ? mirror.floor() : null }
    if (seen && !standsAt(seen, place))
      problems.report('rewritten', `the snapshot was made for ${seen.seq}, not for ${floor}`)
    const taken = (fate: SnapshotTaken['fate']): SnapshotTaken => ({
      floor,
      chain: known ?? seen?.chain ?? mirror.chain(),
      tag: download.tag,
      size: download.size,
      fate,
    })
    const beyond = isBeyondMove(context.move, welcome.logId, floor)
    if (read.type === 'update' && !beyond) {
      await doorway.ready()
      if (options.ended() || fetching?.download !== download) return
      context.apply([read.payload])
    }
    const fate: SnapshotTaken['fate'] = beyond ? { type: 'kept' } : fateOfSnapshot(read)
    if (rebase) mirror.rebase(taken(fate))
    else mirror.begin(welcome.logId, taken(fate))
    fetching = null
    if (rebase) options.rebased()
    context.changed()
  }

  const takePart = async (part: Said<'part'>): Promise<void> => {
    const isRead = context.reads.part(part)
    if (!fetching) return
    const { download, floor, rebase } = fetching
    // An earlier version that is read, and is the present one: its parts are not those the room waits for.
    if (isRead && part.offset > download.received()) return
    const state = download.take(part)
    if (state === 'fault') return fault('parts of a snapshot that do not fit')
    if (state === 'done') await takeSnapshot(download, floor, rebase)
  }

  return {
    underWay: () => (fetching ? (fetching.rebase ? 'rebase' : 'begin') : null),
    async begin(floor, tag, size) {
      startFetching(floor, tag, size, false)
      const known = context.download
      // The line broke behind its last byte: nothing more of it comes.
      if (!options.ended() && known && known.received() === known.size)
        await takeSnapshot(known, floor, false)
    },
    replace({ floor, tag, size }) {
      if (equalBytes(tag, mirror.snapshotTag()) || (fetching && !fetching.rebase)) return
      startFetching(floor, tag, size, true)
      if (options.ended()) return
      fetchRef = options.nextRef()
      connection.say({ type: 'fetch', ref: fetchRef, tag, offset: fetching?.download.received() ?? 0 })
    },
    takePart,
    isAskedBy: (ref) => ref === fetchRef && fetching?.rebase === true,
  }
}

/** True where a snapshot's author made it for this place in this log. */
const standsAt = (
  seen: { readonly logId: Bytes; readonly seq: number; readonly chain: Bytes; readonly prevFloor: number },
  place: {
    readonly logId: Bytes
    readonly floor: number
    readonly chain: Bytes | null
    readonly prevFloor: number | null
  },
): boolean =>
  equalBytes(seen.logId, place.logId) &&
  seen.seq === place.floor &&
  (place.chain === null || equalBytes(seen.chain, place.chain)) &&
  (place.prevFloor === null || (seen.prevFloor >= place.prevFloor && seen.prevFloor <= place.floor))
