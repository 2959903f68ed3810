import * as Y from 'yjs'
import type { LogStore } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { createList } from '../../src/doc/listDoc.ts'
import type { ActId, Desk } from '../../src/doc/desk.ts'
import { seeded } from '../doc/replica.ts'
import { openFaultyDevice, type FaultyDevice } from './faultyDevice.ts'
import {
  byRoom,
  createLedger,
  holdsAll,
  kindOf,
  ROOMS,
  together,
  type ByRoom,
  type Ledger,
  type RoomId,
} from './ledger.ts'
import { backUp, countCompactions, documentOf } from './storedRoom.ts'
import { VERBS, type Verb } from './verbs.ts'
import { openWorld, type World } from './world.ts'

/** A tail of so many records is tidied: many times in a run. */
const TIMING = { compactRecords: 2, compactJitterMs: 10, compactPauseMs: 10 }
/** How often a room may be compacted is not what these are about. */
const LIMITS = { compactBurst: 10_000 }

export const FAULTS = [
  'cut',
  'mend',
  'cut all',
  'reload',
  'setback',
  'loss',
  'restart',
  'wipe',
  'restore',
] as const
export type Fault = (typeof FAULTS)[number]

/** Those that heal come more often than those after which all begins anew, so that a log grows old now and then. */
export const FAULTS_BY_CHANCE: readonly Fault[] = [
  ...FAULTS,
  'cut',
  'mend',
  'mend',
  'cut all',
  'reload',
  'restart',
]

/** One seeded run: devices, a relay, what was done, and what must hold at every moment. */
export interface FaultRun {
  readonly seed: number
  readonly devices: readonly FaultyDevice[]
  readonly ledger: Ledger
  readonly world: World
  /** How often each happened. */
  readonly counts: Record<Fault, number>
  readonly compactions: ByRoom<number>
  pick(below: number): number
  /** Does the verb on one of the devices, in one of the documents of its kind in which that device may write. */
  act(verb: Verb, at: number, room?: RoomId): void
  /** Lets the fault happen, where nobody could be blamed for what is lost by it. */
  fault(fault: Fault, at: number): Promise<void>
  /** Keeps the relay as it is now, and one device's documents, to come back to. */
  remember(at: number): Promise<void>
  /** What is wrong right now. */
  wrong(): Promise<readonly string[]>
  open(by: string): Promise<FaultyDevice>
  close(): Promise<void>
}

export const beginFaultRun = async (seed: number, count: number): Promise<FaultRun> => {
  const random = seeded(seed)
  const pick = (below: number): number => Math.floor(random() * below)
  const first = await createCapability()
  const rooms: Record<RoomId, Capability> = byRoom(() => first)
  for (const room of ROOMS) rooms[room] = await createCapability()
  /** A library is its person's on every device. Of a list the first is the owner, and the last only reads one of them. */
  const held = async (at: number): Promise<ByRoom<Capability>> => ({
    library: rooms.library,
    'other library': rooms['other library'],
    list: at === 0 ? rooms.list : await asWriter(rooms.list),
    'other list':
      at === 0 ? rooms['other list'] : await (at === count - 1 ? asReader : asWriter)(rooms['other list']),
  })
  const compactions = byRoom(() => 0)
  const counted = (store: LogStore): LogStore =>
    countCompactions(store, (room) => {
      for (const name of ROOMS) if (rooms[name].room === room) compactions[name]++
    })
  const world = await openWorld(counted(createMemoryStore()), LIMITS)
  const ledger = createLedger()
  const counts: Record<Fault, number> = {
    cut: 0,
    mend: 0,
    'cut all': 0,
    reload: 0,
    setback: 0,
    loss: 0,
    restart: 0,
    wipe: 0,
    restore: 0,
  }
  const undoable: ByRoom<ActId[]> = byRoom(() => [])
  const devices: FaultyDevice[] = []
  let ids = 0
  let backup: LogStore | null = null
  const earlier = new Map<string, ByRoom<Uint8Array>>()
  /** How often the relay has lost something; what a page was told before may hold no more. */
  let losses = 0
  const told = new Map<FaultyDevice, { fresh: boolean; readonly in: Record<RoomId, number> }>()

  const open = async (
    by: string,
    capabilities: ByRoom<Capability>,
    disk = `${seed}-${++ids}`,
    from?: ByRoom<Uint8Array>,
  ): Promise<FaultyDevice> => {
    const page = await openFaultyDevice({
      by,
      disk,
      url: world.url(),
      rooms: capabilities,
      random,
      timing: TIMING,
      ...(from ? { earlier: from } : {}),
    })
    const trust = { fresh: true, in: byRoom(() => -1) }
    told.set(page, trust)
    page.onLost(() => (trust.fresh = true))
    for (const room of ROOMS)
      page.sealed[room].onChange(() => {
        const { saved, phase } = page.sealed[room].state()
        if (!saved) return
        ledger.acknowledge(page, room)
        if (trust.fresh && phase === 'live') trust.in[room] = losses
      })
    return page
  }
  const pageAt = (at: number): FaultyDevice => {
    const page = devices[at]
    if (!page) throw new Error(`there is no device ${at}`)
    return page
  }
  const deskOf = (page: FaultyDevice, room: RoomId): Desk => ({
    doc: page.docs[room],
    by: page.by,
    now: () => Date.now(),
    random,
    randomId: () => `${page.by}-${++ids}`,
  })

  /** The relay as it is now has told this page that it holds all of it, at least once. */
  const isKept = (page: FaultyDevice): boolean => ROOMS.every((room) => told.get(page)?.in[room] === losses)
  /** Those who write could restore everything that was acknowledged, and all that those hold who only read. */
  const isElsewhere = (): boolean =>
    ROOMS.every((room) => {
      const writing = devices.filter((page) => page.writes(room)).map(({ docs }) => docs[room])
      const restored = together(writing)
      return (
        ledger.absent(room, writing).length === 0 &&
        devices.every(({ docs }) => Y.snapshotContainsUpdate(restored, Y.encodeStateAsUpdate(docs[room])))
      )
    })

  const replace = async (
    at: number,
    disk?: string,
    from?: ByRoom<Uint8Array>,
  ): Promise<readonly string[]> => {
    const before = pageAt(at)
    await before.end()
    const next = await open(before.by, await held(at), disk, from)
    devices[at] = next
    told.delete(before)
    return ledger.pass(before, next)
  }
  const loseRelay = async (store: LogStore): Promise<void> => {
    losses++
    for (const trust of told.values()) trust.fresh = false
    await world.restart(counted(store))
    // Who has no connection now loses none: the next one it has is to the relay as it is now.
    for (const [page, trust] of told) if (!page.isConnected()) trust.fresh = true
  }

  const act = (verb: Verb, at: number, where?: RoomId, again = true): void => {
    const page = pageAt(at)
    const possible = ROOMS.filter((one) => kindOf(one) === verb.room && page.writes(one))
    const room = where && page.writes(where) ? where : possible[pick(possible.length)]
    if (!room) return
    const doc = page.docs[room]
    const updates: Uint8Array[] = []
    let word: string | null = null
    const hear = (update: Uint8Array): void => void updates.push(update)
    doc.on('update', hear)
    const done = verb.run({
      desk: deskOf(page, room),
      pick,
      word: `word-${seed}-${++ids}-`,
      undoable: undoable[room],
      lasting: (said) => (word = said),
    })
    doc.off('update', hear)
    if (typeof done === 'string') undoable[room].push(done)
    if (updates.length > 0) return ledger.enter(page, room, verb, updates, word)
    const before = VERBS.find((one) => one.room === verb.room && one.name === verb.after)
    if (!again || !before) return
    // It had nothing to do; now it has.
    act(before, at, room, false)
    act(verb, at, room, false)
  }

  for (let at = 0; at < count; at++) devices.push(await open(`device-${at}`, await held(at)))
  for (const room of ROOMS)
    if (kindOf(room) === 'library') createLibrary(deskOf(pageAt(0), room))
    else
      createList(deskOf(pageAt(0), room), {
        listId: `${room}-of-${seed}`,
        title: 'Readings',
        description: '',
        colour: 0,
        ownerKey: 'owner',
      })

  return {
    seed,
    devices,
    ledger,
    world,
    counts,
    compactions,
    pick,
    act,
    open: (by) => open(by, rooms),
    async remember(at) {
      backup = await backUp(world.store(), Object.values(rooms))
      const { by, docs } = pageAt(at)
      earlier.set(
        by,
        byRoom((room) => Y.encodeStateAsUpdate(docs[room])),
      )
    },
    async fault(fault, at) {
      const page = pageAt(at)
      if (fault === 'cut') page.line.cut()
      else if (fault === 'mend') page.line.mend()
      else if (fault === 'cut all') world.cut()
      else if (fault === 'reload') {
        const lost = await replace(at, page.disk)
        if (lost.length > 0) throw new Error(`seed ${seed}: a reload lost ${lost.join(', ')}`)
      } else if (fault === 'restart') await world.restart()
      else if (fault === 'setback') {
        const docs = earlier.get(page.by)
        if (!isKept(page) || !docs) return
        await replace(at, undefined, docs)
      } else if (fault === 'loss') {
        if (!isKept(page)) return
        await replace(at)
      } else if (!isElsewhere()) return
      else if (fault === 'wipe') await loseRelay(createMemoryStore())
      else {
        if (!backup) return
        await loseRelay(backup)
        // It is written to from now on, and nobody goes back to what it becomes.
        backup = null
      }
      counts[fault]++
    },
    async wrong() {
      const found: string[] = []
      for (const room of ROOMS) {
        const saved = devices.filter(
          (page) =>
            told.get(page)?.fresh &&
            page.sealed[room].state().phase === 'live' &&
            page.sealed[room].state().saved,
        )
        const claims = saved.map(({ by, docs }) => ({ by, whole: Y.encodeStateAsUpdate(docs[room]) }))
        const relay = await documentOf(world.store(), rooms[room])
        for (const { by, whole } of claims)
          if (!holdsAll(relay, whole))
            found.push(`${by} calls the ${room} saved, and the relay lacks some of it`)
        for (const what of ledger.absent(room, [relay, ...devices.map(({ docs }) => docs[room])]))
          found.push(`acknowledged and gone: ${what}`)
      }
      return found
    },
    async close() {
      for (const page of devices) await page.end()
      await world.close()
    },
  }
}
