import * as Y from 'yjs'
import type { FaultyDevice } from './faultyDevice.ts'
import type { RoomName, Verb } from './verbs.ts'

/** Two documents of each kind: a person's own on all devices, and lists with members of every kind. */
export const ROOMS = ['library', 'other library', 'list', 'other list'] as const
export type RoomId = (typeof ROOMS)[number]
export type ByRoom<T> = Readonly<Record<RoomId, T>>

export const kindOf = (room: RoomId): RoomName =>
  room === 'library' || room === 'other library' ? 'library' : 'list'

/** The same for every room, made anew for each. */
export const byRoom = <T>(make: (room: RoomId) => T): Record<RoomId, T> => ({
  library: make('library'),
  'other library': make('other library'),
  list: make('list'),
  'other list': make('other list'),
})

/** One act: all it wrote, and what became of it. */
interface Entry {
  readonly verb: Verb
  readonly room: RoomId
  readonly updates: readonly Uint8Array[]
  /** A word that must be readable in the end. */
  readonly word: string | null
  /** The page that would have to bring it to the relay. */
  page: FaultyDevice
  acknowledged: boolean
}

/** Which acts were done, and which of them the relay has acknowledged. */
export interface Ledger {
  entries(room: RoomId): readonly Entry[]
  enter(
    page: FaultyDevice,
    room: RoomId,
    verb: Verb,
    updates: readonly Uint8Array[],
    word: string | null,
  ): void
  /** All that this page holds of a room is acknowledged now. */
  acknowledge(page: FaultyDevice, room: RoomId): void
  /**
   * A page has taken another's place, with what was on the disk. Answers which acts are on neither; those of them that
   * were never acknowledged are struck out.
   */
  pass(from: FaultyDevice, to: FaultyDevice): readonly string[]
  /** Acknowledged acts that are not in `docs` together. */
  absent(room: RoomId, docs: readonly Y.Doc[]): readonly string[]
}

/** What all of them hold together. */
export const together = (docs: readonly Y.Doc[]): Y.Snapshot => {
  const all = new Y.Doc()
  for (const doc of docs) Y.applyUpdate(all, Y.encodeStateAsUpdate(doc))
  const snapshot = Y.snapshot(all)
  all.destroy()
  return snapshot
}

export const holdsAll = (doc: Y.Doc, update: Uint8Array): boolean =>
  Y.snapshotContainsUpdate(Y.snapshot(doc), update)

const print = ({ verb, room, page }: Entry): string => `${room}: ${verb.name} by ${page.by}`

export const createLedger = (): Ledger => {
  let entries: Entry[] = []
  const isIn = (snapshot: Y.Snapshot, { updates }: Entry): boolean =>
    updates.every((update) => Y.snapshotContainsUpdate(snapshot, update))
  return {
    entries: (room) => entries.filter((entry) => entry.room === room),
    enter(page, room, verb, updates, word) {
      entries.push({ page, room, verb, updates, word, acknowledged: false })
    },
    acknowledge(page, room) {
      for (const entry of entries) if (entry.page === page && entry.room === room) entry.acknowledged = true
    },
    pass(from, to) {
      const lost: Entry[] = []
      for (const room of ROOMS) {
        const kept = Y.snapshot(to.docs[room])
        for (const entry of entries) {
          if (entry.page !== from || entry.room !== room) continue
          if (isIn(kept, entry)) entry.page = to
          else lost.push(entry)
        }
      }
      entries = entries.filter((entry) => entry.acknowledged || !lost.includes(entry))
      return lost.map(print)
    },
    absent(room, docs) {
      const snapshot = together(docs)
      return entries
        .filter((entry) => entry.room === room && entry.acknowledged && !isIn(snapshot, entry))
        .map(print)
    },
  }
}
