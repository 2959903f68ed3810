import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A distinctive word or key, and how its bytes would look wherever it leaked. */
interface Trace {
  readonly name: string
  readonly coding: string
  readonly bytes: Buffer
}

/** Shorter middles would be met by chance in random bytes. */
const MIN_TRACE_BYTES = 8

/**
 * Base64 of bytes that stand anywhere in a longer text: for each of the three ways they can meet its groups of three,
 * the characters that depend on them alone.
 */
const base64Middles = (bytes: Buffer, variant: 'base64' | 'base64url'): readonly Buffer[] =>
  [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString(variant)
      .replace(/=+$/, '')
    const from = shift === 0 ? 0 : shift + 1
    const to = Math.floor(((shift + bytes.length) * 8) / 6)
    return Buffer.from(coded.slice(from, to), 'latin1')
  })

const tracesOf = (name: string, bytes: Buffer): readonly Trace[] => {
  const utf16 = Buffer.from(bytes.toString('utf8'), 'utf16le')
  const all: Trace[] = [
    { name, coding: 'raw', bytes },
    { name, coding: 'hex', bytes: Buffer.from(bytes.toString('hex'), 'latin1') },
    { name, coding: 'utf-16le', bytes: utf16 },
    { name, coding: 'utf-16be', bytes: Buffer.from(utf16).swap16() },
    ...base64Middles(bytes, 'base64').map((middle) => ({ name, coding: 'base64', bytes: middle })),
    ...base64Middles(bytes, 'base64url').map((middle) => ({ name, coding: 'base64url', bytes: middle })),
  ]
  return all.filter((trace) => trace.bytes.length >= MIN_TRACE_BYTES)
}

/** Looks for words and keys in bytes, in every coding they could have leaked in. */
export interface Canary {
  /** What was found, as "word (coding)"; empty is good. */
  search(bytes: Uint8Array): readonly string[]
  /** The same over every file under a folder, with the file's name. */
  searchFolder(folder: string): readonly string[]
}

export const createCanary = (
  words: readonly string[],
  keys: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [],
): Canary => {
  const traces = [
    ...words.flatMap((word) => tracesOf(word, Buffer.from(word, 'utf8'))),
    ...keys.flatMap(({ name, bytes }) => tracesOf(name, Buffer.from(bytes))),
  ]
  const search = (bytes: Uint8Array): readonly string[] => {
    const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return [
      ...new Set(
        traces.filter((trace) => hay.includes(trace.bytes)).map((trace) => `${trace.name} (${trace.coding})`),
      ),
    ]
  }
  return {
    search,
    searchFolder: (folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap((entry) => {
          const file = path.join(entry.parentPath, entry.name)
          return search(readFileSync(file)).map((found) => `${file}: ${found}`)
        }),
  }
}
