import { concatBytes, type Bytes } from '../lib/bytes.ts'
import { deriveSecret, randomBytes } from './primitives.ts'
import { decryptContent, encryptContent, importContentKey } from './content.ts'
import { agreementKey, type AgreementKey } from './x25519.ts'

/** What a box is for: one made for one purpose does not open for another. */
export type BoxPurpose = 'hand-over' | 'link-device'

const KEY_BYTES = 32
/** Every box has a key of its own, so its nonce never repeats. */
const NONCE = new Uint8Array(12)

const boxKey = async (
  shared: Bytes,
  sender: Bytes,
  recipient: Bytes,
  purpose: BoxPurpose,
): Promise<CryptoKey> =>
  importContentKey(await deriveSecret(shared, `box/${purpose}`, 32, concatBytes(sender, recipient)))

/**
 * Seals `content` to whoever holds the secret of `recipient` (32 bytes, X25519): E ‖ AES-256-GCM under a key from
 * HKDF(X25519(e, recipient), salt = E ‖ recipient, "sealed/v1/box/<purpose>"), with `context` as additional data and a
 * pair (e, E) of its own. `null` where `recipient` is no key.
 */
export const sealBox = async (
  recipient: Bytes,
  purpose: BoxPurpose,
  context: Bytes,
  content: Bytes,
  secret: Bytes = randomBytes(KEY_BYTES),
): Promise<Bytes | null> => {
  if (recipient.length !== KEY_BYTES) return null
  const sender = await agreementKey(secret)
  const shared = await sender.agree(recipient)
  if (!shared) return null
  const key = await boxKey(shared, sender.publicKey, recipient, purpose)
  return concatBytes(sender.publicKey, await encryptContent(key, NONCE, context, content))
}

/** What was sealed to `recipient` for this purpose and context; `null` where it was not. */
export const openBox = async (
  recipient: AgreementKey,
  purpose: BoxPurpose,
  context: Bytes,
  box: Bytes,
): Promise<Bytes | null> => {
  const sender = box.slice(0, KEY_BYTES)
  const shared = sender.length === KEY_BYTES ? await recipient.agree(sender) : null
  if (!shared) return null
  const key = await boxKey(shared, sender, recipient.publicKey, purpose)
  return decryptContent(key, NONCE, context, box.slice(KEY_BYTES))
}
