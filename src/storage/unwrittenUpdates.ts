import * as Y from 'yjs'
import type { Bytes } from '../lib/bytes.ts'
import type { Result } from '../lib/result.ts'
import type { GuardedPersistence } from './guardedPersistence.ts'
import { MAX_QUEUED_UPDATES } from './limits.ts'
import { forgetParting, keepParting, readParting } from './partingUpdates.ts'
import type { DiskProblem } from './problem.ts'

/** Where a closed document is: on the disk, partly put down beside it until it is opened again, or not all of it here. */
export type StoreEnd = 'written' | 'beside' | 'nowhere'

/** What the disk does not have yet of one document. */
export interface UnwrittenUpdates {
  /** Changes the disk has not confirmed. */
  pending(): number
  /** Something waits to be written: a change, or what pages that were left could not write. */
  isWaiting(): boolean
  /** Something is in a transaction that has not ended. */
  isUnderWay(): boolean
  /** A change that was just made; it counts until it is confirmed. */
  count(): void
  confirm(acts: number): void
  /** Has `update` wait, which is so many of the changes that were counted. */
  enqueue(update: Uint8Array, acts: number): void
  /** All that waits, as one, or `null`: it waits no more. */
  take(): { readonly update: Uint8Array; readonly acts: number } | null
  /** Writes `update` to the disk, and watches that it answers in time. */
  toDisk(to: GuardedPersistence, update: Uint8Array): Promise<Result<null, DiskProblem>>
  /** What the disk may drop now is put down where it cannot, in the place of what was before; says where it all is. */
  putDown(): StoreEnd
  /** Brings in, by `apply`, what pages that were left could not write any more; answers what could not be read. */
  takeUp(apply: (update: Bytes) => void): DiskProblem | null
  /** Forgets what was put down, once the disk has everything. */
  forgetPutDown(): void
}

/** Looks after what of the document in the database `name` is not on the disk. */
export const createUnwrittenUpdates = (options: {
  readonly name: string
  /** How long a write may take, in ms. */
  readonly loadMs: number
  readonly later: (milliseconds: number, work: () => void) => ReturnType<typeof setTimeout>
  readonly onSlow: () => void
}): UnwrittenUpdates => {
  const { name, loadMs, later, onSlow } = options
  let pending = 0
  /** Changes that are in no transaction, and how many acts they are. */
  let queue: Uint8Array[] = []
  let queued = 0
  /** In a transaction that has not ended, oldest first, and since when. */
  const underWay = new Map<Uint8Array, number>()
  /** Keys of what was put down beside the disk, by a page that was left: forgotten once the disk has it. */
  const parted = new Set<string>()
  /** Runs while a write is waited for. */
  let slow: ReturnType<typeof setTimeout> | null = null

  /** Looks at the oldest write again and again while there is one: that the first was answered says nothing of others. */
  const watchWrites = (milliseconds: number): void => {
    slow ??= later(milliseconds, () => {
      slow = null
      const [since] = underWay.values()
      if (since === undefined) return
      const left = since + loadMs - performance.now()
      if (left <= 0) onSlow()
      watchWrites(left <= 0 ? loadMs : left)
    })
  }
  const enqueue = (update: Uint8Array, acts: number): void => {
    queue.push(update)
    queued += acts
    if (queue.length > MAX_QUEUED_UPDATES) queue = [Y.mergeUpdates(queue)]
  }
  const forgetAll = (): void => {
    forgetParting(parted)
    parted.clear()
  }
  return {
    pending: () => pending,
    isWaiting: () => queue.length > 0,
    isUnderWay: () => underWay.size > 0,
    count() {
      pending += 1
    },
    confirm(acts) {
      pending -= acts
    },
    enqueue,
    take() {
      if (queue.length === 0) return null
      const taken = { update: Y.mergeUpdates(queue), acts: queued }
      queue = []
      queued = 0
      return taken
    },
    async toDisk(to, update) {
      underWay.set(update, performance.now())
      watchWrites(loadMs)
      const written = await to.write(update)
      underWay.delete(update)
      return written
    },
    putDown() {
      const open = [...underWay.keys(), ...queue]
      if (open.length === 0) return 'written'
      const key = keepParting(name, Y.mergeUpdates(open))
      if (key === null) return 'nowhere'
      // All of that is on the disk, or in what was put down just now.
      forgetAll()
      parted.add(key)
      return 'beside'
    },
    takeUp(apply) {
      let damage: DiskProblem | null = null
      for (const [key, update] of readParting(name)) {
        try {
          if (update === null) throw new Error('not base64url')
          apply(update)
          enqueue(update, 0)
          parted.add(key)
        } catch (error) {
          // Left where it is: it may be whole, and whoever watches the document have failed.
          damage = { code: 'damaged', detail: `a parting update: ${String(error)}` }
        }
      }
      return damage
    },
    forgetPutDown() {
      if (parted.size > 0 && pending === 0 && queue.length === 0) forgetAll()
    },
  }
}
