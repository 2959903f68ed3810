import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { parseBase64url } from '../../src/lib/bytes.ts'
import { createCanary, type Canary } from '../helpers/canary.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, type Person } from './person.ts'
import { joinList, shareList } from './sharing.ts'

const title = starter.papers[0]?.title ?? ''
const WORDS = {
  list: 'Quokkagruppe-list-88121',
  note: 'Kichererbsen-note-55190',
  comment: 'Lebkuchen-comment-37744',
  tag: 'rhabarber-tag-60233',
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

describe('a relay that must know nothing', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person
  let canary: Canary
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
    await sheet.getByLabel(`Write to ${WORDS.list}`).fill(WORDS.comment)
    await sheet.getByRole('button', { name: 'Comment' }).click()
    const edit = await shareList(hers, WORDS.list)
    const read = await shareList(hers, WORDS.list, 'read')
    await delivered(hers)
    const his = await ben.open('/')
    wires.push(listen(his))
    await joinList(ben, edit, WORDS.person)
    await (await openPaper(his, title)).getByText(WORDS.comment).waitFor()
    await delivered(his)
    const keyOf = (link: string): Uint8Array => {
      // A version byte, the kind, the secrets, four bytes of check sum.
      const bytes = parseBase64url(new URL(link).hash.slice(1)) ?? new Uint8Array(0)
      return bytes.subarray(2, 34)
    }
    canary = createCanary(
      [WORDS.list, WORDS.note, WORDS.comment, WORDS.tag, WORDS.person],
      [
        { name: 'the write secret', bytes: keyOf(edit) },
        { name: 'the read secret', bytes: keyOf(read) },
      ],
    )
  })
  afterAll(async () => {
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

  test('keeps no word and no key on its disk, nor in what it prints', async () => {
    expect(canary.searchFolder(folder)).toEqual([])
    expect(canary.search(Buffer.from(server.output()))).toEqual([])
  })

  test('would be found out: a word said in clear on the wire, and one on the disk', async () => {
    const page = ada.page()
    const heard = listen(page)
    await page.evaluate(
      ([address, word]) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(address ?? '', 'carrel.sealed.v1')
          socket.addEventListener('open', () => {
            socket.send(new TextEncoder().encode(`.....${word}`))
            setTimeout(resolve, 200)
          })
          socket.addEventListener('close', () => resolve())
        }),
      [`ws://localhost:${server.port}/relay`, WORDS.note],
    )
    expect(heard.flatMap((bytes) => canary.search(bytes)).length).toBeGreaterThan(0)
    appendFileSync(path.join(folder, 'planted'), Buffer.from(WORDS.comment, 'utf16le'))
    expect(canary.searchFolder(folder).length).toBe(1)
  })
})
