import { randomInt } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { checkRoomKeys } from '../../src/crypto/capability.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { verifyHello } from '../../src/crypto/proof.ts'
import { clientFrames } from '../../src/protocol/codec.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { ClientMessage, RoomRef, WireKeys, WireRole } from '../../src/protocol/message.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import type { Allowance } from './allowances.ts'
import { createAppendRates, type AppendRates } from './appendRates.ts'
import { createBucket, type Bucket } from './bucket.ts'
import type { Hub } from './hub.ts'
import type { IntakeLine } from './intake.ts'
import type { Member } from './member.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import type { Room } from './room.ts'
import { logFault } from './roomSurroundings.ts'

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

/**
 * One socket until it closes. A class, and what is seldom needed is made when it is: a relay holds thousands of these
 * that say nothing.
 */
class Connection {
  readonly out: Outbound
  readonly #socket: WebSocket
  readonly #hub: Hub
  readonly #origins: readonly string[]
  readonly #allowance: Allowance | null
  readonly #nonce = randomBytes(32)
  readonly #members = new Map<RoomRef, { readonly room: Room; readonly member: Member }>()
  readonly #line: IntakeLine
  #rates: AppendRates | null = null
  #parts: Bucket | null = null
  #ephemerals: Bucket | null = null
  #readerEphemerals: Bucket | null = null
  #gone = false
  #work: Promise<void> = Promise.resolve()
  /** Messages that wait for one before them. */
  #waiting = 0
  /** Bytes that came since the last answer to a HELLO. */
  #unanswered = 0
  /** Ends what watches a socket that has proved nothing yet; `null`: it has, or is gone. */
  #provesItself: (() => void) | null

  constructor(socket: WebSocket, hub: Hub, { raw, wire, origins, allowance }: Dialled) {
    const { limits, now, meter } = hub
    this.#socket = socket
    this.#hub = hub
    this.#origins = origins
    this.#allowance = allowance
    this.out = createOutbound(socket, wire, limits, now, meter)
    this.#line = hub.intake.open({
      pause() {
        meter.count('reading_paused')
        socket.pause()
      },
      resume: () => socket.resume(),
    })
    this.#provesItself = this.#watchStranger(raw)
    this.out.send({ type: 'challenge', nonce: this.#nonce, limits })
    socket.on('message', (data, binary) => this.#hear(data, binary))
    // An error is always followed by a close.
    socket.on('error', () => undefined)
    socket.on('close', (code) => this.#end(code))
  }

  /** Bounds what a socket may say, and how long it may take, before it has proved something. */
  #watchStranger(raw: Duplex): () => void {
    const { strangers, limits } = this.#hub
    const allowance = this.#allowance
    const socket = this.#socket
    const deadline = setTimeout(() => this.out.close('hello-timeout'), limits.helloMs)
    // Below the WebSocket, which would gather a frame of 1.1 MiB from somebody who has proved nothing.
    const countRaw = (chunk: Buffer): void => {
      this.#unanswered += chunk.length
      if (this.#unanswered <= limits.helloBytes + HEADER_BYTES) return
      raw.off('data', countRaw)
      this.out.close('too-large')
    }
    raw.on('data', countRaw)
    strangers.add(socket)
    if (allowance) allowance.strangers++
    return () => {
      raw.off('data', countRaw)
      clearTimeout(deadline)
      strangers.delete(socket)
      if (allowance) allowance.strangers--
    }
  }

  /** It has proved something, or is gone. */
  #noStranger(): void {
    this.#provesItself?.()
    this.#provesItself = null
  }

  #refuseRoom(room: RoomRef, code: RefusalCode): void {
    this.#unanswered = 0
    this.out.send({ type: 'closed', room, code })
  }

  #forgetGone(ref: RoomRef): void {
    const at = this.#members.get(ref)
    if (!at?.member.gone) return
    this.#members.delete(ref)
    this.#hub.dropIdle(at.room)
  }

  async #hello(message: Hello): Promise<void> {
    const { room: ref, roomId, role } = message
    const { limits, checks, hellos, meter } = this.#hub
    meter.count('hellos')
    // Whoever was shown out comes again under another number; what they left behind must not add up.
    for (const known of [...this.#members.keys()]) this.#forgetGone(known)
    if (this.#members.size >= limits.maxRooms || this.#members.has(ref))
      return this.#refuseRoom(ref, 'too-many-rooms')
    if (!(await hellos.enter()) || checks.waiting() >= limits.maxWaitingChecks)
      return this.#refuseRoom(ref, 'busy')
    if (this.#gone) return
    const name = printBase64url(roomId)
    const keys = role === 'reader' ? await this.#keysForReader(name, message.keys) : message.keys
    if (typeof keys === 'string') return this.#refuseRoom(ref, keys)
    if (!(await checkRoomKeys(roomId, keys))) return this.#refuseRoom(ref, 'wrong-keys')
    const valid = await checks(async () => {
      for (const origin of this.#origins) {
        if (await verifyHello(keys, role, origin, this.#nonce, roomId, message.signature)) return true
      }
      return false
    })
    if (!valid) return this.#refuseRoom(ref, 'bad-signature')
    this.#noStranger()
    await this.#enter(message, name, keys)
  }

  /** A reader knows the public key of reading alone: the others are those of the room that is kept. */
  async #keysForReader(name: string, given: WireKeys): Promise<WireKeys | 'storage' | 'not-here'> {
    const open = this.#hub.openRoom(name)
    const kept = open ? ok((await open)?.head ?? null) : await this.#hub.store.head(name)
    if (!kept.ok) return 'storage'
    return kept.value ? { ...kept.value.keys, reader: given.reader } : 'not-here'
  }

  async #enter({ room: ref, roomId, role, since, held }: Hello, name: string, keys: WireKeys): Promise<void> {
    const hub = this.#hub
    // A room may empty, and be let go of, while one waits for one's turn in it: then it is opened anew.
    for (let entered = false; !entered && !this.#gone;) {
      const room = await hub.enterRoom(name, roomId, keys, role !== 'reader')
      if (room === 'storage' || room === 'not-here') return this.#refuseRoom(ref, room)
      const member: Member = {
        conn: randomInt(1, MAX_CONN),
        ref,
        role,
        out: this.out,
        allowance: this.#allowance,
        next: 0,
        live: false,
        gone: false,
        owed: null,
        presence: null,
        fetches: 0,
        fetching: null,
        checkedHead: null,
      }
      await room.inTurn(async () => {
        await room.refresh()
        if (this.#gone || !(await hub.isOpen(room))) return
        entered = true
        this.#members.set(ref, { room, member })
        await room.join(member, since, held)
        if (room.head.revision > 0) hub.touch(name)
      })
      hub.dropIdle(room)
    }
  }

  #append(message: Append, room: Room, member: Member, done: () => void): void {
    const { meter, limits, now } = this.#hub
    meter.count('appends')
    this.#rates ??= createAppendRates(limits, now)
    const code = this.#rates.take(room.name, message.record.length)
    if (!code) return room.append(member, message, done)
    this.out.send({ type: 'nack', room: message.room, ref: message.ref, code })
    done()
  }

  #mayPresent(role: WireRole): boolean {
    const { limits, now } = this.#hub
    const { ephemeralsPerSecond: writers, readerEphemeralsPerSecond: readers } = limits
    return role === 'reader'
      ? (this.#readerEphemerals ??= createBucket(readers, readers, now)).take(1)
      : (this.#ephemerals ??= createBucket(writers, writers, now)).take(1)
  }

  #mayUpload(bytes: number): boolean {
    const { limits, now } = this.#hub
    return (this.#parts ??= createBucket(limits.partBytesPerSecond, limits.partBurst, now)).take(bytes)
  }

  /** `keep`: the message is answered later than this ends; returns what to call then. */
  async #handle(message: ClientMessage, keep: () => () => void): Promise<void> {
    if (message.type === 'ping') return this.out.send({ type: 'pong' })
    if (message.type === 'hello') return this.#hello(message)
    const at = this.#members.get(message.room)
    if (!at || at.member.gone) {
      this.#forgetGone(message.room)
      if ('ref' in message)
        this.out.send({ type: 'nack', room: message.room, ref: message.ref, code: 'not-open' })
      return
    }
    const { room, member } = at
    switch (message.type) {
      case 'append':
        return this.#append(message, room, member, keep())
      case 'eph':
        if (this.#mayPresent(member.role)) room.presence.present(member, message.record)
        return
      case 'part':
        return room.takePart(member, message, this.#mayUpload(message.bytes.length))
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
        this.#members.delete(message.room)
        room.leave(member)
        this.#hub.dropIdle(room)
    }
  }

  /** Deals with one message; its weight is given back when it has had its answer. */
  async #deal(message: ClientMessage): Promise<void> {
    const weight = weightOf(message)
    const give = (): void => this.#line.give(weight)
    let isKept = false
    const keep = (): (() => void) => {
      isKept = true
      return give
    }
    try {
      if (!this.#gone) await this.#handle(message, keep)
    } catch (fault) {
      logFault(this.#hub, fault)
    } finally {
      if (!isKept) give()
    }
    this.#chokeIfOwed()
  }

  /** Who does not read what it is owed is not read either: its questions would only be owed more. */
  #chokeIfOwed(): void {
    if (this.#gone || this.out.backlog() <= this.#hub.limits.lagBytes) return
    this.#line.choke(true)
    void this.out.ready().then(() => this.#line.choke(false))
  }

  #hear(data: RawData, binary: boolean): void {
    if (this.#gone) return
    const frame = toBytes(data)
    this.#hub.meter.count('received_bytes', frame.length)
    const parsed = binary ? clientFrames.parse(frame) : null
    if (!parsed?.ok) {
      this.#hub.log('malformed-frame', { fault: parsed ? parsed.error : 'text' })
      return this.out.close('malformed')
    }
    for (const message of parsed.value) {
      const weight = weightOf(message)
      this.#line.take(weight)
      // Nearly everything that is said: a record for an open room, with nothing before it that must be waited for.
      const at =
        this.#waiting === 0 && message.type === 'append' ? this.#members.get(message.room) : undefined
      if (at && !at.member.gone && message.type === 'append') {
        this.#append(message, at.room, at.member, () => this.#line.give(weight))
        this.#chokeIfOwed()
        continue
      }
      this.#waiting++
      this.#work = this.#work.then(() => this.#deal(message)).finally(() => this.#waiting--)
    }
  }

  #end(code: number): void {
    this.#gone = true
    this.#hub.meter.closed(this.out.closedWith() ?? code)
    this.out.stop()
    this.#line.end()
    this.#noStranger()
    for (const { room, member } of this.#members.values()) {
      room.leave(member)
      this.#hub.dropIdle(room)
    }
    this.#members.clear()
  }
}

/** Serves one socket until it closes. */
export const serveConnection = (socket: WebSocket, hub: Hub, dialled: Dialled): Outbound =>
  new Connection(socket, hub, dialled).out
