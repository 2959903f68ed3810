import * as Y from 'yjs'
import type { LogStore } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { createList } from '../../src/doc/listDoc.ts'
import type { ActId, Desk } from '../../src/doc/desk.ts'
import { seeded } from '../doc/replica.ts'
import { openFaultyDevice, type FaultyDevice } from './faultyDevice.ts'
import { createLedger, holdsAll, ROOMS, type Ledger } from './ledger.ts'
import { backUp, countCompactions, documentOf } from './storedRoom.ts'
import { VERBS, type RoomName, type Verb } from './verbs.ts'
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
  readonly compactions: Record<RoomName, number>
  pick(below: number): number
  /** Does the verb on one of the devices. */
  act(verb: Verb, at: number): void
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
  const rooms: Readonly<Record<RoomName, Capability>> = {
    library: await createCapability(),
    list: await createCapability(),
  }
  const compactions = { library: 0, list: 0 }
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
  const undoable: Record<RoomName, ActId[]> = { library: [], list: [] }
  const devices: FaultyDevice[] = []
  let ids = 0
  let backup: LogStore | null = null
  const earlier = new Map<string, Record<RoomName, Uint8Array>>()
  /** How often the relay has lost something; what a page was told before may hold no more. */
  let losses = 0
  const told = new Map<FaultyDevice, { fresh: boolean; readonly in: Record<RoomName, number> }>()

  const open = async (
    by: string,
    disk = `${seed}-${++ids}`,
    from?: Record<RoomName, Uint8Array>,
  ): Promise<FaultyDevice> => {
    const page = await openFaultyDevice({
      by,
      disk,
      url: world.url(),
      rooms,
      random,
      timing: TIMING,
      ...(from ? { earlier: from } : {}),
    })
    const trust = { fresh: true, in: { library: -1, list: -1 } }
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
  const deskOf = (page: FaultyDevice, room: RoomName): Desk => ({
    doc: page.docs[room],
    by: page.by,
    now: () => Date.now(),
    random,
    randomId: () => `${page.by}-${++ids}`,
  })

  /** The relay as it is now has told this page that it holds all of it, at least once. */
  const isKept = (page: FaultyDevice): boolean => ROOMS.every((room) => told.get(page)?.in[room] === losses)
  /** The devices alone could restore everything that was acknowledged. */
  const isElsewhere = (): boolean =>
    ROOMS.every(
      (room) =>
        ledger.absent(
          room,
          devices.map(({ docs }) => docs[room]),
        ).length === 0,
    )

  const replace = async (
    at: number,
    disk?: string,
    from?: Record<RoomName, Uint8Array>,
  ): Promise<readonly string[]> => {
    const before = pageAt(at)
    await before.end()
    const next = await open(before.by, disk, from)
    devices[at] = next
    told.delete(before)
    return ledger.pass(before, next)
  }
  const loseRelay = async (store: LogStore): Promise<void> => {
    losses++
    for (const trust of told.values()) trust.fresh = false
    await world.restart(counted(store))
  }

  const act = (verb: Verb, at: number, again = true): void => {
    const page = pageAt(at)
    const doc = page.docs[verb.room]
    const updates: Uint8Array[] = []
    let word: string | null = null
    const hear = (update: Uint8Array): void => void updates.push(update)
    doc.on('update', hear)
    const done = verb.run({
      desk: deskOf(page, verb.room),
      pick,
      word: `word-${seed}-${++ids}-`,
      undoable: undoable[verb.room],
      lasting: (said) => (word = said),
    })
    doc.off('update', hear)
    if (typeof done === 'string') undoable[verb.room].push(done)
    if (updates.length > 0) return ledger.enter(page, verb, updates, word)
    const before = VERBS.find(({ room, name }) => room === verb.room && name === verb.after)
    if (!again || !before) return
    // It had nothing to do; now it has.
    act(before, at, false)
    act(verb, at, false)
  }

  for (let at = 0; at < count; at++) devices.push(await open(`device-${at}`))
  createLibrary(deskOf(pageAt(0), 'library'))
  createList(deskOf(pageAt(0), 'list'), {
    listId: `list-of-${seed}`,
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
    open: (by) => open(by),
    async remember(at) {
      backup = await backUp(world.store(), Object.values(rooms))
      const { by, docs } = pageAt(at)
      const state = (room: RoomName): Uint8Array => Y.encodeStateAsUpdate(docs[room])
      earlier.set(by, { library: state('library'), list: state('list') })
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
