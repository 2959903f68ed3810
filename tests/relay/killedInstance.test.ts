import { rmSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc } from '../../src/sync/syncDoc.ts'
import { layOutApp, makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { bundleServer, runCarrel, type CarrelProcess } from '../server/carrelProcess.ts'
import { QUICK, until } from '../sync/quick.ts'
import { isSame, NodeWebSocket } from '../sync/world.ts'
import { endAll, endLater } from './peer.ts'
import { DURABLE, startRedis, type RedisProcess } from './redisProcess.ts'

const SLOW = 120_000
const PATIENCE = 60_000
let file: string
let home: TestFolder
let redis: RedisProcess

beforeAll(async () => {
  file = bundleServer()
  home = makeTestFolder()
  layOutApp(path.join(home.path, 'app'))
  redis = await startRedis(...DURABLE)
}, SLOW)
afterEach(endAll)
afterAll(async () => {
  await redis.remove()
  home.remove()
  rmSync(file, { force: true })
})

/** One name in front of several relays: each new connection goes to the next that takes it. */
const openBalancer = async () => {
  let targets: readonly number[] = []
  let turn = 0
  const server = net.createServer((inbound) => {
    inbound.on('error', () => undefined)
    const dial = (tries: number): void => {
      const target = targets[turn++ % targets.length]
      if (target === undefined || tries === 0) return void inbound.destroy()
      const outbound = net.connect(target, '127.0.0.1')
      let stands = false
      outbound.once('connect', () => {
        stands = true
        inbound.pipe(outbound).pipe(inbound)
      })
      outbound.on('error', () => (stands ? inbound.destroy() : dial(tries - 1)))
      outbound.on('close', () => stands && inbound.destroy())
      inbound.on('close', () => outbound.destroy())
    }
    dial(targets.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endLater(() => server.close())
  // reason: a TCP server that listens has an address object, never a pipe name
  const { port } = server.address() as AddressInfo
  return { port, lead: (ports: readonly number[]) => (targets = ports) }
}

const runInstance = async (name: string, port: number, feed?: string): Promise<CarrelProcess> => {
  const one = await runCarrel(file, {
    CARREL_APP: path.join(home.path, 'app'),
    CARREL_DATA: path.join(home.path, name),
    CARREL_STORE: redis.url,
    CARREL_ORIGINS: `http://localhost:${port}`,
    ...(feed === undefined ? {} : { CARREL_FEED: feed }),
  })
  endLater(() => one.kill('SIGKILL'))
  expect(one.port, one.output()).toBeGreaterThan(0)
  return one
}
const feedOf = async ({ port }: CarrelProcess): Promise<unknown> => {
  const answer: unknown = await (await fetch(`http://127.0.0.1:${port}/carrel.json`)).json()
  return typeof answer === 'object' && answer !== null && 'feed' in answer ? answer.feed : null
}

test(
  'R38: of two servers behind one name one is killed: what was saved is there, and all go on at the other',
  { timeout: SLOW },
  async () => {
    const balancer = await openBalancer()
    const first = await runInstance('first', balancer.port)
    const feed = await feedOf(first)
    const second = await runInstance('second', balancer.port, String(feed))
    expect([typeof feed, await feedOf(second)]).toEqual(['string', feed])
    balancer.lead([first.port, second.port])

    const device = (room: Capability) => {
      const doc = new Y.Doc()
      const url = `ws://localhost:${balancer.port}/relay`
      const link = createRelayLink({ url, WebSocket: NodeWebSocket, firstBackOffMs: 10, lastBackOffMs: 200 })
      const sealed = syncDoc({ doc, capability: room, presence: false, timing: QUICK, link })
      const end = (): void => {
        sealed.destroy()
        link.close()
      }
      endLater(end)
      return { doc, map: doc.getMap('map'), sealed, end }
    }
    const room = await createCapability()
    const devices = [device(room), device(room), device(room), device(room)] as const
    const words: string[] = []
    const isSaved = (one: ReturnType<typeof device>): boolean => one.sealed.state().saved
    const write = (at: number, word: string): void => {
      devices[at % devices.length]?.map.set(word, 1)
      words.push(word)
    }
    for (let at = 0; at < 8; at++) write(at, `before ${at}`)
    await until(() => devices.every(isSaved), 'saved', PATIENCE)
    // Whoever has left cannot bring anything back: what it was told is saved must be there.
    const gone = device(room)
    gone.map.set('of one that left', 1)
    words.push('of one that left')
    await until(() => isSaved(gone), 'saved', PATIENCE)
    gone.end()
    for (let at = 0; at < 8; at++) write(at, `meanwhile ${at}`)
    await first.kill('SIGKILL')
    for (let at = 0; at < 8; at++) write(at, `after ${at}`)
    const newcomer = device(room)
    const all = [...devices, newcomer]
    await until(
      () => all.every((one) => isSaved(one) && words.every((word) => one.map.has(word))),
      () => JSON.stringify(all.map((one) => [one.map.size, one.sealed.state()])),
      PATIENCE,
    )
    expect(isSame(...all.map(({ doc }) => doc))).toBe(true)
    expect(await second.kill('SIGTERM')).toBe(0)
  },
)

test('L20: a server is not started over a Redis that forgets, and says why', { timeout: SLOW }, async () => {
  const weak = await startRedis()
  endLater(() => weak.remove())
  const env = { CARREL_APP: path.join(home.path, 'app'), CARREL_DATA: path.join(home.path, 'weak') }
  const refused = await runCarrel(file, { ...env, CARREL_STORE: weak.url })
  expect([refused.port, await refused.ended]).toEqual([0, 1])
  expect(refused.output()).toContain(
    'accept that the last changes are lost in a power cut with CARREL_STORE_WEAK=1',
  )
  const taken = await runCarrel(file, { ...env, CARREL_STORE: weak.url, CARREL_STORE_WEAK: '1' })
  endLater(() => taken.kill('SIGKILL'))
  expect(taken.port).toBeGreaterThan(0)
  expect(taken.output()).toContain('weak-store')
})
