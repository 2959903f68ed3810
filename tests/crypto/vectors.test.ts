import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { printHex, utf8 } from '../../src/lib/bytes.ts'
import { hex, vectors, type Vector } from './vectorFile.ts'

/** The crypto room as a browser loads it: with the platform's curves, or where it has none. */
const loadRoom = async (curves: 'platform' | 'fallback') => {
  vi.resetModules()
  const own = globalThis.crypto.subtle
  const withoutCurves = new Proxy(own, {
    get(subtle, name) {
      if (name !== 'importKey') {
        const member: unknown = Reflect.get(subtle, name)
        return typeof member === 'function' ? member.bind(subtle) : member
      }
      return (...args: Parameters<SubtleCrypto['importKey']>) =>
        args[2] === 'Ed25519' || args[2] === 'X25519'
          ? Promise.reject(new DOMException('unknown algorithm', 'NotSupportedError'))
          : subtle.importKey(...args)
    },
  })
  if (curves === 'fallback')
    Object.defineProperty(globalThis.crypto, 'subtle', { value: withoutCurves, configurable: true })
  const { ed25519, loadFallbackEd25519 } = await import('../../src/crypto/ed25519.ts')
  const room = {
    ...(await import('../../src/crypto/capability.ts')),
    ...(await import('../../src/crypto/content.ts')),
    ...(await import('../../src/crypto/link.ts')),
    ...(await import('../../src/crypto/linkPrinting.ts')),
    ...(await import('../../src/crypto/move.ts')),
    ...(await import('../../src/crypto/padding.ts')),
    ...(await import('../../src/crypto/primitives.ts')),
    ...(await import('../../src/crypto/proof.ts')),
    ...(await import('../../src/crypto/record.ts')),
    ...(await import('../../src/crypto/sealedBox.ts')),
    ...(await import('../../src/crypto/x25519.ts')),
    ed25519,
    /** True where the pure implementation was chosen: its code tells. */
    isFallback: String((await ed25519()).fromSeed) === String((await loadFallbackEd25519()).fromSeed),
  }
  return {
    room,
    restore: () => Object.defineProperty(globalThis.crypto, 'subtle', { value: own, configurable: true }),
  }
}
type CryptoRoom = Awaited<ReturnType<typeof loadRoom>>['room']

describe.each(['platform', 'fallback'] as const)('with the %s’s curves', (curves) => {
  let room: CryptoRoom
  let restore: () => unknown
  beforeAll(async () => ({ room, restore } = await loadRoom(curves)))
  afterAll(() => void restore())

  const membersOf = async (vector: Vector) => {
    const owner = await room.capabilityFromOwnerSecret(hex(vector.ownerSecret))
    return { owner, writer: await room.asWriter(owner), reader: await room.asReader(owner) }
  }
  const keysOf = (vector: Vector) => ({
    owner: hex(vector.ownerKey),
    writer: hex(vector.writerKey),
    reader: hex(vector.readerKey),
  })

  test('C14: these are the curves that are meant', () => {
    expect(room.isFallback).toBe(curves === 'fallback')
  })

  test.each(vectors)(
    'C16, C1, C14: secrets, seeds, keys and room $room are what they were',
    async (vector) => {
      const { owner, writer, reader } = await membersOf(vector)
      expect(printHex(writer.writeSecret ?? new Uint8Array())).toBe(vector.writeSecret)
      expect(printHex(owner.readSecret)).toBe(vector.readSecret)
      for (const [secret, label, seed, key] of [
        [vector.ownerSecret, 'owner-sign', vector.seeds.owner, vector.ownerKey],
        [vector.writeSecret, 'sign', vector.seeds.writer, vector.writerKey],
        [vector.readSecret, 'read-auth', vector.seeds.reader, vector.readerKey],
      ] as const) {
        expect(printHex(await room.deriveSecret(hex(secret), label))).toBe(seed)
        expect(printHex((await (await room.ed25519()).fromSeed(hex(seed))).publicKey)).toBe(key)
      }
      expect(printHex(owner.ownerKey ?? new Uint8Array())).toBe(vector.ownerKey)
      expect(printHex(owner.writerKey ?? new Uint8Array())).toBe(vector.writerKey)
      for (const one of [owner, writer, reader]) {
        expect(printHex(one.readerKey)).toBe(vector.readerKey)
        expect(one.room).toBe(vector.room)
      }
      expect(await room.checkRoomKeys(owner.roomId, keysOf(vector))).toBe(true)
    },
  )

  test.each(vectors)('C16, C2: the links of $room are printed and read as they were', async (vector) => {
    const { owner, writer, reader } = await membersOf(vector)
    for (const [one, link] of [
      [owner, vector.links.owner],
      [writer, vector.links.write],
      [reader, vector.links.read],
    ] as const) {
      expect(await room.printLink(one)).toBe(link)
      const parsed = await room.parseLink(`https://carrel.example/join#${link}`)
      expect(parsed).toMatchObject({ ok: true, value: { capability: { role: one.role, room: vector.room } } })
    }
  })

  test.each(vectors)('C16, C5: the first records of $room still open', async (vector) => {
    const { reader } = await membersOf(vector)
    const contents = { update: 'an update', snapshot: 'a snapshot a snapshot', control: 'a move' }
    for (const name of ['update', 'snapshot', 'control'] as const)
      expect(await room.openRecord(reader, keysOf(vector), hex(vector.records[name]))).toMatchObject({
        ok: true,
        value: { payload: utf8(contents[name]), seen: { seq: 5, prevFloor: 2, logId: hex(vector.logId) } },
      })
    const start = await room.chainStart(reader.roomId, hex(vector.logId))
    expect(printHex(start)).toBe(vector.chain0)
    expect(printHex(await room.chainNext(start, hex(vector.records.update)))).toBe(vector.chain1)
  })

  test.each(vectors)(
    'C16, C5, C6, C7: what is sealed for $room is sealed byte for byte as it was',
    async (vector) => {
      const { sealed } = vector
      const { owner, reader } = await membersOf(vector)
      const drawn = vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((view) => {
        // reason: 16 bytes are asked for, in a Uint8Array
        ;(view as Uint8Array).set(hex(sealed.random))
        return view
      })
      const sealer = await room.createSealer(owner, hex(sealed.challenge))
      const readerSealer = await room.createSealer(reader, hex(sealed.challenge))
      drawn.mockRestore()
      expect(printHex(sealer.session)).toBe(sealed.session)
      const salt = new Uint8Array([...owner.roomId, ...sealer.session])
      expect(printHex(await room.deriveSecret(owner.readSecret, 'content', 32, salt))).toBe(sealed.contentKey)
      const { update, snapshot, ephemeral, control } = room.RECORD_TYPES
      const seen = { logId: hex(vector.logId), seq: sealed.seq, chain: hex(sealed.chain), prevFloor: 0 }
      const before = { ...seen, prevFloor: sealed.prevFloor }
      const texts = {
        update: 'a sealed update',
        snapshot: 'a sealed snapshot '.repeat(20),
        ephemeral: 'a sealed presence',
        control: 'a sealed word',
        readerEphemeral: 'a reader is here',
      }
      expect(printHex(await sealer.seal(update, seen, utf8(texts.update)))).toBe(sealed.update)
      // How small it is deflated is the platform's affair; that it opens is not.
      await sealer.seal(snapshot, before, utf8(texts.snapshot))
      expect(printHex(await sealer.seal(ephemeral, seen, utf8(texts.ephemeral)))).toBe(sealed.ephemeral)
      expect(printHex(await sealer.seal(control, seen, utf8(texts.control)))).toBe(sealed.control)
      expect(printHex(await readerSealer.seal(ephemeral, seen, utf8(texts.readerEphemeral)))).toBe(
        sealed.readerEphemeral,
      )
      for (const [name, type, counter, signer] of [
        ['update', update, 1n, vector.writerKey],
        ['snapshot', snapshot, 2n, vector.writerKey],
        ['ephemeral', ephemeral, 1n, vector.writerKey],
        ['control', control, 3n, vector.ownerKey],
        ['readerEphemeral', ephemeral, 1n, vector.readerKey],
      ] as const)
        expect(await room.openRecord(reader, keysOf(vector), hex(sealed[name])), name).toEqual({
          ok: true,
          value: {
            type,
            counter,
            session: hex(sealed.session),
            seen: name === 'snapshot' ? before : seen,
            payload: utf8(texts[name]),
            signer: hex(signer),
          },
        })
      expect(printHex(await room.snapshotTagOf(hex(sealed.snapshot)))).toBe(sealed.snapshotTag)
    },
  )

  test.each(vectors)('C16, C15: the chain of $room is what it was', async (vector) => {
    const { owner } = await membersOf(vector)
    let chain = await room.chainStart(owner.roomId, hex(vector.logId))
    const chains = [printHex(chain)]
    for (const record of [vector.sealed.update, vector.sealed.control])
      chains.push(printHex((chain = await room.chainNext(chain, hex(record)))))
    expect(chains).toEqual(vector.sealed.chains)
  })

  test.each(vectors)('C16, C12, C13: HELLO and COMPACT of $room are signed as they were', async (vector) => {
    const { owner, writer, reader } = await membersOf(vector)
    const { hello, compact, sealed } = vector
    const challenge = hex(sealed.challenge)
    for (const [role, one] of [
      ['owner', owner],
      ['writer', writer],
      ['reader', reader],
    ] as const) {
      expect(printHex(await room.signHello(one, role, hello.origin, challenge))).toBe(hello[role])
      const valid = room.verifyHello(
        keysOf(vector),
        role,
        hello.origin,
        challenge,
        owner.roomId,
        hex(hello[role]),
      )
      expect(await valid).toBe(true)
    }
    const claim = {
      logId: hex(vector.logId),
      prevFloor: 0,
      prevTag: new Uint8Array(0),
      tag: hex(sealed.snapshotTag),
      upto: compact.upto,
      chain: hex(sealed.chain),
    }
    const later = { ...claim, prevFloor: compact.prevFloor, prevTag: hex(compact.prevTag) }
    for (const [one, signature] of [
      [claim, compact.first],
      [later, compact.later],
    ] as const) {
      expect(printHex(await room.signCompact(writer, one))).toBe(signature)
      expect(await room.verifyCompact(hex(vector.writerKey), owner.roomId, one, hex(signature))).toBe(true)
    }
  })

  test.each(vectors)(
    'C16, C17: boxes for $room are sealed byte for byte as they were, and open',
    async ({ boxes }) => {
      const recipient = await room.agreementKey(hex(boxes.recipientSecret))
      expect(printHex(recipient.publicKey)).toBe(boxes.recipientKey)
      const sender = await room.agreementKey(hex(boxes.senderSecret))
      expect(printHex((await sender.agree(recipient.publicKey)) ?? new Uint8Array())).toBe(boxes.shared)
      const [context, secret] = [utf8('a context'), utf8('a secret')]
      for (const [purpose, box] of [
        ['hand-over', boxes.handOver],
        ['link-device', boxes.linkDevice],
      ] as const) {
        const made = await room.sealBox(
          recipient.publicKey,
          purpose,
          context,
          secret,
          hex(boxes.senderSecret),
        )
        expect(printHex(made ?? new Uint8Array())).toBe(box)
        expect(await room.openBox(recipient, purpose, context, hex(box))).toEqual(secret)
      }
    },
  )

  test.each(vectors)('C16, C18: the move of $room still leads to whom it was for', async (vector) => {
    const { owner, writer, reader } = await membersOf(vector)
    const { move, boxes } = vector
    for (const [from, secret, role] of [
      [owner, boxes.recipientSecret, 'owner'],
      [writer, move.writerSecret, 'writer'],
      [reader, null, 'reader'],
    ] as const) {
      const key = secret ? await room.agreementKey(hex(secret)) : null
      const opened = await room.openMove(from, key, hex(move.content))
      expect(opened).toMatchObject({ ok: true, value: { capability: { role, room: move.nextRoom } } })
      if (opened.ok && role === 'owner')
        expect(printHex(opened.value.capability?.ownerSecret ?? new Uint8Array())).toBe(move.nextOwnerSecret)
    }
  })

  test.each(vectors)('C16, C10: what is padded for $room has the size it had', ({ padding }) => {
    for (const [length, size] of Object.entries(padding))
      expect(room.pad(new Uint8Array(Number(length))).length).toBe(size)
  })
})
