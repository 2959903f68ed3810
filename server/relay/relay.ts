import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { CLOSE_CODES, SUBPROTOCOL } from '../../src/protocol/code.ts'
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.ts'
import { parseProxies, readClientAddress, type Proxies } from './clientAddress.ts'
import { serveConnection, type Dialled } from './connection.ts'
import { createDiskWatch, type MeasureDisk } from './diskWatch.ts'
import { createHub } from './hub.ts'
import { RELAY_LIMITS, type RelayLimits } from './limits.ts'
import type { LogStore } from './log.ts'
import { createMeter } from './meter.ts'
import { createRoomAging, type RoomAging } from './roomAges.ts'
import type { Outbound } from './outbound.ts'
import { watchStore } from './watchedStore.ts'

export interface RelayStats {
  readonly connections: number
  /** Connections that have proved nothing yet. */
  readonly strangers: number
  /** Rooms somebody is in; the others cost nothing. */
  readonly rooms: number
  /** Bytes owed to recipients, here and in their sockets. */
  readonly backlog: number
  /** Bytes that clients have said and that are not dealt with. */
  readonly intake: number
}

/** Why writes are refused; `null`: they are not. */
export type WriteTrouble = 'disk-low' | 'disk-refuses' | 'stopping' | null

export interface Relay {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stats(): RelayStats
  /** Whether what clients write is kept. */
  trouble(): WriteTrouble
  /** What it has counted, in Prometheus' text format. */
  metrics(): string
  /** Takes nobody new, lets every commit end, says goodbye to everybody, and closes the store. */
  close(): Promise<void>
  /** Looks for rooms in which nobody has been for long, as it does once a day by itself. */
  sweepRooms(): Promise<void>
}

const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])
/** A goodbye that is not answered in this time is not waited for. */
const GOODBYE_MS = 500
/** Goodbyes said at once; a stop with no more connections than this takes no time. */
const GOODBYE_STEP = 100

/** Addresses a HELLO may have been signed for: the configured ones, or this machine's own names. */
const originsOf = (request: IncomingMessage, configured: readonly string[]): readonly string[] => {
  if (configured.length > 0) return configured
  // Host is used only to learn the port under one of the local names, never as a name of its own.
  const host = `http://${request.headers.host ?? ''}`
  return URL.canParse(host) && LOCAL_NAMES.has(new URL(host).hostname) ? [new URL(host).origin] : []
}

const loopbackOnly = (): Proxies => {
  const parsed = parseProxies([])
  if (!parsed.ok) throw new Error('this machine is no proxy of its own')
  return parsed.value
}

/**
 * A relay over `store`. `origins` are the names clients dial (`https://carrel.example`); empty: localhost only.
 * `proxies` are believed in what they say of a client's address (unset: this machine). `measureDisk` tells how much room
 * the store's disk has. `log` hears of events and never of an address together with a room.
 */
export const createRelay = (options: {
  readonly store: LogStore
  readonly origins: readonly string[]
  readonly proxies?: Proxies
  readonly measureDisk?: MeasureDisk
  readonly limits?: Partial<RelayLimits>
  readonly now?: () => number
  readonly log?: (event: string, facts: object) => void
}): Relay => {
  const limits: RelayLimits = { ...RELAY_LIMITS, ...options.limits }
  const { now = Date.now, log = () => undefined, proxies = loopbackOnly() } = options
  const meter = createMeter()
  const began = now()
  const watched = watchStore(options.store, {
    wrote: (ms) => meter.commit(ms),
    refusing: (refusing) => log(refusing ? 'store-refuses' : 'store-takes-again', {}),
  })
  const store: LogStore = {
    ...watched,
    async compact(...given) {
      const done = await watched.compact(...given)
      if (done.ok) meter.count('compactions')
      return done
    },
  }
  const disk = options.measureDisk
    ? createDiskWatch(options.measureDisk, limits, (state) =>
        log(state === 'enough' ? 'disk-has-room-again' : 'disk-low', { refused: state, ...disk?.space() }),
      )
    : null
  void disk?.measure()
  const aging: RoomAging = createRoomAging({
    store,
    limits,
    isOpen: (room) => hub.openRoom(room) !== null,
    now,
    log,
    meter,
  })
  const hub = createHub({ store, limits, now, log, meter, disk, touch: (room) => aging.touch(room) })
  // At once only where days have passed: a start has other things to do.
  const firstSweep = setTimeout(() => void aging.sweep(), limits.agingStepMs)
  firstSweep.unref()
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: Math.floor(MAX_FRAME_BYTES),
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const outbounds = new Map<WebSocket, Outbound>()
  const alive = new WeakSet<WebSocket>()
  const pulse = setInterval(() => {
    for (const socket of server.clients) {
      // Who is not read cannot show a sign of life; the clock of what it is owed runs for it.
      if (!alive.has(socket) && !socket.isPaused) socket.terminate()
      alive.delete(socket)
      if (socket.readyState === socket.OPEN) socket.ping()
    }
  }, limits.silenceMs)
  pulse.unref()
  let closing = false
  const noteAlive = function (this: WebSocket): void {
    alive.add(this)
  }
  const noteClosed = function (this: WebSocket): void {
    outbounds.delete(this)
  }
  /** Not in the handler of the upgrade, whose request every listener would hold on to. */
  const serve = (ws: WebSocket, dialled: Dialled): void => {
    meter.count('connections_opened')
    alive.add(ws)
    ws.on('message', noteAlive)
    ws.on('pong', noteAlive)
    outbounds.set(ws, serveConnection(ws, hub, dialled))
    ws.once('close', noteClosed)
  }

  const turnAway = (socket: Duplex, status: '429 Too Many Requests' | '503 Service Unavailable'): void => {
    meter.count('handshakes_refused')
    socket.on('error', () => socket.destroy())
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n`)
  }
  const backlog = (): number => [...outbounds.values()].reduce((total, out) => total + out.backlog(), 0)
  const stats = (): RelayStats => ({
    connections: server.clients.size,
    strangers: hub.strangers.size,
    rooms: hub.rooms(),
    backlog: backlog(),
    intake: hub.intake.held(),
  })
  const trouble = (): WriteTrouble =>
    closing
      ? 'stopping'
      : watched.isRefusing()
        ? 'disk-refuses'
        : disk?.state() === 'writes'
          ? 'disk-low'
          : null

  return {
    handleUpgrade(request, socket, head) {
      if (closing || hub.strangers.size >= limits.maxStrangers)
        return turnAway(socket, '503 Service Unavailable')
      const allowance = hub.allowances.of(readClientAddress(request, proxies))
      if (allowance && allowance.strangers >= limits.maxStrangersPerAddress)
        return turnAway(socket, '429 Too Many Requests')
      server.handleUpgrade(request, socket, head, (ws) => {
        if (ws.protocol !== SUBPROTOCOL) {
          ws.close(CLOSE_CODES.subprotocol, `${SUBPROTOCOL} is spoken here`)
          return
        }
        serve(ws, { raw: socket, wire: socket, origins: originsOf(request, options.origins), allowance })
      })
    },
    stats,
    trouble,
    metrics() {
      const { connections, strangers, rooms, backlog: owed, intake } = stats()
      const space = disk?.space() ?? null
      return meter.print([
        ['carrel_connections', 'WebSockets that are open.', connections],
        ['carrel_strangers', 'WebSockets that have proved nothing yet.', strangers],
        ['carrel_rooms_open', 'Rooms that somebody is in.', rooms],
        ['carrel_backlog_bytes', 'Bytes that clients are owed.', owed],
        ['carrel_intake_bytes', 'Bytes that clients have said and that are not dealt with.', intake],
        ['carrel_hellos_waiting', 'HELLOs that stand in line.', hub.hellos.waiting()],
        ['carrel_signature_checks_waiting', 'Signature checks that stand in line.', hub.checks.waiting()],
        ['carrel_writes_refused', '1 while the store refuses what clients write.', trouble() ? 1 : 0],
        ['carrel_disk_free_bytes', 'Room on the disk of the data folder.', space?.free ?? null],
        ['carrel_disk_size_bytes', 'Size of the disk of the data folder.', space?.total ?? null],
        ['carrel_uptime_seconds', 'Since the start.', Math.max(0, now() - began) / 1_000],
      ])
    },
    sweepRooms: () => aging.sweep(),
    async close() {
      closing = true
      clearInterval(pulse)
      disk?.stop()
      clearTimeout(firstSweep)
      aging.stop()
      hub.stop()
      await hub.settled()
      // In an order of chance, a hundred at a time: who is sent away goes to another instance, or comes back here.
      const leaving = [...server.clients]
        .map((socket) => ({ socket, at: Math.random() }))
        .sort((one, other) => one.at - other.at)
        .map(({ socket }) => socket)
      const steps = Math.ceil(leaving.length / GOODBYE_STEP)
      const gone: Promise<void>[] = []
      for (let step = 0; step < steps; step++) {
        if (step > 0) await new Promise((resolve) => setTimeout(resolve, limits.drainMs / steps))
        for (const socket of leaving.slice(step * GOODBYE_STEP, (step + 1) * GOODBYE_STEP)) {
          if (socket.readyState === socket.CLOSED) continue
          gone.push(new Promise<void>((resolve) => socket.once('close', () => resolve())))
          // By way of its queue, so that acknowledgements that are ready go before the goodbye.
          const out = outbounds.get(socket)
          if (out) out.close('shutting-down')
          else socket.close(CLOSE_CODES['shutting-down'], 'shutting-down')
        }
      }
      let clock: ReturnType<typeof setTimeout> | undefined
      const enough = new Promise<void>((resolve) => {
        clock = setTimeout(resolve, GOODBYE_MS)
      })
      await Promise.race([Promise.all(gone), enough])
      clearTimeout(clock)
      for (const socket of server.clients) socket.terminate()
      await hub.settled()
      hub.uploads.stop()
      await store.close()
    },
  }
}
