import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { relayFrames } from '../../src/protocol/codec.ts'
import { CLOSE_CODES } from '../../src/protocol/code.ts'
import { MAX_FRAME_BYTES, MAX_MESSAGES_PER_FRAME } from '../../src/protocol/limits.ts'
import type { RelayMessage } from '../../src/protocol/message.ts'
import type { RelayLimits } from './limits.ts'
import type { Meter } from './meter.ts'
import { frameHead, frameOf, joinPrinted, payloadOf, readyToLeave, type Printed } from './printed.ts'

/** One socket, as rooms see it: what is ready in one turn of the loop leaves in one frame, over all its rooms. */
export interface Outbound {
  send(message: RelayMessage): void
  /** Records printed once for all who hear them. */
  sendRecords(records: Printed): void
  /** Another message that was printed once for all who hear it. */
  sendPrinted(message: Printed): void
  /** Sends it with whatever leaves next, or after {@link ACK_WAIT_MS}: nobody waits for it. */
  sendSoon(message: RelayMessage): void
  /** Bytes that have not left yet, here and in the socket. */
  backlog(): number
  /** Resolves when there is room to go on with a replay; false when the socket is gone. */
  ready(): Promise<boolean>
  close(code: keyof typeof CLOSE_CODES): void
  /** The code with which this side closed it, if it did. */
  closedWith(): number | null
  /** It is gone: nothing is watched any more. */
  stop(): void
}

/** A message's share of a frame, near enough: the payload decides. */
const sizeOf = (message: RelayMessage): number =>
  64 + ('record' in message ? message.record.length : 0) + ('bytes' in message ? message.bytes.length : 0)

/**
 * An ACK waits so long for something to leave with: a frame of its own costs as much as the record it acknowledges, and
 * the person sees "kept on this device" turn into "delivered" no later for it.
 */
const ACK_WAIT_MS = 50

/** Up to here it costs less to copy the pieces of a frame into one than to hand each to the kernel. */
const MAX_JOINED_BYTES = 8 * 1_024

/** How often a paused replay looks whether the socket has drained. */
const LOOK_MS = 20

const sizeOfPrinted = ({ buffer, head }: Printed): number => buffer.length - head

/** How far a socket has come with what it was given; kept only while something is owed. */
interface Progress {
  /** Bytes that had left when it was last seen to move, and when that was. */
  moved: number
  movedAt: number
  readonly clock: ReturnType<typeof setInterval>
}

/** An {@link Outbound} over one socket. A class: a relay holds thousands of these that say nothing. */
class SocketOutbound implements Outbound {
  readonly #socket: WebSocket
  readonly #wire: Duplex | null
  readonly #limits: RelayLimits
  readonly #now: () => number
  readonly #meter: Meter
  #queue: (RelayMessage | Printed)[] = []
  #queued = 0
  #scheduled = false
  #late: ReturnType<typeof setTimeout> | undefined
  #closedWith: number | null = null
  /** Bytes given to the socket. */
  #handed = 0
  #progress: Progress | null = null
  #turn: Promise<void> | null = null

  constructor(socket: WebSocket, wire: Duplex | null, limits: RelayLimits, now: () => number, meter: Meter) {
    this.#socket = socket
    this.#wire = wire
    this.#limits = limits
    this.#now = now
    this.#meter = meter
  }

  send(message: RelayMessage): void {
    const meter = this.#meter
    if (message.type === 'eph') {
      const passes = this.backlog() <= this.#limits.dropEphemeralBytes
      meter.count(passes ? 'ephemerals' : 'ephemerals_dropped')
      if (!passes) return
    } else if (message.type === 'record') meter.count('records_sent')
    else if (message.type === 'ack') meter.count('acks')
    else if (message.type === 'nack' || message.type === 'closed') meter.nack(message.code)
    this.#push(message, sizeOf(message))
    this.#flushSoon()
  }

  sendRecords(records: Printed): void {
    this.#meter.count('records_sent', records.messages)
    this.sendPrinted(records)
  }

  sendPrinted(message: Printed): void {
    this.#push(message, sizeOfPrinted(message))
    this.#flushSoon()
  }

  sendSoon(message: RelayMessage): void {
    if (message.type === 'ack') this.#meter.count('acks')
    this.#push(message, sizeOf(message))
    this.#late ??= setTimeout(() => {
      this.#late = undefined
      if (this.#queue.length > 0) this.#flush()
    }, ACK_WAIT_MS)
  }

  backlog(): number {
    return this.#queued + this.#socket.bufferedAmount
  }

  async ready(): Promise<boolean> {
    // One after the other, each when what the one before read has been queued: the replays of hundreds of rooms
    // would otherwise all see the same room, and fill it hundredfold.
    const before = this.#turn
    let done: () => void = () => undefined
    this.#turn = new Promise((resolve) => (done = resolve))
    await before
    const socket = this.#socket
    while (this.backlog() > this.#limits.pauseReplayBytes && socket.readyState === socket.OPEN)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    setImmediate(done)
    return socket.readyState === socket.OPEN
  }

  close(code: keyof typeof CLOSE_CODES): void {
    this.#flush()
    this.#closedWith ??= CLOSE_CODES[code]
    this.#socket.close(CLOSE_CODES[code], code)
    // Who does not read does not answer a farewell either.
    if (code === 'too-slow') this.#socket.terminate()
  }

  closedWith(): number | null {
    return this.#closedWith
  }

  stop(): void {
    this.#stopWatching()
    clearTimeout(this.#late)
  }

  #push(message: RelayMessage | Printed, bytes: number): void {
    this.#queue.push(message)
    this.#queued += bytes
  }

  #flushSoon(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(flushOne, this)
  }

  /** Sends what waits, in as few frames as may be. */
  flushNow(): void {
    this.#scheduled = false
    this.#flush()
  }

  #flush(): void {
    const waiting = this.#queue
    this.#queue = []
    this.#queued = 0
    let parts: Printed[] = []
    let loose: RelayMessage[] = []
    let bytes = 0
    let messages = 0
    const gather = (): void => {
      if (loose.length > 0) parts.push(readyToLeave(relayFrames.print(loose), loose.length))
      loose = []
    }
    for (const one of waiting) {
      const size = 'buffer' in one ? sizeOfPrinted(one) : sizeOf(one)
      const held = 'buffer' in one ? one.messages : 1
      if (bytes > 0 && (bytes + size > MAX_FRAME_BYTES || messages + held > MAX_MESSAGES_PER_FRAME)) {
        gather()
        this.#write(parts)
        parts = []
        bytes = 0
        messages = 0
      }
      if ('buffer' in one) {
        gather()
        parts.push(one)
      } else loose.push(one)
      bytes += size
      messages += held
    }
    gather()
    this.#write(parts)
    if (this.#socket.bufferedAmount > this.#limits.dropEphemeralBytes) this.#watchProgress()
  }

  #write(parts: readonly Printed[]): void {
    const socket = this.#socket
    if (parts.length === 0 || socket.readyState !== socket.OPEN) return
    const [only] = parts
    let bytes = 0
    for (const part of parts) bytes += sizeOfPrinted(part)
    this.#meter.count('sent_bytes', bytes)
    this.#handed += bytes
    const wire = this.#wire
    if (wire && parts.length > 1 && bytes > MAX_JOINED_BYTES) {
      // In one go with its head, and what several recipients share is not copied for each.
      wire.cork()
      wire.write(frameHead(bytes))
      for (const part of parts) wire.write(payloadOf(part))
      wire.uncork()
      return
    }
    const whole = parts.length === 1 && only ? only : joinPrinted(parts)
    if (wire) wire.write(frameOf(whole))
    else socket.send(payloadOf(whole))
  }

  /** A clock only while something is owed: idle connections have none. */
  #watchProgress(): void {
    const { stallMs } = this.#limits
    this.#progress ??= {
      moved: this.#handed - this.#socket.bufferedAmount,
      movedAt: this.#now(),
      clock: setInterval(() => this.#lookAtProgress(), Math.max(LOOK_MS, stallMs / 10)),
    }
    this.#progress.clock.unref()
  }

  #lookAtProgress(): void {
    const progress = this.#progress
    if (!progress) return
    const left = this.#socket.bufferedAmount
    // Not by what is left: a replay fills up what a slow recipient takes, so that nothing seems to move.
    if (this.#handed - left > progress.moved || left === 0) {
      progress.movedAt = this.#now()
      progress.moved = this.#handed - left
    } else if (this.#now() - progress.movedAt >= this.#limits.stallMs) this.close('too-slow')
    if (left === 0) this.#stopWatching()
  }

  #stopWatching(): void {
    clearInterval(this.#progress?.clock)
    this.#progress = null
  }
}

const flushOne = (out: SocketOutbound): void => out.flushNow()

/**
 * `wire`: what is below the WebSocket, to which whole frames are written; `null`: `socket` makes its frames itself. The
 * two may alternate, because without compression `ws` writes each of its own frames at once.
 */
export const createOutbound = (
  socket: WebSocket,
  wire: Duplex | null,
  limits: RelayLimits,
  now: () => number,
  meter: Meter,
): Outbound => new SocketOutbound(socket, wire, limits, now, meter)
