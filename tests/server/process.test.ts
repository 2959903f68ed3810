import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { readFeed } from '../publisher/feedReader.ts'
import { STOP_MS } from '../../server/web/limits.ts'
import { layOutApp, makeTestFolder, PAGE, type TestFolder } from './appFolder.ts'
import { bundleServer, runCarrel, type CarrelProcess } from './carrelProcess.ts'

// The tests' resolver prefers what packages hold for browsers, and there `ws` is an empty shell.
vi.mock('ws', () => vi.importActual('../../node_modules/ws/wrapper.mjs'))

const SLOW = 60_000
let file: string
let app: TestFolder
let home: TestFolder
let running: CarrelProcess[] = []

beforeAll(() => {
  file = bundleServer()
  app = makeTestFolder()
  layOutApp(app.path)
}, SLOW)
afterAll(() => {
  app.remove()
  rmSync(file, { force: true })
})
beforeEach(() => {
  home = makeTestFolder()
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.kill('SIGKILL')))
  running = []
  home.remove()
})

const envOf = () => ({ CARREL_APP: app.path, CARREL_DATA: path.join(home.path, 'data') })
const run = async (env: Readonly<Record<string, string>> = {}): Promise<CarrelProcess> => {
  const one = await runCarrel(file, {
    CARREL_APP: app.path,
    CARREL_DATA: path.join(home.path, 'data'),
    ...env,
  })
  running.push(one)
  return one
}
const askJson = async (one: CarrelProcess, address: string): Promise<unknown> =>
  (await fetch(`http://127.0.0.1:${one.port}${address}`)).json()
const feedOf = async (one: CarrelProcess): Promise<string> => {
  const said = await askJson(one, '/carrel.json')
  if (typeof said !== 'object' || said === null || !('feed' in said) || typeof said.feed !== 'string')
    throw new Error(`there is no feed in ${JSON.stringify(said)}`)
  return said.feed
}
const readThrough = async (one: CarrelProcess) =>
  readFeed(`ws://127.0.0.1:${one.port}/relay`, await feedOf(one))

describe('the whole server', { timeout: SLOW }, () => {
  it('starts from nothing, says so in one line, and serves page, health, feed and relay', async () => {
    const one = await run()
    expect(one.output()).toBe(
      `Carrel is ready at http://127.0.0.1:${one.port} (data in ${path.join(home.path, 'data')})\n`,
    )
    expect(await (await fetch(`http://127.0.0.1:${one.port}/`)).text()).toBe(PAGE)
    expect(await askJson(one, '/healthz')).toEqual({ ok: true })
    expect(await askJson(one, '/carrel.json')).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      relay: '/relay',
      feed: expect.stringMatching(/^[\w-]{70,}$/),
      lookups: {},
    })
    const feed = await readThrough(one)
    expect([feed.meta.kind, feed.papers, feed.days]).toEqual(['starter', 41, ['2025-12-08']])
  })

  it('keeps its feed through kill -9, and publishes nothing twice', async () => {
    const first = await run()
    const before = await readThrough(first)
    const link = await feedOf(first)
    expect(await first.kill('SIGKILL')).toBe('SIGKILL')
    const second = await run()
    expect(await feedOf(second)).toBe(link)
    expect(await readThrough(second)).toEqual(before)
  })

  it('killed before it was ready, starts as if nothing had been', async () => {
    // Somewhere in the loading, the making of the key, the writing of the documents, the first connection.
    for (const killAfterMs of [150, 250, 350, 450]) {
      const one = await runCarrel(file, envOf(), { killAfterMs })
      running.push(one)
      // A fast machine is ready before its time; the next one must not meet it alive.
      expect(await one.ended).toBe('SIGKILL')
    }
    const feed = await readThrough(await run())
    expect([feed.shards, feed.papers]).toEqual([1, 41])
  })

  it('fills a relay that was wiped while it was away', async () => {
    const first = await run()
    const before = await readThrough(first)
    await first.kill('SIGTERM')
    rmSync(path.join(home.path, 'data/relay'), { recursive: true })
    expect(await readThrough(await run())).toEqual(before)
  })

  it('goes on without a feed whose key is damaged, and says what to do', async () => {
    await (await run()).kill('SIGTERM')
    writeFileSync(path.join(home.path, 'data/publisher/feed.key'), 'x')
    const one = await run()
    expect(one.output()).toMatch(/feed\.key, is damaged.*backup.*\n.*ready at/s)
    expect(await askJson(one, '/carrel.json')).toMatchObject({ feed: null })
    expect(await askJson(one, '/healthz')).toEqual({ ok: true })
  })

  it('keeps its folder to itself, and its keys to its user', async () => {
    await run()
    const data = path.join(home.path, 'data')
    expect(readdirSync(data).sort()).toEqual(['publisher', 'relay'])
    expect(statSync(path.join(data, 'publisher')).mode & 0o077).toBe(0)
  })

  it('stops at a polite signal, with a WebSocket open', async () => {
    const one = await run()
    const socket = new WebSocket(`ws://127.0.0.1:${one.port}/relay`, 'carrel.sealed.v1')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const began = Date.now()
    expect(await one.kill('SIGTERM')).toBe(0)
    await closed
    expect(Date.now() - began).toBeLessThan(STOP_MS)
    expect(one.output().trim().split('\n')).toHaveLength(1)
  })
})

describe('a server that cannot start', { timeout: SLOW }, () => {
  const expectRefusal = async (one: CarrelProcess, sentence: RegExp): Promise<void> => {
    expect(one.port).toBe(0)
    expect(await one.ended).toBe(1)
    // One line for a person, no trace of the program.
    expect(one.output().trim().split('\n')).toHaveLength(1)
    expect(one.output()).toMatch(sentence)
  }

  it('says that the port is taken, and how to choose another', async () => {
    const other = net.createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    // reason: a TCP server that listens has an address object, never a pipe name
    const { port } = other.address() as net.AddressInfo
    await expectRefusal(await run({ PORT: String(port) }), new RegExp(`Port ${port} is taken.*PORT=`))
    other.close()
  })

  it('says that the folder is in use, and leaves the one that uses it alone', async () => {
    const first = await run()
    await expectRefusal(await run(), /Another Carrel is running with the data folder .*CARREL_DATA/)
    expect(await askJson(first, '/healthz')).toEqual({ ok: true })
  })

  it('says that the folder cannot be made', async () => {
    const data = path.join(home.path, 'file')
    writeFileSync(data, '')
    await expectRefusal(await run({ CARREL_DATA: data }), /cannot use its data folder .*CARREL_DATA/)
  })

  it('says that its log is damaged, and leaves it as it is', async () => {
    await (await run()).kill('SIGTERM')
    const relay = path.join(home.path, 'data/relay')
    const names = readdirSync(relay, { recursive: true, withFileTypes: true })
    for (const name of names)
      if (name.isFile() && name.name === 'relay.lmdb')
        writeFileSync(path.join(name.parentPath, name.name), 'x'.repeat(8_192))
    await expectRefusal(await run(), /is damaged and was left as it is.*backup/)
  })

  it('says what is wrong with its configuration', async () => {
    await expectRefusal(await run({ PORT: 'http' }), /PORT must be a number/)
    await expectRefusal(await run({ CARREL_ORIGINS: 'carrel' }), /CARREL_ORIGINS must name addresses/)
    await expectRefusal(await run({ CARREL_APP: path.join(home.path, 'none') }), /The app is not built/)
    await expectRefusal(await run({ HOST: '203.0.113.1' }), /has no address 203\.0\.113\.1/)
  })
})
