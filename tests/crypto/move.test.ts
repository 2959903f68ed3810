import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asReader, asWriter, createCapability } from '../../src/crypto/capability.ts'
import { MAX_HAND_OVERS } from '../../src/crypto/limits.ts'
import { openMove, sealMove } from '../../src/crypto/move.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { openBox, sealBox } from '../../src/crypto/sealedBox.ts'
import { agreementKey, loadFallbackX25519 } from '../../src/crypto/x25519.ts'
import { printHex, utf8 } from '../../src/lib/bytes.ts'

const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'))
const CONTEXT = utf8('a context')

describe('C17', () => {
  // RFC 7748 §6.1
  const ALICE = hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
  const ALICE_PUBLIC = '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'
  const BOB_PUBLIC = hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
  const SHARED = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'

  test('C17: platform and fallback agree byte for byte', async () => {
    const fallback = await loadFallbackX25519()
    for (const secret of [ALICE, randomBytes(32), new Uint8Array(32).fill(255)]) {
      const [own, other] = [await agreementKey(secret), await fallback(secret)]
      expect(printHex(own.publicKey)).toBe(printHex(other.publicKey))
      const third = await agreementKey(randomBytes(32))
      expect(await own.agree(third.publicKey)).toEqual(await other.agree(third.publicKey))
    }
  })

  test('C17: the key pair and the shared bytes are those of RFC 7748', async () => {
    const alice = await agreementKey(ALICE)
    expect(printHex(alice.publicKey)).toBe(ALICE_PUBLIC)
    expect(printHex((await alice.agree(BOB_PUBLIC)) ?? new Uint8Array())).toBe(SHARED)
  })

  test('C17: a box opens for its recipient, purpose and context alone, and not when a bit was changed', async () => {
    const bob = await agreementKey(randomBytes(32))
    const eve = await agreementKey(randomBytes(32))
    const box = await sealBox(bob.publicKey, 'hand-over', CONTEXT, utf8('a secret'))
    if (!box) throw new Error('no box')
    expect(await openBox(bob, 'hand-over', CONTEXT, box)).toEqual(utf8('a secret'))
    expect(await openBox(eve, 'hand-over', CONTEXT, box)).toBeNull()
    expect(await openBox(bob, 'link-device', CONTEXT, box)).toBeNull()
    expect(await openBox(bob, 'hand-over', utf8('another'), box)).toBeNull()
    for (let at = 0; at < box.length; at++) {
      const changed = box.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await openBox(bob, 'hand-over', CONTEXT, changed)).toBeNull()
      expect(await openBox(bob, 'hand-over', CONTEXT, box.slice(0, at))).toBeNull()
    }
  })

  test('C17: points of small order and keys of another length are nobody', async () => {
    const one = new Uint8Array(32)
    one[0] = 1
    for (const none of [new Uint8Array(32), one, randomBytes(31), randomBytes(33)]) {
      expect(await sealBox(none, 'hand-over', CONTEXT, utf8('x'))).toBeNull()
      expect(await (await agreementKey(randomBytes(32))).agree(none)).toBeNull()
      expect(await (await loadFallbackX25519())(randomBytes(32)).then((key) => key.agree(none))).toBeNull()
    }
  })
})

describe('C18', () => {
  const people = async (count: number) =>
    Promise.all(Array.from({ length: count }, () => agreementKey(randomBytes(32))))

  test('C18: hands owners, writers and readers what each is to hold, and others the address alone', async () => {
    const [from, to] = [await createCapability(), await createCapability()]
    const [owner, writer, guest] = await people(3)
    if (!owner || !writer || !guest) throw new Error('nobody')
    const keys = { owners: [owner.publicKey], writers: [writer.publicKey] }
    const content = async (readersFollow: boolean) => {
      const sealed = await sealMove({ from, to, ...keys, readersFollow })
      if (!sealed.ok) throw new Error(sealed.error)
      return sealed.value
    }
    const roleOf = async (key: typeof owner | null, bytes: Awaited<ReturnType<typeof content>>) => {
      const opened = await openMove(await asReader(from), key, bytes)
      if (!opened.ok) return opened.error
      expect(opened.value.roomId).toEqual(to.roomId)
      return opened.value.capability?.role ?? null
    }
    const following = await content(true)
    expect(await roleOf(owner, following)).toBe('owner')
    expect(await roleOf(writer, following)).toBe('writer')
    expect(await roleOf(guest, following)).toBe('reader')
    const closed = await content(false)
    expect(await roleOf(guest, closed)).toBeNull()
    expect(await roleOf(null, closed)).toBeNull()
    const opened = await openMove(from, writer, closed)
    expect(opened).toMatchObject({ ok: true, value: { capability: { room: to.room } } })
    expect(opened.ok && opened.value.capability?.writeSecret).toEqual(to.writeSecret)
  })

  test('C18: only an owner of the new room moves to it, and not to keys that are none', async () => {
    const [from, to] = [await createCapability(), await createCapability()]
    const nobody = { owners: [], writers: [], readersFollow: false }
    expect(await sealMove({ from, to: await asWriter(to), ...nobody })).toEqual({
      ok: false,
      error: 'not-owner',
    })
    expect(await sealMove({ from, to, ...nobody, writers: [new Uint8Array(32)] })).toEqual({
      ok: false,
      error: 'bad-key',
    })
  })

  test('C18: as many people as the limit says, and not one more', async () => {
    const [from, to] = [await createCapability(), await createCapability()]
    const [one] = await people(1)
    if (!one) throw new Error('nobody')
    const writers = Array.from({ length: MAX_HAND_OVERS }, () => one.publicKey)
    const sealed = await sealMove({ from, to, owners: [], writers, readersFollow: true })
    if (!sealed.ok) throw new Error(sealed.error)
    expect(sealed.value.length).toBeLessThan(220_000)
    expect(await openMove(from, one, sealed.value)).toMatchObject({ ok: true })
    expect(await sealMove({ from, to, owners: [one.publicKey], writers, readersFollow: true })).toEqual({
      ok: false,
      error: 'too-many',
    })
  })

  test('C18: a later version is told from garbage, and garbage is refused without an exception', async () => {
    const from = await createCapability()
    expect(await openMove(from, null, new Uint8Array([2, 1, 1]))).toEqual({ ok: false, error: 'newer' })
    expect(await openMove(from, null, new Uint8Array(0))).toEqual({ ok: false, error: 'malformed' })
    const [one] = await people(1)
    const to = await createCapability()
    const sealed = await sealMove({
      from,
      to,
      owners: [one?.publicKey ?? new Uint8Array()],
      writers: [],
      readersFollow: true,
    })
    if (!sealed.ok) throw new Error(sealed.error)
    const whole = sealed.value
    for (let length = 0; length < whole.length; length++)
      expect((await openMove(from, null, whole.slice(0, length))).ok).toBe(false)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await openMove(from, one ?? null, new Uint8Array([1, ...bytes]))
      }),
      { numRuns: 300 },
    )
  })
})
