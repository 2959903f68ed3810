import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openFeedKey } from '../../server/publisher/feedKey.ts'
import { openKeptDocument } from '../../server/publisher/keptDocument.ts'
import { readKept, writeKept } from '../../server/publisher/keptFile.ts'
import { MAX_STORED_BYTES } from '../../server/publisher/limits.ts'
import { createCapability, asReader } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'

let folder: string
let lines: string[]
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'carrel-kept-'))
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = async () => {
  const opened = await openKeptDocument({
    folder,
    name: 'index',
    now: () => 7,
    log: (event) => lines.push(event),
  })
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
}
const file = () => path.join(folder, 'index.ydoc')

describe('a document on the disk', () => {
  it('is there again with every change, its own and those of others', async () => {
    const first = await open()
    expect(first.found).toBe(false)
    first.doc.getMap('meta').set('title', 'Papers')
    const other = new Y.Doc()
    other.getMap('meta').set('about', 'all of them')
    Y.applyUpdate(first.doc, Y.encodeStateAsUpdate(other), 'relay')
    expect(await first.kept()).toEqual({ ok: true, value: null })
    const second = await open()
    expect(second.found).toBe(true)
    expect(second.doc.getMap('meta').toJSON()).toEqual({ title: 'Papers', about: 'all of them' })
    expect(readdirSync(folder)).toEqual(['index.ydoc'])
    expect(statSync(file()).mode & 0o077).toBe(0)
  })

  it('that is damaged is moved aside and told of, and its place is free', async () => {
    const first = await open()
    for (let i = 0; i < 50; i++) first.doc.getMap('papers').set(`key ${i}`, 'a paper')
    await first.kept()
    const whole = readFileSync(file())
    for (const [index, damaged] of [
      whole.subarray(0, whole.length / 2),
      Buffer.from('not a document at all'),
      Buffer.alloc(0),
    ].entries()) {
      writeFileSync(file(), damaged)
      const again = await open()
      expect([index, again.found, again.doc.getMap('papers').size]).toEqual([index, false, 0])
      expect(readFileSync(`${file()}.damaged-7`)).toEqual(damaged)
    }
    expect(lines).toEqual(['document-damaged', 'document-damaged', 'document-damaged'])
  })

  it('that cannot be written is told of once, and once more after it could', async () => {
    const kept = await open()
    rmSync(folder, { recursive: true })
    for (const title of ['one', 'two']) {
      kept.doc.getMap('meta').set('title', title)
      expect((await kept.kept()).ok).toBe(false)
    }
    expect(lines).toEqual(['document-unkept'])
  })

  it('is read up to its limit', async () => {
    const big = path.join(folder, 'big')
    writeFileSync(big, Buffer.alloc(MAX_STORED_BYTES))
    expect((await readKept(big)).ok).toBe(true)
    writeFileSync(big, Buffer.alloc(MAX_STORED_BYTES + 1))
    expect((await readKept(big)).ok).toBe(false)
  })

  it('leaves no draft behind where it could not be put in place', async () => {
    const target = path.join(folder, 'target')
    await writeKept(path.join(folder, 'inside'), 'x')
    rmSync(target, { force: true, recursive: true })
    expect((await writeKept(path.join(folder, 'inside', 'no-folder'), 'x')).ok).toBe(false)
    expect(readdirSync(folder)).toEqual(['inside'])
  })
})

describe('the key of the feed', () => {
  it('is made once, readable by nobody else, and stays', async () => {
    const first = await openFeedKey(path.join(folder, 'publisher'))
    const second = await openFeedKey(path.join(folder, 'publisher'))
    if (!first.ok || !second.ok) throw new Error('the key is made')
    expect(second.value.room).toBe(first.value.room)
    expect(second.value.role).toBe('owner')
    expect(statSync(path.join(folder, 'publisher')).mode & 0o077).toBe(0)
    expect(statSync(path.join(folder, 'publisher/feed.key')).mode & 0o077).toBe(0)
  })

  it('that is damaged is never replaced, and the sentence says what to do', async () => {
    await openFeedKey(folder)
    const key = path.join(folder, 'feed.key')
    const whole = readFileSync(key, 'utf8')
    const reader = await printLink(await asReader(await createCapability()))
    for (const damaged of ['', whole.slice(0, 20), whole.replace(/.{6}\n$/, 'AAAAAA\n'), reader]) {
      writeFileSync(key, damaged)
      expect(await openFeedKey(folder)).toMatchObject({ ok: false, error: expect.stringContaining('backup') })
      expect(readFileSync(key, 'utf8')).toBe(damaged)
    }
  })
})
