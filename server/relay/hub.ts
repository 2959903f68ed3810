import type { WebSocket } from 'ws'
import { randomBytes } from '../../src/crypto/primitives.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import type { RefusalCode } from '../../src/protocol/code.ts'
import type { WireKeys } from '../../src/protocol/message.ts'
import { startChain } from './chain.ts'
import { createAllowances, type Allowance, type Allowances } from './allowances.ts'
import type { DiskWatch } from './diskWatch.ts'
import { createGate, type Gate } from './gate.ts'
import { Intake } from './intake.ts'
import type { RelayLimits } from './limits.ts'
import type { LogHead, LogStore } from './log.ts'
import type { Meter } from './meter.ts'
import { Room } from './room.ts'
import { followNews } from './sweep.ts'
import { createTurnstile, type Turnstile } from './turnstile.ts'
import { createUploads, type Uploads } from './uploads.ts'

const LOG_ID_BYTES = 16
const NO_BYTES = new Uint8Array(0)

/** What all connections of a relay share. */
export interface Hub {
  readonly store: LogStore
  readonly limits: RelayLimits
  readonly checks: Gate
  readonly uploads: Uploads
  readonly hellos: Turnstile
  readonly intake: Intake
  readonly allowances: Allowances
  readonly meter: Meter
  /** Sockets that have proved nothing yet. */
  readonly strangers: Set<WebSocket>
  now(): number
  log(event: string, facts: object): void
  /** Somebody entered a room that is kept. */
  touch(room: string): void
  /** A room somebody is in. */
  openRoom(name: string): Promise<Room | null> | null
  /** The room, from memory or the store, or made where a writer asks; not written before its first record. */
  enterRoom(
    name: string,
    roomId: Bytes,
    keys: WireKeys,
    create: boolean,
  ): Promise<Room | 'storage' | 'not-here'>
  /** False where the room was let go of since. */
  isOpen(room: Room): Promise<boolean>
  /** Lets go of a room nobody is in: idle rooms cost nothing. */
  dropIdle(room: Room): void
  rooms(): number
  /** Ends what runs by the clock. */
  stop(): void
  /** Resolves when every room has done what it was doing. */
  settled(): Promise<void>
}

const newHead = (roomId: Bytes, keys: WireKeys): LogHead => {
  const logId = randomBytes(LOG_ID_BYTES)
  const chain = startChain(roomId, logId)
  return {
    revision: 0,
    logId,
    keys,
    head: 0,
    chain,
    floor: 0,
    floorChain: chain,
    snapshotTag: NO_BYTES,
    snapshotSize: 0,
    tailBytes: 0,
    moved: null,
    generations: [],
  }
}

export const createHub = (options: {
  readonly store: LogStore
  readonly limits: RelayLimits
  readonly now: () => number
  readonly log: (event: string, facts: object) => void
  readonly meter: Meter
  readonly disk: DiskWatch | null
  readonly touch?: (room: string) => void
}): Hub => {
  const { store, limits, now, log, meter, disk, touch = () => undefined } = options
  const rooms = new Map<string, Promise<Room | null>>()
  /** Those of `rooms` that have been opened. */
  const open = new Map<string, Room>()
  const { news } = store
  const close = (room: { readonly name: string }): void => {
    if (open.get(room.name) !== room) return
    open.delete(room.name)
    rooms.delete(room.name)
    news?.forget(room.name)
  }
  const stop = followNews(store, limits, open)
  const allowances = createAllowances(limits, now)
  const gate = createGate(limits.maxChecks)
  // A room that was never written has its log id in memory alone, and an upload is sealed for that id.
  const dropIdle = (room: Room): void => {
    if (room.members.size === 0 && !around.uploads.has(room.name)) close(room)
  }
  const around = {
    store,
    limits,
    now,
    log,
    checks: Object.assign(
      <T>(work: () => Promise<T>): Promise<T> => {
        meter.count('signature_checks')
        return gate(work)
      },
      { waiting: gate.waiting },
    ),
    retire: close,
    replays: { held: 0 },
    uploads: createUploads(limits, now, (name) => {
      void rooms.get(name)?.then(
        (room) => room && dropIdle(room),
        () => undefined,
      )
    }),
    admit(allowance: Allowance | null, bytes: number, isNew: boolean): RefusalCode | null {
      const state = disk?.state() ?? 'enough'
      if (isNew && state !== 'enough') return 'no-new-rooms'
      if (state === 'writes') return 'storage'
      const refused =
        (isNew ? allowances.takeRoom(allowance) : null) ?? allowances.takeBytes(allowance, bytes)
      if (!refused && isNew) meter.count('rooms_made')
      return refused
    },
  }
  return {
    ...around,
    meter,
    touch,
    allowances,
    hellos: createTurnstile(limits.hellosPerSecond, limits.helloBurst, limits.maxWaitingHellos, now),
    intake: new Intake(limits.intakeBytes, limits.totalIntakeBytes),
    strangers: new Set(),
    openRoom: (name) => rooms.get(name)?.catch(() => null) ?? null,
    async enterRoom(name, roomId, keys, create) {
      const known = rooms.get(name)
      const opening =
        known ??
        store.head(name).then((kept) => {
          if (!kept.ok) throw new Error('the store did not answer')
          if (!kept.value && !create) return null
          const room = new Room(name, roomId, kept.value ?? newHead(roomId, keys), around)
          open.set(name, room)
          news?.follow(name)
          return room
        })
      if (!known) rooms.set(name, opening)
      const forget = (): void => {
        if (rooms.get(name) === opening) rooms.delete(name)
      }
      try {
        const room = await opening
        if (room) return room
        forget()
        return 'not-here'
      } catch {
        forget()
        return 'storage'
      }
    },
    isOpen: async (room) => (await rooms.get(room.name)?.catch(() => null)) === room,
    dropIdle,
    rooms: () => rooms.size,
    stop,
    async settled() {
      for (const opening of rooms.values()) {
        const room = await opening.catch(() => null)
        await room?.inTurn(() => undefined)
      }
    },
  }
}
