import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { err, ok } from '../../src/lib/result.ts'
import type { RoomState } from '../../src/sync/sealedRoom.ts'
import { openTabChannel, type TabChannel } from '../../src/sync/tabChannel.ts'
import { until } from './quick.ts'

let name = ''
const ends: (() => void)[] = []
beforeEach(() => {
  name = `carrel:tabs:${crypto.randomUUID()}`
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

interface Tab {
  readonly doc: Y.Doc
  readonly channel: TabChannel
  /** What it had heard at each change. */
  readonly changes: readonly ReturnType<TabChannel['heard']>[]
}

const openTab = (): Tab => {
  const doc = new Y.Doc()
  const changes: ReturnType<TabChannel['heard']>[] = []
  const channel = openTabChannel(name, doc, () => changes.push(channel.heard()))
  ends.push(() => channel.close())
  return { doc, channel, changes }
}

const NO_READS = {
  list: async () => err('offline' as const),
  open: async () => err('offline' as const),
}
const SAVED: RoomState = { phase: 'live', saved: true, replayed: true, moved: null, problems: [] }

/** Something on the same channel that says whatever the test says, and hears what the tabs say. */
const openStranger = (): { say(message: unknown): void; readonly heard: readonly unknown[] } => {
  const channel = new BroadcastChannel(name)
  const heard: unknown[] = []
  channel.onmessage = ({ data }: MessageEvent<unknown>) => void heard.push(data)
  ends.push(() => channel.close())
  return { say: (message) => channel.postMessage(message), heard }
}

test('S5: a tab knows nothing before the carrier speaks, and then shows what the carrier shows', async () => {
  const follower = openTab()
  expect(follower.channel.heard()).toBeNull()
  const carrier = openTab()
  const problems = [{ code: 'rate', detail: 'append' }] as const
  let state: RoomState = { phase: 'replaying', saved: false, replayed: false, moved: null, problems }
  let connected = false
  carrier.channel.carry(
    () => state,
    () => connected,
    NO_READS,
  )
  await until(() => follower.channel.heard() !== null, 'the follower hears')
  expect(follower.channel.heard()).toEqual({ ...state, connected: false })
  state = { ...SAVED, problems: [] }
  connected = true
  carrier.channel.report()
  await until(() => follower.channel.heard()?.phase === 'live', 'the change is told')
  expect(follower.channel.heard()).toEqual({ ...SAVED, connected: true })
  expect(follower.changes.at(-1)).toEqual({ ...SAVED, connected: true })
})

test('S5: a tab opened later asks, and is answered without anything having changed', async () => {
  const carrier = openTab()
  carrier.channel.carry(
    () => SAVED,
    () => true,
    NO_READS,
  )
  const follower = openTab()
  await until(() => follower.channel.heard()?.saved === true, 'the follower hears')
})

test('S5: saved holds only while both tabs hold the same, deletions and waiting updates included', async () => {
  const carrier = openTab()
  carrier.doc.getMap('map').set('x', 1)
  carrier.channel.carry(
    () => SAVED,
    () => true,
    NO_READS,
  )
  const follower = openTab()
  await until(() => follower.channel.heard() !== null, 'the follower hears')
  const saved = (): boolean | undefined => follower.channel.heard()?.saved
  expect(saved()).toBe(false)
  Y.applyUpdate(follower.doc, Y.encodeStateAsUpdate(carrier.doc))
  expect(saved()).toBe(true)
  follower.doc.getMap('map').delete('x')
  expect(saved()).toBe(false)

  const author = new Y.Doc()
  author.getMap('map').set('first', 1)
  const start = Y.encodeStateVector(author)
  author.getMap('map').set('second', 2)
  const later = openTab()
  Y.applyUpdate(later.doc, Y.encodeStateAsUpdate(carrier.doc))
  Y.applyUpdate(later.doc, Y.encodeStateAsUpdate(author, start))
  await until(() => later.channel.heard() !== null, 'the later tab hears')
  expect(later.channel.heard()?.saved).toBe(false)
})

test('S5: a carrier that nobody listens to says nothing of its state', async () => {
  const stranger = openStranger()
  const carrier = openTab()
  let state: RoomState = { ...SAVED, phase: 'replaying' }
  carrier.channel.carry(
    () => state,
    () => true,
    NO_READS,
  )
  carrier.channel.report()
  await until(() => stranger.heard.length >= 2, 'it says that it carries')
  state = SAVED
  stranger.say({ type: 'ask' })
  await until(() => stranger.heard.length >= 3, 'it answers whoever asks')
  expect(stranger.heard).toMatchObject([
    { type: 'ask' },
    { type: 'carrying' },
    { type: 'report', phase: 'live' },
  ])
})

test('S5: a carrier does not let another report take the place of its own', async () => {
  const carrier = openTab()
  carrier.channel.carry(
    () => SAVED,
    () => true,
    NO_READS,
  )
  const stranger = openStranger()
  const report = { type: 'report', phase: 'waiting', replayed: false, problems: [], connected: false }
  stranger.say({ ...report, saved: null })
  stranger.say({ type: 'ask' })
  await until(() => stranger.heard.length > 0, 'it answers')
  expect(carrier.channel.heard()).toBeNull()
  expect(carrier.changes).toEqual([])
})

test('S5: nothing is heard or said after the end', async () => {
  const carrier = openTab()
  const follower = openTab()
  carrier.channel.carry(
    () => SAVED,
    () => true,
    NO_READS,
  )
  await until(() => follower.channel.heard() !== null, 'the follower hears')
  const changes = follower.changes.length
  follower.channel.close()
  carrier.channel.report()
  carrier.channel.close()
  const other = openTab()
  const stranger = openStranger()
  stranger.say({ type: 'carrying' })
  await until(() => stranger.heard.length > 0, 'a tab that is open answers')
  expect(stranger.heard).toEqual([{ type: 'ask' }])
  expect(follower.changes.length).toBe(changes)
  expect(other.channel.heard()).toBeNull()
})

const GOOD = { type: 'report', phase: 'live', replayed: true, problems: [], connected: true, saved: null }

test.each<readonly [what: string, message: unknown]>([
  ['nothing', null],
  ['nothing at all', undefined],
  ['a number', 7],
  ['a text', 'report'],
  ['a list', [GOOD]],
  ['an object without a type', {}],
  ['a type of its own', { ...GOOD, type: 'goodbye' }],
  ['a report without content', { type: 'report' }],
  ['an unknown phase', { ...GOOD, phase: 'asleep' }],
  ['no word on the replay', { ...GOOD, replayed: 'yes' }],
  ['no word on the line', { ...GOOD, connected: 1 }],
  ['problems that are none', { ...GOOD, problems: 'many' }],
  ['a problem without a code', { ...GOOD, problems: [{ detail: '' }] }],
  ['a problem that is nothing', { ...GOOD, problems: [null] }],
  ['saved as a word', { ...GOOD, saved: true }],
  ['saved as a list', { ...GOOD, saved: [9, 9] }],
])('S5: what no tab of this version says is not listened to: %s', async (_what, message) => {
  const follower = openTab()
  const carrier = openTab()
  carrier.channel.carry(
    () => SAVED,
    () => true,
    NO_READS,
  )
  await until(() => follower.channel.heard()?.saved === true, 'the follower hears')
  const before = follower.channel.heard()
  const stranger = openStranger()
  stranger.say(message)
  // Answered after what came before it has been taken.
  stranger.say({ type: 'carrying' })
  const asked = (): boolean => stranger.heard.some((said) => JSON.stringify(said) === '{"type":"ask"}')
  await until(asked, 'the follower still answers')
  await until(() => stranger.heard.length >= 2, 'so does the carrier')
  expect(follower.channel.heard()).toEqual(before)
  expect(follower.changes.filter((shown) => JSON.stringify(shown) !== JSON.stringify(before))).toEqual([])
  expect(carrier.changes).toEqual([])
})

test('S43: a tab reads earlier versions through the one that carries the document', async () => {
  const carrier = openTab()
  const follower = openTab()
  const kept = { floor: 3, tag: new Uint8Array(8).fill(7), size: 9, at: 5 }
  carrier.channel.carry(
    () => SAVED,
    () => true,
    {
      list: async () => ok([kept]),
      open: async (asked) => (asked.floor === 3 ? ok(new Uint8Array([1, 2])) : err('not-kept')),
    },
  )
  expect(await follower.channel.reads.list()).toEqual(ok([kept]))
  expect(await follower.channel.reads.open(kept)).toEqual(ok(new Uint8Array([1, 2])))
  expect(await follower.channel.reads.open({ ...kept, floor: 4 })).toEqual(err('not-kept'))
  const leaving = openTab().channel
  const asked = leaving.reads.list()
  leaving.close()
  expect(await asked).toEqual(err('offline'))
})
