import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { RELAY_LIMITS } from '../../server/relay/limits.ts'
import { asWriter, createCapability, roomIdOf, type Capability } from '../../src/crypto/capability.ts'
import { chainNext } from '../../src/crypto/record.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import type { Resume } from '../../src/protocol/message.ts'
import { layOutApp, makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { bundleServer, runCarrel, type CarrelProcess } from '../server/carrelProcess.ts'
import { noise, until } from '../sync/quick.ts'
import { endAll, endLater, hello, join } from './peer.ts'

const SLOW = 240_000
const MIB = 2 ** 20
const CONNECTIONS = 2_000
const ROOMS_EACH = 2
/** Done side by side: enough to keep the server busy, few enough for its half-open limit. */
const WIDTH = 100
let file: string
let home: TestFolder

beforeAll(() => {
  file = bundleServer()
  home = makeTestFolder()
  layOutApp(path.join(home.path, 'app'))
}, SLOW)
afterEach(endAll)
afterAll(() => {
  home.remove()
  rmSync(file, { force: true })
})

const start = async (name: string): Promise<CarrelProcess & { metric(name: string): Promise<number> }> => {
  const env = {
    HOST: 'localhost',
    CARREL_APP: path.join(home.path, 'app'),
    CARREL_DATA: path.join(home.path, name),
    CARREL_METRICS: '0',
  }
  const one = await runCarrel(file, env)
  endLater(() => one.kill('SIGKILL'))
  const at = /metrics are at (http:\S+)/.exec(one.output())?.[1] ?? ''
  return {
    ...one,
    async metric(metric) {
      const text = await (await fetch(at)).text()
      return Number(new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1])
    },
  }
}

/** Bytes of memory that are the process's own: the database's pages, which the kernel lends, are not among them. */
const ownMemory = ({ pid }: CarrelProcess): number =>
  1_024 * Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
const knowsMemory = existsSync('/proc/self/status')

/** Another room of the same writer: an id commits to its owner's key, which nobody here has to sign with. */
const likeRoom = async (like: Capability): Promise<Capability> => {
  const ownerKey = new Uint8Array(randomBytes(32))
  const { writerKey, readerKey } = like
  if (!writerKey) throw new Error('a writer')
  const roomId = await roomIdOf({ owner: ownerKey, writer: writerKey, reader: readerKey })
  return { ...like, ownerKey, roomId, room: printBase64url(roomId) }
}

const inParts = async <T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> => {
  const done: U[] = []
  for (let at = 0; at < items.length; at += WIDTH)
    done.push(...(await Promise.all(items.slice(at, at + WIDTH).map(work))))
  return done
}

test(
  `R25: ${CONNECTIONS} connections in ${CONNECTIONS * ROOMS_EACH} rooms are served; idle, they cost little, and once gone nothing`,
  { timeout: SLOW },
  async () => {
    const server = await start('crowd')
    const before = knowsMemory ? ownMemory(server) : 0
    const writer = await asWriter(await createCapability())
    const peers = await inParts(Array.from({ length: CONNECTIONS }), async () => {
      const [first, ...more] = await Promise.all(Array.from({ length: ROOMS_EACH }, () => likeRoom(writer)))
      if (!first) throw new Error('a room')
      const peer = await join(server.port, first)
      for (const [at, room] of more.entries()) {
        peer.say(await peer.greet(room, at + 2))
        await peer.next('synced')
      }
      return peer
    })
    expect(await server.metric('carrel_connections')).toBeGreaterThanOrEqual(CONNECTIONS)
    expect(await server.metric('carrel_rooms_open')).toBeGreaterThanOrEqual(CONNECTIONS * ROOMS_EACH)
    if (knowsMemory) {
      const each = (ownMemory(server) - before) / CONNECTIONS
      console.log(`crowd.test.ts: ${Math.round(each / 1_024)} KiB per connection with ${ROOMS_EACH} rooms`)
      expect(each).toBeLessThan(64 * 1_024)
    }
    // Every one of them is served.
    const acked = await inParts(peers, async (peer) => {
      peer.say({ type: 'append', room: 1, ref: 1, record: await peer.record('hello') })
      return (await peer.next('ack')).seq
    }).catch((fault: unknown) => {
      throw new Error(`the server said:\n${server.output()}`, { cause: fault })
    })
    expect(acked).toEqual(peers.map(() => 1))
    for (const { socket } of peers) socket.terminate()
    await until(async () => (await server.metric('carrel_connections')) < 10, 'all are gone')
    expect(await server.metric('carrel_rooms_open')).toBeLessThan(10)
    expect(await server.metric('carrel_strangers')).toBeLessThan(10)
  },
)

test.skipIf(!knowsMemory)(
  'R20: a reader that stalls while owed more than 100 MB costs the relay its limit and no more than 8 MB besides',
  { timeout: SLOW },
  async () => {
    const server = await start('stalled')
    // A connection may say 8 MiB at once, so many of them write.
    const [rooms, writers, records] = [4, 4, 8]
    const capabilities = await Promise.all(Array.from({ length: rooms }, () => createCapability()))
    const text = noise(0.85 * MIB)
    const fill = async (room: Capability): Promise<number> => {
      let bytes = 0
      let since: Resume | null = null
      for (let writer = 0; writer < writers; writer++) {
        const peer = await join(server.port, room, { since })
        const { logId, floor, snapshotTag } = peer.welcome
        let { chain } = peer.welcome
        for (let ref = 0; ref < records; ref++) {
          const record = await peer.record(text)
          chain = await chainNext(chain, record)
          bytes += record.length
          peer.say({ type: 'append', room: 1, ref, record })
        }
        for (let ref = 0; ref < records; ref++) await peer.next('ack')
        since = { logId, seq: (writer + 1) * records, chain, floor, snapshotTag }
        peer.socket.close()
      }
      return bytes
    }
    let owed = 0
    for (const bytes of await Promise.all(capabilities.map(fill))) owed += bytes
    expect(owed).toBeGreaterThan(100_000_000)
    await until(async () => (await server.metric('carrel_connections')) < 5, 'the writers are gone')
    // Somebody who reads all of it first, so that what is measured is the stall and not the first reading.
    for (const room of capabilities) {
      const calm = await join(server.port, room)
      expect(calm.heard.filter(({ type }) => type === 'record')).toHaveLength(writers * records)
      calm.socket.close()
    }
    // What that left behind is given back in its own time.
    let before = ownMemory(server)
    await until(() => {
      const now = ownMemory(server)
      const falls = now < before
      before = Math.min(before, now)
      return !falls
    }, 'the memory has settled')
    const [first, ...others] = capabilities
    if (!first) throw new Error('a room')
    const reader = await hello(server.port, first)
    await reader.next('welcome')
    reader.socket.pause()
    for (const [at, room] of others.entries()) reader.say(await reader.greet(room, at + 2))
    let [least, most] = [Number.POSITIVE_INFINITY, 0]
    const end = Date.now() + 3_000
    while (Date.now() < end) {
      const more = ownMemory(server) - before
      least = Math.min(least, more)
      most = Math.max(most, more)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const backlog = await server.metric('carrel_backlog_bytes')
    console.log(
      `crowd.test.ts: owed ${Math.round(owed / 1e6)} MB, backlog ${backlog}, memory +${Math.round(least / 1e6)} to +${Math.round(most / 1e6)} MB`,
    )
    expect(backlog).toBeGreaterThan(0)
    expect(backlog).toBeLessThan(RELAY_LIMITS.pauseReplayBytes + 2 * MIB)
    // What is held shows at the lowest: above it lies what reading leaves to be collected, in its own time.
    expect(least).toBeLessThan(RELAY_LIMITS.lagBytes + 8_000_000)
    expect(most).toBeLessThan(owed / 2)
    // Somebody else reads all of it meanwhile, and the stalled one does when it goes on.
    const other = await join(server.port, first)
    expect(other.heard.filter(({ type }) => type === 'record')).toHaveLength(writers * records)
    reader.socket.resume()
    for (const _room of capabilities) expect((await reader.next('synced')).head).toBe(writers * records)
  },
)
