import { checkRoomKeys, type RoomKeys } from '../crypto/capability.ts'
import { signHello } from '../crypto/proof.ts'
import { chainStart, createSealer, type Sealer } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import type { RefusalCode } from '../protocol/code.ts'
import type { RelayMessage } from '../protocol/message.ts'
import { createInbox } from './inbox.ts'
import { HEAL_BYTES, MAX_INBOUND_BYTES, OPENED_AT_ONCE } from './limits.ts'
import { createLogReplay, type LogReplay } from './logReplay.ts'
import { createLogUpload } from './logUpload.ts'
import { differenceOf } from './difference.ts'
import { CONTROL_REF, createMoveAnnouncement } from './moveAnnouncement.ts'
import { readControl } from './readControl.ts'
import { readRecord, type ReadRecord } from './readRecord.ts'
import type { RoomContext } from './roomContext.ts'
import { createRoomPresence } from './roomPresence.ts'
import { createSnapshotFetch } from './snapshotFetch.ts'
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
  let haveKeys: (keys: RoomKeys) => void = () => {}
  const keys = new Promise<RoomKeys>((resolve) => (haveKeys = resolve))

  const end = (): void => {
    ended = true
    // What took the place of the log was not read: what the relay holds is not known until the next replay.
    if (snapshot.underWay()) context.complete = false
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
    isRebasing: () => snapshot.underWay() !== null,
    fault,
    restart: finish,
  })
  const announcement = createMoveAnnouncement({
    context,
    connection,
    newSealer,
    isAtHead: () => live && snapshot.underWay() === null,
    restart: finish,
  })
  const snapshot = createSnapshotFetch({
    context,
    connection,
    nextRef,
    welcome: () => welcome,
    ended: () => ended,
    fault,
    rebased: () => upload.rebased(),
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
      await snapshot.begin(floor, snapshotTag, snapshotSize)
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

  const takeRecord = async ({ seq, record }: Said<'record'>, read: ReadRecord): Promise<void> => {
    if (!replay || snapshot.underWay() === 'begin') return fault('a record before the snapshot')
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
    if (!replay || snapshot.underWay()) return fault('the end of a replay before its beginning')
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

  const takeNack = ({ ref, code }: Said<'nack'>): void => {
    // The snapshot made way for a newer one while it was asked for: the room is entered anew.
    if (ref === CONTROL_REF) return announcement.nacked(code)
    if (snapshot.isAskedBy(ref)) return finish(code === 'not-kept' ? 'stale' : code)
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
        return now(message, snapshot.takePart, message.bytes.length + SMALL_BYTES)
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
        return now(message, (compacted) => {
          if (replay) snapshot.replace(compacted)
        })
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
    isRebasing: () => snapshot.underWay() !== null,
    isWaiting: () => !live || snapshot.underWay() !== null || upload.isWaiting(),
    end,
  }
}
