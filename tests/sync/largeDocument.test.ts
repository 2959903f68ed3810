import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { LogStore } from '../../server/relay/log.ts'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import { makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { noise, until } from './quick.ts'
import { isSame, openWorld, type Device, type World } from './world.ts'

// With the limits and on the disk of the real relay.
const SLOW = 300_000
const PATIENCE = 120_000
let world: World | null = null
let folder: TestFolder | null = null
afterEach(async () => {
  await world?.close()
  folder?.remove()
  folder = null
  world = null
})

const openStore = async (name: string): Promise<LogStore> => {
  folder ??= makeTestFolder()
  const store = await openLmdbStore(path.join(folder.path, name))
  if (!store.ok) throw new Error(store.error)
  return store.value
}
const saved = async (device: Device): Promise<void> =>
  until(
    () => device.sealed.state().phase === 'live' && device.sealed.state().saved,
    () => `saved: ${JSON.stringify(device.sealed.state())}`,
    PATIENCE,
  )

test.each([
  ['1.5 MB, larger than a record', 1_500_000, 1],
  ['12 MB, a library of three years', 1_000_000, 12],
])(
  'S1, S13: a document of %s restores a wiped relay from the one device left',
  { timeout: SLOW },
  async (_name, size, pieces) => {
    const opened = await openWorld(await openStore('first'))
    world = opened
    const room = await createCapability()
    const seed = new Y.Doc()
    for (let n = 0; n < pieces; n++) seed.getMap('map').set(`piece ${n}`, noise(size))
    const one = opened.device(room, { seed })
    await saved(one)
    one.map.set('last', 1)
    await saved(one)
    await opened.restart(await openStore('second'))
    await until(() => !one.sealed.state().saved, 'the loss is noticed', PATIENCE)
    await saved(one)
    one.end()
    const two = opened.device(room)
    await saved(two)
    expect(isSame(one.doc, two.doc)).toBe(true)
    expect(two.map.size).toBe(pieces + 1)
  },
)
