import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'
import type { Bytes } from '../../src/lib/bytes.ts'
import type { SocketLike, WebSocketConstructor } from '../../src/sync/wire.ts'
import type { VirtualClock } from './virtualClock.ts'

type Handler = ((event: never) => void) | null
type Frame = Bytes

/** What becomes of a frame on its way: it arrives as these, in this order. */
export type Tamper = (frame: Frame) => readonly Frame[]

/** Where sockets are taken in; `null`: nobody is there. */
export type Accept = (socket: WebSocket) => void

/** A device's line to the relay, on which every message may be the last. */
export interface ModelLine {
  readonly WebSocket: WebSocketConstructor
  /** From now on no dialling succeeds, and what is open breaks; what is on its way may be lost. */
  cut(): void
  /** What is open breaks, and may be dialled again at once. */
  break(): void
  /** Nothing arrives any more, in either direction, and nobody is told. */
  stall(): void
  mend(): void
  /** Frames that have arrived, over all connections. */
  frames(): number
  /** Once so many more frames have arrived, the line breaks in the middle of what follows. */
  breakAfter(frames: number): void
}

export interface Network {
  line(options?: { readonly tamper?: () => Tamper }): ModelLine
  /** Who answers; the sockets of who answered before are dead at once, and their devices learn it by and by. */
  serve(accept: Accept | null): void
}

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3

interface Pair {
  /** Breaks on both sides. `heard`: the relay is still there to hear it. */
  end(code: number, heard: boolean): void
  stalled: boolean
}

/**
 * Sockets in memory: each direction keeps its order, each frame takes its time. `latency` gives ms, chance decides what
 * of that which is on its way is lost with a connection. `heard` is told of every frame that arrives.
 */
export const createNetwork = (options: {
  readonly clock: VirtualClock
  readonly random: () => number
  readonly latency: () => number
  readonly heard: (direction: 'up' | 'down', line: number, frame: Frame) => void
}): Network => {
  const { clock, random, latency, heard } = options
  let accept: Accept | null = null
  let lines = 0
  const pairs = new Set<Pair>()

  /** A relay's end, as `ws` has it. */
  class RelayEnd extends EventEmitter {
    readonly OPEN = OPEN
    readyState = OPEN
    bufferedAmount = 0
    #paused = false
    readonly #waiting: Frame[] = []
    readonly #down: (frame: Frame) => void
    readonly #ended: (code: number, atOnce: boolean) => void
    constructor(down: (frame: Frame) => void, ended: (code: number, atOnce: boolean) => void) {
      super()
      this.#down = down
      this.#ended = ended
    }
    send(frame: Frame): void {
      if (this.readyState === OPEN) this.#down(new Uint8Array(frame))
    }
    close(code = 1005): void {
      this.#ended(code, false)
    }
    terminate(): void {
      this.#ended(1006, true)
    }
    ping(): void {}
    /** What arrives meanwhile waits, as it does below a real socket. */
    pause(): void {
      this.#paused = true
    }
    resume(): void {
      this.#paused = false
      for (const frame of this.#waiting.splice(0)) this.arrive(frame)
    }
    arrive(frame: Frame): void {
      if (this.#paused) this.#waiting.push(frame)
      else this.emit('message', Buffer.from(frame), true)
    }
  }

  const line: Network['line'] = ({ tamper } = {}) => {
    const number = lines++
    let down = false
    let arrived = 0
    let breakAt = Number.POSITIVE_INFINITY
    const mine = new Set<Pair>()
    const breakAll = (): void => {
      for (const pair of [...mine]) pair.end(1006, true)
    }

    class LineSocket implements SocketLike {
      binaryType = 'blob'
      readyState = CONNECTING
      bufferedAmount = 0
      onopen: Handler = null
      onmessage: Handler = null
      onclose: Handler = null
      onerror: Handler = null
      #up: (frame: Frame) => void = () => undefined
      #ended: () => void = () => undefined

      constructor() {
        clock.after(latency(), () => this.#connect())
      }

      #tell(handler: Handler, event: object): void {
        // reason: events of the platforms differ; the handler asks for no more than this one has
        handler?.(event as never)
      }
      #fail(): void {
        if (this.readyState === CLOSED) return
        this.readyState = CLOSED
        this.#tell(this.onerror, {})
        this.#tell(this.onclose, { code: 1006 })
      }

      #connect(): void {
        if (this.readyState === CLOSED) return
        if (down || !accept) return this.#fail()
        this.readyState = OPEN
        const change = tamper?.()
        let over = false
        /** When the last frame of each direction arrives: the next one arrives later. */
        const last = { up: 0, down: 0 }
        const carry = (direction: 'up' | 'down', run: () => void): void => {
          last[direction] = Math.max(last[direction], clock.now() + latency())
          clock.after(last[direction] - clock.now(), run)
        }
        const count = (direction: 'up' | 'down', frame: Frame): boolean => {
          if (pair.stalled) return false
          heard(direction, number, frame)
          arrived++
          if (arrived < breakAt) return true
          breakAt = Number.POSITIVE_INFINITY
          // At any message: before it is taken in, or behind it.
          const taken = random() < 0.5
          breakAll()
          return taken
        }
        const relay = new RelayEnd(
          (frame) => {
            relay.bufferedAmount += frame.length
            carry('down', () => {
              relay.bufferedAmount -= frame.length
              if (over || this.readyState !== OPEN || !count('down', frame)) return
              for (const one of change?.(frame) ?? [frame]) {
                // reason: the handler may have closed the socket, which the compiler does not follow
                if ((this.readyState as number) === OPEN)
                  this.#tell(this.onmessage, { data: one.slice().buffer })
              }
            })
          },
          (code, atOnce) => {
            if (relay.readyState === CLOSED) return
            relay.readyState = CLOSED
            clock.after(0, () => relay.emit('close', code))
            if (atOnce) return pair.end(code, false)
            // What was said before the farewell arrives before it.
            carry('down', () => pair.end(code, false))
          },
        )
        const pair: Pair = {
          stalled: false,
          end: (code, isHeard) => {
            if (over) return
            over = true
            pairs.delete(pair)
            mine.delete(pair)
            if (relay.readyState !== CLOSED) {
              relay.readyState = CLOSED
              if (isHeard) carry('up', () => relay.emit('close', 1006))
              else relay.removeAllListeners()
            }
            if (pair.stalled) return
            clock.after(latency(), () => {
              if (this.readyState === CLOSED) return
              this.readyState = CLOSED
              this.#tell(this.onclose, { code })
            })
          },
        }
        pairs.add(pair)
        mine.add(pair)
        this.#up = (frame) => {
          this.bufferedAmount += frame.length
          carry('up', () => {
            if (pair.stalled) return
            this.bufferedAmount -= frame.length
            // What had left before the line broke may still arrive.
            if ((over && random() < 0.5) || relay.readyState === CLOSED || !count('up', frame)) return
            relay.arrive(frame)
          })
        }
        this.#ended = () => pair.end(1006, true)
        accept(
          // reason: the relay uses no more of a `ws` socket than this has
          relay as unknown as WebSocket,
        )
        this.#tell(this.onopen, {})
      }

      send(frame: Frame): void {
        if (this.readyState === OPEN) this.#up(frame)
      }
      close(): void {
        if (this.readyState === CLOSED) return
        this.readyState = CLOSED
        this.#ended()
      }
    }

    return {
      WebSocket: LineSocket,
      cut() {
        down = true
        breakAll()
      },
      break: breakAll,
      stall() {
        for (const pair of mine) pair.stalled = true
      },
      mend() {
        down = false
      },
      frames: () => arrived,
      breakAfter(frames) {
        breakAt = arrived + frames
      },
    }
  }

  return {
    line,
    serve(next) {
      // A process that ends hears nothing of it.
      for (const pair of [...pairs]) pair.end(1006, false)
      accept = next
    },
  }
}
