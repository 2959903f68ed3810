import { PassThrough } from 'node:stream'
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { serveConnection } from '../../server/relay/connection.ts'
import { createHub } from '../../server/relay/hub.ts'
import { createMeter } from '../../server/relay/meter.ts'
import { RELAY_LIMITS, type RelayLimits } from '../../server/relay/limits.ts'
import type { LogStore } from '../../server/relay/log.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { asReader, asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import type { RoomTiming } from '../../src/sync/roomContext.ts'
import { seeded } from '../doc/replica.ts'
import { countCompactions, documentOf } from '../sync/storedRoom.ts'
import { createActLog, type ActLog } from './actLog.ts'
import { createHostileMember, type HostileMember } from './hostileMember.ts'
import { openModelDevice, RELAY_ORIGIN, type DeviceDisk, type ModelDevice } from './modelDevice.ts'
import { createNetwork, type ModelLine, type Tamper } from './network.ts'
import { inVirtualTime } from './platform.ts'
import { actAtRandom } from './randomActs.ts'
import { createRelayDisk } from './relayDisk.ts'
import type { VirtualClock } from './virtualClock.ts'

export const MODEL_FAULTS = [
  'cut',
  'mend',
  'break',
  'break at a message',
  'stall',
  'close and open',
  'die',
  'relay killed',
  'relay away',
  'disk full',
  'wipe',
  'restore',
] as const
export type ModelFault = (typeof MODEL_FAULTS)[number]

export interface ModelReport {
  readonly seed: number
  /** What must not be, in the order it was found; empty where all is well. */
  readonly wrong: readonly string[]
  /** Of every frame, with its time: two runs are the same where this is. */
  readonly fingerprint: string
  readonly acts: number
  readonly acknowledged: number
  readonly compactions: number
  readonly frames: number
  readonly events: number
  /** Virtual ms. */
  readonly lasted: number
  readonly faults: Readonly<Record<ModelFault, number>>
  /** Kinds of problems that somebody was told of, with the first time. */
  readonly problems: ReadonlyMap<string, string>
  /** Rooms that a hostile member left frozen. */
  readonly frozen: readonly number[]
}

/** How a run is made; what is left out, chance decides. */
export interface ModelOptions {
  readonly steps?: number
  readonly devices?: number
  readonly limits?: Partial<RelayLimits>
  readonly timing?: Partial<RoomTiming>
  /** Faults that may happen. */
  readonly faults?: readonly ModelFault[]
  /** The relay, or somebody on the line, changes what it says until the end is near. */
  readonly tamper?: (random: () => number) => Tamper
  /** Somebody who holds the link for writing in the first room wants no good. */
  readonly hostileMember?: boolean
  /** Acts are done by this in the place of {@link actAtRandom}. */
  readonly act?: (doc: Y.Doc, pick: (below: number) => number, word: string) => void
  /** Acts are of a kind of which Yjs itself deletes some while it merges, as it does with formats of a text. */
  readonly mergingDeletes?: boolean
  /** Makes the documents of the devices; `new Y.Doc()` where left out. */
  readonly newDoc?: () => Y.Doc
  /** An acknowledgement may be a lie: nobody can be held to it, but in the end everything must be there. */
  readonly liesInAck?: boolean
  /** Hears of every frame that arrives, and what it says: to find out what happened in a run. */
  readonly trace?: (line: string) => void
  /** Called with the devices' documents of a room when all is at rest; it throws where they are not alike. */
  readonly atRest?: (docs: readonly Y.Doc[]) => void
}

/** Most runs are short, so that many are tried; some are long enough for a log to grow old. */
const FEW_STEPS = 24
const MANY_STEPS = 80
/** Virtual time in which everything must have come to rest: several of the slowest back-offs, and compactions. */
const REST_MS = 30 * 60_000
/** What an honest relay must never be accused of, and an honest device never suffer. */
const ACCUSATIONS = new Set([
  'unreadable',
  'not-understood',
  'rewritten',
  'replayed',
  'foreign-keys',
  'protocol',
  'unsendable',
  'silenced',
  'bad-record',
  'bad-signature',
  'wrong-keys',
  'counter-taken',
  'read-only',
  'moved',
])

const describe = (direction: 'up' | 'down', frame: Uint8Array): string => {
  const parsed = direction === 'up' ? clientFrames.parse(frame) : relayFrames.parse(frame)
  if (!parsed.ok) return parsed.error
  return parsed.value
    .map(
      ({ type, ...rest }) =>
        `${type}(${Object.entries(rest)
          .flatMap(([name, value]) => (typeof value === 'object' ? [] : [`${name} ${value}`]))
          .join(', ')})`,
    )
    .join(' ')
}

const saysCompacted = (frame: Uint8Array): boolean => {
  const parsed = relayFrames.parse(frame)
  return parsed.ok && parsed.value.some(({ type }) => type === 'compacted')
}

const isSame = (docs: readonly Y.Doc[]): boolean => {
  const [first, ...others] = docs.map((doc) => Buffer.from(Y.encodeSnapshot(Y.snapshot(doc))))
  return others.every((one) => first?.equals(one))
}
/** As a reader has it; the order in which a map names its keys is nobody's act. */
const contentOf = (doc: Y.Doc): string =>
  JSON.stringify(
    [doc.getMap('map'), doc.getArray('array'), doc.getText('text')].map((type) => type.toJSON()),
    (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  )

const run = async (seed: number, options: ModelOptions, clock: VirtualClock): Promise<ModelReport> => {
  const random = seeded(seed)
  const pick = (below: number): number => Math.floor(random() * below)
  const chance = (share: number): boolean => random() < share
  const oneOf = <T>(...items: readonly [T, ...T[]]): T => items[pick(items.length)] ?? items[0]
  const began = clock.now()

  // What kind of world this is.
  const slow = oneOf(5, 30, 200)
  const latency = (): number => 1 + pick(chance(0.03) ? 4_000 : slow)
  const limits: RelayLimits = {
    ...RELAY_LIMITS,
    ...(chance(0.4) ? { maxTailRecords: 4 + pick(20) } : {}),
    ...(chance(0.2) ? { maxRoomBytes: 6_000 + pick(6_000) } : {}),
    ...(chance(0.2) ? { maxRecord: 1_000 + pick(1_000) } : {}),
    ...(chance(0.3) ? { replayStepBytes: 400, pauseReplayBytes: 600, lagBytes: 1_500 } : {}),
    ...(chance(0.2) ? { appendsPerSecond: 1, appendBurst: 4 } : {}),
    ...(chance(0.3) ? { compactBurst: 1_000 } : {}),
    ...options.limits,
  }
  const timing: Partial<RoomTiming> = {
    ...(chance(0.6)
      ? { compactRecords: 2 + pick(12), compactJitterMs: 1 + pick(4_000), compactPauseMs: 1 + pick(8_000) }
      : {}),
    ...options.timing,
  }
  const rooms: Capability[] = []
  for (let count = 1 + pick(2); count > 0; count--) rooms.push(await createCapability())
  const count = options.devices ?? 2 + pick(3)
  const members = await Promise.all(
    Array.from({ length: count }, (_none, at) =>
      // The last of several only reads the second room.
      Promise.all(
        rooms.map((room, number) =>
          at === 0 ? room : number === 1 && at === count - 1 ? asReader(room) : asWriter(room),
        ),
      ),
    ),
  )
  const possible = options.faults ?? MODEL_FAULTS.filter((fault) => fault === 'mend' || chance(0.5))
  const presence = chance(0.3)

  const hash = createHash('sha256')
  let frames = 0
  let compactions = 0
  let tampering = options.tamper !== undefined
  const network = createNetwork({
    clock,
    random,
    latency,
    heard(direction, line, frame) {
      frames++
      options.trace?.(`${clock.now() - began} ${line} ${direction} ${describe(direction, frame)}`)
      const device = devices[line]
      if (device?.stale && direction === 'down' && saysCompacted(frame)) device.stale = false
      hash.update(`${direction} ${clock.now()} `).update(frame)
    },
  })
  const disk = createRelayDisk(clock, random, () => 1 + pick(25))
  const wrong: string[] = []
  const log = (event: string, facts: object): void => {
    if (event === 'fault') wrong.push(`the relay stumbles: ${JSON.stringify(facts)}`)
  }
  const devices: ModelDevice[] = []
  let hostile: HostileMember | null = null
  let losses = 0
  /** What was acknowledged may hold no more; a device that has not been told cannot know. */
  const loses = (): void => {
    losses++
    for (const device of devices) device.stale = true
  }
  const startRelay = (): void => {
    const store = countCompactions(disk.open(), (_room, tag) => {
      compactions++
      if (hostile?.emptied(tag)) loses()
    })
    const hub = createHub({ store, limits, now: () => clock.now(), log, meter: createMeter(), disk: null })
    const origins = [RELAY_ORIGIN]
    network.serve((socket) =>
      serveConnection(socket, hub, { raw: new PassThrough(), wire: null, origins, allowance: null }),
    )
  }

  const acts: readonly ActLog[] = rooms.map(() => createActLog())
  const logOf = (room: number): ActLog => {
    const found = acts[room]
    if (!found) throw new Error('there is no such room')
    return found
  }
  const problems = new Map<string, string>()
  const counts = Object.fromEntries(MODEL_FAULTS.map((fault) => [fault, 0])) as Record<ModelFault, number> // reason: fromEntries forgets the names
  let words = 0

  const changed = (device: ModelDevice, room: number): void => {
    const page = device.pages[room]
    if (!page) return
    const state = page.sealed.state()
    for (const { code, detail } of state.problems)
      if (!problems.has(code))
        problems.set(code, `${detail} (${device.by}, room ${room}, ${clock.now() - began} ms)`)
    if (state.saved && !options.liesInAck) logOf(room).acknowledge(page)
    if (state.phase === 'live' && !device.stale) page.trust = losses
  }
  const openDevice = (
    at: number,
    line: ModelLine,
    disks: readonly DeviceDisk[],
    capabilities: readonly Capability[] = members[at] ?? [],
  ): ModelDevice =>
    openModelDevice({
      by: `device ${at}`,
      clock,
      line,
      capabilities,
      disks,
      timing,
      presence,
      newDoc: options.newDoc ?? (() => new Y.Doc()),
      writeMs: () => 1 + pick(300),
      changed,
    })
  const { tamper } = options
  const newLine = (): ModelLine =>
    network.line(
      tamper
        ? {
            tamper: () => {
              const change = tamper(random)
              return (frame) => (tampering ? change(frame) : [frame])
            },
          }
        : {},
    )

  startRelay()
  for (const at of members.keys()) devices.push(openDevice(at, newLine(), []))
  const docsOf = (room: number, but?: ModelDevice): Y.Doc[] =>
    devices.flatMap((device) => (device === but ? [] : device.pages[room] ? [device.pages[room].doc] : []))

  const roleOf = (at: number, room: number): string => members[at]?.[room]?.role ?? 'reader'
  const storedDoc = (room: number, store = disk.kept()): Promise<Y.Doc> => {
    const capability = rooms[room]
    if (!capability) throw new Error('there is no such room')
    return documentOf(store, capability, hostile ? (update) => checkUpdate(update).ok : undefined)
  }
  /** Whether all that was acknowledged would still be somewhere. */
  const wouldKeep = async (docs: (room: number) => Promise<readonly Y.Doc[]>): Promise<boolean> => {
    for (const room of rooms.keys()) if (logOf(room).absent(await docs(room)).length > 0) return false
    return true
  }
  /**
   * Whether those who write could restore everything that was acknowledged, and all that those hold who only read, on a
   * relay with nothing but `store`.
   */
  const couldRestore = async (store: LogStore | null): Promise<boolean> => {
    for (const room of rooms.keys()) {
      const docs = devices.flatMap(({ pages }, at) => {
        const page = pages[room]
        return page && roleOf(at, room) !== 'reader' ? [page.doc] : []
      })
      if (store) docs.push(await storedDoc(room, store))
      const whole = new Y.Doc()
      for (const doc of docs) Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
      if (logOf(room).absent(docs).length > 0) return false
      if (!docsOf(room).every((doc) => logOf(room).holds(whole, doc))) return false
    }
    return true
  }

  const check = async (when: string): Promise<void> => {
    for (const room of rooms.keys()) {
      const stored = await storedDoc(room)
      for (const { by, pages } of devices) {
        const page = pages[room]
        if (!page) continue
        if (page.sealed.state().saved && page.trust === losses && !options.liesInAck)
          if (!logOf(room).holds(stored, page.doc))
            wrong.push(`${when}: ${by} calls room ${room} saved, and the relay lacks some of it`)
        for (const what of logOf(room).foreign(page.doc))
          wrong.push(`${when}: ${by} holds what nobody wrote: ${what}`)
      }
      for (const what of logOf(room).absent([stored, ...docsOf(room)]))
        wrong.push(`${when}: acknowledged and gone in room ${room}: ${what}`)
    }
  }

  const act = (): void => {
    const device = devices[pick(devices.length)]
    const room = pick(rooms.length)
    const page = device?.pages[room]
    if (!device || !page || members[devices.indexOf(device)]?.[room]?.role === 'reader') return
    const word = `w${++words}`
    let update: Uint8Array | null = null
    const hear = (one: Uint8Array): void => {
      update = one
      // Before anything else of the page can hear of it and call it saved.
      logOf(room).enter(page, `${word} by ${device.by}`, one)
    }
    page.doc.on('update', hear)
    ;(options.act ?? actAtRandom)(page.doc, pick, word)
    page.doc.off('update', hear)
    if (update && page.sealed.state().saved) wrong.push(`${word}: saved is true right after the edit`)
  }

  const reopen = (at: number, how: 'closed' | 'died'): void => {
    const before = devices[at]
    if (!before) return
    before.end(how)
    const next = openDevice(
      at,
      before.line,
      before.pages.map(({ disk: kept }) => kept),
    )
    devices[at] = next
    for (const [room, page] of before.pages.entries()) {
      const now = next.pages[room]
      if (!now) continue
      logOf(room).pass(page, now, now.doc)
      now.trust = -1
    }
    if (losses === 0) for (const page of next.pages) page.trust = 0
  }
  const relayLoses = (lose: () => void): void => {
    loses()
    disk.crash()
    lose()
    startRelay()
  }

  const fault = async (kind: ModelFault): Promise<void> => {
    const at = pick(devices.length)
    const device = devices[at]
    if (!device) return
    switch (kind) {
      case 'cut':
        device.line.cut()
        break
      case 'mend':
        for (const { line } of devices) if (chance(0.7)) line.mend()
        break
      case 'break':
        device.line.break()
        break
      case 'break at a message':
        device.line.breakAfter(1 + pick(12))
        break
      case 'stall':
        device.line.stall()
        break
      case 'close and open':
        reopen(at, 'closed')
        break
      case 'die': {
        const kept = device.pages.map(({ disk: updates }) => {
          const doc = new Y.Doc()
          for (const update of updates) Y.applyUpdate(doc, update)
          return doc
        })
        const keeps = await wouldKeep(async (room) => {
          const own = kept[room]
          return [await storedDoc(room), ...docsOf(room, device), ...(own ? [own] : [])]
        })
        if (!keeps) return
        reopen(at, 'died')
        break
      }
      case 'relay killed':
        disk.crash()
        startRelay()
        break
      case 'relay away':
        disk.crash()
        network.serve(null)
        clock.after(pick(20_000), () => {
          disk.crash()
          startRelay()
        })
        break
      case 'disk full':
        disk.setFull(true)
        clock.after(pick(8_000), () => disk.setFull(false))
        break
      case 'wipe':
        if (!(await couldRestore(null))) return
        relayLoses(() => disk.wipe())
        break
      case 'restore': {
        const backup = disk.backup()
        if (!backup) return
        if (!(await couldRestore(backup))) return
        relayLoses(() => disk.restore())
        break
      }
    }
    counts[kind]++
  }

  /**
   * A member who may write can fill a room behind a snapshot that nobody understands, which S12 keeps anybody from
   * tidying away. Then everybody who writes says so, and says not to be saved; the owner moves the room.
   */
  const isFrozen = (room: number): boolean =>
    options.hostileMember === true &&
    devices.every(({ pages }, at) => {
      if (roleOf(at, room) === 'reader') return true
      const codes = pages[room]?.sealed.state().problems.map(({ code }) => code) ?? []
      return codes.includes('not-understood') && codes.includes('compact-required')
    })
  const isAtRest = (among: readonly ModelDevice[], role: (at: number, room: number) => string): boolean =>
    rooms.every((_room, room) =>
      among.every(({ pages }, at) => {
        const state = pages[room]?.sealed.state()
        return state?.phase === 'live' && (state.saved || role(at, room) === 'reader' || isFrozen(room))
      }),
    )
  const isAlike = (room: number, docs: readonly Y.Doc[]): boolean => isSame(docs) || isFrozen(room)

  const [first] = rooms
  if (options.hostileMember && first)
    hostile = createHostileMember({ line: network.line(), capability: await asWriter(first), pick })

  const steps = options.steps ?? 4 + pick(chance(0.75) ? FEW_STEPS : MANY_STEPS)
  for (let step = 1; step <= steps; step++) {
    if (options.hostileMember && chance(0.4)) hostile?.misbehave()
    else if (chance(0.65)) act()
    else {
      const kind = possible[pick(possible.length)]
      if (kind) await fault(kind)
    }
    if (chance(0.1)) await disk.remember(rooms)
    await clock.pass(oneOf(0, pick(20), pick(300), pick(3_000), pick(chance(0.1) ? 120_000 : 1_000)))
    if (chance(0.2)) await check(`step ${step}`)
  }

  // From here on nobody interferes.
  tampering = false
  ;(hostile as HostileMember | null)?.leave() // reason: assigned above, which the compiler does not follow
  disk.setFull(false)
  disk.crash()
  startRelay()
  for (const device of devices) {
    device.line.mend()
    device.line.breakAfter(Number.POSITIVE_INFINITY)
    device.line.break()
  }
  await clock.pass(
    REST_MS,
    () => isAtRest(devices, roleOf) && rooms.every((_room, room) => isAlike(room, docsOf(room))),
  )
  await check('at rest')
  for (const room of rooms.keys()) {
    const docs = docsOf(room)
    const states = devices.map(({ pages }) => pages[room]?.sealed.state())
    if (!isAlike(room, docs) || !isAtRest(devices, roleOf))
      wrong.push(`room ${room} does not come to rest: ${JSON.stringify(states)}`)
    if (isFrozen(room)) continue
    const whole = logOf(room).whole(docs[0] ?? new Y.Doc())
    if (!options.mergingDeletes && !isSame([whole, ...docs]))
      wrong.push(`room ${room} is not what its acts make together`)
    const contents = new Set([whole, ...docs].map(contentOf))
    if (contents.size !== 1) wrong.push(`room ${room} reads differently: ${[...contents].join(' | ')}`)
  }
  // Somebody with nothing gets all of it from the relay alone.
  const newcomer = openDevice(count, newLine(), [], rooms)
  // It may find something that merging deletes, and tell the others.
  await clock.pass(
    REST_MS,
    () =>
      isAtRest([newcomer], () => 'owner') &&
      newcomer.pages.every(({ doc }, room) => isAlike(room, [doc, ...docsOf(room)])),
  )
  for (const [room, page] of newcomer.pages.entries())
    if (!isAlike(room, [page.doc, ...docsOf(room)]))
      wrong.push(`the newcomer lacks some of room ${room}: ${JSON.stringify(page.sealed.state())}`)
  const isHonest = counts.wipe + counts.restore === 0 && !options.tamper && !options.hostileMember
  if (isHonest)
    for (const [code, detail] of problems)
      if (ACCUSATIONS.has(code)) wrong.push(`an honest relay is accused: ${code}: ${detail}`)
  if (options.atRest)
    for (const room of rooms.keys())
      try {
        options.atRest([...docsOf(room), ...newcomer.pages.slice(room, room + 1).map(({ doc }) => doc)])
      } catch (fault) {
        wrong.push(`room ${room}: ${String(fault)}`)
      }
  const frozen = [...rooms.keys()].filter(isFrozen)
  for (const device of [...devices, newcomer]) device.end('closed')
  network.serve(null)

  const totals = acts.map((one) => one.counts())
  return {
    seed,
    wrong,
    fingerprint: hash.digest('hex'),
    acts: totals.reduce((sum, one) => sum + one.acts, 0),
    acknowledged: totals.reduce((sum, one) => sum + one.acknowledged, 0),
    compactions,
    frames,
    events: clock.events(),
    lasted: clock.now() - began,
    faults: counts,
    problems,
    frozen,
  }
}

/** One run of devices and a relay in one process, in virtual time: the same from the same seed, to the last byte. */
export const runModel = (seed: number, options: ModelOptions = {}): Promise<ModelReport> =>
  inVirtualTime(seeded(seed ^ 0x5eed), (clock) => run(seed, options, clock))
