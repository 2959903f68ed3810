import { concatBytes, equalBytes, parseBase64url, printBase64url, type Bytes } from '../lib/bytes.ts'
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

const VERSION = 1
const CHECK_BYTES = 4
const KINDS = { owner: 1, write: 2, read: 3 } as const
/** Letters that carry `length` bytes in base64url. */
const lettersOf = (length: number): number => Math.ceil((length * 4) / 3)
const PAYLOAD_BYTES: Readonly<Record<number, number>> = {
  [KINDS.owner]: SECRET_BYTES,
  [KINDS.write]: SECRET_BYTES * 2,
  [KINDS.read]: SECRET_BYTES + ROOM_ID_BYTES,
}

const seal = async (kind: number, payload: Bytes): Promise<string> => {
  const body = concatBytes([VERSION, kind], payload)
  return printBase64url(concatBytes(body, (await sha256(body)).subarray(0, CHECK_BYTES)))
}

/** The code of a capability: base64url(01 ‖ kind ‖ payload ‖ SHA-256(…)[0..4)); owner O, writer W ‖ Po, reader R ‖ room id. */
export const printLink = (capability: Capability): Promise<string> => {
  if (capability.ownerSecret) return seal(KINDS.owner, capability.ownerSecret)
  if (capability.writeSecret && capability.ownerKey)
    return seal(KINDS.write, concatBytes(capability.writeSecret, capability.ownerKey))
  return seal(KINDS.read, concatBytes(capability.readSecret, capability.roomId))
}

/**
 * Why a link is none: `empty`; `cut`, shorter than its kind; `damaged`, its check sum does not fit; `newer`, a version
 * this one does not know; `not-a-link`, no such code in the text.
 */
export type LinkError = 'empty' | 'cut' | 'damaged' | 'newer' | 'not-a-link'

interface Parsed {
  readonly capability: Capability
  /** True where a scanner had turned the "#" into "%23": a server may have seen what stood behind it. */
  readonly mangled: boolean
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
const parseCode = async (text: string): Promise<Result<Capability, LinkError>> => {
  const letters = /^[A-Za-z0-9_-]*/.exec(text)?.[0] ?? ''
  const [version, kind] = parseBase64url(letters.slice(0, 4)) ?? []
  if (version === undefined || kind === undefined) return err('not-a-link')
  if (version !== VERSION) return err(version > VERSION && letters.length > 40 ? 'newer' : 'not-a-link')
  const payloadBytes = PAYLOAD_BYTES[kind]
  if (payloadBytes === undefined) return err('newer')
  const needed = lettersOf(2 + payloadBytes + CHECK_BYTES)
  if (letters.length < needed) return err('cut')
  const bytes = parseBase64url(letters.slice(0, needed))
  if (!bytes) return err('damaged')
  const body = bytes.slice(0, 2 + payloadBytes)
  const check = (await sha256(body)).subarray(0, CHECK_BYTES)
  if (!equalBytes(check, bytes.subarray(2 + payloadBytes))) return err('damaged')
  const first = body.slice(2, 2 + SECRET_BYTES)
  const rest = body.slice(2 + SECRET_BYTES)
  if (kind === KINDS.owner) return ok(await capabilityFromOwnerSecret(first))
  if (kind === KINDS.write) return ok(await capabilityFromWriteSecret(first, rest))
  return ok(await capabilityFromReadSecret(first, rest))
}

/**
 * Reads a link from a bare code, an address that carries one, or a message around it, however it was wrapped, quoted
 * or mangled by a scanner.
 */
export const parseLink = async (text: string): Promise<Result<Parsed, LinkError>> => {
  if (text.length > MAX_LINK_LENGTH) return err('not-a-link')
  const tight = text.replace(/\s+/gu, '')
  if (tight === '') return err('empty')
  let reason: LinkError = 'not-a-link'
  for (const { rest, mangled } of findPlaces(tight)) {
    const read = await parseCode(rest)
    if (read.ok) return ok({ capability: read.value, mangled })
    if (reason === 'not-a-link') reason = read.error
  }
  return err(reason)
}
