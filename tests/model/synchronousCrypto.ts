import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** DER in front of the 32 raw bytes of a public key (RFC 8410 §4), by the last byte of the curve's number. */
const spkiHead = (curve: number): Buffer =>
  Buffer.from([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, curve, 3, 0x21, 0])
const CURVES: Readonly<Record<string, number>> = { Ed25519: 0x70, X25519: 0x6e }

interface Key {
  readonly name: string
  readonly raw: Buffer
  readonly object: KeyObject | null
}

const bytesOf = (source: BufferSource): Buffer =>
  ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source)
/** A buffer of its own, as WebCrypto gives. */
const own = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
const nameOf = (algorithm: AlgorithmIdentifier): string =>
  typeof algorithm === 'string' ? algorithm : algorithm.name
// reason: a key of this platform is only ever handed back to it
const keyOf = (key: CryptoKey): Key => key as unknown as Key

const TAG_BYTES = 16

const operations = {
  digest: (_algorithm: string, data: BufferSource) =>
    own(createHash('sha256').update(bytesOf(data)).digest()),
  importKey(format: string, data: BufferSource, algorithm: AlgorithmIdentifier): Key {
    const name = nameOf(algorithm)
    const raw = Buffer.from(bytesOf(data))
    const curve = CURVES[name]
    if (curve === undefined) return { name, raw, object: null }
    const object =
      format === 'pkcs8'
        ? createPrivateKey({ key: raw, format: 'der', type: 'pkcs8' })
        : createPublicKey({ key: Buffer.concat([spkiHead(curve), raw]), format: 'der', type: 'spki' })
    return { name, raw, object }
  },
  exportKey(_format: 'jwk', key: CryptoKey): JsonWebKey {
    const { object } = keyOf(key)
    if (!object) throw new Error('nothing to export')
    return object.export({ format: 'jwk' })
  },
  deriveBits(algorithm: HkdfParams | EcdhKeyDeriveParams, key: CryptoKey, length: number): ArrayBuffer {
    if ('info' in algorithm)
      return own(
        new Uint8Array(
          hkdfSync('sha256', keyOf(key).raw, bytesOf(algorithm.salt), bytesOf(algorithm.info), length / 8),
        ),
      )
    const privateKey = keyOf(key).object
    const publicKey = keyOf(algorithm.public).object
    if (!privateKey || !publicKey) throw new Error('no keys to agree with')
    return own(diffieHellman({ privateKey, publicKey }))
  },
  encrypt({ iv, additionalData }: AesGcmParams, key: CryptoKey, data: BufferSource): ArrayBuffer {
    const cipher = createCipheriv('aes-256-gcm', keyOf(key).raw, bytesOf(iv))
    if (additionalData) cipher.setAAD(bytesOf(additionalData))
    return own(Buffer.concat([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()]))
  },
  decrypt({ iv, additionalData }: AesGcmParams, key: CryptoKey, data: BufferSource): ArrayBuffer {
    const bytes = bytesOf(data)
    const cipher = createDecipheriv('aes-256-gcm', keyOf(key).raw, bytesOf(iv))
    if (additionalData) cipher.setAAD(bytesOf(additionalData))
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    return own(Buffer.concat([cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final()]))
  },
  sign(_algorithm: string, key: CryptoKey, data: BufferSource): ArrayBuffer {
    const { object } = keyOf(key)
    if (!object) throw new Error('no key to sign with')
    return own(sign(null, bytesOf(data), object))
  },
  verify(_algorithm: string, key: CryptoKey, signature: BufferSource, data: BufferSource): boolean {
    const { object } = keyOf(key)
    return object !== null && verify(null, bytesOf(data), object, bytesOf(signature))
  },
}

const soon =
  <A extends readonly unknown[], T>(operation: (...args: A) => T) =>
  async (...args: A): Promise<T> =>
    operation(...args)

/**
 * The part of WebCrypto that Carrel uses, answered in the order it is asked and never by a pool of threads: the same
 * bytes, in a run that can be repeated. tests/model/platform.test.ts compares it with the platform's own.
 */
// reason: only what Carrel calls is there, in the form in which it calls it
export const synchronousSubtle = Object.fromEntries(
  Object.entries(operations).map(([name, operation]) => [
    name,
    // reason: each operation's own arguments are passed on as they come
    soon(operation as (...args: readonly never[]) => unknown),
  ]),
) as unknown as SubtleCrypto // reason: as above

/** The bytes of `parts` as a stream of one piece. */
export class SynchronousBlob {
  readonly #bytes: Uint8Array

  constructor(parts: readonly Uint8Array[]) {
    this.#bytes = new Uint8Array(Buffer.concat(parts))
  }

  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        controller.enqueue(this.#bytes)
        controller.close()
      },
    })
  }
}

const PIECE_BYTES = 64 * 1_024

/** Takes all bytes, changes them in one go, and gives them on in pieces. */
const allAtOnce = (change: (bytes: Buffer) => Buffer): TransformStream<Uint8Array, Uint8Array> => {
  const taken: Uint8Array[] = []
  return new TransformStream({
    transform: (piece) => void taken.push(piece),
    flush(controller) {
      const changed = change(Buffer.concat(taken))
      for (let at = 0; at < changed.length; at += PIECE_BYTES)
        controller.enqueue(new Uint8Array(changed.subarray(at, at + PIECE_BYTES)))
    },
  })
}

export class SynchronousCompressionStream {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>

  constructor() {
    const { readable, writable } = allAtOnce((bytes) => deflateRawSync(bytes))
    this.readable = readable
    this.writable = writable
  }
}

export class SynchronousDecompressionStream {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>

  constructor() {
    const { readable, writable } = allAtOnce((bytes) => inflateRawSync(bytes))
    this.readable = readable
    this.writable = writable
  }
}
