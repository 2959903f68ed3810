import { concatBytes, parseBase64url, type Bytes } from '../lib/bytes.ts'

/** A key pair to which secrets are sealed, made from 32 bytes (RFC 7748); both implementations agree byte for byte. */
export interface AgreementKey {
  readonly publicKey: Bytes
  /** The 32 bytes shared with the holder of `publicKey`, or `null` where that is no key anybody can agree with. */
  agree(publicKey: Bytes): Promise<Bytes | null>
}

export type X25519 = (secret: Bytes) => Promise<AgreementKey>

/** PKCS#8 wrapping of a raw X25519 secret (RFC 8410 §7): the only form in which WebCrypto takes one. */
const PKCS8_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]

const createWebCryptoX25519 =
  (subtle: SubtleCrypto): X25519 =>
  async (secret) => {
    const key = await subtle.importKey('pkcs8', concatBytes(PKCS8_HEAD, secret), 'X25519', true, [
      'deriveBits',
    ])
    const publicKey = parseBase64url((await subtle.exportKey('jwk', key)).x ?? '')
    if (!publicKey) throw new Error('the browser exported no X25519 public key')
    return {
      publicKey,
      async agree(other) {
        try {
          const theirs = await subtle.importKey('raw', other, 'X25519', false, [])
          return new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: theirs }, key, 256))
        } catch {
          // A point of small order: the shared bytes would be the same for everybody.
          return null
        }
      },
    }
  }

/** The pure implementation, loaded only where the platform has none of its own. */
export const loadFallbackX25519 = async (): Promise<X25519> => {
  const { x25519 } = await import('@noble/curves/ed25519.js')
  return async (secret) => ({
    publicKey: new Uint8Array(x25519.getPublicKey(secret)),
    async agree(other) {
      try {
        return new Uint8Array(x25519.getSharedSecret(secret, other))
      } catch {
        return null
      }
    },
  })
}

let chosen: Promise<X25519> | undefined

/** The platform's X25519, or the fallback where it has none (Chromium before 133, Firefox before 130). */
export const agreementKey = async (secret: Bytes): Promise<AgreementKey> => {
  chosen ??= (async () => {
    const own = createWebCryptoX25519(globalThis.crypto.subtle)
    try {
      await own(new Uint8Array(32).fill(1))
      return own
    } catch {
      return loadFallbackX25519()
    }
  })()
  return (await chosen)(secret)
}
