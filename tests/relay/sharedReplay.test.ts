import { expect, test } from 'vitest'
import { startChain, linkChain } from '../../server/relay/chain.ts'
import { RELAY_LIMITS } from '../../server/relay/limits.ts'
import type { LogEntry, LogHead } from '../../server/relay/log.ts'
import { createLogCheck } from '../../server/relay/logCheck.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import type { RoomSurroundings } from '../../server/relay/roomSurroundings.ts'
import { ReplayStep, SharedReplay } from '../../server/relay/sharedReplay.ts'

const RECORD_BYTES = 1_000
/** What one step of one record takes of the budget: as read, and as printed. */
const STEP_BYTES = 2 * RECORD_BYTES
const ROOM = 'a-room'

/** A room with `count` records, each a step of its own, whose store counts its reads. */
const prepare = async (
  count: number,
  { sharedRoomBytes = 10 * STEP_BYTES, sharedReplayBytes = 20 * STEP_BYTES, held = 0 } = {},
) => {
  const store = createMemoryStore()
  const logId = new Uint8Array(16).fill(7)
  const first = startChain(new Uint8Array(20), logId)
  const entries: LogEntry[] = []
  for (let seq = 1; seq <= count; seq++) {
    const record = new Uint8Array(RECORD_BYTES).fill(seq)
    entries.push({ seq, record, chain: linkChain(entries.at(-1)?.chain ?? first, record) })
  }
  const keys = { owner: first, writer: first, reader: first }
  const head: LogHead = {
    revision: 1,
    logId,
    keys,
    head: count,
    chain: entries.at(-1)?.chain ?? first,
    floor: 0,
    floorChain: first,
    snapshotTag: new Uint8Array(0),
    snapshotSize: 0,
    tailBytes: count * RECORD_BYTES,
    moved: null,
    generations: [],
  }
  await store.append(ROOM, entries, head)
  const reads: number[] = []
  const counted = {
    ...store,
    read: async (room: string, from: number) => {
      reads.push(from)
      return store.read(room, from, 1)
    },
  }
  const room = { name: ROOM, head }
  const replays = { held }
  const limits = { ...RELAY_LIMITS, sharedRoomBytes, sharedReplayBytes }
  // reason: a replay asks nothing else of its surroundings
  const around = { store: counted, limits, replays } as unknown as RoomSurroundings
  // The check reads past what is counted here: what it reads is not what is sent.
  const check = createLogCheck(store, ROOM, limits.replayStepBytes, () => room.head)
  return { replay: new SharedReplay(room, around, check), reads, replays, entries, room }
}

test('R29: of several who catch up at once, one reads and prints for all who call the room alike', async () => {
  const { replay, reads, replays, entries } = await prepare(3)
  for (let reader = 0; reader < 50; reader++) replay.enter()
  const steps = await Promise.all(Array.from({ length: 50 }, () => replay.read(1)))
  expect(reads).toEqual([1])
  expect(new Set(steps).size).toBe(1)
  const [step] = steps
  if (!(step instanceof ReplayStep)) throw new Error(String(step))
  expect(step.entries).toEqual(entries.slice(0, 1))
  expect(step.printedFor(1)).toBe(step.printedFor(1))
  expect(step.printedFor(2)).not.toEqual(step.printedFor(1))
  // What is kept of a step is what was counted for it: one print.
  expect(step.printedFor(2)).not.toBe(step.printedFor(2))
  expect(step.printedFor(1)).toBe(step.printedFor(1))
  expect(replays.held).toBe(STEP_BYTES)
  for (let reader = 0; reader < 50; reader++) replay.leave()
  expect(replays.held).toBe(0)
  await replay.read(1)
  expect(reads).toEqual([1, 1])
})

test('R29: who catches up alone keeps nothing', async () => {
  const { replay, reads, replays } = await prepare(3)
  replay.enter()
  for (const from of [1, 2, 3, 1]) await replay.read(from)
  expect([reads, replays.held]).toEqual([[1, 2, 3, 1], 0])
})

test('R29: a room keeps its limit to the byte, and lets go of what it read first', async () => {
  const { replay, reads, replays } = await prepare(5, { sharedRoomBytes: 3 * STEP_BYTES })
  replay.enter()
  replay.enter()
  for (const from of [1, 2, 3, 1]) await replay.read(from)
  expect([reads, replays.held]).toEqual([[1, 2, 3], 3 * STEP_BYTES])
  await replay.read(4)
  expect(replays.held).toBe(3 * STEP_BYTES)
  for (const from of [2, 3, 4, 1]) await replay.read(from)
  expect(reads).toEqual([1, 2, 3, 4, 1])
})

test('R29: all rooms together keep their limit to the byte, and beyond it everybody reads alone', async () => {
  const fits = await prepare(2, { sharedReplayBytes: 8 * STEP_BYTES, held: 7 * STEP_BYTES })
  fits.replay.enter()
  fits.replay.enter()
  for (const from of [1, 1, 2, 2]) await fits.replay.read(from)
  expect([fits.reads, fits.replays.held]).toEqual([[1, 2, 2], 8 * STEP_BYTES])
  const full = await prepare(2, { sharedReplayBytes: 8 * STEP_BYTES, held: 7 * STEP_BYTES + 1 })
  full.replay.enter()
  full.replay.enter()
  for (const from of [1, 1]) await full.replay.read(from)
  expect([full.reads, full.replays.held]).toEqual([[1, 1], 7 * STEP_BYTES + 1])
})

test('R29: nothing is shared that is not acknowledged, nor after it was forgotten', async () => {
  const { replay, reads, replays, room } = await prepare(3)
  const whole = room.head
  room.head = { ...whole, head: 1, chain: whole.chain }
  replay.enter()
  replay.enter()
  expect(await replay.read(2)).toBe('stale')
  expect(replays.held).toBe(0)
  room.head = whole
  expect(await replay.read(2)).toBeInstanceOf(ReplayStep)
  expect(replays.held).toBe(STEP_BYTES)
  replay.forget()
  expect(replays.held).toBe(0)
  await replay.read(2)
  expect(reads).toEqual([2, 2, 2])
})

test('R29: a step that is forgotten while it is read is not counted', async () => {
  const { replay, replays } = await prepare(1)
  replay.enter()
  replay.enter()
  const reading = replay.read(1)
  replay.forget()
  await reading
  expect(replays.held).toBe(0)
})
