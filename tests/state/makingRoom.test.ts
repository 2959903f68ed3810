// @vitest-environment jsdom
import { batch, createMemo, createRoot, createSignal } from 'solid-js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FeedShard } from '../../src/doc/feedView.ts'
import { addDays, parseDay, timeToDay, type Day } from '../../src/lib/day.ts'
import { createMakingRoom, type MakingRoom } from '../../src/state/makingRoom.ts'
import type { OpenFeed } from '../../src/state/openFeed.ts'

const TODAY = timeToDay(Date.now())
const PER_SHARD = 100

beforeEach(() => localStorage.clear())
const disposals: (() => void)[] = []
afterEach(() => {
  for (const dispose of disposals.splice(0)) dispose()
})

interface Room extends MakingRoom {
  /** Last days of the shards that are to be on the device, newest first. */
  readonly here: () => readonly Day[]
  readonly publish: (to: Day) => void
  readonly since: () => Day | null
}

/** A published feed whose shards end on these days, `ago` days before today. */
const begin = (ago: readonly number[], since: Day | null = null): Room =>
  createRoot((dispose) => {
    disposals.push(dispose)
    const [shards, setShards] = createSignal<ReadonlyMap<string, FeedShard>>(
      new Map(ago.map((days) => [String(days), shardTo(addDays(TODAY, -days))])),
    )
    const [from, setFrom] = createSignal<Day | null>(since)
    // As an open feed has it: the newest is always wanted.
    const wanted = createMemo(() => {
      const day = from()
      const newest = [...shards().values()]
        .map(({ to }) => to)
        .sort()
        .at(-1)
      return new Map([...shards()].filter(([, { to }]) => day === null || to >= day || to === newest))
    })
    const feed = {
      capability: { ownerSecret: null },
      view: { shards },
      wanted,
      shards: () => [],
      letGo: () => undefined,
    } as unknown as OpenFeed // reason: the documents of a feed are not asked for here
    return {
      ...createMakingRoom({ feeds: () => [feed], since: from, keepSince: setFrom }),
      here: () =>
        [...wanted().values()]
          .map(({ to }) => to)
          .sort()
          .reverse(),
      publish: (to) => setShards((before) => new Map([...before, [`to ${to}`, shardTo(to)]])),
      since: from,
    }
  })
const shardTo = (to: Day): FeedShard => ({ link: 'x', from: addDays(to, -9), to, count: PER_SHARD })
const ago = (...days: readonly number[]): readonly Day[] => days.map((one) => addDays(TODAY, -one))

test('by itself all of the feed stays', () => {
  const room = begin([0, 40, 100, 400])
  expect(room.daysKept()).toBeNull()
  expect(room.here()).toEqual(ago(0, 40, 100, 400))
  expect(room.spared()).toBe(0)
})

test('of a feed that is kept for some days, older ones go, and come back when it is kept for longer', () => {
  const room = begin([0, 40, 100, 400])
  room.setDaysKept(90)
  expect(room.here()).toEqual(ago(0, 40))
  expect(room.spared()).toBe(2 * PER_SHARD)
  room.setDaysKept(30)
  expect(room.here()).toEqual(ago(0))
  batch(() => {
    room.keepSince(null)
    room.setDaysKept(365)
  })
  expect(room.here()).toEqual(ago(0, 40, 100))
})

test('the choice holds at the next start, and as days come', () => {
  begin([0, 40]).setDaysKept(30)
  const room = begin([31, 55])
  expect(room.daysKept()).toBe(30)
  // Counted from the newest day there is: who was away for a month finds what they left.
  expect(room.here()).toEqual(ago(31, 55))
  room.publish(TODAY)
  expect(room.here()).toEqual(ago(0))
})

test('what made room for want of space does not come back by keeping days', () => {
  const room = begin([0, 10, 40, 100], addDays(TODAY, -20))
  expect(room.here()).toEqual(ago(0, 10))
  room.setDaysKept(90)
  expect(room.here()).toEqual(ago(0, 10))
  expect(room.since()).toBe(addDays(TODAY, -20))
})

test('a feed that names a day far ahead has nothing taken away for it', () => {
  const room = begin([0, 10])
  const far = parseDay('2900-01-01')
  if (!far) throw new Error('a day')
  room.setDaysKept(30)
  room.publish(far)
  expect(room.here()).toEqual([far, ...ago(0, 10)])
})

test('another tab that chooses is followed, and anything else is no choice', () => {
  const room = begin([0, 40])
  window.dispatchEvent(new StorageEvent('storage', { key: 'carrel.feed-days-kept', newValue: '30' }))
  expect(room.here()).toEqual(ago(0))
  for (const bad of ['7', 'NaN', '-1', '1e9', '']) {
    localStorage.setItem('carrel.feed-days-kept', bad)
    expect(begin([0, 40]).daysKept()).toBeNull()
  }
})
