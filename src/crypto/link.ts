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
import { MAX_LINK_LENGTH } from './limits.ts'
import { sha256 } from './primitives.ts'

const VERSION = 1
const CHECK_BYTES = 4
const KINDS = { owner: 1, write: 2, read: 3 } as const
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

/** The code inside `text`, and whether a scanner had turned its "#" into "%23". */
const findCode = (text: string): { code: string; mangled: boolean } => {
  const tidy = text.replace(/\s+/gu, '').replace(/^[<("'“]+/u, '')
  const mangledAt = tidy.search(/%(?:25)?23/)
  const hashAt = tidy.indexOf('#')
  const from = hashAt >= 0 ? hashAt + 1 : mangledAt >= 0 ? tidy.indexOf('23', mangledAt) + 2 : 0
  const code = /^[A-Za-z0-9_-]*/.exec(tidy.slice(from))?.[0] ?? ''
  return { code: tidy.slice(from) === '' ? '' : code, mangled: hashAt < 0 && mangledAt >= 0 }
}

/**
 * Reads a link from a bare code or an address that carries one, however it was wrapped, quoted or mangled by a
 * scanner (`mangled` is then true, since the server may have seen it).
 */
export const parseLink = async (
  text: string,
): Promise<Result<{ readonly capability: Capability; readonly mangled: boolean }, LinkError>> => {
  if (text.length > MAX_LINK_LENGTH) return err('not-a-link')
  if (text.trim() === '') return err('empty')
  const { code, mangled } = findCode(text)
  const bytes = parseBase64url(code) ?? parseBase64url(code.slice(0, -1))
  if (!bytes || bytes.length < 2) return err('not-a-link')
  const [version, kind] = bytes
  const payloadBytes = PAYLOAD_BYTES[kind ?? 0]
  if (version !== VERSION)
    return err(version !== undefined && version > VERSION && code.length > 40 ? 'newer' : 'not-a-link')
  if (payloadBytes === undefined) return err('newer')
  const length = 2 + payloadBytes + CHECK_BYTES
  if (bytes.length < length) return err('cut')
  const body = bytes.slice(0, 2 + payloadBytes)
  const check = (await sha256(body)).subarray(0, CHECK_BYTES)
  if (bytes.length > length || !equalBytes(check, bytes.subarray(2 + payloadBytes))) return err('damaged')
  const first = body.slice(2, 2 + SECRET_BYTES)
  const rest = body.slice(2 + SECRET_BYTES)
  const capability = await (kind === KINDS.owner
    ? capabilityFromOwnerSecret(first)
    : kind === KINDS.write
      ? capabilityFromWriteSecret(first, rest)
      : capabilityFromReadSecret(first, rest))
  return ok({ capability, mangled })
}
