import { utf8, type Bytes } from '../lib/bytes.ts'

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
