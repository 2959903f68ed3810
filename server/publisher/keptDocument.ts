import path from 'node:path'
import * as Y from 'yjs'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { readKept, setAside, writeKept } from './keptFile.ts'
import type { Log } from './politeFetcher.ts'

/** A document that is on the disk: read from it, and written to it after every change. */
export interface KeptDocument {
  readonly doc: Y.Doc
  /** False when the disk had nothing readable of it. */
  readonly found: boolean
  /** Resolves when all changes so far are on the disk; the error is the disk's own words. */
  kept(): Promise<Result<null, string>>
}

export interface KeptOptions {
  readonly folder: string
  /** File name without ending. */
  readonly name: string
  now(): number
  readonly log: Log
}

/** `bytes` applied to a document that is thrown away: a damaged file must not half change the real one. */
const isWhole = (bytes: Uint8Array): boolean => {
  const trial = new Y.Doc()
  try {
    Y.applyUpdate(trial, bytes)
    // What waits for missing changes cannot have been written by us.
    return trial.store.pendingStructs === null && trial.store.pendingDs === null
  } catch {
    return false
  } finally {
    trial.destroy()
  }
}

/**
 * Opens a document from the disk. A file that cannot be read as one is moved aside and named in the log; the document
 * is then empty and fills from the relay, or is published anew. Every change is written as a whole, one write at a time.
 */
export const openKeptDocument = async (options: KeptOptions): Promise<Result<KeptDocument, string>> => {
  const { folder, name, now, log } = options
  const file = path.join(folder, `${name}.ydoc`)
  const stored = await readKept(file)
  if (!stored.ok) return err(`${file} cannot be read: ${stored.error}`)
  const doc = new Y.Doc()
  const whole = stored.value !== null && isWhole(stored.value)
  if (stored.value !== null && whole) Y.applyUpdate(doc, stored.value, 'disk')
  if (stored.value !== null && !whole) {
    const aside = await setAside(file, now())
    if (!aside.ok) return err(`${file} is damaged and cannot be moved aside: ${aside.error}`)
    log('document-damaged', { file, aside: aside.value })
  }

  let changes = 0
  let written = 0
  let running: Promise<Result<null, string>> | null = null
  let complained = false

  const write = async (): Promise<Result<null, string>> => {
    let last: Result<null, string> = ok(null)
    while (written < changes) {
      const upTo = changes
      last = await writeKept(file, Y.encodeStateAsUpdate(doc))
      if (!last.ok) break
      written = upTo
    }
    if (!last.ok && !complained) log('document-unkept', { file, detail: last.error })
    complained = !last.ok
    running = null
    return last
  }
  // Several changes of one moment share a write, since the loop above looks again after each.
  const kept = (): Promise<Result<null, string>> => (running ??= Promise.resolve().then(write))
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin === 'disk') return
    changes++
    void kept()
  })
  return ok({ doc, found: whole, kept })
}
