import { concatBytes, utf8, type Bytes } from '../lib/bytes.ts'

const subtle = globalThis.crypto?.subtle

export const randomBytes = (length: number): Bytes =>
  globalThis.crypto.getRandomValues(new Uint8Array(length))

export const sha256 = async (bytes: Uint8Array): Promise<Bytes> =>
  // reason: WebCrypto's types refuse views of shared memory, which nothing here uses
  new Uint8Array(await subtle.digest('SHA-256', bytes as Bytes))

/**
 * HKDF-SHA256 (RFC 5869) of `secret` with info "sealed/v1/" + `label`; `length` bytes, 32 unless told. The label tells
 * every use apart, so that no two secrets share a byte.
 */
export const deriveSecret = async (
  secret: Bytes,
  label: string,
  length = 32,
  salt: Bytes = new Uint8Array(0),
): Promise<Bytes> => {
  const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const bits = await subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info: utf8(`sealed/v1/${label}`) },
    key,
    length * 8,
  )
  return new Uint8Array(bits)
}

/** AES-256-GCM under a key of 32 bytes. Import once, use for every record of a session. */
export const importContentKey = (key: Bytes): Promise<CryptoKey> =>
  subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])

export const encryptContent = async (
  key: CryptoKey,
  nonce: Bytes,
  additionalData: Bytes,
  plaintext: Bytes,
): Promise<Bytes> =>
  new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData }, key, plaintext))

/** `null` where the ciphertext, its header or the key are not what was sealed. */
export const decryptContent = async (
  key: CryptoKey,
  nonce: Bytes,
  additionalData: Bytes,
  ciphertext: Bytes,
): Promise<Bytes | null> => {
  try {
    return new Uint8Array(
      await subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData }, key, ciphertext),
    )
  } catch {
    return null
  }
}

/** Deflate (RFC 1951) by the platform's own stream. */
export const deflate = async (bytes: Bytes): Promise<Bytes> => {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** The inflated bytes, or `null` where `bytes` is no deflate stream or grows beyond `limit`. */
export const inflate = async (bytes: Bytes, limit: number): Promise<Bytes | null> => {
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    const parts: Uint8Array[] = []
    let total = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return concatBytes(...parts)
      total += value.length
      if (total > limit) {
        await reader.cancel()
        return null
      }
      parts.push(value)
    }
  } catch {
    return null
  }
}
