import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { relayFrames } from '../../src/protocol/codec.ts'
import { CLOSE_CODES } from '../../src/protocol/code.ts'
import { MAX_FRAME_BYTES, MAX_MESSAGES_PER_FRAME } from '../../src/protocol/limits.ts'
import type { RelayMessage } from '../../src/protocol/message.ts'
import type { RelayLimits } from './limits.ts'
import type { Meter } from './meter.ts'
import { frameOf, joinPrinted, payloadOf, readyToLeave, type Printed } from './printed.ts'

/** One socket, as rooms see it: what is ready in one turn of the loop leaves in one frame, over all its rooms. */
export interface Outbound {
  send(message: RelayMessage): void
  /** Records printed once for all who hear them. */
  sendRecords(records: Printed): void
  /** Sends it with whatever leaves next, or after {@link ACK_WAIT_MS}: nobody waits for it. */
  sendSoon(message: RelayMessage): void
  /** Bytes that have not left yet, here and in the socket. */
  backlog(): number
  /** Resolves when there is room to go on with a replay; false when the socket is gone. */
  ready(): Promise<boolean>
  close(code: keyof typeof CLOSE_CODES): void
  /** The code with which this side closed it, if it did. */
  closedWith(): number | null
}

/** A message's share of a frame, near enough: the payload decides. */
const sizeOf = (message: RelayMessage): number =>
  64 + ('record' in message ? message.record.length : 0) + ('bytes' in message ? message.bytes.length : 0)

/**
 * An ACK waits so long for something to leave with: a frame of its own costs as much as the record it acknowledges, and
 * the person sees "kept on this device" turn into "delivered" no later for it.
 */
const ACK_WAIT_MS = 50

/** How often a paused replay looks whether the socket has drained. */
const LOOK_MS = 20

const sizeOfPrinted = ({ buffer, head }: Printed): number => buffer.length - head

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
): Outbound & { stop(): void } => {
  let queue: (RelayMessage | Printed)[] = []
  let queued = 0
  let scheduled = false
  let late: ReturnType<typeof setTimeout> | undefined
  let closedWith: number | null = null
  /** Bytes given to the socket; how many of them had left when it was last seen to move, and when that was. */
  let handed = 0
  let movedAt = 0
  let moved = 0
  let watch: ReturnType<typeof setInterval> | undefined
  let turn: Promise<void> = Promise.resolve()

  const write = (parts: readonly Printed[]): void => {
    if (parts.length === 0 || socket.readyState !== socket.OPEN) return
    const [only] = parts
    const whole = parts.length === 1 && only ? only : joinPrinted(parts)
    meter.count('sent_bytes', sizeOfPrinted(whole))
    handed += sizeOfPrinted(whole)
    if (wire) wire.write(frameOf(whole))
    else socket.send(payloadOf(whole))
  }
  const flush = (): void => {
    scheduled = false
    const waiting = queue
    queue = []
    queued = 0
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
        write(parts)
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
    write(parts)
    if (socket.bufferedAmount > limits.dropEphemeralBytes) watchProgress()
  }
  const flushSoon = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }
  const close = (code: keyof typeof CLOSE_CODES): void => {
    flush()
    closedWith ??= CLOSE_CODES[code]
    socket.close(CLOSE_CODES[code], code)
    // Who does not read does not answer a farewell either.
    if (code === 'too-slow') socket.terminate()
  }
  /** A clock only while something is owed: idle connections have none. */
  const watchProgress = (): void => {
    if (watch) return
    movedAt = now()
    moved = handed - socket.bufferedAmount
    watch = setInterval(
      () => {
        const left = socket.bufferedAmount
        // Not by what is left: a replay fills up what a slow recipient takes, so that nothing seems to move.
        if (handed - left > moved || left === 0) {
          movedAt = now()
          moved = handed - left
        } else if (now() - movedAt >= limits.stallMs) close('too-slow')
        if (left === 0) stopWatching()
      },
      Math.max(LOOK_MS, limits.stallMs / 10),
    )
    watch.unref()
  }
  const stopWatching = (): void => {
    clearInterval(watch)
    watch = undefined
  }
  const backlog = (): number => queued + socket.bufferedAmount

  return {
    send(message) {
      if (message.type === 'eph') {
        const passes = backlog() <= limits.dropEphemeralBytes
        meter.count(passes ? 'ephemerals' : 'ephemerals_dropped')
        if (!passes) return
      } else if (message.type === 'record') meter.count('records_sent')
      else if (message.type === 'ack') meter.count('acks')
      else if (message.type === 'nack' || message.type === 'closed') meter.nack(message.code)
      queue.push(message)
      queued += sizeOf(message)
      flushSoon()
    },
    sendRecords(records) {
      meter.count('records_sent', records.messages)
      queue.push(records)
      queued += sizeOfPrinted(records)
      flushSoon()
    },
    sendSoon(message) {
      if (message.type === 'ack') meter.count('acks')
      queue.push(message)
      queued += sizeOf(message)
      late ??= setTimeout(() => {
        late = undefined
        if (queue.length > 0) flush()
      }, ACK_WAIT_MS)
    },
    backlog,
    async ready() {
      // One after the other, each when what the one before read has been queued: the replays of hundreds of rooms
      // would otherwise all see the same room, and fill it hundredfold.
      const before = turn
      let done: () => void = () => undefined
      turn = new Promise((resolve) => (done = resolve))
      await before
      while (backlog() > limits.pauseReplayBytes && socket.readyState === socket.OPEN)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      setImmediate(done)
      return socket.readyState === socket.OPEN
    },
    close,
    closedWith: () => closedWith,
    stop() {
      stopWatching()
      clearTimeout(late)
    },
  }
}
