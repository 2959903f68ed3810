import { checkUpdate } from '../doc/validate.ts'
import { capabilityFromOwnerSecret } from '../crypto/capability.ts'
import type { LibraryKeys } from '../crypto/deviceLink.ts'
import { sha256 } from '../crypto/primitives.ts'
import { concatBytes, equalBytes, utf8, type Bytes } from '../lib/bytes.ts'
import { clip } from '../lib/text.ts'
import { MAX_ABOUT_BYTES, MAX_ABOUT_LENGTH, MAX_DOCUMENTS } from './limits.ts'

/** What a file says of itself. */
export interface BackupAbout {
  /** Milliseconds since 1970. */
  readonly madeAt: number
  /** The person's name in their library; empty where they gave none. */
  readonly by: string
  readonly device: string
  /** Of the Carrel that made it. */
  readonly version: string
}

/** A document under the name it has on a device: `library:<room>`, `list:<list id>`, `feed:<room>`. */
export interface BackupDocument {
  readonly name: string
  /** The whole of it as one Yjs update. */
  readonly state: Bytes
}

export interface BackupContents {
  readonly about: BackupAbout
  readonly keys: LibraryKeys
  /** The library first. */
  readonly documents: readonly BackupDocument[]
}

/** What was read from a file, with what of it cannot be used. */
export interface ReadContents extends BackupContents {
  /** Names of documents that are in the file and fail their check; `documents` holds the others. */
  readonly damaged: readonly string[]
  /** The file ends, or makes no sense any more, before its end. */
  readonly partial: boolean
}

const PARTS = { about: 1, keys: 2, document: 3, sum: 4 } as const
const KNOWN: ReadonlySet<number> = new Set(Object.values(PARTS))
const HEAD_BYTES = 5
/** What is said of a file whose own word cannot be relied on. */
const UNKNOWN_MAKER: BackupAbout = { madeAt: 0, by: '', device: '', version: '' }
const SECRET_BYTES = 32
const NAME = /^(?:library|list|feed):[A-Za-z0-9_-]{1,64}$/

const printPart = (type: number, ...bytes: readonly Bytes[]): Bytes => {
  const length = bytes.reduce((sum, one) => sum + one.length, 0)
  const head = new DataView(new ArrayBuffer(HEAD_BYTES))
  head.setUint8(0, type)
  head.setUint32(1, length)
  return concatBytes(new Uint8Array(head.buffer), ...bytes)
}

/** The parts of a file, each with its sum behind it, by which it is known to be sound in a file that is not (B20). */
export const printContents = async ({ about, keys, documents }: BackupContents): Promise<Bytes> => {
  const parts = [
    printPart(PARTS.about, utf8(JSON.stringify(about))),
    printPart(PARTS.keys, keys.librarySecret, keys.identitySecret),
    ...documents.map(({ name, state }) => {
      const named = utf8(name)
      return printPart(PARTS.document, Uint8Array.of(named.length), named, state)
    }),
  ]
  const summed = await Promise.all(
    parts.map(async (part) => [part, printPart(PARTS.sum, await sha256(part))] as const),
  )
  return concatBytes(...summed.flat())
}

interface Part {
  readonly type: number
  readonly bytes: Bytes
  /** With its head: what its sum is of. */
  readonly whole: Bytes
  /** What stands behind it as its sum. */
  readonly sum: Bytes | null
}

interface Parts {
  readonly parts: readonly Part[]
  /** The last one ends too early. */
  readonly cut: boolean
  /** Something was passed over: of a type that is not known, or the sum of nothing. */
  readonly passedOver: boolean
}

/** The parts one after the other; `null` where there are too many. */
const parseParts = (bytes: Bytes): Parts | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Part[] = []
  let passedOver = false
  let at = 0
  while (at < bytes.length) {
    // Parts of a later version may be many and small, but none is smaller than its head.
    if (bytes.length - at < HEAD_BYTES) return { parts, cut: true, passedOver }
    const type = view.getUint8(at)
    const length = view.getUint32(at + 1)
    const end = at + HEAD_BYTES + length
    if (end > bytes.length) return { parts, cut: true, passedOver }
    const whole = bytes.subarray(at, end)
    const body = whole.subarray(HEAD_BYTES)
    const before = parts.at(-1)
    if (type === PARTS.sum) {
      if (before && before.sum === null) parts[parts.length - 1] = { ...before, sum: body }
      else passedOver = true
    } else if (KNOWN.has(type)) {
      if (parts.length >= MAX_DOCUMENTS + 2) return null
      parts.push({ type, bytes: body, whole, sum: null })
    } else passedOver = true
    at = end
  }
  return { parts, cut: false, passedOver }
}

const isProven = async ({ whole, sum }: Part): Promise<boolean> =>
  sum !== null && equalBytes(await sha256(whole), sum)

const parseText = (bytes: Bytes): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const parseAbout = (bytes: Bytes): BackupAbout | null => {
  if (bytes.length > MAX_ABOUT_BYTES) return null
  try {
    const fields: unknown = JSON.parse(parseText(bytes) ?? '')
    if (typeof fields !== 'object' || fields === null || !('madeAt' in fields)) return null
    const { madeAt, by, device, version } = {
      by: '',
      device: '',
      version: '',
      ...fields,
    }
    if (typeof madeAt !== 'number' || !Number.isSafeInteger(madeAt) || madeAt < 0 || madeAt > 8.64e15)
      return null
    const text = (value: unknown): string => (typeof value === 'string' ? clip(value, MAX_ABOUT_LENGTH) : '')
    return { madeAt, by: text(by), device: text(device), version: text(version) }
  } catch {
    return null
  }
}

/** A document's name, and what it is if it could have come from a peer; `null` where it has no name of a document. */
const parseDocument = (
  bytes: Bytes,
): { readonly name: string; readonly document: BackupDocument | null } | null => {
  const length = bytes[0]
  if (length === undefined || 1 + length > bytes.length) return null
  const name = parseText(bytes.subarray(1, 1 + length))
  const state = bytes.slice(1 + length)
  if (name === null || !NAME.test(name)) return null
  return { name, document: checkUpdate(state).ok ? { name, state } : null }
}

/**
 * Reads what `printContents` printed; `null` where it is no such thing: one part that says who made it, one with the
 * keys, and documents of which the first is the library that these open. A document that could not have come from a
 * peer is left out and named. Of a file that is not whole (`isWhole` false) only what its own sum proves is taken.
 * Parts of kinds that are not known are passed over. It never throws.
 */
export const parseContents = async (bytes: Bytes, isWhole = true): Promise<ReadContents | null> => {
  const parsed = parseParts(bytes)
  if (!parsed || (isWhole && parsed.cut)) return null
  const proven = isWhole ? parsed.parts.map(() => true) : await Promise.all(parsed.parts.map(isProven))
  const sound = parsed.parts.filter((_, at) => proven[at])
  const of = (type: number, among = sound): readonly Bytes[] =>
    among.filter((part) => part.type === type).map((part) => part.bytes)
  const [abouts, keyParts, documentParts] = [of(PARTS.about), of(PARTS.keys), of(PARTS.document)]
  const [aboutPart] = abouts
  const [keyPart] = keyParts
  if (abouts.length > 1 || keyParts.length > 1 || documentParts.length > MAX_DOCUMENTS) return null
  const about = aboutPart ? parseAbout(aboutPart) : isWhole ? null : UNKNOWN_MAKER
  if (!about || keyPart?.length !== 2 * SECRET_BYTES) return null
  const keys = {
    librarySecret: keyPart.slice(0, SECRET_BYTES),
    identitySecret: keyPart.slice(SECRET_BYTES),
  }
  const { room } = await capabilityFromOwnerSecret(keys.librarySecret)
  const found = documentParts.map(parseDocument)
  const documents: BackupDocument[] = []
  const damaged: string[] = []
  const names = new Set<string>()
  for (const one of found) {
    if (!one || names.has(one.name)) return null
    if (one.name.startsWith('library:') && one.name !== `library:${room}`) return null
    names.add(one.name)
    if (one.document) documents.push(one.document)
    else damaged.push(one.name)
  }
  const [first] = names
  const library = `library:${room}`
  if (isWhole && first !== library) return null
  // In a damaged file what looks like a part of a later version may be a list with another type in its head.
  const partial = !isWhole && (parsed.cut || parsed.passedOver || proven.includes(false))
  if (!names.has(library)) damaged.push(library)
  return { about, keys, documents, damaged, partial }
}
