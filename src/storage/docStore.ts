import * as Y from 'yjs'
import { err, ok, type Result } from '../lib/result.ts'
import { createClocks } from './clocks.ts'
import { openDatabase } from './database.ts'
import { guardPersistence, isFromDisk, type GuardedPersistence } from './guardedPersistence.ts'
import { MAX_ROWS_AT_OPEN, MAX_ROWS_IN_USE, STORE_TIMING, type StoreTiming } from './limits.ts'
import type { DiskProblem } from './problem.ts'
import { createRowStores, loadRows, ROWS, runUnheard } from './storedRows.ts'
import { throwLater } from './throwLater.ts'
import { createUnwrittenUpdates, type StoreEnd } from './unwrittenUpdates.ts'

/** What the rest of the house calls a fault of the disk. */
export type StoreProblem = DiskProblem

export interface DocStoreState {
  /** Everything readable on the disk is in the document. */
  readonly loaded: boolean
  /** What the person must hear of; a fault that passed is `null` again. */
  readonly problem: StoreProblem | null
  /** False once the disk refuses what is written now. Beside damage alone it is true: that is of the past. */
  readonly keeping: boolean
  /** Changes the disk has not confirmed. */
  readonly pending: number
}

export interface DocStore {
  state(): DocStoreState
  onChange(callback: () => void): () => void
  /** Settles once. An err means that the document in memory may be incomplete, until `state` says `loaded`. */
  readonly loaded: Promise<Result<null, StoreProblem>>
  /** Tries at once to write what the disk has refused so far: there may be room now. */
  retry(): void
  /** Resolves when the disk has confirmed everything, or has said that it will not. */
  flushed(): Promise<Result<null, StoreProblem>>
  destroy(): Promise<StoreEnd>
  /** Lets go without writing what waits: the document is to be forgotten on this device (`eraseDocument`). */
  drop(): Promise<void>
}

/** Name of the database that holds the document `name`. */
export const databaseName = (name: string): string => `carrel/${name}`

/**
 * Keeps `doc` on this device under `name`: reads what is there, then writes every change as it happens. Nothing here
 * ever throws into Yjs, and nothing on the disk is overwritten before it has been read.
 */
export const openDocStore = (options: {
  readonly name: string
  readonly doc: Y.Doc
  readonly timing?: Partial<StoreTiming>
}): DocStore => {
  const { doc } = options
  const name = databaseName(options.name)
  const timing = { ...STORE_TIMING, ...options.timing }
  const listeners = new Set<() => void>()

  let disk: GuardedPersistence | null = null
  let phase: 'recovering' | 'open' | 'destroyed' = 'recovering'
  let loaded = false
  let fault: StoreProblem | null = null
  let damage: StoreProblem | null = null
  /** No folding up to this many rows. */
  let foldAbove = 0
  let recovering = false
  /** Something changed while a try was on its way: another one is worth it. */
  let nudged = false
  let folding = false
  let again: ReturnType<typeof setTimeout> | null = null
  const { later, pause, stopClock, stopClocks } = createClocks()
  let settleLoaded: (result: Result<null, StoreProblem>) => void = () => undefined
  const whenLoaded = new Promise<Result<null, StoreProblem>>((resolve) => {
    settleLoaded = resolve
  })

  const isDestroyed = (): boolean => phase === 'destroyed'
  const changed = (): void => {
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        // We may be inside Yjs, where a throw would silence the document for good.
        throwLater(error)
      }
    }
  }
  const tellNoAnswer = (): StoreProblem => {
    fault ??= { code: 'timeout', detail: 'no answer' }
    changed()
    return fault
  }
  const unwritten = createUnwrittenUpdates({ name, loadMs: timing.loadMs, later, onSlow: tellNoAnswer })
  const onLeave = (): void => void unwritten.putDown()

  /** Opens the disk and brings in what it holds. */
  const attach = async (): Promise<Result<null, StoreProblem>> => {
    const database = await openDatabase(name, ROWS, createRowStores)
    if (!database.ok) return database
    if (isDestroyed()) {
      database.value.close()
      return err(closed)
    }
    const rows = await loadRows(database.value, doc, 0, origin, unheard)
    database.value.close()
    if (!rows.ok) return rows
    const { last, damaged, stuck } = rows.value
    if (damaged > 0) damage = { code: 'damaged', detail: `${damaged} rows, ${stuck} left in place` }
    foldAbove = stuck === 0 ? 0 : Infinity
    const reopened = loaded
    if (!reopened) {
      damage = unwritten.takeUp((update) => Y.applyUpdate(doc, update, origin)) ?? damage
      loaded = true
      // What is done from here on waits in the queue until the disk is ready for it.
      settleLoaded(ok(null))
      changed()
    }
    const guarded = await guardPersistence({ name, doc, last, onClosed: () => fail(closed) })
    if (!guarded.ok) return guarded
    if (isDestroyed()) {
      guarded.value.destroy()
      return err(closed)
    }
    // What was here may have been cleared, so everything is written once more.
    if (reopened) unwritten.enqueue(Y.encodeStateAsUpdate(doc), 0)
    disk = guarded.value
    return ok(null)
  }

  /** One try to have everything on the disk. */
  const repair = async (): Promise<Result<null, StoreProblem>> => {
    nudged = false
    if (!disk) {
      const attached = await attach()
      if (!attached.ok) return attached
    }
    for (;;) {
      if (!disk) return err(closed)
      const taken = unwritten.take()
      if (!taken) return ok(null)
      const written = await unwritten.toDisk(disk, taken.update)
      if (!written.ok) {
        unwritten.enqueue(taken.update, taken.acts)
        if (written.error.code === 'closed') detach()
        return written
      }
      unwritten.confirm(taken.acts)
    }
  }

  /** A try, told of where it takes long: an opening may never be answered, and then nothing else would tell. */
  const repairInTime = async (): Promise<Result<null, StoreProblem>> => {
    const clock = later(timing.loadMs, () => {
      if (!isDestroyed() && (!disk || unwritten.pending() > 0 || unwritten.isWaiting())) tellNoAnswer()
    })
    const result = await repair()
    stopClock(clock)
    return result
  }

  const recover = (pauses: readonly number[]): void => {
    nudged = true
    if (recovering || isDestroyed()) return
    recovering = true
    const run = async (): Promise<void> => {
      let result = await repairInTime()
      for (const milliseconds of pauses) {
        if (result.ok || isDestroyed()) break
        await pause(milliseconds)
        if (!isDestroyed()) result = await repairInTime()
      }
      while (!isDestroyed() && (result.ok ? unwritten.isWaiting() : nudged)) result = await repairInTime()
      recovering = false
      if (isDestroyed()) return
      if (result.ok) {
        phase = 'open'
        unwritten.forgetPutDown()
        fault = null
        later(timing.trimMs, () => void fold(MAX_ROWS_AT_OPEN))
      } else {
        fault = result.error
        again ??= later(timing.againMs, () => {
          again = null
          recover([])
        })
      }
      settleLoaded(result)
      changed()
    }
    void run()
  }

  const detach = (): void => {
    disk?.destroy()
    disk = null
  }

  /** A write failed: silently tried once more, and then told. */
  const fail = (problem: StoreProblem): void => {
    if (phase !== 'open') return
    phase = 'recovering'
    if (problem.code !== 'full') detach()
    later(timing.retryMs, () => recover([]))
    changed()
  }

  const write = (update: Uint8Array): void => {
    if (!disk) return
    void unwritten.toDisk(disk, update).then((written) => {
      if (written.ok) {
        unwritten.confirm(1)
        // It was only slow.
        if (phase === 'open' && !unwritten.isUnderWay()) fault = null
        unwritten.forgetPutDown()
      } else {
        unwritten.enqueue(update, 1)
        fail(written.error)
      }
      changed()
      if (disk && disk.rows() > MAX_ROWS_IN_USE) void fold(MAX_ROWS_IN_USE)
    })
  }

  const fold = async (limit: number): Promise<void> => {
    const from = disk
    if (!from || phase !== 'open' || folding || from.rows() <= Math.max(limit, foldAbove)) return
    folding = true
    const result = await from.fold()
    folding = false
    if (result.ok) return
    // No room to fold: nothing is lost, the writes themselves will tell, and some rows later there may be room.
    if (result.error.code === 'full') foldAbove = Math.max(foldAbove, from.rows() + MAX_ROWS_IN_USE)
    else fail(result.error)
  }

  const origin = {}
  const onUpdate = (update: Uint8Array, from: unknown): void => {
    if (from === origin || isFromDisk(from) || isDestroyed()) return
    unwritten.count()
    if (phase === 'open') write(update)
    else {
      unwritten.enqueue(update, 1)
      if (fault) recover([])
    }
    changed()
  }
  const unheard = (apply: () => void): void => runUnheard(doc, onUpdate, origin, apply)
  /** Lets go of the disk; what waits for it is written first, or else put down beside it, where `last` says so. */
  const stop = async (last: 'write' | 'drop'): Promise<StoreEnd> => {
    doc.off('update', onUpdate)
    if (last === 'write' && (unwritten.pending() > 0 || unwritten.isWaiting())) await flushed()
    // It was dropped meanwhile, or somebody else who let go of it has the answer.
    if (isDestroyed()) return 'written'
    const end = last === 'write' ? unwritten.putDown() : 'written'
    phase = 'destroyed'
    stopClocks()
    globalThis.removeEventListener?.('pagehide', onLeave)
    detach()
    settleLoaded(err(closed))
    changed()
    listeners.clear()
    return end
  }
  const flushed = (): Promise<Result<null, StoreProblem>> =>
    new Promise((resolve) => {
      const look = (): boolean => {
        if (unwritten.pending() === 0 && phase === 'open') resolve(ok(null))
        else if (fault) resolve(err(fault))
        else if (isDestroyed()) resolve(err(closed))
        else return false
        listeners.delete(look)
        return true
      }
      if (!look()) listeners.add(look)
    })

  doc.on('update', onUpdate)
  later(timing.loadMs, () => {
    if (!loaded && !isDestroyed()) settleLoaded(err(tellNoAnswer()))
  })
  recover([timing.retryMs])
  // Last in line: whoever else listens has seen a change before it goes to the disk.
  void whenLoaded.then(() => {
    if (isDestroyed()) return
    doc.off('update', onUpdate)
    doc.on('update', onUpdate)
  })
  const onDocDestroy = (): void => void stop('write')
  doc.on('destroy', onDocDestroy)
  globalThis.addEventListener?.('pagehide', onLeave)

  return {
    state: () => ({
      loaded,
      problem: fault ?? damage,
      keeping: fault === null,
      pending: unwritten.pending(),
    }),
    onChange(callback) {
      listeners.add(callback)
      return () => listeners.delete(callback)
    },
    loaded: whenLoaded,
    retry() {
      if (fault) recover([])
    },
    flushed,
    destroy: () => stop('write'),
    async drop() {
      await stop('drop')
    },
  }
}

const closed: StoreProblem = { code: 'closed', detail: 'the connection was closed' }
