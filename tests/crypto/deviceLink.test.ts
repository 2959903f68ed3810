import { expect, test } from 'vitest'
import { capabilityFromOwnerSecret, createCapability } from '../../src/crypto/capability.ts'
import {
  commitmentTo,
  comparisonCode,
  deviceKey,
  openLibrary,
  parseDeviceLink,
  printDeviceLink,
  receiptFor,
  sealLibrary,
  type LibraryKeys,
  type Meeting,
} from '../../src/crypto/deviceLink.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { sealBox } from '../../src/crypto/sealedBox.ts'
import type { Bytes } from '../../src/lib/bytes.ts'

const KEYS: LibraryKeys = {
  librarySecret: new Uint8Array(32).fill(5),
  identitySecret: new Uint8Array(32).fill(6),
}

const meet = async (seed = 1) => {
  const newDevice = await deviceKey(new Uint8Array(32).fill(seed))
  const giverSecret = new Uint8Array(32).fill(seed + 1)
  const giver = await deviceKey(giverSecret)
  const room = await capabilityFromOwnerSecret(new Uint8Array(32).fill(seed + 2))
  const meeting: Meeting = {
    link: { newKey: newDevice.publicKey, room },
    giverKey: giver.publicKey,
    nonce: new Uint8Array(32).fill(seed + 3),
  }
  return { newDevice, giverSecret, meeting }
}

/** The meeting with one bit of one of its parts changed. */
const spoilt = (meeting: Meeting): readonly Meeting[] => {
  const flip = (bytes: Bytes): Bytes => bytes.map((byte, at) => (at === 7 ? byte ^ 1 : byte))
  const { link } = meeting
  return [
    { ...meeting, link: { ...link, newKey: flip(link.newKey) } },
    { ...meeting, link: { ...link, room: { ...link.room, roomId: flip(link.room.roomId) } } },
    { ...meeting, giverKey: flip(meeting.giverKey) },
    { ...meeting, nonce: flip(meeting.nonce) },
  ]
}

test('C19: the code of a new device is read back bare, behind an address and mangled', async () => {
  const { newDevice, meeting } = await meet()
  const code = await printDeviceLink(newDevice.publicKey, new Uint8Array(32).fill(3))
  expect(code).toHaveLength(94)
  for (const text of [code, `https://a.example/link#${code}.`, `https://a.example/link%23${code}`]) {
    const parsed = await parseDeviceLink(text)
    expect(parsed.ok && [parsed.value.newKey, parsed.value.room.room]).toEqual([
      newDevice.publicKey,
      meeting.link.room.room,
    ])
  }
})

test('C19: a link of one kind is refused where the other is asked for, and a cut or changed one by name', async () => {
  const code = await printDeviceLink(randomBytes(32), randomBytes(32))
  const list = await printLink(await createCapability())
  expect(await parseLink(code)).toEqual({ ok: false, error: 'other-kind' })
  expect(await parseDeviceLink(list)).toEqual({ ok: false, error: 'other-kind' })
  expect(await parseDeviceLink('')).toEqual({ ok: false, error: 'empty' })
  expect(await parseDeviceLink('rubbish')).toEqual({ ok: false, error: 'not-a-link' })
  for (let length = 4; length < code.length; length++)
    expect(await parseDeviceLink(code.slice(0, length))).toEqual({ ok: false, error: 'cut' })
  for (let at = 4; at < code.length; at++) {
    const changed = code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1)
    expect((await parseDeviceLink(changed)).ok).toBe(false)
  }
})

test('C20: both screens show the same six digits, and others as soon as one bit of the meeting differs', async () => {
  const { meeting } = await meet()
  const digits = await comparisonCode(meeting)
  expect(digits).toMatch(/^\d{6}$/)
  expect(await comparisonCode({ ...meeting })).toBe(digits)
  for (const other of spoilt(meeting)) expect(await comparisonCode(other)).not.toBe(digits)
  // Made today, the same for ever: a page of an older version shows what a newer one does.
  expect(digits).toBe('312506')
})

test('C20: the commitment holds the key it was made for, in this room and for this new device alone', async () => {
  const { meeting } = await meet()
  const commitment = await commitmentTo(meeting)
  expect(commitment).toHaveLength(32)
  for (const other of spoilt(meeting).slice(0, 3)) expect(await commitmentTo(other)).not.toEqual(commitment)
})

test('C21: the library arrives at the new device of this meeting, and at no other', async () => {
  const { newDevice, giverSecret, meeting } = await meet()
  const box = await sealLibrary(meeting, giverSecret, KEYS)
  if (!box) throw new Error('nothing was sealed')
  expect(await openLibrary(meeting, newDevice, box)).toEqual(KEYS)
  const other = await meet(50)
  expect(await openLibrary(meeting, other.newDevice, box)).toBeNull()
  for (const wrong of spoilt(meeting).slice(1)) expect(await openLibrary(wrong, newDevice, box)).toBeNull()
})

test('C21: a box by anybody but the giver who was compared is not opened, however well it is made', async () => {
  const { newDevice, meeting } = await meet()
  const stranger = new Uint8Array(32).fill(77)
  const box = await sealLibrary(meeting, stranger, KEYS)
  if (!box) throw new Error('nothing was sealed')
  expect(await openLibrary(meeting, newDevice, box)).toBeNull()
  // As the giver's: its key in front of what another key has sealed.
  const forged = box.slice()
  forged.set(meeting.giverKey)
  expect(await openLibrary(meeting, newDevice, forged)).toBeNull()
})

test('C21: what is no library of this version is nothing', async () => {
  const { newDevice, giverSecret, meeting } = await meet()
  const { link, giverKey, nonce } = meeting
  const context = new Uint8Array([...link.room.roomId, ...giverKey, ...nonce])
  for (const content of [
    new Uint8Array(0),
    new Uint8Array(65),
    new Uint8Array(64).fill(1),
    new Uint8Array(66).fill(1),
  ]) {
    const box = await sealBox(link.newKey, 'link-device', context, content, giverSecret)
    expect(box && (await openLibrary(meeting, newDevice, box))).toBeNull()
  }
  expect(await openLibrary(meeting, newDevice, new Uint8Array(0))).toBeNull()
})

test('C21: the receipt is that of these secrets in this meeting', async () => {
  const { meeting } = await meet()
  const receipt = await receiptFor(meeting, KEYS)
  expect(receipt).toHaveLength(16)
  expect(await receiptFor(meeting, { ...KEYS, librarySecret: KEYS.identitySecret })).not.toEqual(receipt)
  expect(await receiptFor({ ...meeting, nonce: randomBytes(32) }, KEYS)).not.toEqual(receipt)
})
