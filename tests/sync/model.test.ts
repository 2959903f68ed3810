import '../model/platform.ts'
import { expect, test } from 'vitest'
import { compare, TestYInstance } from 'yjs/testHelper'
import { problemSentence, type SyncProblemCode } from '../../src/sync/problem.ts'
import { LONG_TIMEOUT_MS, longRun } from '../helpers/longRun.ts'
import { MODEL_FAULTS, runModel, type ModelOptions, type ModelReport } from '../model/modelRun.ts'
import { real } from '../model/platform.ts'
import { createTamper, TRICKS, type TrickName } from '../model/tamper.ts'
import { createYjsAct, createYjsDoc } from '../model/yjsActs.ts'

// Each of these runs real clients and a real relay in one process, in virtual time (tests/model). What must hold at
// every moment stands in modelRun.ts; `wrong` names what did not.

/** Nothing is really lost here, so that whatever a device then says is its own fault or the liar's. */
const NO_LOSS = MODEL_FAULTS.filter((fault) => fault !== 'wipe' && fault !== 'restore')

const hostile = (seed: number, played?: Map<TrickName, number>): ModelOptions => {
  const liesInAck = seed % 4 === 0
  return { tamper: createTamper(liesInAck, played), liesInAck, faults: NO_LOSS }
}

/** What nobody can read forbids tidying, so that the log must not be full. */
const amongHostile = (): ModelOptions => ({
  hostileMember: true,
  faults: NO_LOSS,
  limits: { maxTailRecords: 20_000, maxRoomBytes: 64 * 1_024 * 1_024 },
})

/** Documents, acts and the comparison are those of Yjs's own tests. */
const yjs = (seed: number): ModelOptions => ({
  act: createYjsAct(seed),
  mergingDeletes: true,
  newDoc: () => createYjsDoc(seed),
  atRest: (docs) => compare(docs.filter((doc) => doc instanceof TestYInstance)),
})

const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_none, at) => first + at)

const runAll = async (
  seeds: readonly number[],
  optionsOf: (seed: number) => ModelOptions,
): Promise<{ readonly reports: readonly ModelReport[]; readonly wrong: readonly string[] }> => {
  const reports: ModelReport[] = []
  for (const seed of seeds) reports.push(await runModel(seed, optionsOf(seed)))
  const wrong = reports.flatMap((report) => report.wrong.map((what) => `seed ${report.seed}: ${what}`))
  return { reports, wrong }
}
const sum = (reports: readonly ModelReport[], count: (report: ModelReport) => number): number =>
  reports.reduce((total, report) => total + count(report), 0)

test('S17: the same seed is the same run, to the last byte and the last millisecond', async () => {
  for (const optionsOf of [() => ({}), hostile, yjs]) {
    const first = await runModel(7, { ...optionsOf(7), steps: 40 })
    const second = await runModel(7, { ...optionsOf(7), steps: 40 })
    expect(second).toEqual(first)
    expect(first.frames).toBeGreaterThan(50)
  }
  const [one, other] = [await runModel(8, { steps: 40 }), await runModel(9, { steps: 40 })]
  expect(one.fingerprint).not.toBe(other.fingerprint)
})

test('S2, S17, S30: whatever fails, nothing acknowledged is gone, nothing unsaved is called saved, all end alike, and nobody honest is accused', async () => {
  const { reports, wrong } = await runAll(seedsFrom(1, 20), () => ({}))
  expect(wrong).toEqual([])
  // It was not an empty dream.
  expect(sum(reports, ({ acts }) => acts)).toBeGreaterThan(120)
  expect(sum(reports, ({ acknowledged }) => acknowledged)).toBeGreaterThan(120)
  expect(MODEL_FAULTS.filter((fault) => sum(reports, ({ faults }) => faults[fault]) === 0)).toEqual([])
})

test('S14: a log that is full again and again is tidied by the devices themselves, whatever fails meanwhile', async () => {
  const { reports, wrong } = await runAll(seedsFrom(1, 5), () => ({
    steps: 60,
    limits: { maxTailRecords: 6, compactBurst: 1_000 },
  }))
  expect(wrong).toEqual([])
  expect(sum(reports, ({ compactions }) => compactions)).toBeGreaterThan(5)
})

test('S11: a relay that drops, repeats, reorders, changes, makes up, withholds, floods and lies in ACK makes nothing wrong and nothing falsely saved, is told, and is got over', async () => {
  const played = new Map<TrickName, number>()
  const { reports, wrong } = await runAll(seedsFrom(1, 22), (seed) => hostile(seed, played))
  expect(wrong).toEqual([])
  // Each trick but those that need a rare message has been played, and its kinds have been told, in words.
  expect(played.size).toBeGreaterThan(Object.keys(TRICKS).length * 0.6)
  const told = new Set(reports.flatMap(({ problems }) => [...problems.keys()]))
  for (const code of ['rewritten', 'unreadable', 'protocol'] as const) expect(told).toContain(code)
  // reason: the codes are those of the boards
  for (const code of told) expect(problemSentence(code as SyncProblemCode)).toMatch(/^[A-Z].*\.$/)
})

test('S2, S10, S12: a member who poisons, squats, repeats, empties and floods takes nothing from anybody, and stops no relay', async () => {
  // 49: an empty snapshot was announced, and the connection ended before it was read.
  // 730274: what nobody can read kept a difference that only a snapshot could carry from ever being sent; that is told.
  const { reports, wrong } = await runAll([49, 730_274, ...seedsFrom(1, 10)], amongHostile)
  expect(wrong).toEqual([])
  const told = new Set(reports.flatMap(({ problems }) => [...problems.keys()]))
  for (const code of ['not-understood', 'unreadable'] as const) expect(told).toContain(code)
  // It is the one that is frozen: what is said of frozen rooms excuses no other.
  expect(reports.filter(({ frozen }) => frozen.length > 0).map(({ seed }) => seed)).toEqual([730_274])
})

test('S17: what Yjs’s own random tests do to arrays, maps and texts ends alike through rooms and relay', async () => {
  const { reports, wrong } = await runAll(seedsFrom(1, 8), yjs)
  expect(wrong).toEqual([])
  expect(sum(reports, ({ acts }) => acts)).toBeGreaterThan(40)
})

test.runIf(longRun)(
  'S2, S10, S11, S12, S14, S17, S30: as many seeds as there is time for',
  async () => {
    if (!longRun) return
    const end = real.now() + longRun.ms
    const wrong: string[] = []
    let runs = 0
    let frames = 0
    let acts = 0
    for (let seed = longRun.firstSeed; real.now() < end; seed++)
      for (const [kind, options] of [
        ['honest', {}],
        ['hostile', hostile(seed)],
        ['among hostile members', amongHostile()],
        ['yjs', yjs(seed)],
      ] as const) {
        const report = await runModel(seed, options)
        runs++
        frames += report.frames
        acts += report.acts
        const [what] = report.wrong
        if (what === undefined) continue
        console.error(`FAILED: model, ${kind}, seed ${seed}: ${what} (${report.wrong.length} in all)`)
        wrong.push(`${kind}, seed ${seed}: ${what}`)
      }
    console.log(`model: ${runs} runs from seed ${longRun.firstSeed} on, ${acts} acts, ${frames} frames`)
    expect(wrong).toEqual([])
    expect(runs).toBeGreaterThan(0)
  },
  LONG_TIMEOUT_MS,
)
