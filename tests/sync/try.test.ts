import '../model/platform.ts'
import { test } from 'vitest'
import { MODEL_FAULTS, runModel } from '../model/modelRun.ts'
test('S17: try', async () => {
  const faults = MODEL_FAULTS.filter((fault) => fault !== 'wipe' && fault !== 'restore')
  for (let seed = 1; seed <= 400; seed++) {
    const r = await runModel(seed, { hostileMember: true, faults, limits: { maxTailRecords: 20_000, maxRoomBytes: 1e8 } })
    if (r.wrong.length) console.log(seed, r.wrong.slice(0, 4), [...r.problems].join('; ').slice(0, 600))
  }
}, 600000)
