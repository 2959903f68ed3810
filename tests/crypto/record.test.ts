import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  asReader,
  asWriter,
  createCapability,
  type Capability,
  type RoomKeys,
} from '../../src/crypto/capability.ts'
import { loadFallbackEd25519, ed25519 } from '../../src/crypto/ed25519.ts'
import { MAX_INFLATED_BYTES } from '../../src/crypto/limits.ts'
import { pad, unpad } from '../../src/crypto/padding.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { deflate, inflate } from '../../src/crypto/content.ts'
import { signCompact, signHello, verifyCompact, verifyHello } from '../../src/crypto/proof.ts'
import { createSealer, openRecord, peekRecord, RECORD_TYPES, type Seen } from '../../src/crypto/record.ts'
import { utf8 } from '../../src/lib/bytes.ts'

const SEEN: Seen = {
  logId: new Uint8Array(16).fill(7),
  seq: 12,
  chain: new Uint8Array(16).fill(9),
  prevFloor: 3,
}

const room = async (): Promise<{
  owner: Capability
  writer: Capability
  reader: Capability
  keys: RoomKeys
}> => {
  const owner = await createCapability()
  if (!owner.ownerKey || !owner.writerKey) throw new Error('an owner has all keys')
  return {
    owner,
    writer: await asWriter(owner),
    reader: await asReader(owner),
    keys: { owner: owner.ownerKey, writer: owner.writerKey, reader: owner.readerKey },
  }
}

test('C5: what a writer seals, writer and reader open, with what the author had seen', async () => {
  const { writer, reader, keys } = await room()
  const sealer = await createSealer(writer, randomBytes(32))
  for (const type of [RECORD_TYPES.update, RECORD_TYPES.snapshot, RECORD_TYPES.ephemeral]) {
    const record = await sealer.seal(type, SEEN, utf8('a thought'))
    for (const capability of [writer, reader])
      expect(await openRecord(capability, keys, record)).toMatchObject({
        ok: true,
        value: { type, seen: SEEN, payload: utf8('a thought') },
      })
  }
})

test('C6: counters grow by one, and presence has counters of its own', async () => {
  const { writer } = await room()
  const sealer = await createSealer(writer, randomBytes(32))
  const records = await Promise.all([1, 1, 3, 1].map((type) => sealer.seal(type as 1 | 3, SEEN, utf8('x')))) // reason: the literals are record types
  expect(records.map((record) => peekRecord(record)?.counter)).toEqual([1n, 2n, 1n, 3n])
})

test('C7: a reader can show presence, and cannot sign an update or a move', async () => {
  const { reader, keys } = await room()
  const sealer = await createSealer(reader, randomBytes(32))
  const presence = await sealer.seal(RECORD_TYPES.ephemeral, SEEN, utf8('here'))
  expect(await openRecord(reader, keys, presence)).toMatchObject({ ok: true, value: { signer: keys.reader } })
  await expect(sealer.seal(RECORD_TYPES.update, SEEN, utf8('x'))).rejects.toThrow()
  await expect(sealer.seal(RECORD_TYPES.control, SEEN, utf8('x'))).rejects.toThrow()
})

test('C8: any flipped bit, and any other room, is refused', async () => {
  const { writer, keys } = await room()
  const other = await room()
  const record = await (
    await createSealer(writer, randomBytes(32))
  ).seal(RECORD_TYPES.update, SEEN, utf8('a thought'))
  await fc.assert(
    fc.asyncProperty(fc.nat(record.length * 8 - 1), async (bit) => {
      const changed = record.slice()
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect((await openRecord(writer, keys, changed)).ok).toBe(false)
    }),
    { numRuns: 100 },
  )
  expect(await openRecord(other.writer, keys, record)).toEqual({ ok: false, error: 'signature' })
  expect(await openRecord(other.writer, other.keys, record)).toEqual({ ok: false, error: 'signature' })
})

test('C9: bytes that are no record are refused with a reason, never with an exception', async () => {
  const { writer, keys } = await room()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect((await openRecord(writer, keys, new Uint8Array(bytes))).ok).toBe(false)
    }),
    { numRuns: 100 },
  )
  const newer = new Uint8Array(200)
  newer[0] = 2
  expect(await openRecord(writer, keys, newer)).toEqual({ ok: false, error: 'version' })
  newer.set([1, 1, 0, 0, 0, 1])
  expect(await openRecord(writer, keys, newer)).toEqual({ ok: false, error: 'epoch' })
})

test('C10: padding hides the length, costs at most an eighth, and is checked', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
      const padded = pad(bytes)
      expect(padded.length).toBeLessThanOrEqual(Math.ceil((bytes.length + 4) * 1.125))
      expect(unpad(padded)).toEqual(new Uint8Array(bytes))
    }),
  )
  const padded = pad(new Uint8Array(100))
  padded[padded.length - 1] = 1
  expect(padded.length > 104 ? unpad(padded) : null).toBeNull()
  expect(unpad(new Uint8Array([0, 0, 1, 0, 0]))).toBeNull()
})

test('C11: a snapshot inflates to its limit and not one byte further', async () => {
  const bomb = await deflate(new Uint8Array(5_000))
  expect((await inflate(bomb, 5_000))?.length).toBe(5_000)
  expect(await inflate(bomb, 4_999)).toBeNull()
  expect(await inflate(utf8('no deflate stream'), MAX_INFLATED_BYTES)).toBeNull()
})

test('C12: a hello proves its role to one relay, one challenge and one room', async () => {
  const { writer, reader, keys } = await room()
  const challenge = randomBytes(32)
  const signature = await signHello(writer, 'writer', 'https://a.example', challenge)
  const check = (
    role: 'writer' | 'reader',
    origin: string,
    nonce: Uint8Array,
    id = writer.roomId,
  ): Promise<boolean> => verifyHello(keys, role, origin, nonce, id, signature)
  expect(await check('writer', 'https://a.example', challenge)).toBe(true)
  expect(await check('reader', 'https://a.example', challenge)).toBe(false)
  expect(await check('writer', 'https://b.example', challenge)).toBe(false)
  expect(await check('writer', 'https://a.example', randomBytes(32))).toBe(false)
  expect(await check('writer', 'https://a.example', challenge, new Uint8Array(20))).toBe(false)
  await expect(signHello(reader, 'writer', 'https://a.example', challenge)).rejects.toThrow()
})

test('C13: a compaction is signed over everything it claims', async () => {
  const { writer, keys } = await room()
  const claim = {
    logId: SEEN.logId,
    prevFloor: 0,
    prevTag: new Uint8Array(0),
    tag: new Uint8Array(8),
    upto: 4,
    chain: SEEN.chain,
  }
  const signature = await signCompact(writer, claim)
  expect(await verifyCompact(keys.writer, writer.roomId, claim, signature)).toBe(true)
  for (const other of [
    { upto: 5 },
    { prevFloor: 1 },
    { tag: new Uint8Array(8).fill(1) },
    { chain: SEEN.logId },
    { prevTag: new Uint8Array(8) },
  ])
    expect(await verifyCompact(keys.writer, writer.roomId, { ...claim, ...other }, signature)).toBe(false)
})

test('C14: the fallback and the platform agree on keys and signatures', async () => {
  const fallback = await loadFallbackEd25519()
  const platform = await ed25519()
  const seed = randomBytes(32)
  const [one, other] = [await platform.fromSeed(seed), await fallback.fromSeed(seed)]
  expect(one.publicKey).toEqual(other.publicKey)
  const message = utf8('the same words')
  const signature = await other.sign(message)
  expect(await one.sign(message)).toEqual(signature)
  expect(await platform.verify(one.publicKey, signature, message)).toBe(true)
  expect(await fallback.verify(one.publicKey, signature, message)).toBe(true)
  expect(await fallback.verify(one.publicKey, signature, utf8('other words'))).toBe(false)
  expect(await fallback.verify(new Uint8Array(32).fill(255), signature, message)).toBe(false)
})
