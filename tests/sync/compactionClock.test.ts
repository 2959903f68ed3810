import { expect, test } from 'vitest'
import { createCompactionClock } from '../../src/sync/compactionClock.ts'
import { NO_PARTS } from '../../src/sync/coverage.ts'
import { createLogMirror, type LogMirror, type TailRecord } from '../../src/sync/logMirror.ts'
import { ROOM_TIMING } from '../../src/sync/sealedRoom.ts'

const CHAIN = new Uint8Array(16)
const { compactRecords, compactBytes, compactJitterMs, compactPauseMs, garbagePauseMs } = ROOM_TIMING
const { firstVersionRecords, versionMs, versionShare } = ROOM_TIMING

/** A log with a snapshot of so many bytes (0: none), and a tail of so many records of so many bytes each. */
const logOf = (
  snapshot: number,
  records: number,
  bytes: number,
  type: 'applied' | 'skipped' = 'applied',
): LogMirror => {
  const mirror = createLogMirror()
  const tag = new Uint8Array(snapshot > 0 ? 8 : 0)
  mirror.begin(new Uint8Array(16), { floor: 0, chain: CHAIN, tag, size: snapshot, fate: { type: 'skipped' } })
  const fate: TailRecord['fate'] = type === 'applied' ? { type, parts: NO_PARTS } : { type }
  for (let seq = 1; seq <= records; seq++) mirror.take({ seq, chain: CHAIN, bytes, fate })
  return mirror
}
const clockAt = (random = 0) => {
  let time = 1_000_000_000
  const clock = createCompactionClock(
    ROOM_TIMING,
    () => random,
    () => time,
  )
  clock.snapshotIs(0)
  return { clock, pass: (ms: number) => void (time += ms) }
}

test.each<[string, number, number, number, boolean]>([
  ['so many records', 1_000, compactRecords, 1, false],
  ['one record more', 1_000, compactRecords + 1, 1, true],
  ['so many bytes', 1_000, 1, compactBytes, false],
  ['one byte more', 1_000, 1, compactBytes + 1, true],
  ['as many bytes as a large snapshot', 1_000_000, 1, 1_000_000, false],
  ['one more than a large snapshot', 1_000_000, 1, 1_000_001, true],
])('S44: a tail of %s is a reason to tidy, or not', (_title, snapshot, records, bytes, due) => {
  const { clock } = clockAt()
  expect(clock.isDue(logOf(snapshot, records, bytes))).toBe(due)
})

test('S44: the turn comes by chance within half a minute, and is lost when the tail is short again', () => {
  const { clock, pass } = clockAt(0.5)
  const long = logOf(1_000, compactRecords + 1, 1)
  expect(clock.isDue(long)).toBe(false)
  pass(compactJitterMs / 2 - 1)
  expect(clock.isDue(long)).toBe(false)
  pass(1)
  expect(clock.isDue(long)).toBe(true)
  expect(clock.isDue(logOf(1_000, 1, 1))).toBe(false)
  expect(clock.isDue(long)).toBe(false)
})

test('S44: a room is tidied once in a minute, whoever did it last', () => {
  const { clock, pass } = clockAt()
  const long = logOf(1_000, compactRecords + 1, 1)
  expect(clock.isDue(long)).toBe(true)
  clock.started()
  pass(compactPauseMs - 1)
  expect(clock.isDue(long)).toBe(false)
  pass(1)
  expect(clock.isDue(long)).toBe(true)
  // Another device was quicker.
  clock.done()
  pass(compactPauseMs - 1)
  expect(clock.isDue(long)).toBe(false)
  pass(1)
  expect(clock.isDue(long)).toBe(true)
})

test('S44: garbage alone is swept once in ten minutes', () => {
  const { clock, pass } = clockAt()
  const garbage = logOf(1_000, compactRecords + 1, 1, 'skipped')
  clock.done()
  pass(garbagePauseMs - 1)
  expect(clock.isDue(garbage)).toBe(false)
  pass(1)
  expect(clock.isDue(garbage)).toBe(true)
})

test('S44: a first version is kept after so many records, where there is none', () => {
  expect(clockAt().clock.isDue(logOf(0, firstVersionRecords - 1, 1))).toBe(false)
  expect(clockAt().clock.isDue(logOf(0, firstVersionRecords, 1))).toBe(true)
  expect(clockAt().clock.isDue(logOf(0, firstVersionRecords, 1, 'skipped'))).toBe(false)
})

test('S44: a version is kept once a day, where the document has changed by its share', () => {
  const changed = (bytes: number): LogMirror => logOf(versionShare * 100, 1, bytes)
  const { clock, pass } = clockAt()
  clock.snapshotIs(3_600_000)
  pass(versionMs - 3_600_000 - 1)
  expect(clock.isDue(changed(100))).toBe(false)
  pass(1)
  expect(clock.isDue(changed(99))).toBe(false)
  expect(clock.isDue(changed(100))).toBe(true)
  expect(clock.isDue(logOf(versionShare * 100, 0, 100))).toBe(false)
  clock.done()
  pass(versionMs - 1)
  expect(clock.isDue(changed(100))).toBe(false)
  pass(1)
  expect(clock.isDue(changed(100))).toBe(true)
})
