import '../model/platform.ts'
import { expect, test } from 'vitest'
import { runModel } from '../model/modelRun.ts'
test('S17: try', async () => {
  for (const seed of (process.env.SEEDS ?? '18,20,56,95,310,340,385').split(',').map(Number)) {
    const r = await runModel(seed, process.env.TRACE ? { trace: (l) => console.log(l) } : {})
    console.log(seed, r.wrong, [...r.problems].join('; '), JSON.stringify(r.faults), r.compactions)
  }
}, 120000)
