import { real } from './platform.ts'
import { expect, test } from 'vitest'
import { printHex } from '../../src/lib/bytes.ts'
import { seeded } from '../doc/replica.ts'
import { synchronousSubtle } from './synchronousCrypto.ts'

const ED25519_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]
const X25519_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]

/** Everything Carrel asks of WebCrypto, once, as hex. */
const askAll = async (subtle: SubtleCrypto, seed: number): Promise<readonly string[]> => {
  const random = seeded(seed)
  const bytes = (length: number): Uint8Array<ArrayBuffer> =>
    Uint8Array.from({ length }, () => Math.floor(random() * 256))
  const said: string[] = []
  const say = (answer: ArrayBuffer | boolean | string | undefined): void =>
    void said.push(answer instanceof ArrayBuffer ? printHex(new Uint8Array(answer)) : String(answer))
  const data = bytes(Math.floor(random() * 500))
  say(await subtle.digest('SHA-256', data))
  const secret = await subtle.importKey('raw', bytes(32), 'HKDF', false, ['deriveBits'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: bytes(36), info: bytes(20) }
  say(await subtle.deriveBits(hkdf, secret, 256))
  const key = await subtle.importKey('raw', bytes(32), 'AES-GCM', false, ['encrypt', 'decrypt'])
  const gcm = { name: 'AES-GCM', iv: bytes(12), additionalData: bytes(63) }
  const sealed = await subtle.encrypt(gcm, key, data)
  say(sealed)
  say(await subtle.decrypt(gcm, key, sealed))
  const changed = new Uint8Array(sealed.slice(0))
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
  say(await subtle.decrypt(gcm, key, changed).catch(() => 'refused'))
  say(await subtle.decrypt(gcm, key, new Uint8Array(3)).catch(() => 'refused'))
  const pkcs8 = Uint8Array.of(...ED25519_HEAD, ...bytes(32))
  const signer = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x } = await subtle.exportKey('jwk', signer)
  say(x)
  const signature = await subtle.sign('Ed25519', signer, data)
  say(signature)
  const publicKey = new Uint8Array(Buffer.from(x ?? '', 'base64url'))
  const verifier = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
  say(await subtle.verify('Ed25519', verifier, signature, data))
  say(await subtle.verify('Ed25519', verifier, signature, bytes(10)))
  const mine = await subtle.importKey('pkcs8', Uint8Array.of(...X25519_HEAD, ...bytes(32)), 'X25519', true, [
    'deriveBits',
  ])
  say((await subtle.exportKey('jwk', mine)).x)
  const theirs = await subtle.importKey('raw', Uint8Array.of(9, ...new Uint8Array(31)), 'X25519', false, [])
  say(await subtle.deriveBits({ name: 'X25519', public: theirs }, mine, 256))
  const nobody = await subtle.importKey('raw', new Uint8Array(32), 'X25519', false, [])
  say(await subtle.deriveBits({ name: 'X25519', public: nobody }, mine, 256).catch(() => 'refused'))
  return said
}

test('the cryptography that answers at once answers what the platform answers, byte for byte', async () => {
  for (let seed = 1; seed <= 20; seed++)
    expect(await askAll(synchronousSubtle, seed)).toEqual(await askAll(real.subtle, seed))
})

test('so does the stream that deflates and inflates', async () => {
  const pipe = async (
    bytes: Uint8Array<ArrayBuffer>,
    source: typeof Blob,
    stream: CompressionStream | DecompressionStream,
  ) => new Uint8Array(await new Response(new source([bytes]).stream().pipeThrough(stream)).arrayBuffer())
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array(20_000),
    new TextEncoder().encode('words '.repeat(99)),
  ]) {
    const ours = await pipe(bytes, Blob, new CompressionStream('deflate-raw'))
    expect(Blob).not.toBe(real.Blob)
    const theirs = await pipe(bytes, real.Blob, new real.CompressionStream('deflate-raw'))
    expect(await pipe(ours, real.Blob, new real.DecompressionStream('deflate-raw'))).toEqual(bytes)
    expect(await pipe(theirs, Blob, new DecompressionStream('deflate-raw'))).toEqual(bytes)
  }
  await expect(pipe(Uint8Array.of(7, 7, 7), Blob, new DecompressionStream('deflate-raw'))).rejects.toThrow()
})
