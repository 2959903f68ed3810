import * as Y from 'yjs'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import type { ActId, Desk } from '../../src/doc/desk.ts'
import {
  addComment,
  addPapers,
  castVote,
  createList,
  joinList,
  movePaper,
  removePaper,
  setReadingInList,
  setWhy,
  withdrawVote,
} from '../../src/doc/listDoc.ts'
import { READING_STATES } from '../../src/domain/reading.ts'
import { paper, seeded, snapshot } from '../doc/replica.ts'
import { QUICK } from './quick.ts'
import type { Device, World } from './world.ts'

const WEEK_MS = 7 * 86_400_000
const MEMBERS = 8
const WORDS = 'the lemma of this proof holds only where a bound on its norm is known and we read'.split(' ')

export interface Year {
  readonly room: Capability
  /** Acts that changed something. */
  readonly acts: number
  /** One of those who lived it. */
  readonly witness: Device
}

/** What a person does in a list, more often the things that are done more often. */
const createMember = (doc: Y.Doc, by: string, random: () => number, clock: { now: number }) => {
  let ids = 0
  const desk: Desk = {
    doc,
    by,
    now: () => clock.now,
    random,
    randomId: () => `${by}-${++ids}`,
  }
  const pick = (below: number): number => Math.floor(random() * below)
  const words = (count: number): string =>
    Array.from({ length: count }, () => WORDS[pick(WORDS.length)] ?? '').join(' ')
  let last: ActId | null = null
  const act = (papers: number): ActId | boolean | null => {
    const key = paper(pick(papers))
    const chance = random()
    if (chance < 0.3) return castVote(desk, key)
    if (chance < 0.36) return withdrawVote(desk, key)
    if (chance < 0.6) return addComment(desk, { paper: key, text: words(5 + pick(30)) })
    if (chance < 0.72) return setReadingInList(desk, key, READING_STATES[pick(3)] ?? null)
    if (chance < 0.8) return setWhy(desk, key, words(3 + pick(10)))
    if (chance < 0.9) {
      const number = pick(papers + 4)
      return addPapers(desk, [{ key: paper(number), snapshots: [snapshot(number)] }])
    }
    if (chance < 0.94) return movePaper(desk, key, paper(pick(papers)))
    if (chance < 0.97) return removePaper(desk, key)
    return last !== null && undoAct(desk, last)
  }
  return {
    desk,
    /** So many acts in one go; how many of them changed something. */
    burst(acts: number, papers: number): number {
      let done = 0
      // Some come to nothing, such as a vote that has been cast before.
      for (let tries = 0; done < acts && tries < acts * 10; tries++) {
        clock.now += 60_000
        const id = act(papers)
        if (typeof id === 'string') last = id
        if (id !== null && id !== false) done++
      }
      return done
    },
  }
}

/**
 * A list that eight people work in for a year, through the shipped client: each week each of them does so much in one
 * go. Nobody tidies but the clients by themselves.
 */
export const liveAYear = async (
  world: World,
  { weeks, actsAWeek, seed }: { readonly weeks: number; readonly actsAWeek: number; readonly seed: number },
): Promise<Year> => {
  const room = await createCapability()
  const random = seeded(seed)
  const clock = { now: Date.UTC(2026, 0, 1) }
  const devices = Array.from({ length: MEMBERS }, () =>
    // Looks are few, as the bursts are: what costs time here is eight devices in one process.
    world.device(room, { timing: { ...QUICK, auditMs: 3_000, promptMs: 10, batchMs: 1 }, random }),
  )
  const members = devices.map((device, n) => createMember(device.doc, `member${n}`, random, clock))
  const [witness] = devices
  const [maker] = members
  if (!witness || !maker) throw new Error('eight people are more than none')
  createList(maker.desk, { listId: 'year', title: 'A year', description: '', colour: 1, ownerKey: 'k' })
  let acts = 0
  for (let week = 0; week < weeks; week++) {
    clock.now = Date.UTC(2026, 0, 1) + week * WEEK_MS
    const papers = 10 + week * 4
    for (const [n, member] of members.entries()) {
      if (week === 0) joinList(member.desk, { name: `Member ${n}`, colour: n })
      acts += member.burst(Math.ceil(actsAWeek / MEMBERS), papers)
      await devices[n]?.sealed.settled()
    }
  }
  await Promise.all(devices.map(({ sealed }) => sealed.settled()))
  for (const device of devices.slice(1)) device.end()
  return { room, acts, witness }
}

/** The same without a relay: one document that eight people have written in by turns, with so many acts in its past. */
export const writeAYear = ({
  weeks,
  actsAWeek,
  seed,
}: {
  readonly weeks: number
  readonly actsAWeek: number
  readonly seed: number
}): { readonly doc: Y.Doc; readonly acts: number } => {
  const random = seeded(seed)
  const clock = { now: Date.UTC(2026, 0, 1) }
  const doc = new Y.Doc()
  const members = Array.from({ length: MEMBERS }, (_, n) => createMember(doc, `member${n}`, random, clock))
  let acts = 0
  for (let week = 0; week < weeks; week++) {
    clock.now = Date.UTC(2026, 0, 1) + week * WEEK_MS
    for (const [n, member] of members.entries()) {
      // Yjs tells writers apart by this number alone.
      doc.clientID = 1_000 + n
      if (week === 0 && n === 0)
        createList(member.desk, {
          listId: 'year',
          title: 'A year',
          description: '',
          colour: 1,
          ownerKey: 'k',
        })
      acts += member.burst(Math.ceil(actsAWeek / MEMBERS), 10 + week * 4)
    }
  }
  return { doc, acts }
}
