import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'

/** More keys than the disk answers for before the page is gone. */
const LAST_WORDS = 'the last words, typed in one breath and left at once. '
const ROUNDS = 5
const title = (at: number): string => starter.papers[at]?.title ?? ''

/** Types into the field that has the focus and leaves in the same task, as no hand could but an unlucky moment can. */
const typeAndReload = (page: Page, words: string): Promise<unknown> =>
  Promise.all([
    page.waitForEvent('load'),
    page.evaluate((text) => {
      for (const letter of text) document.execCommand('insertText', false, letter)
      location.reload()
    }, words),
  ])

/** Another transaction on the library that does not end by itself, as a folding or a second tab that reads. */
const holdLibrary = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('carrel/library:'))
    const database = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open(found?.name ?? '')
      asked.addEventListener('success', () => resolve(asked.result))
    })
    const rows = database.transaction('updates', 'readwrite').objectStore('updates')
    const again = (): void => rows.count().addEventListener('success', again)
    again()
  })

describe('leaving in the moment of writing', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-leaving-'))
    server = await startCarrelServer(folder)
    const { port } = server
    ada = createPerson(() => `http://localhost:${port}`)
    const page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    // Nothing may come back from the relay: this is about the disk.
    await server.stop()
  })
  afterAll(async () => {
    await ada?.leave()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const noteOf = async (page: Page, paper: string) => {
    const note = (await openPaper(page, paper)).getByRole('textbox', { name: 'Private note' })
    await note.focus()
    await page.keyboard.press('Control+End')
    return note
  }
  const reads = async (page: Page, paper: string, text: string): Promise<void> => {
    const note = await noteOf(page, paper)
    await expect.poll(() => note.inputValue(), { timeout: WAIT_MS }).toBe(text)
  }

  test('a reload right after the last letter loses none', async () => {
    onTestFailed(() => ada.picture('leaving-reload'))
    const page = await ada.open('/')
    for (let round = 1; round <= ROUNDS; round++) {
      await noteOf(page, title(0))
      await typeAndReload(page, LAST_WORDS)
      await reads(page, title(0), LAST_WORDS.repeat(round))
    }
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('parting'))),
    ).toEqual([])
  })

  test('nor does one while the disk is busy with another tab', async () => {
    onTestFailed(() => ada.picture('leaving-busy'))
    const page = await ada.open('/')
    await noteOf(page, title(1))
    await holdLibrary(page)
    await typeAndReload(page, LAST_WORDS)
    await reads(page, title(1), LAST_WORDS)
    // On the disk by now, and not only beside it.
    await expect
      .poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('parting'))))
      .toEqual([])
    await page.reload()
    await reads(page, title(1), LAST_WORDS)
  })

  test('nor does a tab that breaks down', async () => {
    onTestFailed(() => ada.picture('leaving-crash'))
    const page = await ada.open('/')
    await noteOf(page, title(2))
    const tool = await ada.context().newCDPSession(page)
    const gone = page.waitForEvent('crash')
    await page.evaluate((text) => {
      for (const letter of text) document.execCommand('insertText', false, letter)
    }, LAST_WORDS)
    void tool.send('Page.crash').catch(() => undefined)
    await gone
    await ada.close()
    await reads(await ada.open('/'), title(2), LAST_WORDS)
  })
})
