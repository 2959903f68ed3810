import { randomInt } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import { checkRoomKeys } from '../../src/crypto/capability.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { verifyHello } from '../../src/crypto/proof.ts'
import { clientFrames } from '../../src/protocol/codec.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { ClientMessage, RoomRef } from '../../src/protocol/message.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { createBucket } from './bucket.ts'
import type { Hub } from './hub.ts'
import type { Member } from './member.ts'
import { createOutbound } from './outbound.ts'
import type { Room } from './room.ts'

type Hello = Extract<ClientMessage, { type: 'hello' }>

/** `conn` numbers are drawn from here: random per socket and room, exact as a JavaScript number. */
const MAX_CONN = 2 ** 47

const toBytes = (data: RawData): Uint8Array =>
  Array.isArray(data) ? new Uint8Array(Buffer.concat(data)) : new Uint8Array(data)

/** Serves one socket until it closes. `origins`: what a HELLO on it may have been signed for. */
export const serveConnection = (socket: WebSocket, hub: Hub, origins: readonly string[]): void => {
  const { limits, now, log, checks, store } = hub
  const out = createOutbound(socket, limits, now)
  const nonce = randomBytes(32)
  const members = new Map<RoomRef, { readonly room: Room; readonly member: Member }>()
  const appends = createBucket(limits.appendsPerSecond, limits.appendBurst, now)
  const bytes = createBucket(limits.bytesPerSecond, limits.byteBurst, now)
  const parts = createBucket(limits.partBytesPerSecond, limits.partBurst, now)
  const ephemerals = createBucket(limits.ephemeralsPerSecond, limits.ephemeralsPerSecond, now)
  const readerEphemerals = createBucket(
    limits.readerEphemeralsPerSecond,
    limits.readerEphemeralsPerSecond,
    now,
  )
  let proved = false
  let said = 0
  let hellos = 0
  let gone = false
  let work: Promise<void> = Promise.resolve()
  const deadline = setTimeout(() => out.close('hello-timeout'), limits.helloMs)
  hub.strangers.add(socket)
  out.send({ type: 'challenge', nonce, limits })

  const refuseRoom = (room: RoomRef, code: RefusalCode): void => out.send({ type: 'closed', room, code })
  const forgetGone = (ref: RoomRef): void => {
    const at = members.get(ref)
    if (!at?.member.gone) return
    members.delete(ref)
    hub.dropIdle(at.room)
  }

  const hello = async (message: Hello): Promise<void> => {
    const { room: ref, roomId, role } = message
    forgetGone(ref)
    if (members.size >= limits.maxRooms || members.has(ref)) return refuseRoom(ref, 'too-many-rooms')
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
      for (const origin of origins)
        if (await verifyHello(keys, role, origin, nonce, roomId, message.signature)) return true
      return false
    })
    if (!valid) return refuseRoom(ref, 'bad-signature')
    proved = true
    hub.strangers.delete(socket)
    clearTimeout(deadline)
    // A room may empty, and be let go of, while one waits for one's turn in it: then it is opened anew.
    for (let entered = false; !entered && !gone;) {
      const room = await hub.enterRoom(name, roomId, keys, role !== 'reader')
      if (room === 'storage' || room === 'not-here') return refuseRoom(ref, room)
      const member: Member = {
        conn: randomInt(1, MAX_CONN),
        ref,
        role,
        out,
        next: 0,
        live: false,
        gone: false,
        presence: null,
        fetches: 0,
        fetching: Promise.resolve(),
        checkedSession: null,
      }
      await room.inTurn(async () => {
        if (gone || !(await hub.isOpen(room))) return
        entered = true
        members.set(ref, { room, member })
        await room.join(member, message.since, message.held)
      })
      hub.dropIdle(room)
    }
  }

  const handle = async (message: ClientMessage): Promise<void> => {
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
        if (appends.take(1) && bytes.take(message.record.length)) room.append(member, message)
        else out.send({ type: 'nack', room: message.room, ref: message.ref, code: 'rate' })
        return
      case 'eph':
        if ((member.role === 'reader' ? readerEphemerals : ephemerals).take(1))
          room.present(member, message.record)
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

  socket.on('message', (data, binary) => {
    if (gone) return
    const frame = toBytes(data)
    said += frame.length
    const parsed = binary ? clientFrames.parse(frame) : null
    if (!parsed?.ok) {
      log('malformed-frame', { fault: parsed ? parsed.error : 'text' })
      return out.close('malformed')
    }
    hellos += parsed.value.filter((message) => message.type === 'hello').length
    if (!proved && said > limits.helloBytes * Math.max(1, Math.min(hellos, limits.maxRooms)))
      return out.close('too-large')
    for (const message of parsed.value)
      work = work
        .then(() => (gone ? undefined : handle(message)))
        .catch((fault: unknown) => {
          log('fault', { message: fault instanceof Error ? fault.message : String(fault) })
        })
  })
  // An error is always followed by a close.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    gone = true
    clearTimeout(deadline)
    out.stop()
    hub.strangers.delete(socket)
    for (const { room, member } of members.values()) {
      room.leave(member)
      hub.dropIdle(room)
    }
    members.clear()
  })
}
