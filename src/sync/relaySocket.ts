import { clientFrames, relayFrames } from '../protocol/codec.ts'
import type { ClientMessage, RelayMessage, RoomRef } from '../protocol/message.ts'
import { FRAME_TARGET_BYTES } from './limits.ts'
import { createSendQueue, sizeOf, type SendQueue } from './sendQueue.ts'
import type { RoomConnection, RoomHandler, RoomMessage, SocketLike, WebSocketConstructor } from './wire.ts'

/** One connection, from dialling to its end. */
export interface RelaySocket {
  enter(handler: RoomHandler): void
  leave(handler: RoomHandler): void
  ping(): void
  /** Counts frames: any byte from the relay is a sign of life. */
  received(): number
  drop(reason: string): void
  /** Sends what is waiting, then hangs up. */
  rest(): void
}

interface Options {
  readonly url: string
  readonly WebSocket: WebSocketConstructor
  readonly protocol: string
  readonly origin: string
  readonly now: () => number
  readonly pingMs: number
  /** CHALLENGE came: rooms may enter. */
  readonly opened: () => void
  /** The relay let a room in: this connection does useful work. */
  readonly useful: () => void
  /** Called once, with the close code. */
  readonly closed: (code: number) => void
}

/** How often posted messages that had to wait are tried again. */
const DRAIN_MS = 30

export const openRelaySocket = (options: Options): RelaySocket => {
  const rooms = new Map<RoomRef, RoomHandler>()
  const urgent: ClientMessage[] = []
  /** Before the relay has let anybody in it takes no more than one HELLO at a time. */
  const hellos: ClientMessage[] = []
  let helloOut = false
  let welcomed = false
  let queue: SendQueue | null = null
  let challenge: Extract<RelayMessage, { type: 'challenge' }> | null = null
  let nextRef = 1
  let frames = 0
  let pingedAt: number | null = null
  let flushing = false
  let drain: ReturnType<typeof setTimeout> | undefined
  let over = false

  const socket: SocketLike = new options.WebSocket(options.url, options.protocol)
  socket.binaryType = 'arraybuffer'

  const finish = (code: number): void => {
    if (over) return
    over = true
    clearInterval(pinging)
    clearTimeout(drain)
    socket.onmessage = null
    socket.onclose = null
    // Closing a socket that is still being opened is reported as an error, which must find a listener.
    socket.onerror = () => {}
    try {
      socket.close()
    } catch {
      // A socket that cannot be closed is as good as closed.
    }
    for (const handler of [...rooms.values()]) handler.closed()
    rooms.clear()
    options.closed(code)
  }

  const sendFrames = (messages: readonly ClientMessage[]): void => {
    let together: ClientMessage[] = []
    let size = 0
    const send = (): void => {
      if (together.length > 0) socket.send(clientFrames.print(together))
      together = []
      size = 0
    }
    for (const message of messages) {
      if (size + sizeOf(message) > FRAME_TARGET_BYTES) send()
      together.push(message)
      size += sizeOf(message)
    }
    send()
  }

  const flush = (): void => {
    flushing = false
    if (over || socket.readyState !== 1) return
    try {
      while (hellos.length > 0 && (welcomed || !helloOut)) {
        const hello = hellos.shift()
        if (hello && rooms.has(hello.type === 'hello' ? hello.room : -1)) {
          helloOut = true
          sendFrames([hello])
        }
      }
      sendFrames(urgent.splice(0))
      sendFrames(queue?.take(socket.bufferedAmount) ?? [])
    } catch {
      return finish(1006)
    }
    clearTimeout(drain)
    if (queue && !queue.isEmpty()) drain = setTimeout(flush, DRAIN_MS)
  }
  const soon = (): void => {
    if (flushing) return
    flushing = true
    queueMicrotask(flush)
  }

  const connectionOf = (
    room: RoomRef,
    hello: Extract<RelayMessage, { type: 'challenge' }>,
  ): RoomConnection => ({
    challenge: hello.nonce,
    limits: hello.limits,
    origin: options.origin,
    say(message: RoomMessage) {
      if (over || !rooms.has(room)) return
      // reason: Omit over a union forgets that `room` completes each of its members
      const whole = { ...message, room } as ClientMessage
      ;(whole.type === 'hello' ? hellos : urgent).push(whole)
      soon()
    },
    post(messages) {
      if (over || !rooms.has(room)) return
      // reason: as above
      queue?.post(
        room,
        messages.map((message) => ({ ...message, room }) as ClientMessage), // reason: as above
      )
      soon()
    },
    waitingBytes: () => (queue?.waiting(room) ?? 0) + socket.bufferedAmount,
    drop: () => finish(1006),
  })

  const dispatch = (messages: readonly RelayMessage[], bytes: number): void => {
    const byRoom = new Map<RoomRef, RelayMessage[]>()
    for (const message of messages) {
      if (message.type === 'challenge') {
        if (challenge) return finish(4500)
        challenge = message
        queue = createSendQueue(message.limits, options.now)
        options.opened()
        continue
      }
      if (message.type === 'pong') {
        for (const handler of rooms.values()) handler.pong()
        continue
      }
      if (message.type === 'welcome' || message.type === 'closed') {
        helloOut = false
        if (message.type === 'welcome') {
          welcomed = true
          options.useful()
        }
        soon()
      }
      const gathered = byRoom.get(message.room)
      if (gathered) gathered.push(message)
      else byRoom.set(message.room, [message])
    }
    const share = bytes / Math.max(1, byRoom.size)
    for (const [room, gathered] of byRoom) rooms.get(room)?.receive(gathered, share)
  }

  socket.onmessage = (event: { readonly data: unknown }) => {
    if (over) return
    frames++
    const { data } = event
    const parsed = data instanceof ArrayBuffer ? relayFrames.parse(new Uint8Array(data)) : null
    if (!parsed?.ok) return finish(4500)
    dispatch(parsed.value, data instanceof ArrayBuffer ? data.byteLength : 0)
  }
  socket.onerror = () => {}
  socket.onclose = (event: { readonly code?: number }) => finish(event.code ?? 1006)

  const ping = (): void => {
    if (over || socket.readyState !== 1 || !challenge) return
    urgent.push({ type: 'ping' })
    soon()
  }
  // Judged from ping to ping rather than by the clock: timers of a hidden page run once a minute.
  const pinging = setInterval(() => {
    if (pingedAt === frames) return finish(1006)
    pingedAt = frames
    ping()
  }, options.pingMs)

  return {
    enter(handler) {
      if (over || !challenge) return
      const room = nextRef++
      rooms.set(room, handler)
      handler.opened(connectionOf(room, challenge))
    },
    leave(handler) {
      for (const [room, known] of rooms) {
        if (known !== handler) continue
        rooms.delete(room)
        queue?.drop(room)
        if (!over) urgent.push({ type: 'leave', room })
        soon()
      }
    },
    ping,
    received: () => frames,
    drop: () => finish(1006),
    rest() {
      flush()
      finish(1000)
    },
  }
}
