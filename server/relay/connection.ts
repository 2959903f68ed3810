import { randomInt } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { checkRoomKeys } from '../../src/crypto/capability.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { verifyHello } from '../../src/crypto/proof.ts'
import { clientFrames } from '../../src/protocol/codec.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { ClientMessage, RoomRef } from '../../src/protocol/message.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import type { Allowance } from './allowances.ts'
import { createAppendRates } from './appendRates.ts'
import { createBucket } from './bucket.ts'
import type { Hub } from './hub.ts'
import type { Member } from './member.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import type { Room } from './room.ts'

type Hello = Extract<ClientMessage, { type: 'hello' }>
type Append = Extract<ClientMessage, { type: 'append' }>

/** `conn` numbers are drawn from here: random per socket and room, exact as a JavaScript number. */
const MAX_CONN = 2 ** 47
/** What a message takes in memory beside its bytes, roughly: many small ones must count too. */
const MESSAGE_BYTES = 256
/** Frame headers and pings of a client that has nothing to say yet. */
const HEADER_BYTES = 64

/** Without a copy: the codec copies every field out of it. */
const toBytes = (data: RawData): Uint8Array =>
  Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data

const weightOf = (message: ClientMessage): number =>
  MESSAGE_BYTES +
  ('record' in message ? message.record.length : 0) +
  ('bytes' in message ? message.bytes.length : 0)

/** Where a socket comes from. */
export interface Dialled {
  /** What is below the WebSocket: its bytes are counted until a HELLO has proved something. */
  readonly raw: Duplex
  /** The same, where whole frames may be written to it past the WebSocket. */
  readonly wire: Duplex | null
  /** What a HELLO on it may have been signed for. */
  readonly origins: readonly string[]
  readonly allowance: Allowance | null
}

/** Serves one socket until it closes. */
export const serveConnection = (socket: WebSocket, hub: Hub, dialled: Dialled): Outbound => {
  const { limits, now, log, checks, store, meter } = hub
  const { raw, wire, origins, allowance } = dialled
  const out = createOutbound(socket, wire, limits, now, meter)
  const nonce = randomBytes(32)
  const members = new Map<RoomRef, { readonly room: Room; readonly member: Member }>()
  const rates = createAppendRates(limits, now)
  const parts = createBucket(limits.partBytesPerSecond, limits.partBurst, now)
  const ephemerals = createBucket(limits.ephemeralsPerSecond, limits.ephemeralsPerSecond, now)
  const readerEphemerals = createBucket(
    limits.readerEphemeralsPerSecond,
    limits.readerEphemeralsPerSecond,
    now,
  )
  /** Bytes that came since the last answer to a HELLO, until one has proved something. */
  let unanswered = 0
  let gone = false
  let work: Promise<void> = Promise.resolve()
  /** Messages that wait for one before them. */
  let waiting = 0
  const deadline = setTimeout(() => out.close('hello-timeout'), limits.helloMs)
  const line = hub.intake.open(
    () => {
      meter.count('reading_paused')
      socket.pause()
    },
    () => socket.resume(),
  )
  hub.strangers.add(socket)
  if (allowance) allowance.strangers++
  // Below the WebSocket, which would gather a frame of 1.1 MiB from somebody who has proved nothing.
  const countRaw = (chunk: Buffer): void => {
    unanswered += chunk.length
    if (unanswered > limits.helloBytes + HEADER_BYTES) {
      raw.off('data', countRaw)
      out.close('too-large')
    }
  }
  raw.on('data', countRaw)
  out.send({ type: 'challenge', nonce, limits })

  /** It has proved something, or is gone. */
  const noStranger = (): void => {
    raw.off('data', countRaw)
    clearTimeout(deadline)
    if (hub.strangers.delete(socket) && allowance) allowance.strangers--
  }
  const refuseRoom = (room: RoomRef, code: RefusalCode): void => {
    unanswered = 0
    out.send({ type: 'closed', room, code })
  }
  const forgetGone = (ref: RoomRef): void => {
    const at = members.get(ref)
    if (!at?.member.gone) return
    members.delete(ref)
    hub.dropIdle(at.room)
  }

  const hello = async (message: Hello): Promise<void> => {
    const { room: ref, roomId, role } = message
    meter.count('hellos')
    // Whoever was shown out comes again under another number; what they left behind must not add up.
    for (const known of [...members.keys()]) forgetGone(known)
    if (members.size >= limits.maxRooms || members.has(ref)) return refuseRoom(ref, 'too-many-rooms')
    if (!(await hub.hellos.enter()) || checks.waiting() >= limits.maxWaitingChecks)
      return refuseRoom(ref, 'busy')
    if (gone) return
    const name = printBase64url(roomId)
    let { keys } = message
    if (role === 'reader') {
      const open = hub.openRoom(name)
      const kept = open ? (await open)?.head : await store.head(name)
      if (kept && 'ok' in kept && !kept.ok) return refuseRoom(ref, 'storage')
      const head = kept && 'ok' in kept ? (kept.ok ? kept.value : null) : kept
      if (!head) return refuseRoom(ref, 'not-here')
      keys = { ...head.keys, reader: keys.reader }
    }
    if (!(await checkRoomKeys(roomId, keys))) return refuseRoom(ref, 'wrong-keys')
    const valid = await checks(async () => {
      for (const origin of origins) {
        if (await verifyHello(keys, role, origin, nonce, roomId, message.signature)) return true
      }
      return false
    })
    if (!valid) return refuseRoom(ref, 'bad-signature')
    noStranger()
    // A room may empty, and be let go of, while one waits for one's turn in it: then it is opened anew.
    for (let entered = false; !entered && !gone;) {
      const room = await hub.enterRoom(name, roomId, keys, role !== 'reader')
      if (room === 'storage' || room === 'not-here') return refuseRoom(ref, room)
      const member: Member = {
        conn: randomInt(1, MAX_CONN),
        ref,
        role,
        out,
        allowance,
        next: 0,
        live: false,
        gone: false,
        owed: new Map(),
        presence: null,
        fetches: 0,
        fetching: Promise.resolve(),
        checkedHead: null,
      }
      await room.inTurn(async () => {
        await room.refresh()
        if (gone || !(await hub.isOpen(room))) return
        entered = true
        members.set(ref, { room, member })
        await room.join(member, message.since, message.held)
        if (room.head.revision > 0) hub.touch(name)
      })
      hub.dropIdle(room)
    }
  }

  const append = (message: Append, room: Room, member: Member, done: () => void): void => {
    meter.count('appends')
    const code = rates.take(room.name, message.record.length)
    if (!code) return room.append(member, message, done)
    out.send({ type: 'nack', room: message.room, ref: message.ref, code })
    done()
  }

  /** `keep`: the message is answered later than this ends; returns what to call then. */
  const handle = async (message: ClientMessage, keep: () => () => void): Promise<void> => {
    if (message.type === 'ping') return out.send({ type: 'pong' })
    if (message.type === 'hello') return hello(message)
    const at = members.get(message.room)
    if (!at || at.member.gone) {
      forgetGone(message.room)
      if ('ref' in message) out.send({ type: 'nack', room: message.room, ref: message.ref, code: 'not-open' })
      return
    }
    const { room, member } = at
    switch (message.type) {
      case 'append':
        return append(message, room, member, keep())
      case 'eph':
        if ((member.role === 'reader' ? readerEphemerals : ephemerals).take(1))
          room.presence.present(member, message.record)
        return
      case 'part':
        return room.takePart(member, message, parts.take(message.bytes.length))
      case 'offer':
        return room.offer(member, message)
      case 'compact':
        return room.compact(member, message)
      case 'fetch':
        return room.fetch(member, message)
      case 'generations':
        return room.tellGenerations(member, message.ref)
      case 'control':
        return room.control(member, message)
      case 'leave':
        members.delete(message.room)
        room.leave(member)
        hub.dropIdle(room)
    }
  }

  /** Deals with one message; its weight is given back when it has had its answer. */
  const deal = async (message: ClientMessage): Promise<void> => {
    const weight = weightOf(message)
    const give = (): void => line.give(weight)
    let isKept = false
    const keep = (): (() => void) => {
      isKept = true
      return give
    }
    try {
      if (!gone) await handle(message, keep)
    } catch (fault) {
      log('fault', { message: fault instanceof Error ? fault.message : String(fault) })
    } finally {
      if (!isKept) give()
    }
    chokeIfOwed()
  }

  /** Who does not read what it is owed is not read either: its questions would only be owed more. */
  const chokeIfOwed = (): void => {
    if (!gone && out.backlog() > limits.lagBytes) {
      line.choke(true)
      void out.ready().then(() => line.choke(false))
    }
  }

  socket.on('message', (data, binary) => {
    if (gone) return
    const frame = toBytes(data)
    meter.count('received_bytes', frame.length)
    const parsed = binary ? clientFrames.parse(frame) : null
    if (!parsed?.ok) {
      log('malformed-frame', { fault: parsed ? parsed.error : 'text' })
      return out.close('malformed')
    }
    for (const message of parsed.value) {
      const weight = weightOf(message)
      line.take(weight)
      // Nearly everything that is said: a record for an open room, with nothing before it that must be waited for.
      const at = waiting === 0 && message.type === 'append' ? members.get(message.room) : undefined
      if (at && !at.member.gone && message.type === 'append') {
        append(message, at.room, at.member, () => line.give(weight))
        chokeIfOwed()
        continue
      }
      waiting++
      work = work.then(() => deal(message)).finally(() => waiting--)
    }
  })
  // An error is always followed by a close.
  socket.on('error', () => undefined)
  socket.on('close', (code) => {
    gone = true
    meter.closed(out.closedWith() ?? code)
    out.stop()
    line.end()
    noStranger()
    for (const { room, member } of members.values()) {
      room.leave(member)
      hub.dropIdle(room)
    }
    members.clear()
  })
  return out
}
