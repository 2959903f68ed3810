import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { LogHead, LogStore } from '../../server/relay/log.ts'
import { createLine } from './line.ts'
import { noise, until } from './quick.ts'
import { clearStages, openStage, threeWords } from './stage.ts'
import { backUp, documentOf } from './storedRoom.ts'
import { codesOf, isSame, openWorld, type Device, type World } from './world.ts'

let world: World | null = null
afterEach(async () => {
  clearStages()
  await world?.close()
  world = null
})

/** What is larger than a record goes as a snapshot, at the number at which the log stands. */
const SMALL = { maxRecord: 4_096 }
const LARGE = 8_000

const headOf = async (store: LogStore, { room }: Capability): Promise<LogHead> => {
  const head = await store.head(room)
  if (!head.ok || !head.value) throw new Error('the room is not there')
  return head.value
}
const hasWords = (doc: Y.Doc, ...words: readonly string[]): boolean =>
  words.every((word) => doc.getMap('map').has(word))

/**
 * Three devices and a relay whose backup was taken at record n. What `lateWord` says went into a snapshot at n, which
 * the first two know; then the backup came back, and the third, which knew nothing of it, put its own snapshot at n.
 */
const restoreUnder = async (tail: number) => {
  const opened = await openWorld(createMemoryStore(), SMALL)
  world = opened
  const room = await createCapability()
  const lines = [createLine(), createLine(), createLine()] as const
  const [one, two, three] = lines.map((line) => opened.device(room, { line }))
  if (!one || !two || !three) throw new Error('three devices')
  const writeTail = async (device: Device, name: string): Promise<void> => {
    for (let n = 0; n < tail; n++) {
      device.map.set(`${name} ${n}`, n)
      await device.sealed.settled()
    }
  }
  for (const word of ['a', 'b', 'c']) {
    one.map.set(word, 1)
    await one.sealed.settled()
  }
  await until(() => isSame(one.doc, two.doc, three.doc), 'all have the three words')
  await Promise.all([one, two, three].map(({ sealed }) => sealed.settled()))
  const backup = await backUp(opened.store(), [room])
  lines[2].cut()
  one.map.set('late word', noise(LARGE))
  await one.sealed.settled()
  await writeTail(one, 'late')
  await until(() => isSame(one.doc, two.doc), 'the second has the late word')
  await two.sealed.settled()
  const known = await headOf(opened.store(), room)
  lines[0].cut()
  lines[1].cut()
  await opened.restart(backup)
  three.map.set('other word', noise(LARGE))
  lines[2].mend()
  await until(() => three.link.phase() === 'open', 'the third is there')
  await three.sealed.settled()
  await writeTail(three, 'other')
  const now = await headOf(opened.store(), room)
  // The scene is only right where all numbers are the same, and only what they stand for differs.
  expect([now.logId, now.floor, now.head]).toEqual([known.logId, known.floor, known.head])
  expect(now.snapshotTag).not.toEqual(known.snapshotTag)
  return { opened, room, lines, one, two, three }
}

test.each([0, 2])(
  'a backup whose log has the same numbers and another snapshot is noticed, and nothing acknowledged is gone (%i records behind)',
  async (tail) => {
    const { opened, room, lines, one, two, three } = await restoreUnder(tail)
    // One after the other, or the first would have healed it before the second looked.
    lines[0].mend()
    await until(() => hasWords(one.doc, 'other word'), 'the first has read the restored log')
    await one.sealed.settled()
    expect(hasWords(await documentOf(opened.store(), room), 'late word')).toBe(true)
    lines[1].mend()
    await until(() => isSame(one.doc, two.doc, three.doc), 'all have everything')
    await Promise.all([one, two, three].map(({ sealed }) => sealed.settled()))
    const relay = await documentOf(opened.store(), room)
    expect(hasWords(relay, 'a', 'b', 'c', 'late word', 'other word')).toBe(true)
    expect(isSame(relay, one.doc)).toBe(true)
    // Who restored it says so; nobody else does.
    expect([one, two, three].map((device) => codesOf(device).includes('relay-lost'))).toEqual([
      true,
      false,
      false,
    ])
  },
)

test('S13: a device that comes back when another has restored the relay does not claim to have done it', async () => {
  const opened = await openWorld()
  world = opened
  const room = await createCapability()
  const line = createLine()
  const one = opened.device(room)
  const two = opened.device(room, { line })
  one.map.set('a', 1)
  await until(() => two.map.has('a'), 'the second has it')
  await Promise.all([one.sealed.settled(), two.sealed.settled()])
  line.cut()
  await opened.restart(createMemoryStore())
  await until(async () => (await opened.head(room)) > 0, 'the first restores it')
  await one.sealed.settled()
  line.mend()
  one.map.set('b', 1)
  await until(() => two.map.has('b'), 'the second is back')
  two.map.set('c', 1)
  await two.sealed.settled()
  expect(codesOf(one)).toContain('relay-lost')
  expect(codesOf(two)).toEqual([])
})

test('S13: a relay that resumes with another snapshot at the same number is not believed', async () => {
  const room = await createCapability()
  const { log, author } = await threeWords(room)
  const stage = await openStage(room)
  await log.compact(Y.encodeStateAsUpdate(author))
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  stage.line.close()
  const second = await stage.script.line(1)
  second.challenge()
  const hello = await second.next('hello')
  second.say(await log.welcome(hello.room, { resumed: true, snapshotTag: new Uint8Array(8).fill(7) }), {
    type: 'synced',
    room: hello.room,
    head: 3,
  })
  await until(() => stage.codes().includes('protocol'), 'told')
  expect(stage.sealed.state().saved).toBe(false)
  const again = await second.next('hello')
  expect(again.since).toBe(null)
})
