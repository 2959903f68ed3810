import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import type { Desk } from '../../src/doc/desk.ts'
import { savePaper, tagPaper, unsavePaper } from '../../src/doc/libraryDoc.ts'
import {
  addComment,
  addPapers,
  castVote,
  movePaper,
  removePaper,
  withdrawVote,
} from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { paper, seeded, snapshot } from '../doc/replica.ts'
import { until } from './quick.ts'
import { codesOf, isSame, openWorld, type Device } from './world.ts'

/** A short pinned set always; more with CARREL_SEEDS, as `npm run test:long` does. */
const PINNED = [1, 2, 3, 4, 5, 6]
const first = Number(process.env['CARREL_FIRST_SEED'] ?? 1_000)
const SEEDS = [
  ...PINNED,
  ...Array.from({ length: Number(process.env['CARREL_SEEDS'] ?? 0) }, (_none, at) => first + at),
]
const STEPS = 60
const DEVICES = 3

test.each(SEEDS)(
  'random acts, cuts, kills and wiped relays end in one document, and nothing acknowledged is gone (seed %i)',
  { timeout: 60_000 },
  async (seed) => {
    const random = seeded(seed)
    const pick = (below: number): number => Math.floor(random() * below)
    const world = await openWorld()
    const room = await createCapability()
    const faults = { cuts: 0, kills: 0, restarts: 0, wipes: 0 }
    let ids = 0
    const open = (seedDoc?: Y.Doc): Device =>
      world.device(room, { validate: checkUpdate, random, ...(seedDoc ? { seed: seedDoc } : {}) })
    const deskOf = (device: Device, by: string): Desk => ({
      doc: device.doc,
      by,
      now: () => Date.now(),
      random,
      randomId: () => `${by}-${++ids}`,
    })
    const devices = Array.from({ length: DEVICES }, () => open())
    /** What each has said, and of it what was there when the relay had acknowledged everything. */
    const said: string[][] = devices.map(() => [])
    const acknowledged = new Set<string>()
    const note = (): void => {
      for (const [at, device] of devices.entries())
        if (device.sealed.state().saved) for (const text of said[at] ?? []) acknowledged.add(text)
    }
    try {
      for (let step = 0; step < STEPS; step++) {
        const at = pick(DEVICES)
        const device = devices[at]
        if (!device) continue
        const desk = deskOf(device, `member-${at}`)
        const key = paper(pick(5))
        const what = pick(14)
        if (what === 0) addPapers(desk, [{ key, snapshots: [snapshot(pick(5))] }])
        else if (what === 1) removePaper(desk, key)
        else if (what === 2) castVote(desk, key)
        else if (what === 3) withdrawVote(desk, key)
        else if (what === 4) movePaper(desk, key, paper(pick(5)))
        else if (what === 5) savePaper(desk, key, [snapshot(1)])
        else if (what === 6) unsavePaper(desk, key)
        else if (what === 7) tagPaper(desk, key, `tag ${pick(3)}`, [])
        else if (what <= 9) {
          addComment(desk, { paper: key, text: `said ${seed} ${step}` })
          said[at]?.push(`said ${seed} ${step}`)
        } else if (what === 10) {
          world.cut()
          faults.cuts++
        } else if (what === 11) {
          // What a killed tab had written is on its disk.
          device.end()
          devices[at] = open(device.doc)
          device.doc.destroy()
          faults.kills++
        } else if (what === 12) {
          const wiped = pick(2) === 0
          await world.restart(wiped ? createMemoryStore() : world.store())
          faults[wiped ? 'wipes' : 'restarts']++
        } else await Promise.race([device.sealed.settled(), until(() => false, '', 150).catch(() => null)])
        note()
      }
      const docs = devices.map(({ doc }) => doc)
      await until(
        () => {
          note()
          return devices.every((device) => device.sealed.state().saved) && isSame(...docs)
        },
        () =>
          `one document: ${JSON.stringify(devices.map((one) => [one.sealed.state().phase, one.sealed.state().saved, codesOf(one)]))}`,
        30_000,
      )
      const heard = new Set(
        [
          ...readList(docs[0] ?? new Y.Doc())
            .view()
            .comments.values(),
        ]
          .flat()
          .map(({ text }) => text),
      )
      expect([...acknowledged].filter((text) => !heard.has(text))).toEqual([])
      expect(said.flat().filter((text) => !heard.has(text))).toEqual([])
      // A newcomer with nothing gets it all from the relay alone.
      const newcomer = open()
      await newcomer.sealed.settled()
      await until(() => isSame(newcomer.doc, ...docs), 'the newcomer has everything')
      expect(acknowledged.size).toBeGreaterThan(0)
      expect(faults.cuts + faults.kills + faults.restarts + faults.wipes).toBeGreaterThan(3)
    } finally {
      await world.close()
    }
  },
)
