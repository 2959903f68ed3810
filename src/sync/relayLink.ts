import { SUBPROTOCOL } from '../protocol/code.ts'
import { createBackOff } from './backOff.ts'
import { FIRST_BACKOFF_MS, LAST_BACKOFF_MS, PING_MS, PROBE_MS, REFUSED_BACKOFF_MS } from './limits.ts'
import { openRelaySocket, type RelaySocket } from './relaySocket.ts'
import type { RoomHandler, WebSocketConstructor } from './wire.ts'

/** `waiting`: no connection; a redial is planned. */
export type LinkPhase = 'connecting' | 'open' | 'waiting'

/** One WebSocket for all documents of a tab. */
export interface RelayLink {
  /** What was dialled; names the channels between tabs. */
  readonly url: string
  phase(): LinkPhase
  /** Called after every change of phase; returns how to stop. */
  onPhase(callback: () => void): () => void
  /** The page is visible again, or the network is back: a sign of life within 3 s, or a new connection. */
  probe(): void
  /**
   * The page is left, and perhaps kept as it stands for the way back, which an open socket forbids: hangs up after what
   * is waiting to be sent, until the next probe.
   */
  rest(): void
  close(): void
  /** Puts a room on the link, dialling if need be; returns how to take it off. */
  attach(handler: RoomHandler): () => void
  /**
   * A tab whose documents another tab carries has no socket of its own; while `open` is lent by one of its documents,
   * its phase is that of the other. Returns how to end the loan.
   */
  borrow(open: () => boolean): { changed(): void; end(): void }
}

export interface RelayLinkOptions {
  /** `ws://host/relay` or `wss://host/relay`. */
  readonly url: string
  readonly WebSocket: WebSocketConstructor
  /** 0 up to but not including 1. */
  readonly random?: () => number
  readonly now?: () => number
  readonly pingMs?: number
  readonly probeMs?: number
  readonly firstBackOffMs?: number
  readonly lastBackOffMs?: number
}

/** The name by which a relay knows itself: `wss://host/relay` is at `https://host`. */
export const originOf = (url: string): string => {
  const { protocol, host } = new URL(url)
  return `${protocol === 'wss:' || protocol === 'https:' ? 'https:' : 'http:'}//${host}`
}

export const createRelayLink = (options: RelayLinkOptions): RelayLink => {
  const { url, random = Math.random, now = Date.now, pingMs = PING_MS, probeMs = PROBE_MS } = options
  const backOff = createBackOff(
    options.firstBackOffMs ?? FIRST_BACKOFF_MS,
    options.lastBackOffMs ?? LAST_BACKOFF_MS,
    random,
  )
  const callbacks = new Set<() => void>()
  const handlers = new Set<RoomHandler>()
  const loans = new Set<() => boolean>()
  let own: LinkPhase = 'waiting'
  let socket: RelaySocket | null = null
  let redial: ReturnType<typeof setTimeout> | undefined
  let probing: ReturnType<typeof setTimeout> | undefined
  let told: LinkPhase = 'waiting'
  let closed = false
  let resting = false

  const phase = (): LinkPhase => (own !== 'open' && [...loans].some((open) => open()) ? 'open' : own)
  const tell = (): void => {
    if (phase() === told) return
    told = phase()
    for (const callback of callbacks) callback()
  }
  const setPhase = (next: LinkPhase): void => {
    own = next
    tell()
  }

  const dial = (): void => {
    clearTimeout(redial)
    redial = undefined
    if (closed || socket || handlers.size === 0) return
    resting = false
    const dialled = openRelaySocket({
      url,
      WebSocket: options.WebSocket,
      protocol: SUBPROTOCOL,
      origin: originOf(url),
      now,
      pingMs,
      useful: () => backOff.reset(),
      opened() {
        setPhase('open')
        for (const handler of handlers) dialled.enter(handler)
      },
      closed(code) {
        socket = null
        setPhase('waiting')
        // 44xx: this relay and this client do not fit; trying again soon would only be a nuisance.
        const pause = code >= 4400 && code <= 4499 ? REFUSED_BACKOFF_MS : backOff.next()
        if (!closed && !resting) redial = setTimeout(dial, pause)
      },
    })
    socket = dialled
    setPhase('connecting')
  }

  return {
    url,
    phase,
    onPhase(callback) {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    probe() {
      clearTimeout(probing)
      if (!socket) return dial()
      const asked = socket
      const since = asked.received()
      asked.ping()
      probing = setTimeout(() => {
        if (socket === asked && asked.received() === since) {
          asked.drop('no sign of life')
          backOff.reset()
          dial()
        }
      }, probeMs)
    },
    rest() {
      clearTimeout(redial)
      clearTimeout(probing)
      redial = undefined
      resting = true
      socket?.rest()
    },
    close() {
      closed = true
      clearTimeout(redial)
      clearTimeout(probing)
      socket?.drop('closed')
    },
    attach(handler) {
      handlers.add(handler)
      if (socket && own === 'open') socket.enter(handler)
      else if (!socket && redial === undefined) dial()
      return () => {
        handlers.delete(handler)
        socket?.leave(handler)
      }
    },
    borrow(open) {
      loans.add(open)
      tell()
      return {
        changed: tell,
        end() {
          loans.delete(open)
          tell()
        },
      }
    },
  }
}
