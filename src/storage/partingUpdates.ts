import { parseBase64url, printBase64url, type Bytes } from '../lib/bytes.ts'
import { isDiskRefused } from './database.ts'
import { MAX_PARTING_BYTES } from './limits.ts'

/**
 * What the disk has not confirmed when a page is left. IndexedDB drops a transaction that still waits behind another
 * one (a folding, a second tab that reads) once its page is gone; localStorage is written before the page can go. Each
 * is read by the next opening of its document, which writes it to the disk and only then forgets it here.
 */
const prefixOf = (name: string): string => `carrel-parting ${name} `

/** Runs `work`, and does without where the browser forbids site data or has no room: this is the second net. */
const onStorage = <T>(work: (storage: Storage) => T): T | null => {
  try {
    return typeof localStorage === 'undefined' ? null : work(localStorage)
  } catch {
    return null
  }
}

/** Puts `update` of the document `name` down; answers its key, or null where it was not taken. */
export const keepParting = (name: string, update: Uint8Array): string | null => {
  if (update.length > MAX_PARTING_BYTES || isDiskRefused()) return null
  return onStorage((storage) => {
    const key = prefixOf(name) + crypto.randomUUID()
    storage.setItem(key, printBase64url(update))
    return key
  })
}

/** What was put down for the document `name`, by key; null for what cannot be read. */
export const readParting = (name: string): ReadonlyMap<string, Bytes | null> =>
  new Map(
    onStorage((storage) =>
      Object.keys(storage)
        .filter((key) => key.startsWith(prefixOf(name)))
        .map((key) => [key, parseBase64url(storage.getItem(key) ?? '')] as const),
    ),
  )

export const forgetParting = (keys: Iterable<string>): void => {
  onStorage((storage) => {
    for (const key of keys) storage.removeItem(key)
  })
}
