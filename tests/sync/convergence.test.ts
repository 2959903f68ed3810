import { beforeEach, expect, test } from 'vitest'
import { LONG_TIMEOUT_MS, longRun } from '../helpers/longRun.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { libraryNote } from '../../src/doc/libraryDoc.ts'
import { groupNote } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { freshBrowser } from '../storage/faults.ts'
import { beginFaultRun, FAULTS, FAULTS_BY_CHANCE, type FaultRun } from './faultRun.ts'
import { kindOf, ROOMS } from './ledger.ts'
import { until } from './quick.ts'
import { VERBS, type Verb } from './verbs.ts'
import { isSame } from './world.ts'

const PINNED = [1, 2, 3, 4, 5, 6]
const DEVICES = 3
/** How often each verb is done. */
const ROUNDS = 2
/** One step in so many is a fault instead, and another one a pause. */
const FAULT_EVERY = 3
const PAUSE_EVERY = 7
const CHECK_EVERY = 3
/** More tries than chance can need to give a verb something to do. */
const MANY = 100

beforeEach(freshBrowser)

/** What the people see is there: every word that nobody took back. */
const wordsOf = ({ devices }: FaultRun): string => {
  const docs = devices[0]?.docs
  if (!docs) return ''
  return ROOMS.flatMap((room) => {
    const doc = docs[room]
    if (kindOf(room) === 'library')
      return [...readLibrary(doc).view().noted].map((key) => libraryNote(doc, key).toString())
    const { comments, noted } = readList(doc).view()
    const notes = [...noted].map((key) => groupNote(doc, key).toString())
    return [...notes, ...[...comments.values()].flat().map(({ text }) => text)]
  }).join('\n')
}

const isQuiet = ({ devices }: FaultRun): boolean =>
  ROOMS.every(
    (room) =>
      devices.every(({ sealed, writes }) => {
        const { phase, saved } = sealed[room].state()
        return phase === 'live' && (saved || !writes(room))
      }) && isSame(...devices.map(({ docs }) => docs[room])),
  )

const settle = async (run: FaultRun): Promise<void> => {
  for (const { line } of run.devices) line.mend()
  const states = (): string =>
    JSON.stringify(run.devices.map(({ sealed }) => ROOMS.map((room) => sealed[room].state())))
  await until(
    () => isQuiet(run),
    () => `seed ${run.seed}: one library and one list; ${states()}`,
    60_000,
  )
}

/** What chance left out happens now, with everybody there. */
const makeUp = async (run: FaultRun): Promise<void> => {
  for (const fault of FAULTS) {
    // Not every device may lose what it holds: one that only reads may know something that the relay lacks.
    for (let tries = 0; run.counts[fault] === 0 && tries <= DEVICES; tries++) {
      await settle(run)
      for (const at of run.devices.keys()) await run.remember(at)
      await run.fault(fault, tries === 0 ? run.pick(DEVICES) : tries - 1)
    }
  }
  const isDone = (verb: Verb): boolean =>
    ROOMS.some((room) => run.ledger.entries(room).some((entry) => entry.verb === verb))
  for (const verb of VERBS)
    for (let tries = 0; tries < MANY && !isDone(verb); tries++) run.act(verb, run.pick(DEVICES))
  for (const room of ROOMS)
    for (let tries = 0; tries < MANY && run.compactions[room] === 0; tries++) {
      for (const verb of VERBS)
        if (verb.room === kindOf(room) && verb.name === WORDY[verb.room]) run.act(verb, 0, room)
      await settle(run)
    }
}
/** Always has something to do. */
const WORDY = { library: 'note', list: 'comment' }

const runSeed = async (seed: number): Promise<void> => {
  const run = await beginFaultRun(seed, DEVICES)
  const check = async (when: string): Promise<void> =>
    expect(await run.wrong(), `seed ${seed}, ${when}`).toEqual([])
  try {
    const verbs = Array.from({ length: ROUNDS }, () => VERBS).flat()
    for (let step = 1; verbs.length > 0; step++) {
      const at = run.pick(DEVICES)
      if (step % FAULT_EVERY === 0) {
        const fault = FAULTS_BY_CHANCE[run.pick(FAULTS_BY_CHANCE.length)] ?? 'cut'
        if (run.pick(3) === 0) await run.remember(at)
        await run.fault(fault, at)
        await check(`step ${step}, after ${fault}`)
      } else if (step % PAUSE_EVERY === 1)
        // Time for what is under way; for how much of it is chance.
        await Promise.race([
          run.devices[at]?.sealed.list.settled(),
          new Promise((resolve) => setTimeout(resolve, 10 * run.pick(10))),
        ])
      else {
        const [verb] = verbs.splice(run.pick(verbs.length), 1)
        if (verb) run.act(verb, at)
        await new Promise((resolve) => setTimeout(resolve, run.pick(8)))
      }
      if (step % CHECK_EVERY === 1) await check(`step ${step}`)
    }
    await makeUp(run)
    await settle(run)
    await check('in the end')
    const words = wordsOf(run)
    const done = new Set(ROOMS.flatMap((room) => run.ledger.entries(room).map(({ verb }) => verb)))
    expect(
      VERBS.filter((verb) => !done.has(verb)),
      `seed ${seed}`,
    ).toEqual([])
    for (const room of ROOMS) {
      const entries = run.ledger.entries(room)
      const facts = `seed ${seed}, the ${room}`
      expect(
        entries.filter(({ acknowledged }) => !acknowledged),
        facts,
      ).toEqual([])
      expect(
        entries.flatMap(({ word }) => (word !== null && !words.includes(word) ? [word] : [])),
        `${facts}: words that nobody took back`,
      ).toEqual([])
      expect(run.compactions[room], facts).toBeGreaterThan(0)
    }
    expect(FAULTS.filter((fault) => run.counts[fault] === 0)).toEqual([])
    // A newcomer with nothing gets it all from the relay alone.
    const newcomer = await run.open('newcomer')
    try {
      await until(
        () =>
          ROOMS.every((room) => isSame(newcomer.docs[room], ...run.devices.map(({ docs }) => docs[room]))),
        `seed ${seed}: the newcomer has everything`,
        60_000,
      )
    } finally {
      await newcomer.end()
    }
  } finally {
    await run.close()
  }
}

test.each(PINNED)(
  'S17: whatever is done, cut, killed, lost, wiped and restored, all that was acknowledged is always somewhere, and all end alike (seed %i)',
  { timeout: 240_000 },
  runSeed,
)

test.runIf(longRun)(
  'S17: the same over as many seeds as there is time for',
  async () => {
    if (!longRun) return
    const end = Date.now() + longRun.ms
    const wrong: string[] = []
    let runs = 0
    for (let seed = longRun.firstSeed; Date.now() < end; seed++) {
      freshBrowser()
      runs++
      await runSeed(seed).catch((fault: unknown) => {
        console.error(`FAILED: faults over real sockets, seed ${seed}: ${String(fault)}`)
        wrong.push(`seed ${seed}: ${String(fault)}`)
      })
    }
    console.log(`faults: ${runs} runs over real sockets from seed ${longRun.firstSeed} on`)
    expect(wrong).toEqual([])
  },
  LONG_TIMEOUT_MS,
)
