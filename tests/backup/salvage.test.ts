import { constants, deflateRawSync } from 'node:zlib'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { openBackup, printBackup, readEnvelope, salvageBackup } from '../../src/backup/backupFile.ts'
import { printContents, type BackupContents, type ReadContents } from '../../src/backup/contents.ts'
import { MAX_CONTENT_BYTES } from '../../src/backup/limits.ts'
import { overviewOf } from '../../src/backup/overview.ts'
import { deflate } from '../../src/crypto/content.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { addComment } from '../../src/doc/listDoc.ts'
import { concatBytes, equalBytes, type Bytes } from '../../src/lib/bytes.ts'
import { exportEverything } from '../../src/state/openFormats.ts'
import { paper, seeded, type Replica } from '../doc/replica.ts'
import { aLibrary, aList, someContents, state } from './contents.ts'

/** What stands in front of a body's length: see SPEC.md. */
const HEAD_BYTES = 11

/** A list that deflate makes no few bytes of, though the one before it is much like it. */
const longList = (id: string): Replica => {
  const list = aList(id)
  const text = Buffer.from(crypto.getRandomValues(new Uint8Array(90))).toString('base64')
  addComment(list, { paper: paper(7), text, mentions: [] })
  return list
}

/** A library that names four lists, with all of them; each long enough for a cut to be within it. */
const fourLists = async (): Promise<BackupContents> => {
  const contents = await someContents()
  const library = aLibrary()
  const ids = ['one', 'two', 'three', 'four']
  for (const listId of ids) {
    const capability = await createCapability()
    const link = await printLink(capability)
    addListEntry(library, { listId, room: capability.room, link, title: `List ${listId}`, colour: 1 })
  }
  return {
    ...contents,
    documents: [
      { name: contents.documents[0]?.name ?? '', state: state(library.doc) },
      ...ids.map((id) => ({ name: `list:${id}`, state: state(longList(id).doc) })),
    ],
  }
}

/** What of `found` is not, byte for byte, in the file as it was made. */
const foreign = (found: ReadContents, made: BackupContents): readonly string[] =>
  found.documents.flatMap(({ name, state }) => {
    const given = made.documents.find((one) => one.name === name)
    return given && equalBytes(given.state, state) ? [] : [name]
  })

test('B20: wherever an open file is cut, every document in front of the cut is to be had and the rest is named', async () => {
  const made = await fourLists()
  const bytes = await printBackup(made, null)
  const counts: number[] = []
  for (let length = 0; length < bytes.length; length += 7) {
    const cut = bytes.slice(0, length)
    expect((await readEnvelope(cut)).ok).toBe(false)
    const found = await salvageBackup(cut)
    if (!found) {
      counts.push(0)
      continue
    }
    expect(foreign(found, made)).toEqual([])
    expect(found.keys).toEqual(made.keys)
    const overview = await overviewOf(found)
    if (!overview) throw new Error('the library is in front of all others')
    expect(overview.view.lists.size).toBe(4)
    expect(overview.sound.length - 1 + overview.lostLists.size).toBe(4)
    expect(found.partial || overview.lostLists.size === 0).toBe(true)
    counts.push(found.documents.length)
  }
  // The later the cut the more there is, and only the sum of the file being cut off costs nothing.
  expect(counts).toEqual([...counts].sort((a, b) => a - b))
  expect(new Set(counts)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
})

test('B20: a file that was cut where one block of its stream ends is not taken for all of it', async () => {
  const made = await fourLists()
  const contents = await printContents(made)
  const library = await printContents({ ...made, documents: made.documents.slice(0, 1) })
  // As any deflater may do it: the library in blocks of its own, and then the rest.
  const first = deflateRawSync(contents.subarray(0, library.length), {
    finishFlush: constants.Z_SYNC_FLUSH,
  })
  const rest = deflateRawSync(contents.subarray(library.length))
  const [before, length] = [(await printBackup(made, null)).slice(0, HEAD_BYTES), new Uint8Array(8)]
  new DataView(length.buffer).setBigUint64(0, BigInt(first.length + rest.length))
  const file = concatBytes(before, length, first, rest)
  let seen = 0
  for (let cut = file.length - rest.length - 6; cut < file.length - rest.length + 6; cut++) {
    const found = await salvageBackup(file.slice(0, cut))
    if (found) seen++
    expect(found?.partial ?? true, `cut at ${cut}`).toBe(true)
  }
  expect(seen).toBeGreaterThan(0)
  // The sum alone being cut off costs nothing.
  expect((await salvageBackup(file))?.partial).toBe(false)
})

test('B20: one bit that is another anywhere in an open file: what is taken is right, and the rest is told', async () => {
  const made = await fourLists()
  const bytes = await printBackup(made, null)
  const pick = seeded(7)
  let salvaged = 0
  let whole = 0
  for (let at = 0; at < bytes.length; at += at < 40 || at > bytes.length - 40 ? 1 : 5) {
    const flipped = bytes.slice()
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(pick() * 8))
    const envelope = await readEnvelope(flipped)
    expect(envelope.ok, `byte ${at}`).toBe(false)
    const found = await salvageBackup(flipped)
    if (!found) continue
    expect(foreign(found, made), `byte ${at}`).toEqual([])
    expect(found.keys).toEqual(made.keys)
    const overview = await overviewOf(found)
    if (!overview) continue
    salvaged++
    if (overview.lostLists.size === 0) whole++
    expect(overview.sound.length - 1 + overview.lostLists.size, `byte ${at}`).toBe(4)
  }
  expect(salvaged).toBeGreaterThan(50)
  expect(whole).toBeGreaterThan(20)
})

/** An open file of these contents packed as this body, without a sum: one that was cut there. */
const cutFile = async (made: BackupContents, body: Bytes): Promise<Bytes> => {
  const whole = await printBackup(made, null)
  const bytes = new Uint8Array(19 + body.length)
  bytes.set(whole.subarray(0, 11))
  new DataView(bytes.buffer).setBigUint64(11, BigInt(body.length))
  bytes.set(body, 19)
  return bytes
}

/** Where the head of each part is. */
const headsOf = (parts: Bytes): readonly number[] => {
  const heads: number[] = []
  for (let at = 0; at < parts.length; at += 5 + new DataView(parts.buffer).getUint32(at + 1)) heads.push(at)
  return heads
}

test('B20: a list whose head says that it is something else is told as lost, not taken for a part of a later version', async () => {
  const made = await fourLists()
  const parts = await printContents(made)
  const whole = await salvageBackup(await cutFile(made, await deflate(parts)))
  expect(whole).toMatchObject({ documents: made.documents, partial: false })
  for (const head of headsOf(parts).slice(4))
    for (let bit = 0; bit < 8; bit++) {
      const changed = parts.slice()
      changed[head] = (changed[head] ?? 0) ^ (1 << bit)
      const found = await salvageBackup(await cutFile(made, await deflate(changed)))
      expect(found?.partial, `bit ${bit} of byte ${head}`).toBe(true)
      const overview = found && (await overviewOf(found))
      if (!overview) continue
      expect(overview.sound.length - 1 + overview.lostLists.size, `bit ${bit} of byte ${head}`).toBe(4)
      expect(foreign(found, made)).toEqual([])
    }
  // Changed once and then copied by the packing, it can be all of them.
  const changed = parts.slice()
  for (const head of headsOf(parts).slice(6)) if (changed[head] === 3) changed[head] = 7
  const found = await salvageBackup(await cutFile(made, await deflate(changed)))
  const overview = found && (await overviewOf(found))
  expect(overview?.lostLists.size).toBe(4)
})

test('B20: a packing that ends between two documents and before its own end is not all of it', async () => {
  const made = await fourLists()
  const parts = await printContents(made)
  const behindLibrary = headsOf(parts)[6] ?? 0
  const first = await deflate(parts.slice(0, behindLibrary))
  const rest = await deflate(parts.slice(behindLibrary))
  const found = await salvageBackup(await cutFile(made, concatBytes(first, rest)))
  expect(found).toMatchObject({ documents: made.documents.slice(0, 1), partial: true })
  expect(found && (await overviewOf(found))?.lostLists.size).toBe(4)
})

test('B20: a sum that is not there, or not of its document, proves nothing', async () => {
  const made = await someContents()
  // As version 1.0 printed it, and as somebody would who changed a document and not its sum.
  const parts = await printContents(made)
  const packed = async (contents: Bytes): Promise<Bytes> => cutFile(made, await deflate(contents))
  expect((await salvageBackup(await packed(parts)))?.documents).toEqual(made.documents)
  const forged = parts.slice()
  const last = forged.length - 37 - 1
  forged[last] = (forged[last] ?? 0) ^ 1
  const found = await salvageBackup(await packed(forged))
  expect(found).toMatchObject({ documents: made.documents.slice(0, 1), partial: true })
  const heads = headsOf(parts)
  const noSums = heads.flatMap((at, i) => (parts[at] === 4 ? [] : [...parts.subarray(at, heads[i + 1])]))
  expect(await salvageBackup(await packed(Uint8Array.from(noSums)))).toBe(null)
})

test('B20: a sealed file that was cut or changed opens not at all, with its passphrase either', async () => {
  const passphrase = 'four words of no sense'
  const bytes = await printBackup(await fourLists(), passphrase)
  for (const changed of [
    bytes.slice(0, bytes.length - 50),
    bytes.map((one, at) => (at === 300 ? one ^ 1 : one)),
  ]) {
    expect(await salvageBackup(changed)).toBe(null)
    const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', changed.slice(0, changed.length - 32)))
    const made = changed.slice()
    made.set(sum, changed.length - 32)
    const envelope = await readEnvelope(made)
    if (envelope.ok)
      expect(await openBackup(envelope.value, passphrase)).toEqual({ ok: false, error: 'wrong-passphrase' })
  }
})

test('B8, B20: what a damaged file may inflate to is bounded too', async () => {
  const made = await fourLists()
  const cut = (await printBackup(made, null)).slice(0, -10)
  expect(await salvageBackup(cut, MAX_CONTENT_BYTES)).not.toBe(null)
  expect(await salvageBackup(cut, 1_000)).toBe(null)
})

test('B21: a file without a sound library puts nothing back, and what was said in its lists can be read', async () => {
  const made = await fourLists()
  const [library, ...lists] = made.documents
  if (!library) throw new Error('a library')
  const bytes = await printBackup(
    { ...made, documents: [{ ...library, state: new Uint8Array([1]) }, ...lists] },
    null,
  )
  const envelope = await readEnvelope(bytes)
  const opened = envelope.ok ? await openBackup(envelope.value, null) : envelope
  if (!opened.ok) throw new Error(opened.error)
  expect(opened.value.damaged).toEqual([library.name])
  expect(await overviewOf(opened.value)).toBe(null)
  const files = unzipSync(exportEverything(opened.value.documents, 1).bytes)
  expect(strFromU8(files['lists/List-two.md'] ?? new Uint8Array(0))).toContain('worth it')
})
