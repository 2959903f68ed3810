import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { LogStore } from '../../server/relay/log.ts'
import { asReader, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { until } from './quick.ts'
import { openTabBrowser, TAB_WAIT_MS, type Tab, type TabBrowser } from './tab.ts'
import { openWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 3 * TAB_WAIT_MS })

let world: World
let browser: TabBrowser
beforeEach(() => {
  browser = openTabBrowser()
})
afterEach(async () => {
  await browser.close()
  await world.close()
})

const isSettled = ({ state }: Awaited<ReturnType<Tab['look']>>): boolean =>
  state.phase === 'live' && state.saved

/** Two tabs of one browser on one document; the first carries it. */
const openTwo = async (room: Capability): Promise<readonly [carrier: Tab, follower: Tab]> => {
  const carrier = await browser.openTab(world.url(), room)
  await carrier.until(isSettled, 'the first tab is settled')
  const follower = await browser.openTab(world.url(), room)
  await follower.until(isSettled, 'the second tab is settled')
  return [carrier, follower]
}

/** A store whose disk answers no append until it is let; `reached` when one waits for it. */
const createSlowStore = (): LogStore & { hold(): void; letGo(): void; reached(): boolean } => {
  const store = createMemoryStore()
  let gate: Promise<void> | null = null
  let open = (): void => {}
  let waiting = 0
  return {
    ...store,
    async append(room, entries, next) {
      if (gate) {
        waiting++
        await gate
      }
      return store.append(room, entries, next)
    },
    hold() {
      waiting = 0
      gate = new Promise((resolve) => (open = resolve))
    },
    letGo() {
      gate = null
      open()
    },
    reached: () => waiting > 0,
  }
}

test('S5: of two tabs one has a socket, and the other’s edit reaches the relay through it exactly once', async () => {
  world = await openWorld()
  const room = await createCapability()
  const [carrier, follower] = await openTwo(room)
  const elsewhere = world.device(room)
  await follower.set('from', 'the follower')
  await until(() => elsewhere.map.get('from') === 'the follower', 'it arrives at another device', TAB_WAIT_MS)
  await carrier.set('back', 'the carrier')
  await until(
    () => elsewhere.map.get('back') === 'the carrier',
    'so does an edit of the carrier',
    TAB_WAIT_MS,
  )
  elsewhere.map.set('far', 'away')
  const [first, second] = await Promise.all(
    [carrier, follower].map((tab) =>
      tab.until((view) => view.content['far'] === 'away' && isSettled(view), 'all is in both tabs'),
    ),
  )
  const all = { from: 'the follower', back: 'the carrier', far: 'away' }
  expect([first?.content, second?.content]).toEqual([all, all])
  expect([first?.sockets, second?.sockets]).toEqual([1, 0])
  expect(second?.link).toBe('open')
  await elsewhere.sealed.settled()
  expect(await world.head(room)).toBe(3)
})

test('S5: neither tab says saved before the relay has acknowledged what the follower wrote', async () => {
  const store = createSlowStore()
  world = await openWorld(store)
  const room = await createCapability()
  const [carrier, follower] = await openTwo(room)
  store.hold()
  const right = await follower.set('word', 1)
  expect(right.state.saved).toBe(false)
  await until(store.reached, 'the record is at the relay, which does not acknowledge it', TAB_WAIT_MS)
  await carrier.until(({ content }) => content['word'] === 1, 'the carrier has it')
  for (const tab of [carrier, follower]) {
    const { claims, state } = await tab.look()
    expect(state.saved).toBe(false)
    expect(claims.filter(({ saved, keys }) => saved && keys.includes('word'))).toEqual([])
  }
  // Nor does the other tab's silence mean that it is saved: a second word waits behind the first.
  await follower.set('second', 2)
  store.letGo()
  for (const tab of [carrier, follower])
    await tab.until((view) => isSettled(view) && view.content['second'] === 2, 'all is saved')
  expect(await world.head(room)).toBe(2)
})

test('S5: a tab that is closed hands the document to the next, which goes on with it', async () => {
  world = await openWorld()
  const room = await createCapability()
  const elsewhere = world.device(room)
  const [carrier, follower] = await openTwo(room)
  const third = await browser.openTab(world.url(), room)
  await carrier.set('one', 1)
  // Waited for: where it is on its way in this moment, it may stand in the log twice, and only the document has it once.
  await carrier.until(isSettled, 'saved')
  await carrier.close()
  await follower.until(
    (view) => view.sockets === 1 && isSettled(view) && view.content['one'] === 1,
    'the second tab carries',
  )
  await follower.set('two', 2)
  await third.until((view) => view.content['two'] === 2 && isSettled(view), 'the third tab hears from it')
  await third.set('three', 3)
  await until(() => elsewhere.map.size === 3, 'all three arrive', TAB_WAIT_MS)
  expect(elsewhere.map.toJSON()).toEqual({ one: 1, two: 2, three: 3 })
  for (const tab of [follower, third]) await tab.until(isSettled, 'saved')
  expect(await world.head(room)).toBe(3)
  expect((await third.look()).sockets).toBe(0)
})

test('S5: a carrier killed with a record on its way is followed at once, and the record stands in the log once', async () => {
  const store = createSlowStore()
  world = await openWorld(store)
  const room = await createCapability()
  const [carrier, follower] = await openTwo(room)
  store.hold()
  await follower.set('on its way', 1)
  await until(store.reached, 'the record is at the relay', TAB_WAIT_MS)
  await carrier.kill()
  const orphan = await follower.set('while nobody carried', 2)
  expect(orphan.state.saved).toBe(false)
  store.letGo()
  await follower.until((view) => view.sockets === 1 && isSettled(view), 'the follower carries and has saved')
  expect(await world.head(room)).toBe(2)
  const elsewhere = world.device(room)
  await elsewhere.sealed.settled()
  expect(elsewhere.map.toJSON()).toEqual({ 'on its way': 1, 'while nobody carried': 2 })
})

test('S5: what two tabs write while there is no relay is saved in neither, and arrives once when it is back', async () => {
  world = await openWorld()
  const room = await createCapability()
  const [carrier, follower] = await openTwo(room)
  await world.stop()
  for (const tab of [carrier, follower])
    await tab.until(({ link }) => link !== 'open', 'both tabs know that the line is gone')
  await Promise.all([carrier.set('carrier', 1), follower.set('follower', 2)])
  const both = [carrier, follower]
  for (const tab of both)
    await tab.until(({ content }) => Object.keys(content).length === 2, 'the tabs still tell each other')
  for (const tab of both) expect((await tab.look()).state.saved).toBe(false)
  await world.restart()
  for (const tab of both) await tab.until(isSettled, 'saved again')
  expect(await world.head(room)).toBe(1)
})

test('S5: a tab that may only read keeps what it holds from the log, whichever tab carries beside it', async () => {
  world = await openWorld()
  const room = await createCapability()
  const [writer] = await openTwo(room)
  const reader = await browser.openTab(world.url(), await asReader(room))
  await reader.until(({ state }) => state.replayed, 'the reader has a line of its own')
  await reader.set('mine', 1)
  await writer.set('ours', 2)
  const seen = await reader.until(({ content }) => content['ours'] === 2, 'the reader goes on reading')
  expect(seen.sockets).toBe(1)
  expect(seen.state.saved).toBe(false)
  expect((await writer.until(isSettled, 'saved')).content).toEqual({ ours: 2 })
  expect(await world.head(room)).toBe(1)
})

test('S5: a follower whose listener threw does not say saved, tells so, and still gets its edits to the relay', async () => {
  world = await openWorld()
  const room = await createCapability()
  const [, follower] = await openTwo(room)
  await follower.silence('met')
  const later = await follower.set('unheard', 1)
  expect(later.state.saved).toBe(false)
  const elsewhere = world.device(room)
  await until(() => elsewhere.map.has('met') && elsewhere.map.has('unheard'), 'both arrive', TAB_WAIT_MS)
  const told = await follower.until(isSettled, 'saved')
  expect(told.state.problems.map(({ code }) => code)).toContain('silenced')
  expect((await follower.set('again', 2)).state.saved).toBe(false)
})
