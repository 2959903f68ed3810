import * as Y from 'yjs'
import { createCapability } from '../../src/crypto/capability.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { QUICK, until } from '../sync/quick.ts'
import { openWorld } from '../sync/world.ts'
import { writeAYear } from '../sync/year.ts'
import { line, median } from './figures.ts'

const ROUNDS = 9

/**
 * What a new device waits for a list with 20,000 acts in its past, from dialling to the end of the replay, beside
 * Yjs's own work on the same state. The relay runs in this process, over its memory.
 */
export const measureJoinOfAYear = async (): Promise<void> => {
  const { doc, acts } = writeAYear({ weeks: 52, actsAWeek: 385, seed: 4 })
  const state = Y.encodeStateAsUpdate(doc)
  const world = await openWorld()
  const room = await createCapability()
  const maker = world.device(room, {
    seed: doc,
    timing: { ...QUICK, compactRecords: 0, compactJitterMs: 0 },
  })
  await maker.sealed.settled()
  // A state larger than a record goes as a snapshot at once, before the log has a record for it to stand behind.
  await until(async () => {
    const head = await world.store().head(room.room)
    return head.ok && (head.value?.snapshotSize ?? 0) > 0
  }, 'the snapshot is there')
  maker.end()
  const bare: number[] = []
  const joins: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now()
    Y.applyUpdate(new Y.Doc(), state)
    bare.push(performance.now() - began)
    const dialled = performance.now()
    const joiner = world.device(room, { validate: checkUpdate })
    await joiner.sealed.settled()
    joins.push(performance.now() - dialled)
    joiner.end()
  }
  await world.close()
  console.log(`\nJoin of a list with ${acts} acts in its past, ${state.length} bytes`)
  console.log(line('Y.applyUpdate of its final state', bare))
  console.log(line('the join', joins))
  console.log(`  ratio ${(median(joins) / median(bare)).toFixed(2)} (aim ≤ 3)`)
}
