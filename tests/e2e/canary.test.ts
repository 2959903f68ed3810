import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { capabilityFromOwnerSecret, type Capability } from '../../src/crypto/capability.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { parseBase64url, type Bytes } from '../../src/lib/bytes.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc } from '../../src/sync/syncDoc.ts'
import { createCanary, type Canary } from '../helpers/canary.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { endAll, join } from '../relay/peer.ts'
import { QUICK, until } from '../sync/quick.ts'
import { NodeWebSocket } from '../sync/world.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, type Person } from './person.ts'
import { joinList, shareList } from './sharing.ts'

const title = starter.papers[0]?.title ?? ''
const WORDS = {
  list: 'Quokkagruppe-list-88121',
  note: 'Kichererbsen-note-55190',
  groupNote: 'Hagebutte-group-note-70315',
  comment: 'Lebkuchen-comment-37744',
  tag: 'rhabarber-tag-60233',
  listTag: 'zwetschge-group-41827',
  person: 'Wendelgard-name-91150',
}

/** Everything a page says or hears over the network from now on. */
const listen = (page: Page): readonly Uint8Array[] => {
  const heard: Uint8Array[] = []
  page.on('websocket', (socket) => {
    const note = ({ payload }: { payload: string | Buffer }): void => void heard.push(Buffer.from(payload))
    socket.on('framesent', note)
    socket.on('framereceived', note)
  })
  page.on('request', (request) => {
    heard.push(Buffer.from(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())}`))
    const body = request.postDataBuffer()
    if (body) heard.push(body)
  })
  return heard
}

const secretOf = ({ ownerSecret }: Capability): Uint8Array => {
  if (!ownerSecret) throw new Error('somebody else owns this room')
  return ownerSecret
}

/** The secret of the person whose browser this is, from where the browser keeps it. */
const librarySecretOf = async (page: Page): Promise<Bytes> =>
  new Uint8Array(
    await page.evaluate(
      () =>
        new Promise<number[]>((resolve, reject) => {
          const opening = indexedDB.open('carrel-keyring')
          opening.onerror = () => reject(new Error('the keyring does not open'))
          opening.onsuccess = () => {
            const asking = opening.result.transaction('values').objectStore('values').get('keyring')
            asking.onsuccess = () => {
              opening.result.close()
              resolve([...asking.result.librarySecret])
            }
          }
        }),
    ),
  )

/** Reads a room, and puts a snapshot in the place of its log. */
const tidy = async (port: number, capability: Capability): Promise<Y.Doc> => {
  const doc = new Y.Doc()
  const link = createRelayLink({ url: `ws://localhost:${port}/relay`, WebSocket: NodeWebSocket })
  const sealed = syncDoc({
    doc,
    capability,
    link,
    presence: false,
    tabs: false,
    timing: { ...QUICK, compactRecords: 0 },
  })
  await sealed.settled()
  const isTidy = async (): Promise<boolean> => {
    const peer = await join(port, capability)
    return peer.welcome.snapshotSize > 0
  }
  await until(isTidy, 'a snapshot is on the disk', 60_000)
  sealed.destroy()
  link.close()
  return doc
}

describe('a relay that must know nothing', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person
  let canary: Canary
  /** For where the publisher keeps its own key. */
  let besidePublisher: Canary
  let ownerSecret: Uint8Array
  let listState: Uint8Array
  const wires: (readonly Uint8Array[])[] = []

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-blind-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin)
    ben = createPerson(origin)
    const hers = await ada.open('/')
    wires.push(listen(hers))
    await hers.reload()
    await rowOf(hers, title).hover()
    await rowOf(hers, title).getByRole('button', { name: 'Save' }).click()
    const sheet = await openPaper(hers, title)
    await sheet.getByRole('button', { name: 'Tag', exact: true }).click()
    await sheet.getByRole('combobox', { name: 'Add a tag' }).fill(WORDS.tag)
    await hers.keyboard.press('Enter')
    await sheet.getByRole('link', { name: WORDS.tag }).waitFor()
    await hers.keyboard.press('Escape')
    await sheet.getByRole('textbox', { name: 'Private note' }).fill(WORDS.note)
    await addToList(sheet, WORDS.list)
    await sheet.getByRole('button', { name: 'Tag in this list' }).click()
    await sheet.getByRole('combobox', { name: 'Tag in this list' }).fill(WORDS.listTag)
    await hers.keyboard.press('Enter')
    await hers.keyboard.press('Escape')
    await sheet.getByRole('textbox', { name: `Group’s note in ${WORDS.list}` }).fill(WORDS.groupNote)
    await sheet.getByLabel(`Write to ${WORDS.list}`).fill(WORDS.comment)
    await sheet.getByRole('button', { name: 'Comment' }).click()
    const edit = await shareList(hers, WORDS.list)
    const read = await shareList(hers, WORDS.list, 'read')
    await delivered(hers)
    const his = await ben.open('/')
    wires.push(listen(his))
    await joinList(ben, edit, WORDS.person)
    const seen = await openPaper(his, title)
    await seen.getByText(WORDS.comment).waitFor()
    // He is in the note, too, where the other sees his caret.
    await seen.locator('.text-mirror', { hasText: WORDS.groupNote }).waitFor({ state: 'attached' })
    await seen.getByRole('textbox', { name: `Group’s note in ${WORDS.list}` }).focus()
    await (await openPaper(hers, title)).locator('.group-note .caret').waitFor({ state: 'attached' })
    await delivered(his)
    // He goes, with a copy in a room of his own.
    await his.keyboard.press('Escape')
    await his.getByRole('button', { name: 'More about this list' }).click()
    await his.getByRole('menuitem', { name: 'Leave this list…' }).click()
    await his.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
    await his.getByText(/^a copy of /).waitFor()
    await delivered(his)
    // A device of hers without a browser: it tidies both logs, and knows what no page shows.
    const library = await capabilityFromOwnerSecret(await librarySecretOf(hers))
    const doc = await tidy(server.port, library)
    const entry = [...readLibrary(doc).view().lists.values()][0]
    const list = await parseLink(entry?.link ?? '')
    if (!list.ok) throw new Error(`the library has no list: ${list.error}`)
    listState = Y.encodeStateAsUpdate(await tidy(server.port, list.value.capability))
    const feed = await parseLink(readFileSync(path.join(folder, 'publisher/feed.key'), 'utf8'))
    if (!feed.ok) throw new Error(`the publisher has no key: ${feed.error}`)
    ownerSecret = secretOf(library)
    const keyOf = (link: string): Uint8Array => {
      // A version byte, the kind, the secrets, four bytes of check sum.
      const bytes = parseBase64url(new URL(link).hash.slice(1)) ?? new Uint8Array(0)
      return bytes.subarray(2, 34)
    }
    const words = [
      WORDS.list,
      WORDS.note,
      WORDS.groupNote,
      WORDS.comment,
      WORDS.tag,
      WORDS.listTag,
      WORDS.person,
    ]
    const keys = [
      { name: 'the write secret', bytes: keyOf(edit) },
      { name: 'the read secret', bytes: keyOf(read) },
      { name: 'the owner secret of the library', bytes: ownerSecret },
      { name: 'the read secret of the library', bytes: library.readSecret },
      { name: 'the owner secret of the list', bytes: secretOf(list.value.capability) },
    ]
    const publisher = { name: 'the secret of the publisher', bytes: secretOf(feed.value.capability) }
    canary = createCanary(words, [...keys, publisher])
    besidePublisher = createCanary(words, keys)
  })
  afterAll(async () => {
    await endAll()
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('hears no word and no key on the wire', () => {
    const heard = wires.flat()
    expect(heard.length).toBeGreaterThan(20)
    expect(heard.flatMap((bytes) => canary.search(bytes))).toEqual([])
  })

  test('is not the only one: the members of a list hear of no personal tag or note, and of each tag of the list', () => {
    const inList = Buffer.from(listState).toString('utf8')
    expect(inList).toContain(WORDS.listTag)
    for (const word of [WORDS.tag, WORDS.note]) expect(inList).not.toContain(word)
  })

  test('keeps no word and no key on its disk, nor in what it prints', async () => {
    expect(canary.searchFolder(path.join(folder, 'relay'))).toEqual([])
    expect(besidePublisher.searchFolder(folder)).toEqual([])
    expect(canary.search(Buffer.from(server.output()))).toEqual([])
  })

  test('would be found out: a word or a key said in clear on the wire, or kept on the disk', async () => {
    const page = ada.page()
    const heard = listen(page)
    const key = Buffer.from(ownerSecret)
    await page.evaluate(
      ([address, ...said]) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(address ?? '', 'carrel.sealed.v1')
          socket.addEventListener('open', () => {
            for (const one of said) socket.send(new TextEncoder().encode(`.....${one}`))
            socket.close()
          })
          socket.addEventListener('close', () => resolve())
        }),
      [`ws://localhost:${server.port}/relay`, WORDS.note, key.toString('base64url')],
    )
    const onWire = (): readonly string[] => heard.flatMap((bytes) => canary.search(bytes))
    // One of them may be heard a while before the other: what a browser sends is told frame by frame.
    const said = [`${WORDS.note} (raw)`, 'the owner secret of the library (base64url)']
    await until(() => said.every((one) => onWire().includes(one)), 'word and key are heard', 60_000)
    const relay = path.join(folder, 'relay')
    const plant = (name: string, bytes: Uint8Array): void => writeFileSync(path.join(relay, name), bytes)
    plant('word', Buffer.from(WORDS.comment, 'utf16le'))
    plant('key', key)
    plant('typed', Buffer.from(key.toString('hex'), 'utf16le'))
    plant('packed', deflateRawSync(JSON.stringify({ text: WORDS.comment, key: key.toString('base64') })))
    const found = canary.searchFolder(relay).map((one) => path.relative(relay, one))
    const planted = [
      'key: the owner secret of the library (raw)',
      'packed: Lebkuchen-comment-37744 (raw), deflated',
      'packed: the owner secret of the library (base64), deflated',
      'typed: the owner secret of the library (hex in utf-16le)',
      'word: Lebkuchen-comment-37744 (utf-16le)',
    ]
    expect(found).toEqual(expect.arrayContaining(planted))
    const feedKey = readFileSync(path.join(folder, 'publisher/feed.key'))
    // Also as base64, where chance has put no letter into the key that the two write differently.
    expect(canary.search(feedKey)).toContain('the secret of the publisher (base64url)')
  })
})
