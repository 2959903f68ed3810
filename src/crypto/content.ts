import { concatBytes, type Bytes } from '../lib/bytes.ts'

const subtle = globalThis.crypto?.subtle

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
