import '../model/platform.ts'
import { expect, test } from 'vitest'
import { runModel, MODEL_FAULTS } from '../model/modelRun.ts'
import { createTamper, played } from '../model/tamper.ts'
test('S17: try', async () => {
  const n = Number(process.env.N ?? 200)
  const first = Number(process.env.FIRST ?? 1)
  const t0 = process.hrtime.bigint()
  for (let seed = first; seed <= first + n; seed++) {
    const r = await runModel(seed)
    if (r.wrong.length) console.log(seed, r.wrong.slice(0, 5))
  }
  const t1 = process.hrtime.bigint()
  const faults = MODEL_FAULTS.filter((f) => !['wipe', 'restore'].includes(f))
  const pr = new Map<string, number>()
  for (let seed = first; seed <= first + n; seed++) {
    const liesInAck = seed % 4 === 0
    const r = await runModel(seed, { tamper: createTamper(liesInAck), liesInAck, faults })
    for (const p of r.problems.keys()) pr.set(p, (pr.get(p) ?? 0) + 1)
    if (r.wrong.length) console.log('hostile', seed, r.wrong.slice(0, 5), [...r.problems].join(';'))
  }
  console.log(Number(t1 - t0) / 1e6, Number(process.hrtime.bigint() - t1) / 1e6, pr, played)
}, 600000)
