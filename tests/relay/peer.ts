import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { LogStore } from '../../server/relay/log.ts'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { createRelay } from '../../server/relay/relay.ts'
import type { Capability } from '../../src/crypto/capability.ts'
import { signHello } from '../../src/crypto/proof.ts'
import { createSealer, RECORD_TYPES } from '../../src/crypto/record.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { SUBPROTOCOL } from '../../src/protocol/code.ts'
import type { ClientMessage, RelayMessage } from '../../src/protocol/message.ts'
import { makeTestFolder } from '../server/appFolder.ts'

const NOTHING = new Uint8Array(0)
const ends: (() => unknown)[] = []
/** Ends what a test began, the last first: `afterEach(endAll)`. */
export const endAll = async (): Promise<void> => {
  for (const end of ends.splice(0).reverse()) await end()
}

/** Ends with the test. */
export const endLater = (end: () => unknown): void => void ends.push(end)

/** The store of the real server, in a folder that goes with the test. */
export const openLmdb = async (folder?: string): Promise<LogStore> => {
  const made = folder === undefined ? makeTestFolder() : null
  const opened = await openLmdbStore(folder ?? made?.path ?? '')
  if (!opened.ok) throw new Error(opened.error)
  const store = opened.value
  let open = true
  const close = async (): Promise<void> => {
    if (open) await store.close()
    open = false
  }
  ends.push(async () => {
    await close()
    made?.remove()
  })
  return { ...store, close }
}

/** A relay on a port of its own. */
export const serve = async (
  store: LogStore = createMemoryStore(),
  options: Partial<Parameters<typeof createRelay>[0]> = {},
): Promise<{ readonly port: number; readonly relay: ReturnType<typeof createRelay> }> => {
  const relay = createRelay({ store, origins: [], ...options })
  const server = http.createServer()
  server.on('upgrade', (request, socket, head) => relay.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(async () => {
    await relay.close()
    server.close()
  })
  // reason: a TCP server that listens has an address object, never a pipe name
  return { port: (server.address() as AddressInfo).port, relay }
}

/** A client that says exactly what the test makes it say. */
export const dial = (port: number, headers: Readonly<Record<string, string>> = {}) => {
  const socket = new WebSocket(`ws://localhost:${port}/relay`, SUBPROTOCOL, { headers })
  const heard: RelayMessage[] = []
  const waiting: (() => void)[] = []
  let closed: number | null = null
  const wake = (): void => {
    for (const one of waiting.splice(0)) one()
  }
  socket.on('message', (data: Buffer) => {
    const parsed = relayFrames.parse(new Uint8Array(data))
    if (parsed.ok) heard.push(...parsed.value)
    wake()
  })
  socket.on('close', (code) => {
    closed = code
    wake()
  })
  socket.on('error', () => undefined)
  ends.push(() => socket.terminate())
  /** The next message of one of these types, past all others. */
  const next = async <T extends RelayMessage['type']>(
    ...types: readonly T[]
  ): Promise<Extract<RelayMessage, { type: T }>> => {
    for (;;) {
      const at = heard.findIndex(({ type }) => types.some((one) => one === type))
      const found = at < 0 ? undefined : heard.splice(at, 1)[0]
      // reason: findIndex has just compared its type
      if (found) return found as Extract<RelayMessage, { type: T }>
      if (closed !== null) throw new Error(`closed with ${closed} before ${types.join(' or ')}`)
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return {
    socket,
    heard,
    next,
    say: (...messages: readonly ClientMessage[]) => socket.send(clientFrames.print(messages)),
    async closed(): Promise<number> {
      while (closed === null) await new Promise<void>((resolve) => waiting.push(resolve))
      return closed
    },
  }
}

export const hello = async (
  port: number,
  capability: Capability,
  change: {
    readonly origin?: string
    readonly since?: Extract<ClientMessage, { type: 'hello' }>['since']
    readonly held?: Extract<ClientMessage, { type: 'hello' }>['held']
    readonly headers?: Readonly<Record<string, string>>
  } = {},
) => {
  const client = dial(port, change.headers)
  const { nonce } = await client.next('challenge')
  /** A HELLO for a further room on this connection. */
  const greet = async (
    room: Capability,
    ref: number,
  ): Promise<Extract<ClientMessage, { type: 'hello' }>> => ({
    type: 'hello',
    room: ref,
    roomId: room.roomId,
    role: room.role,
    keys: {
      owner: room.ownerKey ?? NOTHING,
      writer: room.writerKey ?? NOTHING,
      reader: room.readerKey,
    },
    signature: await signHello(room, room.role, change.origin ?? `http://localhost:${port}`, nonce),
    since: change.since ?? null,
    held: change.held ?? null,
  })
  client.say(await greet(capability, 1))
  return { ...client, nonce, greet }
}

export const join = async (
  port: number,
  capability: Capability,
  change: Parameters<typeof hello>[2] = {},
) => {
  const client = await hello(port, capability, change)
  const welcome = await client.next('welcome')
  await client.next('synced')
  const sealer = await createSealer(capability, client.nonce)
  let seen = { logId: welcome.logId, seq: welcome.head, chain: welcome.chain, prevFloor: 0 }
  return {
    ...client,
    sealer,
    welcome,
    record: (text: string) => sealer.seal(RECORD_TYPES.update, seen, new TextEncoder().encode(text)),
    see: (next: typeof seen) => (seen = next),
  }
}
