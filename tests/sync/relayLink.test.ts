import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRelayLink, type RelayLink } from '../../src/sync/relayLink.ts'
import { createScript, type Line, type Script } from './scriptedRelay.ts'

/** A clock of the test's own: only promises pass by themselves. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

let script: Script
let link: RelayLink
let lost = 0
const open = (options: Partial<Parameters<typeof createRelayLink>[0]> = {}): void => {
  script = createScript()
  link = createRelayLink({
    url: 'wss://relay.example/relay',
    WebSocket: script.WebSocket,
    // Never in these tests: what they are about comes earlier.
    pingMs: 1_000_000,
    firstBackOffMs: 20_000,
    lastBackOffMs: 60_000,
    ...options,
  })
}
const enter = (): (() => void) =>
  link.attach({ opened() {}, receive() {}, pong() {}, closed: () => void lost++ })
/** A link whose first connection is up. */
const openLive = async (options: Partial<Parameters<typeof createRelayLink>[0]> = {}): Promise<Line> => {
  open(options)
  enter()
  const line = await script.line(0)
  line.challenge()
  expect(link.phase()).toBe('open')
  return line
}

beforeEach(() => {
  vi.useFakeTimers()
  lost = 0
})
afterEach(() => {
  link.close()
  vi.useRealTimers()
})

test('S15: a probe asks for a sign of life, and dials anew 3 s later where none came', async () => {
  const line = await openLive()
  link.probe()
  await pass(2_999)
  expect(line.heard.map(({ type }) => type)).toEqual(['ping'])
  expect([link.phase(), script.dialled(), lost]).toEqual(['open', 1, 0])
  await pass(1)
  // No back-off: the person is looking.
  expect([link.phase(), script.dialled(), lost]).toEqual(['connecting', 2, 1])
  expect(line.isClosed()).toBe(true)
  ;(await script.line(1)).challenge()
  expect(link.phase()).toBe('open')
})

test.each(['a pong', 'anything else'] as const)('%s within the 3 s is a sign of life', async (what) => {
  const line = await openLive()
  link.probe()
  await pass(2_999)
  if (what === 'a pong') line.say({ type: 'pong' })
  else line.say({ type: 'synced', room: 77, head: 0 })
  await pass(60_000)
  expect([link.phase(), script.dialled(), lost]).toEqual(['open', 1, 0])
})

test('S15: what came before the probe is no sign of life', async () => {
  const line = await openLive()
  line.say({ type: 'pong' })
  link.probe()
  await pass(3_000)
  expect([script.dialled(), lost]).toEqual([2, 1])
})

test('S15: a probe while the link waits to redial does not wait any longer, and dials once', async () => {
  const line = await openLive()
  line.close()
  await pass(5_000)
  expect([link.phase(), script.dialled()]).toEqual(['waiting', 1])
  link.probe()
  link.probe()
  expect([link.phase(), script.dialled()]).toEqual(['connecting', 2])
  ;(await script.line(1)).challenge()
  await pass(120_000)
  expect([link.phase(), script.dialled()]).toEqual(['open', 2])
})

test('S15: the deadline of a connection that has ended by then does not meet the next one', async () => {
  const line = await openLive({ firstBackOffMs: 100, lastBackOffMs: 100 })
  link.probe()
  await pass(1_000)
  line.close()
  await pass(100)
  const next = await script.line(1)
  next.challenge()
  await pass(60_000)
  expect([link.phase(), script.dialled()]).toEqual(['open', 2])
  expect(next.isClosed()).toBe(false)
})

test('S15: a connection that never gets ready is given up by a probe as well', async () => {
  open()
  enter()
  const line = await script.line(0)
  await pass(60_000)
  expect([link.phase(), script.dialled()]).toEqual(['connecting', 1])
  link.probe()
  await pass(3_000)
  expect(script.dialled()).toBe(2)
  expect(line.isClosed()).toBe(true)
  // Not a word was sent on a line that was not open.
  expect(line.heard).toEqual([])
})

test('S15: several probes at once have one deadline and one redial', async () => {
  const line = await openLive()
  link.probe()
  link.probe()
  link.probe()
  await pass(3_000)
  expect(script.dialled()).toBe(2)
  expect(lost).toBe(1)
  expect(line.heard.every(({ type }) => type === 'ping')).toBe(true)
  ;(await script.line(1)).challenge()
  await pass(60_000)
  expect(script.dialled()).toBe(2)
})

test('S15: a page that is left hangs up after what was still to be said, and dials again when it is back', async () => {
  open()
  let leave = (): void => {}
  const room: Parameters<RelayLink['attach']>[0] = {
    opened: (connection) => (leave = () => connection.say({ type: 'eph', record: new Uint8Array(40) })),
    receive() {},
    pong() {},
    closed: () => void lost++,
  }
  link.attach(room)
  const line = await script.line(0)
  line.challenge()
  leave()
  link.rest()
  expect(line.heard.map(({ type }) => type)).toEqual(['eph'])
  expect([line.isClosed(), link.phase(), lost]).toEqual([true, 'waiting', 1])
  // Nobody looks: a redial would be a socket again.
  await pass(600_000)
  expect(script.dialled()).toBe(1)
  link.probe()
  expect([link.phase(), script.dialled()]).toEqual(['connecting', 2])
  // And a line that breaks by itself later is dialled again by itself.
  const next = await script.line(1)
  next.challenge()
  next.close()
  await pass(60_000)
  expect(script.dialled()).toBe(3)
})

test('S15: a page that is left while its link waits to redial does not dial', async () => {
  const line = await openLive()
  line.close()
  link.rest()
  await pass(600_000)
  expect(script.dialled()).toBe(1)
})

test('S15: a link without documents dials nobody, probed or not', async () => {
  open()
  link.probe()
  await pass(120_000)
  expect([link.phase(), script.dialled()]).toEqual(['waiting', 0])
})

test('S15: a closed link stays closed, whatever was under way', async () => {
  const line = await openLive()
  link.probe()
  link.close()
  link.probe()
  await pass(120_000)
  expect([link.phase(), script.dialled()]).toEqual(['waiting', 1])
  expect(line.isClosed()).toBe(true)
})
