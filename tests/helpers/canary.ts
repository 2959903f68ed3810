import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findDeflated } from './deflated.ts'

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

/** Text as platforms write it whose strings are of 16 bits. */
const inUtf16 = (coding: string, text: Buffer): readonly (readonly [string, Buffer])[] => {
  const little = Buffer.from(text.toString('latin1'), 'utf16le')
  return [
    [`${coding} in utf-16le`, little],
    [`${coding} in utf-16be`, Buffer.from(little).swap16()],
  ]
}

const tracesOf = (name: string, bytes: Buffer): readonly Trace[] => {
  const hex = bytes.toString('hex')
  const texts: readonly (readonly [string, Buffer])[] = [
    ['hex', Buffer.from(hex, 'latin1')],
    ['hex', Buffer.from(hex.toUpperCase(), 'latin1')],
    ...base64Middles(bytes, 'base64').map((middle) => ['base64', middle] as const),
    ...base64Middles(bytes, 'base64url').map((middle) => ['base64url', middle] as const),
  ]
  const utf16 = Buffer.from(bytes.toString('utf8'), 'utf16le')
  const all: readonly (readonly [string, Buffer])[] = [
    ['raw', bytes],
    ['bytes', Buffer.from(bytes.join(','), 'latin1')],
    // A word as it is typed; a key only has a byte in each unit.
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
    ...inUtf16('raw', bytes),
    ...texts,
    ...texts.flatMap(([coding, text]) => inUtf16(coding, text)),
  ]
  return all.flatMap(([coding, trace]) =>
    trace.length < MIN_TRACE_BYTES ? [] : [{ name, coding, bytes: trace }],
  )
}

/** Looks for words and keys in bytes, in every coding they could have leaked in, deflated or not. */
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
  const searchPlain = (bytes: Uint8Array): readonly string[] => {
    const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return traces
      .filter((trace) => hay.includes(trace.bytes))
      .map((trace) => `${trace.name} (${trace.coding})`)
  }
  const search = (bytes: Uint8Array): readonly string[] => [
    ...new Set([
      ...searchPlain(bytes),
      ...findDeflated(bytes).flatMap((text) => searchPlain(text).map((found) => `${found}, deflated`)),
    ]),
  ]
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
