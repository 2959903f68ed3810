import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, openPaper, rowOf, WAIT_MS } from './person.ts'

const [first, second] = starter.papers

let folder: string
let server: CarrelServer
const person = createPerson(() => `http://localhost:${server.port}`, { still: true, keepsApp: false })

beforeAll(async () => {
  buildCarrel()
  folder = mkdtempSync(path.join(tmpdir(), 'carrel-citing-'))
  server = await startCarrelServer(folder)
})
afterAll(async () => {
  await person.leave()
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const poll = { timeout: WAIT_MS, interval: 100 }

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
const told = (page: Page, sentence: string): Promise<void> =>
  page.locator('.toast', { hasText: sentence }).waitFor()

test('y copies a paper as BibTeX from the list and the sheet, and a list’s menu all of it', async () => {
  if (!first || !second) throw new Error('two papers')
  const page = await person.open('/')
  await person.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await rowOf(page, first.title).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('y')
  // The papers that come with Carrel say how many wrote them, and not who.
  await told(page, 'Citation copied as BibTeX, without authors')
  expect(await clipboard(page)).toMatch(/^@misc\{[a-z0-9]+,\n/)

  await page.evaluate(() => navigator.clipboard.writeText(''))
  const sheet = await openPaper(page, second.title)
  await sheet.getByRole('button', { name: 'Cite' }).click()
  await expect.poll(() => clipboard(page)).toContain(`eprint        = {${second.arxivId}}`)
  await addToList(sheet, 'To cite')
  await addToList(await openPaper(page, first.title), 'To cite')
  await page.locator('article.paper-sheet').getByRole('link', { name: 'To cite' }).click()
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: 'Copy all citations' }).click()
  await told(page, '2 citations copied as BibTeX')
  const all = await clipboard(page)
  for (const { arxivId } of [first, second]) expect(all).toContain(`{${arxivId}}`)
})

const ENTRY = `@incollection{Bee:2010,
  title = {An Invented Chapter about Nothing}, author = {Bee, Ada}, booktitle = {The Book of Inventions},
  editor = {Dee, Cy and Eff, Di}, publisher = {Great House}, volume = {3}, pages = {45-67}, year = {2010}
}`

test('what was imported is said in plain words, comes back whole, and in other formats too', async () => {
  const page = await person.open('/add')
  await person.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('textbox', { name: 'Paste here' }).waitFor()
  await page
    .locator('section.add input[type=file]')
    .setInputFiles({ name: 'refs.bib', mimeType: '', buffer: Buffer.from(ENTRY) })
  await page.getByRole('button', { name: 'Add 1 paper' }).click()
  await page.getByRole('heading', { name: '1 paper imported' }).waitFor()
  const saved = await person.open('/saved')
  const sheet = await openPaper(saved, 'An Invented Chapter about Nothing')
  await sheet
    .getByText('The Book of Inventions 3, edited by Cy Dee, Di Eff, 45–67, Great House', { exact: true })
    .waitFor()
  await sheet.getByText('About this record').click()
  await sheet.getByText('pages, editors', { exact: false }).waitFor()
  expect(await faultsOf(saved)).toEqual([])

  await sheet.getByRole('button', { name: 'Cite' }).click()
  await expect.poll(() => clipboard(saved), poll).toContain('@incollection{Bee:2010,')
  const bibtex = await clipboard(saved)
  expect(bibtex).toContain('editor    = {Cy Dee and Di Eff},')
  expect(bibtex).toContain('pages     = {45--67},')
  const menu = sheet.getByRole('button', { name: 'Copy in another format' })
  await menu.focus()
  await saved.keyboard.press('Enter')
  await saved.getByRole('menuitem', { name: 'Copy as RIS' }).waitFor()
  expect(await faultsOf(saved)).toEqual([])
  await saved.keyboard.press('ArrowDown')
  await saved.keyboard.press('Enter')
  await told(saved, 'Citation copied as RIS')
  expect(await clipboard(saved)).toContain('A2  - Dee, Cy\r\n')
  await menu.click()
  await saved.getByRole('menuitem', { name: 'Copy as a line of text' }).click()
  await told(saved, 'Citation copied as plain text')
  expect(await clipboard(saved)).toMatch(/^Ada Bee \(2010\)\. An Invented Chapter about Nothing\. The Book/)
})

test('where the browser does not allow it, that is said', async () => {
  const page = await person.open('/')
  await page.evaluate(() => {
    const refuse = () => Promise.reject(new Error('not allowed'))
    Object.assign(navigator.clipboard, { write: refuse, writeText: refuse })
  })
  await page.locator('article.paper h3 a').first().click()
  await page.locator('article.paper-sheet').getByRole('button', { name: 'Cite' }).click()
  await told(page, 'Citation not copied: this browser does not allow it')
})
