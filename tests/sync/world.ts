import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { createRelay, type Relay } from '../../server/relay/relay.ts'
import type { LogStore } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { Capability } from '../../src/crypto/capability.ts'
import { createRelayLink, type RelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc, type SealedDoc, type SyncDocOptions } from '../../src/sync/syncDoc.ts'
import type { WebSocketConstructor } from '../../src/sync/wire.ts'
import type { Line } from './line.ts'
import { QUICK } from './quick.ts'

/** What `ws` offers is what a browser offers, as far as it is used. */
// reason: its event types are classes of its own, which the shared interface does not name
export const NodeWebSocket = WebSocket as unknown as WebSocketConstructor

export interface Device {
  readonly doc: Y.Doc
  readonly map: Y.Map<unknown>
  readonly link: RelayLink
  readonly sealed: SealedDoc
  /** Ends it as a closed tab does; the document stays readable. */
  end(): void
}

export interface World {
  /** `ws://…/relay`, the same for the world's whole life. */
  url(): string
  store(): LogStore
  device(
    capability: Capability,
    options?: Partial<SyncDocOptions> & { readonly seed?: Y.Doc; readonly line?: Line },
  ): Device
  /** Every connection breaks; the relay goes on. */
  cut(): void
  /** The relay ends and begins again, over the same store or another. */
  restart(store?: LogStore): Promise<void>
  /** No relay until `restart`. */
  stop(): Promise<void>
  head(capability: Capability): Promise<number>
  floor(capability: Capability): Promise<number>
  close(): Promise<void>
}

/** A relay on a port of its own, and devices that know it. */
export const openWorld = async (
  first: LogStore = createMemoryStore(),
  limits: Parameters<typeof createRelay>[0]['limits'] = {},
): Promise<World> => {
  let store = first
  let relay: Relay
  let server: http.Server
  let port = 0
  const sockets = new Set<{ destroy(): void; on(event: 'close', done: () => void): void }>()
  const devices = new Set<Device>()

  const start = async (): Promise<void> => {
    relay = createRelay({ store, origins: [], limits })
    server = http.createServer()
    server.on('upgrade', (request, socket, head) => relay.handleUpgrade(request, socket, head))
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    // reason: a TCP server that listens has an address object, never a pipe name
    ;({ port } = server.address() as AddressInfo)
  }
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const stop = async (): Promise<void> => {
    cut()
    const closed = new Promise((resolve) => server.close(resolve))
    await relay.close()
    await closed
  }
  await start()

  const headOf = async (capability: Capability): Promise<{ head: number; floor: number }> => {
    const head = await store.head(capability.room)
    if (!head.ok) throw new Error(head.error)
    return head.value ?? { head: 0, floor: 0 }
  }

  return {
    url: () => `ws://localhost:${port}/relay`,
    store: () => store,
    device(capability, { seed, line, ...options } = {}) {
      const doc = new Y.Doc()
      if (seed) Y.applyUpdate(doc, Y.encodeStateAsUpdate(seed))
      const link =
        options.link ??
        createRelayLink({
          url: `ws://localhost:${port}/relay`,
          WebSocket: line?.WebSocket ?? NodeWebSocket,
          firstBackOffMs: 10,
          lastBackOffMs: 100,
        })
      const sealed = syncDoc({ doc, capability, presence: false, timing: QUICK, ...options, link })
      const device: Device = {
        doc,
        map: doc.getMap('map'),
        link,
        sealed,
        end() {
          sealed.destroy()
          if (!options.link) link.close()
          devices.delete(device)
        },
      }
      devices.add(device)
      return device
    },
    cut,
    async restart(next = store) {
      await stop().catch(() => {})
      store = next
      await start()
    },
    stop,
    head: async (capability) => (await headOf(capability)).head,
    floor: async (capability) => (await headOf(capability)).floor,
    async close() {
      for (const device of [...devices]) {
        device.end()
        device.doc.destroy()
      }
      await stop().catch(() => {})
    },
  }
}

export const isSame = (...docs: readonly Y.Doc[]): boolean => {
  const [first, ...others] = docs.map((doc) => Buffer.from(Y.encodeSnapshot(Y.snapshot(doc))).toString('hex'))
  return others.every((one) => one === first)
}

export const codesOf = ({ sealed }: Device): readonly string[] =>
  sealed.state().problems.map(({ code }) => code)
