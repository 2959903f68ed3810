import { utf8, type Bytes } from '../lib/bytes.ts'
import { importContentKey } from '../crypto/content.ts'

/**
 * PBKDF2 with HMAC-SHA-256: what OWASP's Password Storage Cheat Sheet (2023) asks for at least. It stands in every file,
 * so that a later version may ask for more.
 */
export const ROUNDS = 600_000
export const SALT_BYTES = 16
const KEY_BITS = 256

/** The key that a passphrase gives; the same letters give the same key however a keyboard composes them. */
export const passphraseKey = async (passphrase: string, salt: Bytes, rounds: number): Promise<CryptoKey> => {
  const { subtle } = globalThis.crypto
  const secret = await subtle.importKey('raw', utf8(passphrase.normalize('NFKC')), 'PBKDF2', false, [
    'deriveBits',
  ])
  const bits = await subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    secret,
    KEY_BITS,
  )
  return importContentKey(new Uint8Array(bits))
}
