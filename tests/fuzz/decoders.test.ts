import '../model/platform.ts'
import { beforeAll, expect, test } from 'vitest'
import { seeded } from '../doc/replica.ts'
import { LONG_TIMEOUT_MS, longRun } from '../helpers/longRun.ts'
import { mutated, pickWith } from './mutate.ts'
import { createTargets, type Target } from './targets.ts'

// tests/model/platform.ts only makes the cryptography answer at once: the bytes are the same.

let targets: readonly Target[] = []
beforeAll(async () => {
  targets = await createTargets()
})

/** One case: the same from its seed. Throws with the seed and the bytes where anything must not be. */
const runCase = async (target: Target, seed: number): Promise<boolean> => {
  const pick = pickWith(seeded(seed))
  const bytes = mutated(target.samples, pick)
  try {
    const answer = target.run(bytes, pick)
    return typeof answer === 'boolean' ? answer : await answer
  } catch (fault) {
    const hex = Buffer.from(bytes).toString('hex')
    throw new Error(`${target.name}, seed ${seed}: ${String(fault)}; bytes ${hex}`, { cause: fault })
  }
}

test('every sample is taken as it is, so that what is refused is refused for what was changed', async () => {
  for (const target of targets)
    if (target.name !== 'what a member seals' && target.name !== 'updates before Yjs')
      for (const sample of target.samples)
        expect(await target.run(new Uint8Array(sample), () => 0), target.name).toBe(true)
})

test('whatever bytes come, every decoder answers, and holds no more than it may', async () => {
  const PER_WEIGHT = 500
  for (const target of targets) {
    let taken = 0
    const cases = PER_WEIGHT * target.weight
    for (let seed = 1; seed <= cases; seed++) if (await runCase(target, seed)) taken++
    // Neither everything nor nothing: the changes reach what lies behind the first look.
    expect(taken, target.name).toBeLessThan(cases)
  }
}, 60_000)

test.runIf(longRun)(
  'as many cases as there is time for',
  async () => {
    if (!longRun) return
    const end = Date.now() + longRun.ms
    let cases = 0
    const wrong: string[] = []
    while (Date.now() < end)
      for (const target of targets)
        for (let turn = 0; turn < 50 * target.weight; turn++) {
          cases++
          try {
            // No seed of another slice, nor of this one, a second time.
            await runCase(target, (longRun.firstSeed * 10_000_019 + cases) | 0)
          } catch (fault) {
            console.error(`FAILED: fuzz: ${String(fault)}`)
            wrong.push(String(fault))
            if (wrong.length > 10) return expect(wrong).toEqual([])
          }
        }
    console.log(`fuzz: ${cases} cases`)
    expect(wrong).toEqual([])
  },
  LONG_TIMEOUT_MS,
)
