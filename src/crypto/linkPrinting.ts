import { concatBytes, printBase64url, type Bytes } from '../lib/bytes.ts'
import type { Capability } from './capability.ts'
import { CHECK_BYTES, KINDS, LINK_VERSION } from './link.ts'
import { sha256 } from './primitives.ts'

/** A code: base64url(01 ‖ kind ‖ payload ‖ SHA-256(…)[0..4)). */
export const printCode = async (kind: number, payload: Bytes): Promise<string> => {
  const body = concatBytes([LINK_VERSION, kind], payload)
  return printBase64url(concatBytes(body, (await sha256(body)).subarray(0, CHECK_BYTES)))
}

/** The code of a capability; its payload is O for an owner, W ‖ Po for a writer, R ‖ room id for a reader. */
export const printLink = (capability: Capability): Promise<string> => {
  if (capability.ownerSecret) return printCode(KINDS.owner, capability.ownerSecret)
  if (capability.writeSecret && capability.ownerKey)
    return printCode(KINDS.write, concatBytes(capability.writeSecret, capability.ownerKey))
  return printCode(KINDS.read, concatBytes(capability.readSecret, capability.roomId))
}
