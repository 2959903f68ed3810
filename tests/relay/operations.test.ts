import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { asReader, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc, type SealedDoc } from '../../src/sync/syncDoc.ts'
import { startCutProxy } from '../helpers/cutProxy.ts'
import { layOutApp, makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { bundleServer, runCarrel, type CarrelProcess } from '../server/carrelProcess.ts'
import { QUICK, until } from '../sync/quick.ts'
import { NodeWebSocket } from '../sync/world.ts'
import { dial, endAll, endLater, hello, join } from './peer.ts'
import { readAll } from './tidying.ts'

const SLOW = 240_000
const PATIENCE = 60_000
const root = path.resolve(import.meta.dirname, '../..')
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

const dataOf = (name: string): string => path.join(home.path, name)
const start = async (
  name: string,
  env: Readonly<Record<string, string>> = {},
  options: Parameters<typeof runCarrel>[2] = {},
): Promise<CarrelProcess> => {
  const one = await runCarrel(
    file,
    { HOST: 'localhost', CARREL_APP: path.join(home.path, 'app'), CARREL_DATA: dataOf(name), ...env },
    options,
  )
  endLater(() => one.kill('SIGKILL'))
  return one
}
const metricsAddress = (one: CarrelProcess): string => /metrics are at (\S+)/.exec(one.output())?.[1] ?? ''

interface Device {
  readonly map: Y.Map<unknown>
  readonly sealed: SealedDoc
}
const openDevice = (port: number, capability: Capability): Device => {
  const doc = new Y.Doc()
  const link = createRelayLink({
    url: `ws://localhost:${port}/relay`,
    WebSocket: NodeWebSocket,
    firstBackOffMs: 10,
    lastBackOffMs: 100,
  })
  const sealed = syncDoc({ doc, capability, link, presence: false, tabs: false, timing: QUICK })
  endLater(() => {
    sealed.destroy()
    link.close()
  })
  return { map: doc.getMap('map'), sealed }
}

test(
  'R23: metrics stand in Prometheus’ format at an address of their own, and neither they nor the logs name a room or an address',
  { timeout: SLOW },
  async () => {
    const one = await start('metrics', { CARREL_METRICS: '0' })
    const address = metricsAddress(one)
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    const room = await createCapability()
    const from = { headers: { 'X-Forwarded-For': '198.51.100.77' } }
    const peer = await join(one.port, room, from)
    peer.say({ type: 'append', room: 1, ref: 1, record: await peer.record('canary') })
    await peer.next('ack')
    // Something of each that is logged or counted.
    const loud = dial(one.port, from.headers)
    await loud.next('challenge')
    loud.socket.send('hello')
    expect(await loud.closed()).toBe(4400)
    const guest = await hello(one.port, await asReader(await createCapability()), from)
    expect((await guest.next('closed')).code).toBe('not-here')
    const answer = await fetch(address)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await answer.text()
    const lines = text.trimEnd().split('\n')
    const names = new Set<string>()
    for (const line of lines) {
      const comment = /^# (HELP|TYPE) (\w+) (.+)$/.exec(line)
      if (comment?.[1] === 'TYPE') {
        expect(names.has(comment[2] ?? '')).toBe(false)
        names.add(comment[2] ?? '')
        expect(comment[3]).toMatch(/^(?:counter|gauge|histogram)$/)
      }
      if (comment) continue
      const sample = /^([a-z0-9_]+?)(?:_(?:bucket|sum|count))?(?:\{[a-z]+="[^"\\]*"\})? (-?[\d.e+-]+)$/.exec(
        line,
      )
      expect(sample, line).not.toBeNull()
      expect(names.has(sample?.[1] ?? '') || names.has(line.split(/[ {]/)[0] ?? ''), line).toBe(true)
    }
    for (const sample of [
      /^carrel_connections [1-9]/m,
      /^carrel_appends_total [1-9]/m,
      /^carrel_acks_total [1-9]/m,
      /^carrel_nacks_total\{code="not-here"\} 1$/m,
      /^carrel_received_bytes_total [1-9]/m,
      /^carrel_sent_bytes_total [1-9]/m,
      /^carrel_signature_checks_total [1-9]/m,
      /^carrel_commit_seconds_count [1-9]/m,
      /^carrel_closed_total\{code="4400"\} 1$/m,
      /^carrel_disk_free_bytes [1-9]/m,
      /^carrel_writes_refused 0$/m,
      /^carrel_event_loop_lag_max_seconds /m,
      /^process_resident_memory_bytes [1-9]/m,
      /^carrel_info\{version="/m,
    ])
      expect(text).toMatch(sample)
    // Not beside the app, where a proxy would pass them on to everybody.
    expect((await fetch(`http://localhost:${one.port}/metrics`)).status).toBe(404)
    expect((await fetch(address.replace('/metrics', '/'))).status).toBe(404)

    const logged = one
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(logged.map((line) => JSON.parse(line)).some(({ event }) => event === 'malformed-frame')).toBe(true)
    for (const said of [text, one.output()]) {
      expect(said).not.toContain(room.room.slice(0, 7))
      expect(said).not.toContain('198.51.100')
      expect(said).not.toContain('canary')
    }
  },
)

test(
  'R23: a metrics address that cannot be had is named, and nothing starts',
  { timeout: SLOW },
  async () => {
    const one = await start('no-metrics', { CARREL_METRICS: '203.0.113.1:9464' })
    expect(await one.ended).toBe(1)
    expect(one.output()).toMatch(/metrics at 203\.0\.113\.1:9464.*CARREL_METRICS/)
  },
)

test(
  'R22: at SIGTERM, with appends under way, nothing acknowledged is lost, everybody is told, and all come back',
  { timeout: SLOW },
  async () => {
    const first = await start('drain')
    let { port } = first
    const proxy = await startCutProxy(() => port)
    endLater(() => proxy.close())
    const room = await createCapability()
    const writers = await Promise.all(Array.from({ length: 3 }, () => join(first.port, room)))
    const idle = await Promise.all(Array.from({ length: 120 }, () => join(first.port, room)))
    const shared = await createCapability()
    const devices = [openDevice(proxy.port, shared), openDevice(proxy.port, shared)]
    const acked = new Map<number, Bytes>()
    let stopped: Promise<unknown> | null = null
    const health: unknown[] = []
    const write = async (peer: (typeof writers)[number]): Promise<number> => {
      const records: Bytes[] = []
      for (let ref = 0; ref < 110; ref++) records.push(await peer.record(`${ref}`))
      for (const [ref, record] of records.entries()) peer.say({ type: 'append', room: 1, ref, record })
      try {
        for (;;) {
          const { ref, seq } = await peer.next('ack')
          acked.set(seq, records[ref] ?? new Uint8Array(0))
          if (acked.size === 40) {
            for (const [at, { map }] of devices.entries()) map.set(`before ${at}`, at)
            stopped = first.kill('SIGTERM')
          }
        }
      } catch {
        return peer.closed()
      }
    }
    const codes = await Promise.all(writers.map(write))
    expect(codes).toEqual([4505, 4505, 4505])
    expect(await Promise.all(idle.map((peer) => peer.closed()))).toEqual(idle.map(() => 4505))
    expect(await stopped).toBe(0)
    health.push(first.output().trim().split('\n').length)
    for (const [at, { map }] of devices.entries()) map.set(`while away ${at}`, at)

    const again = await start('drain')
    port = again.port
    const { tail } = await readAll(again.port, room)
    const lost = [...acked].filter(
      ([seq, record]) => !equalBytes(tail[seq - 1]?.record ?? new Uint8Array(0), record),
    )
    expect(lost.map(([seq]) => seq)).toEqual([])
    expect(acked.size).toBeGreaterThanOrEqual(40)
    await until(
      () => devices.every(({ map, sealed }) => map.size === 4 && sealed.state().saved),
      () => JSON.stringify(devices.map(({ map, sealed }) => [...map.keys(), sealed.state()])),
      PATIENCE,
    )
  },
)

test('R27: /healthz is well until a stop, and says then that it stops', { timeout: SLOW }, async () => {
  const one = await start('health')
  const ask = async () => {
    const answer = await fetch(`http://localhost:${one.port}/healthz`)
    return [answer.status, await answer.json()]
  }
  expect(await ask()).toEqual([200, { ok: true }])
  const peers = await Promise.all(
    Array.from({ length: 250 }, async () => join(one.port, await createCapability())),
  )
  const seen: unknown[] = []
  const ended = one.kill('SIGTERM')
  const closed = peers.map((peer) => peer.closed())
  // The goodbyes to so many are spread over a while, in an order of chance; meanwhile whoever asks is told.
  await Promise.race(closed)
  seen.push(await ask())
  const late = new Promise((resolve, reject) => {
    const { socket } = dial(one.port)
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.once('error', reject)
  })
  expect(await late).toBe(503)
  expect(seen).toEqual([[503, { ok: false, trouble: 'stopping' }]])
  await Promise.all(closed)
  expect(await ended).toBe(0)
})

test(
  'L13: a backup taken while others write holds all that was acknowledged before it, and a server starts from it',
  { timeout: SLOW },
  async () => {
    const one = await start('backed-up')
    const room = await createCapability()
    const peer = await join(one.port, room)
    const records: Bytes[] = []
    const say = async (ref: number): Promise<void> => {
      const record = await peer.record(`${ref} ${'x'.repeat(2_000)}`)
      records.push(record)
      peer.say({ type: 'append', room: 1, ref, record })
    }
    for (let ref = 1; ref <= 20; ref++) await say(ref)
    for (let ref = 1; ref <= 20; ref++) await peer.next('ack')
    let writing = true
    const more = (async () => {
      for (let ref = 21; writing && ref < 110; ref++) {
        await say(ref)
        await peer.next('ack')
      }
    })()
    const target = dataOf('backup')
    const backUp = (): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, ['server/backup.mjs', target], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, CARREL_DATA: dataOf('backed-up') },
      })
    const child = spawn(process.execPath, ['server/backup.mjs', target], {
      cwd: root,
      env: { ...process.env, CARREL_DATA: dataOf('backed-up') },
      stdio: 'pipe',
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    writing = false
    await more
    expect([code, said]).toEqual([0, expect.stringMatching(/^Backed up .* bytes of log\)\.\n$/)])
    // It overwrites nothing.
    const second = backUp()
    expect([second.status, second.stderr]).toEqual([1, expect.stringMatching(/is there already/)])
    expect(statSync(path.join(target, 'publisher/feed.key')).mode & 0o077).toBe(0)
    await one.kill('SIGKILL')
    cpSync(target, dataOf('restored'), { recursive: true })
    const restored = await start('restored')
    const { tail } = await readAll(restored.port, room)
    expect(tail.length).toBeGreaterThanOrEqual(20)
    expect(tail.every(({ record }, at) => equalBytes(record, records[at] ?? new Uint8Array(0)))).toBe(true)
    const [was, is] = ['backed-up', 'restored'].map((name) =>
      readFileSync(path.join(dataOf(name), 'publisher/feed.key'), 'utf8'),
    )
    expect(is).toBe(was)
  },
)

test('L13: a backup of nothing, or into nowhere, is refused with a sentence and leaves nothing', () => {
  const run = (data: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, ['server/backup.mjs', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CARREL_DATA: data },
    })
  const target = dataOf('nothing')
  expect(run(dataOf('none'), target)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/no log .*CARREL_DATA/),
  })
  expect(run(dataOf('none'))).toMatchObject({ status: 1, stderr: expect.stringMatching(/Say where to/) })
  expect(existsSync(target)).toBe(false)
})

const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

/** Another user must be able to read the server itself: not so where the checkout lies below a closed folder. */
const cannotDrop = (): string | null => {
  if (!isRoot) return 'only root can start a server as another user'
  const reached = spawnSync('test', ['-r', import.meta.filename], { uid: NOBODY })
  return reached.status === 0 ? null : `another user cannot read ${root}`
}
const noDrop = cannotDrop()
if (noDrop) console.warn(`operations.test.ts: the read-only folder is not proved, because ${noDrop}`)

test.skipIf(noDrop !== null)(
  'L11: a data folder that an unprivileged server may only read is refused with a sentence',
  { timeout: SLOW },
  async () => {
    const first = await start('read-only')
    const room = await createCapability()
    const peer = await join(first.port, room)
    peer.say({ type: 'append', room: 1, ref: 1, record: await peer.record('kept') })
    await peer.next('ack')
    await first.kill('SIGTERM')
    const data = dataOf('read-only')
    // The way to it may be gone by everybody, the folder itself only read.
    chmodSync(home.path, 0o755)
    chmodSync(file, 0o644)
    spawnSync('chmod', ['-R', 'a+rX', home.path])
    const before = readFileSync(path.join(data, 'relay/relay.lmdb'))
    const one = await start('read-only', {}, { uid: NOBODY })
    expect([one.port, await one.ended]).toEqual([0, 1])
    expect(one.output()).toMatch(/cannot use its data folder .*may not be written by this user.*CARREL_DATA/)
    expect(one.output().trim().split('\n')).toHaveLength(1)
    // The folder itself may be written, and not what is in it.
    chmodSync(data, 0o777)
    const two = await start('read-only', {}, { uid: NOBODY })
    expect([two.port, await two.ended]).toEqual([0, 1])
    expect(two.output()).toMatch(/cannot write in its data folder .*belong to another user/)
    expect(readFileSync(path.join(data, 'relay/relay.lmdb')).equals(before)).toBe(true)
    const again = await start('read-only')
    expect((await readAll(again.port, room)).tail).toHaveLength(1)
  },
)

/** What a tracer needs: the program, and the right to use it. */
const canTrace = (): string | null => {
  const tried = spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true'], { encoding: 'utf8' })
  if (tried.error) return 'strace is not installed (apt-get install strace)'
  return tried.status === 0 ? null : `strace may not trace here: ${tried.stderr}`
}
const noTrace = canTrace()
if (noTrace) console.warn(`operations.test.ts: the power cut is not proved, because ${noTrace}`)

test.skipIf(noTrace !== null)(
  'L12: between a record’s write and the sending of its ACK lies the flush to the disk',
  { timeout: SLOW },
  async () => {
    const trace = path.join(home.path, 'trace')
    const one = await start('traced', {}, { trace })
    const room = await createCapability()
    const peer = await join(one.port, room)
    const marks: string[] = []
    for (let ref = 1; ref <= 20; ref++) {
      // A reference found again in the bytes that are sent: no other ACK looks like it.
      const mark = 0x0fff_0000 + ref
      peer.say({ type: 'append', room: 1, ref: mark, record: await peer.record(`record ${ref}`) })
      expect((await peer.next('ack')).ref).toBe(mark)
      const frame = [4, 1]
      for (let rest = mark; ; rest = Math.floor(rest / 128)) {
        if (rest < 128) {
          frame.push(rest)
          break
        }
        frame.push((rest % 128) + 128)
      }
      marks.push(frame.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''))
    }
    await one.kill('SIGTERM')
    // The tracer writes on for a moment after the process has ended.
    await until(
      () => readFileSync(trace, 'utf8').includes(marks.at(-1) ?? ''),
      'the trace is whole',
      PATIENCE,
    )
    const lines = readFileSync(trace, 'utf8').split('\n')
    const fds = new Set(lines.flatMap((line) => /openat\(.*relay\.lmdb", .*= (\d+)$/.exec(line)?.[1] ?? []))
    expect(fds.size).toBeGreaterThan(0)
    const onLog = (line: string, calls: string): boolean => {
      const found = new RegExp(`\\b(?:${calls})\\((\\d+)`).exec(line)
      return found !== null && fds.has(found[1] ?? '')
    }
    let from = 0
    for (const mark of marks) {
      const sent = lines.findIndex(
        (line, at) => at >= from && /\b(?:write|writev|sendto|sendmsg)\(/.test(line) && line.includes(mark),
      )
      expect(sent, `the ACK ${mark} was sent`).toBeGreaterThan(from)
      const before = lines.slice(from, sent)
      const written = before.findIndex((line) => onLog(line, 'pwrite64|pwritev|writev|write'))
      // A flush may be told of in two lines, where another thread's call came between: what counts is its end.
      const flushed = before.findLastIndex(
        (line) =>
          /(?:fdatasync|fsync|msync)(?:\(| resumed)/.test(line) &&
          !line.includes('unfinished') &&
          / = 0\b/.test(line),
      )
      expect(written, `the record behind ${mark} was written before its ACK`).toBeGreaterThanOrEqual(0)
      expect(flushed, `the record behind ${mark} was flushed before its ACK`).toBeGreaterThan(written)
      from = sent
    }
  },
)

test.skipIf(!isRoot || spawnSync('mount', ['--version']).error !== undefined)(
  'R9: on a file system that is full the server goes on, says so, and takes what comes when there is room',
  { timeout: SLOW },
  async () => {
    const data = dataOf('small')
    spawnSync('mkdir', ['-p', data])
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', data], { encoding: 'utf8' })
    if (mounted.status !== 0)
      return console.warn(`operations.test.ts: nothing may be mounted here: ${mounted.stderr}`)
    endLater(() => spawnSync('umount', ['-l', data]))
    const one = await start('small', { CARREL_METRICS: '0' })
    const ask = async (): Promise<number> => (await fetch(`http://localhost:${one.port}/healthz`)).status
    const room = await createCapability()
    const peer = await join(one.port, room)
    const filler = path.join(data, 'filler')
    const { bavail, bsize } = statfsSync(data)
    // All but what is less than any watermark.
    writeFileSync(filler, new Uint8Array(bavail * bsize - 40_000))
    await until(async () => (await ask()) === 503, 'the watermark is seen', PATIENCE)
    peer.say({ type: 'append', room: 1, ref: 1, record: await peer.record('too much') })
    expect((await peer.next('nack')).code).toBe('no-new-rooms')
    expect(one.output()).toMatch(/"event":"disk-low"/)
    rmSync(filler)
    await until(async () => (await ask()) === 200, 'there is room again', PATIENCE)
    peer.say({ type: 'append', room: 1, ref: 2, record: await peer.record('now') })
    expect((await peer.next('ack')).seq).toBe(1)
    // Faster than the watermark is looked at: the disk itself refuses, and nothing is acknowledged.
    const free = statfsSync(data)
    writeFileSync(filler, new Uint8Array(free.bavail * free.bsize))
    const record = await peer.record('x'.repeat(300_000))
    peer.say({ type: 'append', room: 1, ref: 3, record })
    expect((await peer.next('nack')).code).toBe('storage')
    expect(await ask()).toBe(503)
    rmSync(filler)
    await until(
      async () => {
        peer.say({ type: 'append', room: 1, ref: 4, record })
        return (await peer.next('ack', 'nack')).type === 'ack'
      },
      'it is taken',
      PATIENCE,
    )
    expect(await ask()).toBe(200)
    expect((await readAll(one.port, room)).tail.map((entry) => entry.record.length)).toHaveLength(2)
    await one.kill('SIGTERM')
  },
)
