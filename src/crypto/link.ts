import { equalBytes, parseBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import {
  capabilityFromOwnerSecret,
  capabilityFromReadSecret,
  capabilityFromWriteSecret,
  ROOM_ID_BYTES,
  SECRET_BYTES,
  type Capability,
} from './capability.ts'
import { MAX_LINK_LENGTH, MAX_LINK_PLACES } from './limits.ts'
import { sha256 } from './primitives.ts'

export const LINK_VERSION = 1
export const CHECK_BYTES = 4
export const KINDS = { owner: 1, write: 2, read: 3 } as const
/** A code with which a new device asks another one for its library (deviceLink.ts). */
export const DEVICE_KIND = 4
/** Letters that carry `length` bytes in base64url. */
const lettersOf = (length: number): number => Math.ceil((length * 4) / 3)
const PAYLOAD_BYTES: Readonly<Record<number, number>> = {
  [KINDS.owner]: SECRET_BYTES,
  [KINDS.write]: SECRET_BYTES * 2,
  [KINDS.read]: SECRET_BYTES + ROOM_ID_BYTES,
  [DEVICE_KIND]: SECRET_BYTES * 2,
}

/**
 * Why a link is none: `empty`; `cut`, shorter than its kind; `damaged`, its check sum does not fit; `newer`, a version
 * this one does not know; `not-a-link`, no such code in the text; `other-kind`, a good code for something else.
 */
export type LinkError = 'empty' | 'cut' | 'damaged' | 'newer' | 'not-a-link' | 'other-kind'

interface Parsed {
  readonly capability: Capability
  /** True where a scanner had turned the "#" into "%23": a server may have seen what stood behind it. */
  readonly mangled: boolean
}

/** A code as it stands in a text, its check sum good. */
interface Code {
  readonly kind: number
  readonly payload: Bytes
}

/** Every place in `text` where a code may begin: behind each "#" or "%23", or else at the start. */
const findPlaces = (text: string): readonly { readonly rest: string; readonly mangled: boolean }[] => {
  const places = [...text.matchAll(/#|%(?:25)?23/gu)].slice(0, MAX_LINK_PLACES).map((mark) => ({
    rest: text.slice(mark.index + mark[0].length),
    mangled: mark[0] !== '#',
  }))
  return places.length > 0 ? places : [{ rest: text.replace(/^[<("'“]+/u, ''), mangled: false }]
}

/** The code `text` begins with. What follows its last letter (a full stop, the rest of a message) is not looked at. */
const parseCode = async (text: string): Promise<Result<Code, LinkError>> => {
  const letters = /^[A-Za-z0-9_-]*/.exec(text)?.[0] ?? ''
  const [version, kind] = parseBase64url(letters.slice(0, 4)) ?? []
  if (version === undefined || kind === undefined) return err('not-a-link')
  if (version !== LINK_VERSION)
    return err(version > LINK_VERSION && letters.length > 40 ? 'newer' : 'not-a-link')
  const payloadBytes = PAYLOAD_BYTES[kind]
  if (payloadBytes === undefined) return err('newer')
  const needed = lettersOf(2 + payloadBytes + CHECK_BYTES)
  if (letters.length < needed) return err('cut')
  const bytes = parseBase64url(letters.slice(0, needed))
  if (!bytes) return err('damaged')
  const body = bytes.slice(0, 2 + payloadBytes)
  const check = (await sha256(body)).subarray(0, CHECK_BYTES)
  if (!equalBytes(check, bytes.subarray(2 + payloadBytes))) return err('damaged')
  return ok({ kind, payload: body.slice(2) })
}

/** The first good code in a text: bare, behind an address, or with a message around it, however wrapped or quoted. */
export const findCode = async (
  text: string,
): Promise<Result<Code & { readonly mangled: boolean }, LinkError>> => {
  if (text.length > MAX_LINK_LENGTH) return err('not-a-link')
  const tight = text.replace(/\s+/gu, '')
  if (tight === '') return err('empty')
  let reason: LinkError = 'not-a-link'
  for (const { rest, mangled } of findPlaces(tight)) {
    const read = await parseCode(rest)
    if (read.ok) return ok({ ...read.value, mangled })
    if (reason === 'not-a-link') reason = read.error
  }
  return err(reason)
}

/**
 * Reads a link from a bare code, an address that carries one, or a message around it, however it was wrapped, quoted
 * or mangled by a scanner.
 */
export const parseLink = async (text: string): Promise<Result<Parsed, LinkError>> => {
  const found = await findCode(text)
  if (!found.ok) return found
  const { kind, payload, mangled } = found.value
  if (kind === DEVICE_KIND) return err('other-kind')
  const first = payload.slice(0, SECRET_BYTES)
  const rest = payload.slice(SECRET_BYTES)
  const capability =
    kind === KINDS.owner
      ? await capabilityFromOwnerSecret(first)
      : kind === KINDS.write
        ? await capabilityFromWriteSecret(first, rest)
        : await capabilityFromReadSecret(first, rest)
  return ok({ capability, mangled })
}
