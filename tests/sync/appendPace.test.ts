import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCapability } from '../../src/crypto/capability.ts'
import { WIRE_LIMITS } from '../../src/protocol/limits.ts'
import { createAppendPace } from '../../src/sync/appendPace.ts'
import { BATCH_BURST, BATCH_MS, PROMPT_MS } from '../../src/sync/limits.ts'
import { ROOM_TIMING } from '../../src/sync/sealedRoom.ts'
import { forgeLog } from './scriptedRelay.ts'
import { clearStages, openStage, type Stage } from './stage.ts'

test('S4: acts leave at once until their burst is used up, and then one in each interval', () => {
  let now = 1_000
  const pace = createAppendPace(250, 3, () => now)
  for (let n = 0; n < 3; n++) {
    expect(pace.wait()).toBe(0)
    pace.took()
  }
  for (let n = 0; n < 5; n++) {
    expect(pace.wait()).toBe(250)
    now += 250
    expect(pace.wait()).toBe(0)
    pace.took()
  }
  now += 3 * 250
  expect(pace.waitTyping()).toBe(0)
  for (let n = 0; n < 3; n++) {
    expect(pace.wait()).toBe(0)
    pace.took()
  }
  expect(pace.wait()).toBe(250)
})

test('S4: letters wait for the interval after every record, and never longer', () => {
  let now = 1_000
  const pace = createAppendPace(250, 3, () => now)
  expect(pace.waitTyping()).toBe(0)
  pace.took()
  expect(pace.waitTyping()).toBe(250)
  now += 100
  expect(pace.waitTyping()).toBe(150)
  pace.took()
  pace.took()
  expect(pace.waitTyping()).toBe(250)
})

test('S4: whatever is asked and when, no span of time holds more records than its intervals and the burst', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 }),
      (burst, pauses) => {
        let now = 0
        const taken: number[] = []
        const pace = createAppendPace(100, burst, () => now)
        for (const pause of pauses) {
          now += pause
          if (pace.wait() > 0) continue
          pace.took()
          taken.push(now)
        }
        for (const [first, from] of taken.entries())
          for (const [last, to] of taken.entries())
            if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(burst + (to - from) / 100)
      },
    ),
  )
})

test('S4: a clock that was set back holds nothing for longer than an interval', () => {
  let now = 1_000_000
  const pace = createAppendPace(250, 1, () => now)
  pace.took()
  now = 0
  expect(pace.wait()).toBe(250)
})

test('S4: the pace of a room stays below what the relay takes from a connection', () => {
  expect(1_000 / BATCH_MS).toBeLessThan(WIRE_LIMITS.appendsPerSecond)
  expect(BATCH_BURST).toBeLessThan(WIRE_LIMITS.appendBurst)
})

/** Runs what is ready, WebCrypto's threads included, until `condition` holds; no clock moves. */
const meanwhile = async (condition: () => boolean, what: string): Promise<void> => {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 100_000) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A device in a room that is saved; from here on the clock moves by hand. */
const quietRoom = async (): Promise<Stage> => {
  const room = await createCapability()
  const log = await forgeLog(room)
  const stage = await openStage(room, { timing: ROOM_TIMING })
  stage.line.say(...(await log.replay(stage.room)))
  await stage.sealed.settled()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  return stage
}

/** Takes the append that has been sent and acknowledges it as record `seq`. */
const acknowledge = async ({ line, room }: Stage, seq: number): Promise<void> => {
  const at = (): number => line.heard.findIndex(({ type }) => type === 'append')
  await meanwhile(() => at() >= 0, `record ${seq} is sent`)
  const [append] = line.heard.splice(at(), 1)
  if (append?.type !== 'append') throw new Error('it has just been found')
  line.say({ type: 'ack', room, ref: append.ref, seq })
}

const saved = (stage: Stage): Promise<void> => meanwhile(() => stage.sealed.state().saved, 'saved')

beforeEach(() => vi.useRealTimers())
afterEach(() => {
  vi.useRealTimers()
  clearStages()
})

test('S4: an act is on its way a moment later, and so is the next one', async () => {
  const stage = await quietRoom()
  for (let seq = 1; seq <= BATCH_BURST; seq++) {
    stage.map.set('word', seq)
    vi.advanceTimersByTime(PROMPT_MS)
    await acknowledge(stage, seq)
    await saved(stage)
  }
})

test('S2, S4: letters typed in a row gather in one record, and only its ACK makes them saved', async () => {
  const stage = await quietRoom()
  const note = stage.doc.getText('note')
  note.insert(0, 'T')
  vi.advanceTimersByTime(PROMPT_MS)
  await acknowledge(stage, 1)
  await saved(stage)
  for (const letter of 'yped') {
    note.insert(note.length, letter)
    vi.advanceTimersByTime(PROMPT_MS)
  }
  // Nothing is being sealed either: all of it is still waiting for the interval.
  expect(stage.line.heard.filter(({ type }) => type === 'append')).toEqual([])
  expect(stage.sealed.state().saved).toBe(false)
  vi.advanceTimersByTime(BATCH_MS)
  // Numbers are dense: were there a record of one letter, this acknowledgement would not be believed to cover it all.
  await acknowledge(stage, 2)
  await saved(stage)
  expect(stage.codes()).toEqual([])
})

test('S1, S4: an act in the midst of typing takes the letters before it along', async () => {
  const stage = await quietRoom()
  const note = stage.doc.getText('note')
  note.insert(0, 'T')
  vi.advanceTimersByTime(PROMPT_MS)
  await acknowledge(stage, 1)
  await saved(stage)
  note.insert(1, 'yped')
  stage.map.set('vote', 1)
  vi.advanceTimersByTime(PROMPT_MS)
  await acknowledge(stage, 2)
  await saved(stage)
})

test('S4: letters typed while a record is on its way wait for the interval, not only for the ACK', async () => {
  const stage = await quietRoom()
  const note = stage.doc.getText('note')
  note.insert(0, 'T')
  vi.advanceTimersByTime(PROMPT_MS)
  await meanwhile(() => stage.line.heard.some(({ type }) => type === 'append'), 'it is sent')
  note.insert(1, 'y')
  vi.advanceTimersByTime(PROMPT_MS)
  const told = new Promise((resolve) => stage.sealed.onChange(() => resolve(null)))
  await acknowledge(stage, 1)
  await told
  vi.advanceTimersByTime(PROMPT_MS)
  note.insert(2, 'ped')
  expect(stage.sealed.state().saved).toBe(false)
  vi.advanceTimersByTime(BATCH_MS)
  await acknowledge(stage, 2)
  await saved(stage)
})
