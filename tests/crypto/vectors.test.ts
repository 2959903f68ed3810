import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { asReader, asWriter, capabilityFromOwnerSecret } from '../../src/crypto/capability.ts'
import { loadFallbackEd25519 } from '../../src/crypto/ed25519.ts'
import { printLink } from '../../src/crypto/link.ts'
import { deriveSecret } from '../../src/crypto/primitives.ts'
import { chainNext, chainStart, openRecord } from '../../src/crypto/record.ts'
import { printHex, utf8 } from '../../src/lib/bytes.ts'

interface Vector {
  readonly ownerSecret: string
  readonly writeSecret: string
  readonly readSecret: string
  readonly ownerKey: string
  readonly writerKey: string
  readonly readerKey: string
  readonly room: string
  readonly links: { readonly owner: string; readonly write: string; readonly read: string }
  readonly logId: string
  readonly chain0: string
  readonly chain1: string
  readonly records: { readonly update: string; readonly snapshot: string; readonly control: string }
}

const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'))
// reason: our own fixture, written in this shape
const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'),
) as Vector[]

test.each(vectors)('C16, C1, C2: keys, room and links of $room are what they were', async (vector) => {
  const owner = await capabilityFromOwnerSecret(hex(vector.ownerSecret))
  const writer = await asWriter(owner)
  expect(printHex(writer.writeSecret ?? new Uint8Array())).toBe(vector.writeSecret)
  expect(printHex(owner.readSecret)).toBe(vector.readSecret)
  expect(printHex(owner.ownerKey ?? new Uint8Array())).toBe(vector.ownerKey)
  expect(printHex(owner.writerKey ?? new Uint8Array())).toBe(vector.writerKey)
  expect(printHex(owner.readerKey)).toBe(vector.readerKey)
  expect(owner.room).toBe(vector.room)
  expect(await printLink(owner)).toBe(vector.links.owner)
  expect(await printLink(writer)).toBe(vector.links.write)
  expect(await printLink(await asReader(owner))).toBe(vector.links.read)
})

test.each(vectors)('C16, C14: the fallback derives the same keys for $room', async (vector) => {
  const { fromSeed } = await loadFallbackEd25519()
  const seeds = [
    await deriveSecret(hex(vector.ownerSecret), 'owner-sign'),
    await deriveSecret(hex(vector.writeSecret), 'sign'),
    await deriveSecret(hex(vector.readSecret), 'read-auth'),
  ]
  const keys = await Promise.all(seeds.map(async (seed) => printHex((await fromSeed(seed)).publicKey)))
  expect(keys).toEqual([vector.ownerKey, vector.writerKey, vector.readerKey])
})

test.each(vectors)('C16, C5, C15: records and chain of $room still open and link', async (vector) => {
  const owner = await capabilityFromOwnerSecret(hex(vector.ownerSecret))
  const keys = { owner: hex(vector.ownerKey), writer: hex(vector.writerKey), reader: hex(vector.readerKey) }
  const reader = await asReader(owner)
  const contents = { update: 'an update', snapshot: 'a snapshot a snapshot', control: 'a move' }
  for (const name of ['update', 'snapshot', 'control'] as const)
    expect(await openRecord(reader, keys, hex(vector.records[name]))).toMatchObject({
      ok: true,
      value: { payload: utf8(contents[name]), seen: { seq: 5, prevFloor: 2, logId: hex(vector.logId) } },
    })
  const start = await chainStart(owner.roomId, hex(vector.logId))
  expect(printHex(start)).toBe(vector.chain0)
  expect(printHex(await chainNext(start, hex(vector.records.update)))).toBe(vector.chain1)
})
