import { concatBytes, parseBase64url, type Bytes } from '../lib/bytes.ts'

/** A signing key pair made from a seed of 32 bytes (RFC 8032); both halves of the implementation agree byte for byte. */
export interface SigningKey {
  readonly publicKey: Bytes
  sign(message: Bytes): Promise<Bytes>
}

export interface Ed25519 {
  fromSeed(seed: Bytes): Promise<SigningKey>
  verify(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean>
}

/** PKCS#8 wrapping of a raw Ed25519 seed (RFC 8410 §7): the only form in which WebCrypto takes one. */
const PKCS8_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]
/** Public keys seen lately, imported: a room has two or three, a relay's hot rooms some hundreds. */
const MAX_IMPORTED_KEYS = 512

const createWebCryptoEd25519 = (subtle: SubtleCrypto): Ed25519 => {
  const imported = new Map<string, Promise<CryptoKey>>()
  const importPublicKey = (publicKey: Bytes): Promise<CryptoKey> => {
    const name = publicKey.join()
    const known = imported.get(name)
    if (known) return known
    const key = subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    if (imported.size >= MAX_IMPORTED_KEYS) {
      const oldest = imported.keys().next().value
      if (oldest !== undefined) imported.delete(oldest)
    }
    imported.set(name, key)
    return key
  }
  return {
    async fromSeed(seed) {
      const pkcs8 = concatBytes(PKCS8_HEAD, seed)
      const exportable = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
      const publicKey = parseBase64url((await subtle.exportKey('jwk', exportable)).x ?? '')
      if (!publicKey) throw new Error('the browser exported no Ed25519 public key')
      const key = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
      return {
        publicKey,
        sign: async (message) => new Uint8Array(await subtle.sign('Ed25519', key, message)),
      }
    },
    async verify(publicKey, signature, message) {
      try {
        return await subtle.verify('Ed25519', await importPublicKey(publicKey), signature, message)
      } catch {
        // 32 bytes that are no point of the curve: nobody can have signed with them.
        return false
      }
    },
  }
}

/** The pure implementation, loaded only where the platform has none of its own. */
export const loadFallbackEd25519 = async (): Promise<Ed25519> => {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  return {
    async fromSeed(seed) {
      return {
        publicKey: new Uint8Array(ed25519.getPublicKey(seed)),
        sign: async (message) => new Uint8Array(ed25519.sign(message, seed)),
      }
    },
    async verify(publicKey, signature, message) {
      try {
        return ed25519.verify(signature, message, publicKey)
      } catch {
        return false
      }
    },
  }
}

let chosen: Promise<Ed25519> | undefined

/** The platform's Ed25519, or the fallback where it has none (Chromium before 137, Firefox before 129). */
export const ed25519 = (): Promise<Ed25519> => {
  chosen ??= (async () => {
    const subtle = globalThis.crypto.subtle
    try {
      await subtle.importKey('pkcs8', concatBytes(PKCS8_HEAD, new Uint8Array(32)), 'Ed25519', false, ['sign'])
      return createWebCryptoEd25519(subtle)
    } catch {
      return loadFallbackEd25519()
    }
  })()
  return chosen
}
