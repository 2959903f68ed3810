import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { CLOSE_CODES, SUBPROTOCOL } from '../../src/protocol/code.ts'
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.ts'
import { serveConnection } from './connection.ts'
import { createHub } from './hub.ts'
import { RELAY_LIMITS, type RelayLimits } from './limits.ts'
import type { LogStore } from './log.ts'

export interface RelayStats {
  readonly connections: number
  /** Connections that have proved nothing yet. */
  readonly strangers: number
  /** Rooms somebody is in; the others cost nothing. */
  readonly rooms: number
}

export interface Relay {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stats(): RelayStats
  /** Says goodbye to everybody, lets every commit end, and closes the store. */
  close(): Promise<void>
}

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])
/** A goodbye that is not answered in this time is not waited for. */
const GOODBYE_MS = 500

/** Addresses a HELLO may have been signed for: the configured ones, or this machine's own names. */
const originsOf = (request: IncomingMessage, configured: readonly string[]): readonly string[] => {
  if (configured.length > 0) return configured
  // Host is used only to learn the port under one of the local names, never as a name of its own.
  const host = `http://${request.headers.host ?? ''}`
  return URL.canParse(host) && LOCAL_NAMES.has(new URL(host).hostname) ? [new URL(host).origin] : []
}

/**
 * A relay over `store`. `origins` are the names clients dial (`https://carrel.example`); empty: localhost only.
 * `log` hears of events and never of an address together with a room.
 */
export const createRelay = (options: {
  readonly store: LogStore
  readonly origins: readonly string[]
  readonly limits?: Partial<RelayLimits>
  readonly now?: () => number
  readonly log?: (event: string, facts: object) => void
}): Relay => {
  const limits: RelayLimits = { ...RELAY_LIMITS, ...options.limits }
  const hub = createHub(options.store, limits, options.now ?? Date.now, options.log ?? (() => undefined))
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: Math.floor(MAX_FRAME_BYTES),
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const alive = new WeakSet<WebSocket>()
  const pulse = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.has(socket)) socket.terminate()
      alive.delete(socket)
      if (socket.readyState === socket.OPEN) socket.ping()
    }
  }, limits.silenceMs)
  pulse.unref()
  let closing = false

  return {
    handleUpgrade(request, socket, head) {
      if (closing || hub.strangers.size >= limits.maxStrangers) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
        return
      }
      server.handleUpgrade(request, socket, head, (ws) => {
        if (ws.protocol !== SUBPROTOCOL) {
          ws.close(CLOSE_CODES.subprotocol, `${SUBPROTOCOL} is spoken here`)
          return
        }
        alive.add(ws)
        for (const sign of ['message', 'pong'] as const) ws.on(sign, () => alive.add(ws))
        serveConnection(ws, hub, originsOf(request, options.origins))
      })
    },
    stats: () => ({
      connections: server.clients.size,
      strangers: hub.strangers.size,
      rooms: hub.rooms(),
    }),
    async close() {
      closing = true
      clearInterval(pulse)
      await hub.settled()
      const gone = [...server.clients].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve())
            socket.close(CLOSE_CODES['shutting-down'], 'shutting-down')
          }),
      )
      let clock: ReturnType<typeof setTimeout> | undefined
      const enough = new Promise<void>((resolve) => {
        clock = setTimeout(resolve, GOODBYE_MS)
      })
      await Promise.race([Promise.all(gone), enough])
      clearTimeout(clock)
      for (const socket of server.clients) socket.terminate()
      await hub.settled()
      hub.uploads.stop()
      await options.store.close()
    },
  }
}
