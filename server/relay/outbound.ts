import type { WebSocket } from 'ws'
import { relayFrames } from '../../src/protocol/codec.ts'
import { CLOSE_CODES } from '../../src/protocol/code.ts'
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.ts'
import type { RelayMessage } from '../../src/protocol/message.ts'
import type { RelayLimits } from './limits.ts'
import type { Meter } from './meter.ts'

/** One socket, as rooms see it: what is ready in one turn of the loop leaves in one frame, over all its rooms. */
export interface Outbound {
  send(message: RelayMessage): void
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

/** How often a paused replay looks whether the socket has drained. */
const LOOK_MS = 20

export const createOutbound = (
  socket: WebSocket,
  limits: RelayLimits,
  now: () => number,
  meter: Meter,
): Outbound & { stop(): void } => {
  let queue: RelayMessage[] = []
  let queued = 0
  let scheduled = false
  let closedWith: number | null = null
  /** What the socket had not sent when it was last seen to move, and when that was. */
  let stalledAt = 0
  let stalledBytes = 0
  let watch: ReturnType<typeof setInterval> | undefined
  let turn: Promise<void> = Promise.resolve()

  const write = (messages: readonly RelayMessage[]): void => {
    if (messages.length === 0 || socket.readyState !== socket.OPEN) return
    const frame = relayFrames.print(messages)
    meter.count('sent_bytes', frame.length)
    socket.send(frame)
  }
  const flush = (): void => {
    scheduled = false
    const messages = queue
    queue = []
    queued = 0
    let frame: RelayMessage[] = []
    let bytes = 0
    for (const message of messages) {
      const size = sizeOf(message)
      if (bytes > 0 && bytes + size > MAX_FRAME_BYTES) {
        write(frame)
        frame = []
        bytes = 0
      }
      frame.push(message)
      bytes += size
    }
    write(frame)
    if (socket.bufferedAmount > limits.dropEphemeralBytes) watchProgress()
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
    stalledAt = now()
    stalledBytes = socket.bufferedAmount
    watch = setInterval(
      () => {
        const left = socket.bufferedAmount
        if (left < stalledBytes || left === 0) {
          stalledAt = now()
          stalledBytes = left
        } else if (now() - stalledAt >= limits.stallMs) close('too-slow')
        if (left === 0) stop()
      },
      Math.max(LOOK_MS, limits.stallMs / 10),
    )
    watch.unref()
  }
  const stop = (): void => {
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
      if (scheduled) return
      scheduled = true
      setImmediate(flush)
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
    stop,
  }
}
