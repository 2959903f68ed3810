import { readdirSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { seeded } from '../doc/replica.ts'
import { QUICK, until } from '../sync/quick.ts'
import { isSame, openWorld, type Device, type World } from '../sync/world.ts'
import { DURABLE, openStoreOver, startRedis, type RedisProcess } from './redisProcess.ts'

const SLOW = 120_000
/** What a loaded machine may take to come back. */
const PATIENCE = 60_000
let redis: RedisProcess
let worlds: readonly [World, World]
let told: string[] = []

beforeAll(async () => {
  redis = await startRedis(...DURABLE, '--enable-debug-command', 'yes')
}, SLOW)
beforeEach(async () => {
  redis.ask('flushall')
  told = []
  const open = async (): Promise<World> =>
    openWorld(await openStoreOver(redis, { log: (event) => told.push(event) }), {
      sweepMs: 100,
      compactEveryMs: 10,
    })
  worlds = [await open(), await open()]
})
afterEach(async () => {
  for (const world of worlds) await world.close()
})
afterAll(() => redis.remove())

const has = (device: Device, words: readonly string[]): boolean => words.every((word) => device.map.has(word))
const isSaved = (device: Device): boolean => device.sealed.state().saved

/** All hold all of it, all say so, and so does somebody who comes now, at either relay. */
const allHave = async (
  room: Capability,
  devices: readonly Device[],
  words: readonly string[],
): Promise<void> => {
  const all = [...devices, ...worlds.map((world) => world.device(room))]
  await until(
    () => all.every((one) => has(one, words) && isSaved(one)) && isSame(...all.map(({ doc }) => doc)),
    () => JSON.stringify(all.map((one) => [one.map.size, one.sealed.state()])),
    PATIENCE,
  )
}
const write = async (device: Device, word: string): Promise<string> => {
  device.map.set(word, 1)
  await until(
    () => isSaved(device),
    () => `${word} saved: ${JSON.stringify(device.sealed.state())}`,
    PATIENCE,
  )
  return word
}
const open = async (count = 2) => {
  const room = await createCapability()
  const devices = Array.from({ length: count }, (_, at) => (worlds[at % 2] ?? worlds[0]).device(room))
  return { room, devices: devices as [Device, Device, ...Device[]] }
}

test(
  'R37: Redis is killed and comes back: nothing acknowledged is gone, and all go on',
  { timeout: SLOW },
  async () => {
    const { room, devices } = await open()
    const [one, two] = devices
    const words = [await write(one, 'before'), await write(two, 'before too')]
    const gone = worlds[0].device(room)
    words.push(await write(gone, 'of a device that is never seen again'))
    gone.end()
    await redis.kill()
    for (const [at, device] of devices.entries()) {
      device.map.set(`while it was away ${at}`, 1)
      words.push(`while it was away ${at}`)
      expect(isSaved(device)).toBe(false)
    }
    await until(
      () => devices.every(({ sealed }) => sealed.state().problems.some(({ code }) => code === 'storage')),
      'told',
    )
    expect(devices.some(isSaved)).toBe(false)
    await redis.start()
    await allHave(room, devices, words)
    expect(told).toContain('store-replaced')
  },
)

test('R35: the log lost its end: whoever has more brings it back', { timeout: SLOW }, async () => {
  const { room, devices } = await open()
  const words = [await write(devices[0], 'kept')]
  await until(() => has(devices[1], words), 'both have it')
  for (let at = 0; at < 6; at++) words.push(await write(devices[at % 2] ?? devices[0], `lost ${at}`))
  await until(() => devices.every((device) => has(device, words)), 'both have all')
  const head = await worlds[0].head(room)
  await redis.kill()
  const folder = path.join(redis.folder, 'appendonlydir')
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.incr.aof'))
  const log = path.join(folder, file ?? '')
  // In the middle of a record: what is left of it is not half a write.
  truncateSync(log, statSync(log).size - 3_000)
  await redis.start()
  await until(async () => (await worlds[0].head(room).catch(() => 99)) < head, 'the end is gone', PATIENCE)
  await allHave(room, devices, words)
})

test('R35: a store that was emptied under the devices is filled again', { timeout: SLOW }, async () => {
  const { room, devices } = await open(4)
  const words: string[] = []
  for (const [at, device] of devices.entries()) words.push(await write(device, `word ${at}`))
  await until(() => devices.every((device) => has(device, words)), 'all have all')
  redis.ask('flushall')
  await allHave(room, devices, words)
  words.push(await write(devices[0], 'after'))
  await allHave(room, devices, words)
})

test(
  'R35: a replica that took over is noticed without a broken connection, and everybody begins anew',
  { timeout: SLOW },
  async () => {
    const { room, devices } = await open()
    const words = [await write(devices[0], 'before')]
    await until(() => has(devices[1], words), 'both have it')
    redis.ask('debug', 'change-repl-id')
    await until(
      () => told.filter((event) => event === 'store-replaced').length === 2,
      'both relays noticed',
      PATIENCE,
    )
    words.push(await write(devices[1], 'after'))
    await allHave(room, devices, words)
  },
)

test(
  'R33: devices at one relay tidy up while those at the other read and write',
  { timeout: SLOW },
  async () => {
    const room = await createCapability()
    const timing = { ...QUICK, compactRecords: 10, compactBytes: 1, batchMs: 1 }
    const devices = worlds.flatMap((world) => [
      world.device(room, { timing }),
      world.device(room, { timing }),
    ])
    const words: string[] = []
    for (let round = 0; round < 25; round++)
      for (const [at, device] of devices.entries()) {
        device.map.set(`${round} ${at}`, round)
        words.push(`${round} ${at}`)
        if (at === 0) await until(() => isSaved(device), 'saved', PATIENCE)
      }
    await allHave(room, devices, words)
    await until(async () => (await worlds[1].floor(room)) > 0, 'the log was tidied')
    // To be asked to go slower is no harm: on a quick machine four devices of one address write more than it may.
    const codes = devices.flatMap(({ sealed }) => sealed.state().problems.map(({ code }) => code))
    expect(codes.filter((code) => code !== 'rate')).toEqual([])
  },
)

test(
  'R35, R37: a storm of everything that can go wrong ends with all in agreement',
  { timeout: SLOW },
  async () => {
    const seed = Number(process.env['CARREL_SEED'] ?? Date.now() % 1_000_000)
    console.log(`sharedFaults.test.ts: CARREL_SEED=${seed}`)
    const random = seeded(seed)
    const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0]
    const { room, devices } = await open(4)
    const words: string[] = []
    const trouble: readonly [() => Promise<void>, ...(() => Promise<void>)[]] = [
      async () => void redis.ask('client', 'kill', 'type', 'pubsub'),
      async () => void redis.ask('client', 'kill', 'type', 'normal'),
      async () => void redis.ask('flushall'),
      async () => void redis.ask('debug', 'change-repl-id'),
      async () => {
        await redis.kill()
        await new Promise((resolve) => setTimeout(resolve, 50 * random()))
        await redis.start()
      },
      async () => {
        redis.signal('SIGSTOP')
        await new Promise((resolve) => setTimeout(resolve, 300 * random()))
        redis.signal('SIGCONT')
      },
      async () => pick(worlds).cut(),
    ]
    for (let round = 0; round < 40; round++) {
      for (const [at, device] of devices.entries()) {
        if (random() < 0.5) continue
        device.map.set(`${round} ${at}`, round)
        words.push(`${round} ${at}`)
      }
      if (random() < 0.3) await pick(trouble)()
      await new Promise((resolve) => setTimeout(resolve, 60 * random()))
    }
    await allHave(room, devices, words)
  },
)
