import { checkRoomKeys, type RoomKeys } from '../crypto/capability.ts'
import { signHello } from '../crypto/proof.ts'
import { chainStart, createSealer, snapshotTagOf, type Sealer } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import type { RefusalCode } from '../protocol/code.ts'
import type { RelayMessage } from '../protocol/message.ts'
import { createInbox } from './inbox.ts'
import { HEAL_BYTES, MAX_INBOUND_BYTES, MAX_SNAPSHOT_BYTES, OPENED_AT_ONCE } from './limits.ts'
import type { SnapshotTaken } from './logMirror.ts'
import { createLogReplay, type LogReplay } from './logReplay.ts'
import { createLogUpload } from './logUpload.ts'
import { differenceOf } from './difference.ts'
import { CONTROL_REF, createMoveAnnouncement } from './moveAnnouncement.ts'
import { readControl } from './readControl.ts'
import { readRecord, type ReadRecord } from './readRecord.ts'
import { isBeyondMove, type RoomContext } from './roomContext.ts'
import { createRoomPresence } from './roomPresence.ts'
import { createSnapshotDownload, type SnapshotDownload } from './snapshotDownload.ts'
import type { RoomConnection } from './wire.ts'

type Said<T extends RelayMessage['type']> = Extract<RelayMessage, { type: T }>

/** One stay in a room over one connection: from HELLO until the connection, or the relay's patience, ends. */
export interface RoomVisit {
  receive(messages: readonly RelayMessage[]): void
  /** Something may be lacking on the relay. */
  lookSoon(): void
  /** Letters may be lacking, and more of them are to come. */
  typed(): void
  presence(update: Uint8Array): void
  phase(): 'connecting' | 'replaying' | 'live'
  /** The owner wants it said that the room has moved. */
  announce(): void
  /** What the relay holds is being learned anew. */
  isRebasing(): boolean
  /** An answer is due. */
  isWaiting(): boolean
  end(): void
}

interface Options {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly withPresence: boolean
  /** The visit is over; `null`: the relay broke the protocol. */
  readonly over: (code: RefusalCode | null) => void
}

/** The size a message is counted with that carries neither record nor part. */
const SMALL_BYTES = 64
const NO_TAG: Bytes = new Uint8Array(0)

export const beginVisit = ({ context, connection, withPresence, over }: Options): RoomVisit => {
  const { capability, mirror, problems, doorway, doc, timing } = context
  const since = mirror.resume()
  let ended = false
  let welcome: Said<'welcome'> | null = null
  let replay: LogReplay | null = null
  let live = false
  /** Number of the FETCH that the snapshot of another device is asked for by. */
  let fetchRef = 0
  /** The snapshot that is being fetched, and what it is to do when it is there. */
  let fetching: {
    readonly download: SnapshotDownload
    readonly floor: number
    readonly rebase: boolean
  } | null = null
  let haveKeys: (keys: RoomKeys) => void = () => {}
  const keys = new Promise<RoomKeys>((resolve) => (haveKeys = resolve))

  const end = (): void => {
    ended = true
    // What took the place of the log was not read: what the relay holds is not known until the next replay.
    if (fetching) context.complete = false
    inbox.close()
    upload.stop()
    presence.stop()
    announcement.stop()
  }
  const finish = (code: RefusalCode | null): void => {
    if (ended) return
    end()
    over(code)
  }
  /** The relay said something that cannot be: everything is asked for anew. */
  const fault = (detail: string, code: 'protocol' | 'rewritten' | 'foreign-keys' = 'protocol'): void => {
    if (ended) return
    problems.report(code, detail)
    mirror.forget()
    context.complete = false
    context.download = null
    finish(code === 'foreign-keys' ? 'wrong-keys' : null)
  }

  let refs = 0
  const nextRef = (): number => ++refs
  const newSealer = (): Promise<Sealer> => createSealer(capability, connection.challenge)
  const inbox = createInbox({
    limit: MAX_INBOUND_BYTES,
    width: OPENED_AT_ONCE,
    overflow: () => fault('the relay sends faster than this device can read'),
    failed: (reason) => fault(`reading failed: ${String(reason)}`),
  })
  const upload = createLogUpload({
    context,
    connection,
    newSealer,
    nextRef,
    isRebasing: () => fetching !== null,
    fault,
    restart: finish,
  })
  const announcement = createMoveAnnouncement({
    context,
    connection,
    newSealer,
    isAtHead: () => live && fetching === null,
    restart: finish,
  })
  const presence = createRoomPresence({ context, connection, newSealer, keys, enabled: withPresence })

  const sayHello = async (): Promise<void> => {
    const { role, roomId, ownerKey, writerKey, readerKey } = capability
    // An owner writes like any writer: who of them owns the room is nobody's business.
    const as = role === 'reader' ? 'reader' : 'writer'
    const signature = await signHello(capability, as, connection.origin, connection.challenge)
    if (ended) return
    const named = { owner: ownerKey ?? NO_TAG, writer: writerKey ?? NO_TAG, reader: readerKey }
    const { download } = context
    const held =
      download && download.received() > 0 ? { tag: download.tag, offset: download.received() } : null
    connection.say({ type: 'hello', roomId, role: as, keys: named, signature, since, held })
  }
  sayHello().catch((reason: unknown) => fault(`HELLO failed: ${String(reason)}`))

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

  const takeWelcome = async (message: Said<'welcome'>, fit: boolean): Promise<void> => {
    if (welcome) return fault('a second WELCOME')
    if (!fit) return fault('keys of another room', 'foreign-keys')
    haveKeys(message.keys)
    welcome = message
    if (message.snapshotTag.length > 0) context.compaction.snapshotIs(message.snapshotAge)
    const { logId, floor, floorChain, snapshotTag, snapshotSize, head, resumed } = message
    if (resumed) {
      const same =
        since !== null &&
        equalBytes(since.logId, logId) &&
        since.floor === floor &&
        equalBytes(since.snapshotTag, snapshotTag) &&
        // Where nothing follows, no record would show that this is another log of the same length.
        (since.seq === head ? equalBytes(since.chain, message.chain) : since.seq < head)
      if (!same) return fault('resumed elsewhere')
    } else {
      if (since) context.held = mirror.coverage()
      mirror.forget()
      context.complete = false
    }
    const moved = message.moved && (await readControl(capability, message.keys, message.moved))
    if (ended) return
    if (moved) {
      context.move = moved
      problems.report('moved', `at ${moved.seen.seq}`)
    } else if (context.move)
      // A relay that lost the move would let the room live on.
      announcement.repeat(context.move, head)
    await doorway.ready()
    if (ended) return
    doorway.open()
    replay = createLogReplay(context, { seq: head, chain: message.chain }, resumed, () => ended)
    if (!resumed && snapshotTag.length > 0) {
      startFetching(floor, snapshotTag, snapshotSize, false)
      const known = context.download
      // The line broke behind its last byte: nothing more of it comes.
      if (!ended && known && known.received() === known.size) await takeSnapshot(known, floor, false)
    } else if (!resumed) {
      const start = await chainStart(capability.roomId, logId)
      if (ended) return
      if (floor !== 0 || !equalBytes(start, floorChain))
        problems.report('rewritten', 'the log does not begin where it should')
      const nothing = { chain: floorChain, tag: NO_TAG, size: 0, fate: { type: 'skipped' } } as const
      mirror.begin(logId, { floor, ...nothing })
    }
    context.changed()
  }

  const takeSnapshot = async (download: SnapshotDownload, floor: number, rebase: boolean): Promise<void> => {
    if (!welcome) return
    const record = download.record()
    const tag = await snapshotTagOf(record)
    const read = await readRecord(
      { capability, keys: welcome.keys, validate: context.validate },
      'floor',
      record,
    )
    if (ended || fetching?.download !== download) return
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
      if (ended || fetching?.download !== download) return
      context.apply([read.payload])
    }
    const fate: SnapshotTaken['fate'] = beyond ? { type: 'kept' } : fateOfSnapshot(read)
    if (rebase) mirror.rebase(taken(fate))
    else mirror.begin(welcome.logId, taken(fate))
    fetching = null
    if (rebase) upload.rebased()
    context.changed()
  }

  const fateOfSnapshot = (read: ReadRecord): SnapshotTaken['fate'] => {
    if (read.type === 'skipped') return { type: 'skipped' }
    if (read.type === 'update' && context.hasTaken(read.parts)) return { type: 'applied', parts: read.parts }
    return { type: 'kept' }
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

  const takeRecord = async ({ seq, record }: Said<'record'>, read: ReadRecord): Promise<void> => {
    if (!replay || (fetching && !fetching.rebase)) return fault('a record before the snapshot')
    const wrong = await replay.take(seq, record, read)
    if (ended) return
    if (wrong) return fault(wrong, 'rewritten')
    if (!live) return
    context.changed()
    announcement.look()
    // Merging may delete what nobody deleted yet (two people named one thing): every device finds out at once, and
    // the one whom chance calls first writes it down.
    upload.lookSoon(timing.batchMs + context.random() * timing.auditMs)
  }

  const takeSynced = async ({ head }: Said<'synced'>): Promise<void> => {
    if (live) return
    if (!replay || fetching) return fault('the end of a replay before its beginning')
    await replay.goLive()
    if (ended) return
    if (head !== mirror.seq())
      return fault(`the log ends at ${head}, its records at ${mirror.seq()}`, 'rewritten')
    live = true
    context.complete = true
    context.replayed = true
    // Numbers cannot tell: a restored backup may have grown to the same ones since, and what was lost may be back.
    if (context.held) context.lost = !context.held.within(mirror.coverage())
    context.held = null
    problems.clear('protocol', 'not-here', 'foreign-keys')
    doorway.replayed(mirror.coverage().stateVector())
    presence.begin()
    if (welcome) context.reads.attach(connection, welcome.keys, nextRef)
    upload.begin(healDelay())
    announcement.look()
    context.changed()
  }

  /** A relay that lost data meets many devices at once; chance decides which of them restores it first. */
  const healDelay = (): number => {
    if (capability.role === 'reader' || welcome?.resumed || !mirror.coverage().lacks(doc)) return 0
    const much = context.lost || differenceOf(doc, mirror.coverage()).length > HEAL_BYTES
    return much ? context.random() * timing.healMs : 0
  }

  const takeCompacted = ({ floor, tag, size }: Said<'compacted'>): void => {
    if (!replay || equalBytes(tag, mirror.snapshotTag()) || (fetching && !fetching.rebase)) return
    startFetching(floor, tag, size, true)
    if (ended) return
    fetchRef = nextRef()
    connection.say({ type: 'fetch', ref: fetchRef, tag, offset: fetching?.download.received() ?? 0 })
  }

  const takeNack = ({ ref, code }: Said<'nack'>): void => {
    // The snapshot made way for a newer one while it was asked for: the room is entered anew.
    if (ref === CONTROL_REF) return announcement.nacked(code)
    if (ref === fetchRef && fetching?.rebase) return finish(code === 'not-kept' ? 'stale' : code)
    context.reads.refused(ref, code)
    upload.nacked(ref, code)
  }

  const receive = (message: RelayMessage): void => {
    const now = <T>(value: T, take: (value: T) => Promise<void> | void, bytes = SMALL_BYTES): void =>
      inbox.push(bytes, () => value, take)
    switch (message.type) {
      case 'welcome': {
        // `keys` must be settled while records behind this message are already being opened.
        inbox.push(
          SMALL_BYTES,
          () => checkRoomKeys(capability.roomId, message.keys),
          (fit) => takeWelcome(message, fit),
        )
        return
      }
      case 'record':
        inbox.push(
          message.record.length + SMALL_BYTES,
          async () =>
            readRecord({ capability, keys: await keys, validate: context.validate }, 'tail', message.record),
          (read) => takeRecord(message, read),
        )
        return
      case 'part':
        return now(message, takePart, message.bytes.length + SMALL_BYTES)
      case 'synced':
        return now(message, takeSynced)
      case 'ack':
        return now(message, ({ ref, seq }) =>
          ref === CONTROL_REF ? announcement.acked() : upload.acked(ref, seq),
        )
      case 'nack':
        return now(message, takeNack)
      case 'generations':
        return now(message, ({ ref, kept }) => context.reads.listed(ref, kept))
      case 'held':
        return now(message, ({ tag, offset }) => upload.held(tag, offset))
      case 'compacted':
        return now(message, takeCompacted)
      case 'eph':
        return presence.receive(inbox, message.conn, message.record)
      case 'leave':
        return now(message, ({ conn }) => presence.left(conn))
      case 'closed':
        return now(message, ({ code }) => finish(code))
      case 'challenge':
      case 'pong':
    }
  }

  return {
    receive: (messages) => messages.forEach(receive),
    lookSoon: () => upload.lookSoon(),
    typed: () => upload.typed(),
    announce: () => announcement.look(),
    presence: (update) => presence.send(update),
    phase: () => (live ? 'live' : welcome ? 'replaying' : 'connecting'),
    isRebasing: () => fetching !== null,
    isWaiting: () => !live || fetching !== null || upload.isWaiting(),
    end,
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
