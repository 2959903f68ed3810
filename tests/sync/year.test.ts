import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openLmdbStore } from '../../server/relay/lmdbLog.ts'
import { readList } from '../../src/doc/listView.ts'
import { relayFrames } from '../../src/protocol/codec.ts'
import type { RelayMessage } from '../../src/protocol/message.ts'
import { COMPACT_BYTES, COMPACT_RECORDS } from '../../src/sync/limits.ts'
import type { WebSocketConstructor } from '../../src/sync/wire.ts'
import { makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { until } from './quick.ts'
import { isSame, openWorld, type World } from './world.ts'
import { liveAYear } from './year.ts'
import type { Line } from './line.ts'

let world: World | null = null
let folder: TestFolder | null = null
afterEach(async () => {
  await world?.close()
  folder?.remove()
  world = folder = null
})

/** Everything that comes over one connection. */
const createEar = (): { line: Line; heard: RelayMessage[] } => {
  const heard: RelayMessage[] = []
  class EarSocket extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      this.on('message', (data: ArrayBuffer) => {
        const parsed = relayFrames.parse(new Uint8Array(data))
        if (parsed.ok) heard.push(...parsed.value)
      })
      this.on('error', () => undefined)
    }
  }
  // reason: its event types are classes of its own, which the shared interface does not name
  const constructor = EarSocket as unknown as WebSocketConstructor
  const line: Line = {
    WebSocket: constructor,
    cut: () => undefined,
    mend: () => undefined,
    isCut: () => false,
  }
  return { line, heard }
}

const LONG = process.env['CARREL_LONG'] !== undefined
const YEAR = LONG ? { weeks: 52, actsAWeek: 440 } : { weeks: 26, actsAWeek: 64 }

test(
  `S44: ${LONG ? 'a year' : 'half a year at a seventh of the pace'} of a busy list comes to a new device as one snapshot and a short tail`,
  { timeout: 600_000 },
  async () => {
    folder = makeTestFolder()
    const store = await openLmdbStore(path.join(folder.path, 'relay'))
    if (!store.ok) throw new Error(store.error)
    // A week passes in a moment here, so the pace of a connection is set aside; what is tidied when is not.
    const free = { appendsPerSecond: 100_000, appendBurst: 100_000, bytesPerSecond: 1e9, byteBurst: 1e9 }
    world = await openWorld(store.value, free)
    const year = await liveAYear(world, { ...YEAR, seed: 4 })
    expect(year.acts).toBeGreaterThan(YEAR.weeks * YEAR.actsAWeek * 0.99)
    // Where the last act made the tail too long, whoever is still there tidies it by themselves, in their turn.
    await until(async () => {
      const kept = await store.value.head(year.room.room)
      if (!kept.ok || !kept.value) return false
      const { head, floor, tailBytes, snapshotSize } = kept.value
      return head - floor <= COMPACT_RECORDS && tailBytes <= Math.max(COMPACT_BYTES, snapshotSize)
    }, 'the tail is short')
    const { line, heard } = createEar()
    const joiner = world.device(year.room, { line })
    await joiner.sealed.settled()
    const parts = heard.filter((message) => message.type === 'part')
    const records = heard.filter((message) => message.type === 'record')
    const size = parts[0]?.total ?? 0
    const tail = records.reduce((sum, { record }) => sum + record.length, 0)
    console.log(
      `year.test.ts: ${year.acts} acts, ${await world.head(year.room)} records, snapshot ${size} B, tail ${records.length} records of ${tail} B`,
    )
    expect(size).toBeGreaterThan(0)
    expect(parts.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(size)
    expect(new Set(parts.map(({ tag }) => tag.join())).size).toBe(1)
    expect(records.length).toBeLessThanOrEqual(COMPACT_RECORDS)
    expect(tail).toBeLessThanOrEqual(Math.max(COMPACT_BYTES, size))
    expect(isSame(year.witness.doc, joiner.doc)).toBe(true)
    expect(readList(joiner.doc).view()).toEqual(readList(year.witness.doc).view())
  },
)
