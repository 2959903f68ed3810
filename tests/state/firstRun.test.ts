import { createRoot } from 'solid-js'
import { beforeEach, expect, test } from 'vitest'
import { createLibrary, savePaper, setProfile, unsavePaper } from '../../src/doc/libraryDoc.ts'
import { skipPapers } from '../../src/doc/skips.ts'
import { addDevice } from '../../src/doc/devices.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createFirstRun } from '../../src/state/firstRun.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { readDeviceValue, writeDeviceValue } from '../../src/storage/deviceValues.ts'
import { createReplica, paper, snapshot, type Replica } from '../doc/replica.ts'
import { freshBrowser } from '../storage/faults.ts'

freshBrowser()
beforeEach(() => writeDeviceValue('first-run-over'))

const start = (library: Replica) =>
  createRoot((end) => ({
    ...createFirstRun({ view: fromReader(readLibrary(library.doc)), loaded: () => true }),
    close: end,
  }))
const begin = (): Replica => {
  const library = createReplica('phone')
  createLibrary(library)
  addDevice(library, { name: 'Phone', key: 'k'.repeat(43) })
  return library
}

test('a first run lasts until something was made, and does not come back by undoing it', async () => {
  const library = begin()
  const run = start(library)
  expect(run.lasts()).toBe(false)
  await expect.poll(run.lasts).toBe(true)
  savePaper(library, paper(1), [snapshot(1)])
  expect(run.lasts()).toBe(false)
  unsavePaper(library, paper(1))
  expect(run.lasts()).toBe(false)
  run.close()
  const again = start(begin())
  // Asked later, answered later.
  expect(await readDeviceValue('first-run-over')).toBe(true)
  expect(again.lasts()).toBe(false)
  again.close()
})

test('a first run ends when the person says so, for good', async () => {
  const run = start(begin())
  await expect.poll(run.lasts).toBe(true)
  run.end()
  expect(run.lasts()).toBe(false)
  run.close()
  await expect.poll(() => readDeviceValue('first-run-over')).toBe(true)
})

test('whoever has skipped something, has a name or another device is in no first run', async () => {
  const day = parseDay('2026-11-28')
  if (!day) throw new Error('a day')
  for (const make of [
    (library: Replica) => void skipPapers(library, day, [paper(1)]),
    (library: Replica) => void setProfile(library, { name: 'Ada', colour: 1 }),
    (library: Replica) =>
      void addDevice({ ...library, by: 'tablet' }, { name: 'Tablet', key: 'k'.repeat(43) }),
  ]) {
    const library = begin()
    const run = start(library)
    await expect.poll(run.lasts).toBe(true)
    make(library)
    expect(run.lasts()).toBe(false)
    run.close()
    await writeDeviceValue('first-run-over')
  }
})
