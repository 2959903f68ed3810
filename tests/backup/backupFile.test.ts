import { expect, test } from 'vitest'
import {
  makeBackup,
  openBackup,
  printBackup,
  readEnvelope,
  type BackupFault,
} from '../../src/backup/backupFile.ts'
import {
  parseContents,
  printContents,
  type BackupContents,
  type ReadContents,
} from '../../src/backup/contents.ts'
import { MAX_ABOUT_LENGTH, MAX_BACKUP_BYTES, MAX_DOCUMENTS, MAX_ROUNDS } from '../../src/backup/limits.ts'
import { docFrom, overviewOf } from '../../src/backup/overview.ts'
import { ROUNDS } from '../../src/backup/passphrase.ts'
import { sha256 } from '../../src/crypto/primitives.ts'
import { createFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import { readFeedShard } from '../../src/doc/feedView.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { readList } from '../../src/doc/listView.ts'
import { parseDay } from '../../src/lib/day.ts'
import { concatBytes, type Bytes } from '../../src/lib/bytes.ts'
import { createReplica, paper, seeded, snapshot } from '../doc/replica.ts'
import { aLibrary, aList, someContents, state } from './contents.ts'

const PASSPHRASE = 'four words of no sense'

/** What a file says, from its bytes alone. */
const readBack = async (
  bytes: Bytes,
  passphrase: string | null = null,
): Promise<ReadContents | BackupFault> => {
  const envelope = await readEnvelope(bytes)
  if (!envelope.ok) return envelope.error
  const opened = await openBackup(envelope.value, passphrase)
  return opened.ok ? opened.value : opened.error
}

/** What is read from a sound file. */
const asRead = (contents: BackupContents): ReadContents => ({ ...contents, damaged: [], partial: false })

/** The same bytes with a sum that fits again, as somebody makes them who wants them to be taken. */
const resummed = async (bytes: Bytes): Promise<Bytes> => {
  const all = bytes.slice(0, bytes.length - 32)
  return concatBytes(all, await sha256(all))
}

test('B1, B6, B10: a file holds every kind of document as it was, and the two secrets', async () => {
  const index = createReplica('owner')
  createFeed(index, { feedId: 'f', title: 'Added by me', about: '', kind: 'own' })
  const shard = createReplica('owner')
  const day = parseDay('2026-11-28')
  if (!day) throw new Error('a day')
  putFeedDay(shard, { day, papers: [{ key: paper(9), snapshot: snapshot(9) }], entries: [{ key: paper(9) }] })
  const contents = await someContents()
  const documents = [
    ...contents.documents,
    { name: 'list:frozen', state: state(aList('two', 'ben').doc) },
    { name: 'feed:index', state: state(index.doc) },
    { name: 'feed:shard', state: state(shard.doc) },
  ]
  for (const passphrase of [null, PASSPHRASE]) {
    const back = await readBack(await printBackup({ ...contents, documents }, passphrase), passphrase)
    if (typeof back === 'string') throw new Error(back)
    expect(back).toEqual(asRead({ ...contents, documents }))
    const [library, list, , , feed] = back.documents.map(({ state }) => docFrom(state))
    if (!library || !list || !feed) throw new Error('all are documents')
    expect([...readLibrary(library).view().saved.keys()]).toEqual([paper(1)])
    expect(library.getText(`note:${paper(1)}`).toString()).toBe('note of phone')
    expect(readList(list).view().comments.get(paper(7))).toMatchObject([{ author: 'ada', text: 'worth it' }])
    expect(readFeedShard(feed).view().papers.get(paper(9))).toEqual([snapshot(9)])
    expect((await overviewOf(back))?.papers.get('one')).toBe(1)
  }
})

test('B2: every byte that is changed, cut off or added is told, with no passphrase', async () => {
  for (const passphrase of [null, PASSPHRASE]) {
    const bytes = await printBackup(await someContents(), passphrase)
    const pick = seeded(11)
    for (
      let at = 0;
      at < bytes.length;
      at += at < 60 || at > bytes.length - 50 ? 1 : 1 + Math.floor(pick() * 40)
    ) {
      const flipped = bytes.slice()
      flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(pick() * 8))
      const read = await readEnvelope(flipped)
      expect(read.ok, `byte ${at}`).toBe(false)
      if (!read.ok) expect(['damaged', 'cut', 'not-a-backup', 'newer', 'unreadable']).toContain(read.error)
    }
    for (const length of [0, 1, 7, 8, 10, 11, 18, 50, 51, bytes.length - 33, bytes.length - 1]) {
      const read = await readEnvelope(bytes.slice(0, length))
      expect(read, `first ${length}`).toMatchObject({
        ok: false,
        error: length === 0 ? 'not-a-backup' : 'cut',
      })
    }
    expect(await readBack(concatBytes(bytes, [0]))).toBe('cut')
    const middle = bytes.slice()
    middle[bytes.length - 40] = (middle[bytes.length - 40] ?? 0) ^ 1
    expect(await readBack(middle)).toBe('damaged')
  }
  expect(await readBack(new TextEncoder().encode('@article{x, title = {y}}'))).toBe('not-a-backup')
})

test('B3: a later major version is refused as that; parts of a later minor one are passed over', async () => {
  const contents = await someContents()
  const bytes = await printBackup(contents, null)
  const later = bytes.slice()
  later[8] = 2
  expect(await readBack(later)).toBe('newer')
  expect(await readBack(later.slice(0, 12))).toBe('newer')
  const earlier = bytes.slice()
  earlier[8] = 0
  expect(await readBack(await resummed(earlier))).toBe('unreadable')
  const minor = bytes.slice()
  minor[9] = 7
  expect(await readBack(await resummed(minor))).toEqual(asRead(contents))
  const extra = concatBytes([9, 0, 0, 0, 2, 1, 2], await printContents(contents), [200, 0, 0, 0, 0])
  expect(await parseContents(extra)).toEqual(asRead(contents))
})

test('B4: a sealed file opens with its passphrase, however its letters were composed', async () => {
  const contents = await someContents()
  const composed = 'caf\u00e9 chaise horloge'
  const bytes = await printBackup(contents, composed)
  expect(ROUNDS).toBeGreaterThanOrEqual(600_000)
  expect(new DataView(bytes.buffer).getUint32(12)).toBe(ROUNDS)
  expect(await readBack(bytes, 'cafe\u0301 chaise horloge')).toEqual(asRead(contents))
  // Nothing of it stands in the file as it is, and no two files are alike.
  const again = await printBackup(contents, composed)
  expect(Buffer.compare(again.subarray(16, 60), bytes.subarray(16, 60))).not.toBe(0)
  // The rounds, the salt and the nonce are part of what is sealed.
  for (const at of [16, 40]) {
    const changed = bytes.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await readBack(await resummed(changed), composed)).toBe('wrong-passphrase')
  }
})

test('B5: another passphrase, or none, is told as that', async () => {
  const bytes = await printBackup(await someContents(), PASSPHRASE)
  for (const wrong of ['four words of no sens', '', `${PASSPHRASE} `, null])
    expect(await readBack(bytes, wrong)).toBe('wrong-passphrase')
})

test('B6: without its library, its keys or its own word a file is nothing', async () => {
  const contents = await someContents()
  const { documents, keys } = contents
  const [library, list] = documents
  if (!library || !list) throw new Error('both are there')
  const other = await someContents()
  const refused: readonly Partial<BackupContents>[] = [
    { documents: [] },
    { documents: [list] },
    { documents: [list, library] },
    { documents: [library, list, list] },
    { documents: [library, { ...library, name: 'library:x' }] },
    { documents: [library, { name: 'list:../x', state: list.state }] },
    { documents: [library, { name: `list:${'x'.repeat(65)}`, state: list.state }] },
    { documents: [library, { name: '__proto__', state: list.state }] },
    { keys: other.keys },
    { keys: { librarySecret: keys.librarySecret.slice(1), identitySecret: keys.identitySecret } },
    { about: { ...contents.about, madeAt: Number.NaN } },
  ]
  for (const change of refused)
    expect(
      await parseContents(await printContents({ ...contents, ...change })),
      JSON.stringify(Object.keys(change)),
    ).toBe(null)
  const twice = await printContents(contents)
  expect(await parseContents(concatBytes(twice, twice))).toBe(null)
  expect(await parseContents(twice.slice(0, twice.length - 1))).toBe(null)
})

test('B7: one document that would be taken from no peer is left out and named, and all others are used', async () => {
  const contents = await someContents()
  const [library, good] = contents.documents
  if (!library || !good) throw new Error('a library and a list')
  for (const bad of [
    new Uint8Array(0),
    concatBytes(good.state, [0]),
    good.state.slice(0, good.state.length - 2),
    new Uint8Array([255, 255, 255, 255, 255]),
  ]) {
    const documents = [library, { name: 'list:bad', state: bad }, good]
    expect(await readBack(await printBackup({ ...contents, documents }, null))).toEqual({
      ...contents,
      damaged: ['list:bad'],
      partial: false,
    })
    const headless = [{ ...library, state: bad }, good]
    const read = await readBack(await printBackup({ ...contents, documents: headless }, null))
    expect(read).toMatchObject({ documents: [good], damaged: [library.name] })
    // B21: and nobody would find the list without it.
    if (typeof read !== 'string') expect(await overviewOf(read)).toBe(null)
  }
})

test('B8: what is at a limit is read, and one past it is not', async () => {
  const contents = await someContents()
  const empty = new Uint8Array([0, 0])
  const many = (count: number): BackupContents => ({
    ...contents,
    documents: [
      ...contents.documents.slice(0, 1),
      ...Array.from({ length: count - 1 }, (_, at) => ({ name: `list:${at}`, state: empty })),
    ],
  })
  expect((await parseContents(await printContents(many(MAX_DOCUMENTS))))?.documents.length).toBe(
    MAX_DOCUMENTS,
  )
  expect(await parseContents(await printContents(many(MAX_DOCUMENTS + 1)))).toBe(null)

  const long = (length: number) => ({ ...contents.about, by: 'x'.repeat(length) })
  const read = async (length: number): Promise<string | undefined> =>
    (await parseContents(await printContents({ ...contents, about: long(length) })))?.about.by
  expect(await read(MAX_ABOUT_LENGTH)).toBe('x'.repeat(MAX_ABOUT_LENGTH))
  expect(await read(MAX_ABOUT_LENGTH + 1)).toHaveLength(MAX_ABOUT_LENGTH)
  expect(await read(4_000)).toHaveLength(MAX_ABOUT_LENGTH)
  expect(await read(4_100)).toBe(undefined)

  const bytes = await printBackup(contents, null)
  const inflated = (await printContents(contents)).length
  const envelope = await readEnvelope(bytes)
  if (!envelope.ok) throw new Error(envelope.error)
  expect((await openBackup(envelope.value, null, inflated)).ok).toBe(true)
  expect(await openBackup(envelope.value, null, inflated - 1)).toEqual({ ok: false, error: 'unreadable' })

  const sealed = await printBackup(contents, PASSPHRASE)
  for (const [rounds, fault] of [
    [0, 'unreadable'],
    [1, 'wrong-passphrase'],
    [MAX_ROUNDS + 1, 'unreadable'],
  ] as const) {
    const changed = sealed.slice()
    new DataView(changed.buffer).setUint32(12, rounds)
    expect(await readBack(await resummed(changed), PASSPHRASE)).toBe(fault)
  }

  const large = new Uint8Array(MAX_BACKUP_BYTES + 1)
  expect(await readBack(large)).toBe('too-large')
  expect(await readBack(large.subarray(1))).toBe('not-a-backup')
})

test('B9: bytes at random, and good files with a hole, are answered and never thrown at', async () => {
  const pick = seeded(5)
  const plain = await printBackup(await someContents(), null)
  const contents = await printContents(await someContents())
  let opened = 0
  for (let round = 0; round < 400; round++) {
    const changed = plain.slice(0, plain.length - Math.floor(pick() * (round % 3 === 0 ? 40 : 1)))
    for (let times = 0; times < 3; times++)
      changed[11 + Math.floor(pick() * (changed.length - 11))] = Math.floor(pick() * 256)
    const read = await readBack(await resummed(changed))
    if (typeof read !== 'string') opened++
    const holed = contents.slice()
    for (let times = 0; times < 2; times++)
      holed[Math.floor(pick() * holed.length)] = Math.floor(pick() * 256)
    await parseContents(holed)
    await readBack(Uint8Array.from({ length: 200 }, () => Math.floor(pick() * 256)))
  }
  expect(opened).toBeLessThan(400)
})

test('B11: a file that could not be read again is not handed out', async () => {
  const library = aLibrary('phone', 1)
  const contents = await someContents()
  const [first] = contents.documents
  if (!first) throw new Error('the library')
  for (let number = 2; number < 300; number++)
    library.doc.getText(`note:${paper(number)}`).insert(0, 'x'.repeat(number))
  const documents = [{ name: first.name, state: state(library.doc) }]
  for (const passphrase of [null, PASSPHRASE]) {
    const made = await makeBackup({ ...contents, documents }, passphrase)
    if (!made.ok) throw new Error(made.error)
    expect(made.value.damaged).toEqual([])
    expect(await readBack(made.value.bytes, passphrase)).toEqual(asRead({ ...contents, documents }))
    const bad = [...documents, { name: 'list:bad', state: new Uint8Array([1]) }]
    const told = await makeBackup({ ...contents, documents: bad }, passphrase)
    expect(told).toMatchObject({ ok: true, value: { damaged: ['list:bad'] } })
    const noLibrary = [{ name: first.name, state: new Uint8Array([1]) }]
    expect(await makeBackup({ ...contents, documents: noLibrary }, passphrase)).toEqual({
      ok: false,
      error: 'unreadable',
    })
  }
})
