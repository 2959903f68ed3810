import '../model/platform.ts'
import { expect, test } from 'vitest'
import { runModel } from '../model/modelRun.ts'
test('S17: try', async () => {
  const t0 = process.hrtime.bigint()
  for (let seed = 1; seed <= 300; seed++) {
    const r = await runModel(seed)
    if (r.wrong.length) console.log(seed, r.wrong.slice(0, 5), [...r.problems].join())
  }
  const r = await runModel(3)
  console.log(r, Number(process.hrtime.bigint() - t0) / 1e6)
  expect((await runModel(3)).fingerprint).toBe(r.fingerprint)
}, 120000)
