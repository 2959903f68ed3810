import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { ok } from '../../src/lib/result.ts'
import { createDeferredSync, type CarriedDoc } from '../../src/state/deferredSync.ts'
import { fetchCode } from '../../src/state/fetchCode.ts'
import { createTransport, type Transport } from '../../src/sync/transport.ts'
import { QUICK, until } from '../sync/quick.ts'
import { NodeWebSocket, openWorld, type World } from '../sync/world.ts'

const WAIT_MS = 25_000

let world: World
const ends: (() => void)[] = []
beforeEach(async () => {
  world = await openWorld()
  vi.useFakeTimers()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const end of ends.splice(0)) end()
  await world.close()
})

/** A page whose sync code the network does not bring until it is told to. */
const openPage = () => {
  let asked = 0
  let dialled = 0
  let transport: Transport | null = null
  let online: () => void = () => {}
  const back = new Promise<void>((resolve) => (online = resolve))
  class CountedSocket extends NodeWebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      dialled++
    }
  }
  const sync = createDeferredSync(async () => {
    const create = await fetchCode(async () => {
      if (++asked === 1) throw new TypeError('Failed to fetch dynamically imported module')
      await back
      return createTransport
    })
    transport = create({ url: world.url(), WebSocket: CountedSocket, validate: () => ok(null) })
    return transport
  })
  ends.push(() => sync.close())
  const carry = (capability: Capability, presence = false): { doc: Y.Doc; carried: CarriedDoc } => {
    const doc = new Y.Doc()
    const carried = sync.carry({ doc, capability, presence, timing: QUICK })
    ends.push(() => carried.destroy())
    return { doc, carried }
  }
  return {
    sync,
    carry,
    asked: () => asked,
    dialled: () => dialled,
    /** The first attempt has failed, and a second is under way. */
    async goAway() {
      sync.begin()
      await vi.advanceTimersByTimeAsync(5_000)
      expect(asked).toBe(2)
    },
    /** The code arrives; from now on time is real. */
    async comeBack(): Promise<Transport> {
      vi.useRealTimers()
      online()
      await until(() => transport !== null, 'the code is here', WAIT_MS)
      // What waits for the code is told in the promises that follow.
      await new Promise((resolve) => setTimeout(resolve))
      if (!transport) throw new Error('it has just been seen')
      return transport
    },
  }
}

test('what is edited while the code cannot be fetched is carried once it is here, and not called saved before', async () => {
  const page = openPage()
  const room = await createCapability()
  const { doc, carried } = page.carry(room)
  const claims: boolean[] = []
  carried.onChange(() => void claims.push(carried.state().saved))
  doc.getMap('map').set('before', 1)
  await page.goAway()
  doc.getMap('map').set('meanwhile', 2)
  doc.getMap('map').delete('before')
  expect(carried.state()).toEqual({
    phase: 'loading',
    saved: false,
    replayed: false,
    moved: null,
    problems: [],
  })
  expect(claims).toEqual([])
  expect(page.sync.phase()).toBe('waiting')
  await page.comeBack()
  await until(() => carried.state().saved, 'all is saved', WAIT_MS)
  expect(claims.at(-1)).toBe(true)
  const elsewhere = world.device(room)
  await elsewhere.sealed.settled()
  expect(elsewhere.map.toJSON()).toEqual({ meanwhile: 2 })
})

test('a document carried after the code has come, and one before, share one line', async () => {
  const page = openPage()
  const [first, second] = [await createCapability(), await createCapability()]
  const before = page.carry(first)
  before.doc.getMap('map').set('x', 1)
  await page.goAway()
  await page.comeBack()
  const after = page.carry(second)
  after.doc.getMap('map').set('y', 2)
  await until(() => before.carried.state().saved && after.carried.state().saved, 'both are saved', WAIT_MS)
  expect([await world.head(first), await world.head(second), page.dialled()]).toEqual([1, 1, 1])
})

test('a document that is destroyed before the code has come is never carried, and others are', async () => {
  const page = openPage()
  const [gone, kept] = [await createCapability(), await createCapability()]
  const left = page.carry(gone)
  let told = 0
  left.carried.onChange(() => told++)
  left.doc.getMap('map').set('x', 1)
  await page.goAway()
  left.carried.destroy()
  const other = page.carry(kept)
  other.doc.getMap('map').set('y', 1)
  await page.comeBack()
  await until(() => other.carried.state().saved, 'the other is saved', WAIT_MS)
  expect(left.carried.state().phase).toBe('loading')
  expect(told).toBe(0)
  expect([await world.head(gone), await world.head(kept)]).toEqual([0, 1])
})

test('a sync that is closed before the code has come carries nothing, and closes the link that then comes', async () => {
  const page = openPage()
  const room = await createCapability()
  const { doc, carried } = page.carry(room)
  doc.getMap('map').set('x', 1)
  await page.goAway()
  page.sync.close()
  const { link } = await page.comeBack()
  link.attach({ opened() {}, receive() {}, pong() {}, closed() {} })
  page.sync.probe()
  link.probe()
  page.carry(room)
  await new Promise((resolve) => setTimeout(resolve))
  expect([page.dialled(), carried.state().phase, page.sync.phase()]).toEqual([0, 'loading', 'waiting'])
  expect(await world.head(room)).toBe(0)
})

test('the code is asked for once however often the sync begins, and never after it was closed', async () => {
  const page = openPage()
  page.sync.begin()
  page.sync.begin()
  await vi.advanceTimersByTimeAsync(0)
  expect(page.asked()).toBe(1)
  const closed = openPage()
  closed.sync.close()
  closed.sync.begin()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(closed.asked()).toBe(0)
})

test('who I said I am before the code has come is shown to others when it is here', async () => {
  const page = openPage()
  const room = await createCapability()
  const { carried } = page.carry(room, true)
  carried.presence?.show({ name: 'Bo' })
  carried.presence?.show({ name: 'Ada' })
  expect(carried.presence?.states().size).toBe(0)
  await page.goAway()
  await page.comeBack()
  const elsewhere = world.device(room, { presence: true })
  const shown = (): boolean =>
    [...(elsewhere.sealed.awareness?.getStates().values() ?? [])].some((state) => state['name'] === 'Ada')
  await until(shown, 'Ada is here', WAIT_MS)
})

test('changes of the line are told to who asked before there was one', async () => {
  const page = openPage()
  const phases: string[] = []
  page.sync.onPhase(() => phases.push(page.sync.phase()))
  page.carry(await createCapability())
  await page.goAway()
  expect(phases).toEqual([])
  await page.comeBack()
  await until(() => phases.includes('open'), 'the line is up', WAIT_MS)
  expect(phases).toEqual(['connecting', 'open'])
})
