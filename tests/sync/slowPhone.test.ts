import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import { createRelayLink, type RelayLink } from '../../src/sync/relayLink.ts'
import { makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { noise, QUICK, until } from './quick.ts'
import { openSlowLine, type SlowLine } from './slowLine.ts'
import { isSame, NodeWebSocket, openWorld, type Device, type World } from './world.ts'

let world: World | null = null
let folder: TestFolder | null = null
const lines: SlowLine[] = []
const links: RelayLink[] = []
afterEach(async () => {
  for (const link of links.splice(0)) link.close()
  await world?.close()
  for (const line of lines.splice(0)) await line.close()
  folder?.remove()
  world = folder = null
})

const PATIENCE = process.env['CARREL_LONG'] ? 280_000 : 60_000
const openOnDisk = async (): Promise<World> => {
  folder = makeTestFolder()
  const store = await openLmdbStore(path.join(folder.path, 'relay'))
  if (!store.ok) throw new Error(store.error)
  world = await openWorld(store.value)
  return world
}
const phone = async (
  url: () => string,
  options: Parameters<typeof openSlowLine>[1],
): Promise<{ line: SlowLine; link: RelayLink }> => {
  const line = await openSlowLine(url, options)
  lines.push(line)
  const link = createRelayLink({
    url: line.url,
    WebSocket: NodeWebSocket,
    firstBackOffMs: 10,
    lastBackOffMs: 100,
  })
  links.push(link)
  return { line, link }
}
const saved = async (device: Device): Promise<void> =>
  until(
    () => device.sealed.state().phase === 'live' && device.sealed.state().saved,
    () => `saved: ${JSON.stringify(device.sealed.state())}`,
    PATIENCE,
  )
const large = (bytes: number): Y.Doc => {
  const doc = new Y.Doc()
  for (let n = 0; n < 10; n++) doc.getMap('map').set(`piece ${n}`, noise(bytes / 10))
  return doc
}

/** The first row in a tenth of the time and size; the second as it is, in `npm run test:long`. */
test.each([
  [3_000_000, { bytesPerSecond: 1_200_000, breaksEveryMs: 1_100 }],
  ...(process.env['CARREL_LONG']
    ? [[10_000_000, { bytesPerSecond: 250_000, breaksEveryMs: 20_000 }] as const]
    : []),
] as const)(
  'S40, S41: %i bytes get through both ways on a line of %o, and little of them twice',
  { timeout: 600_000 },
  async (bytes, speed) => {
    const { url, device } = await openOnDisk()
    const room = await createCapability()
    const one = await phone(url, speed)
    const writer = device(room, { seed: large(bytes), link: one.link })
    await saved(writer)
    // Longer than the line holds at a stretch: without going on it would never have come to the end.
    expect(one.line.breaks()).toBeGreaterThan(0)
    const sealed =
      (await world
        ?.store()
        .head(room.room)
        .then((head) => head.ok && head.value?.snapshotSize)) || 0
    expect(sealed).toBeGreaterThan(bytes * 0.7)
    expect(one.line.up()).toBeLessThan(sealed * 1.6)
    const two = await phone(url, speed)
    const reader = device(room, { link: two.link })
    await saved(reader)
    expect(isSame(writer.doc, reader.doc)).toBe(true)
    expect(two.line.breaks()).toBeGreaterThan(0)
    expect(two.line.down()).toBeLessThan(sealed * 1.6)
  },
)

test('S42: what other rooms and the room itself have to say does not wait behind a snapshot on a slow line', async () => {
  const { url, device, floor } = await openOnDisk()
  const [big, small] = [await createCapability(), await createCapability()]
  const far = device(small)
  const { line, link } = await phone(url, { bytesPerSecond: 600_000, breaksEveryMs: 3_600_000 })
  const writer = device(big, {
    seed: large(3_000_000),
    link,
    timing: { ...QUICK, compactRecords: 0, compactJitterMs: 0 },
  })
  const other = device(small, { link })
  await until(() => other.sealed.state().phase === 'live' && line.up() > 300_000, 'the upload has begun')
  other.map.set('up', 1)
  await until(() => far.map.has('up'), 'the change has passed the snapshot')
  expect(writer.sealed.state().saved).toBe(false)
  await saved(writer)

  // A change of the room itself, while the snapshot that tidies it is on its way.
  const witness = device(big)
  await saved(witness)
  const before = line.up()
  writer.map.set('first', 1)
  await until(() => line.up() > before + 300_000, 'the tidying has begun')
  const stood = await floor(big)
  writer.map.set('second', 2)
  await until(() => witness.map.has('second'), 'the change is there')
  expect(await floor(big)).toBe(stood)
  await until(async () => (await floor(big)) > stood, 'the tidying has ended', PATIENCE)
  expect(isSame(writer.doc, witness.doc)).toBe(true)
})
