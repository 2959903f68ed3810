import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { plainText } from '../../src/domain/latexText.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { eachPaper, joinPage, SAME_MEANING, splitPage } from '../sources/pageVariants.ts'
import { createPerson, rowOf, WAIT_MS, type Person } from './person.ts'

const fixture = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../fixtures', name), 'utf8')
const PAGE = fixture('papers-page.txt')
const PAPERS: readonly { readonly title: string; readonly abstract: string }[] = JSON.parse(
  fixture('papers-page.json'),
)
// Chosen by hand, so that no test hangs on the day it runs.
const YEAR = 2024
const DAY = `${YEAR}-12-01`
const poll = { timeout: WAIT_MS, interval: 100 }

/** Another page of the day after, with as many papers of its own. */
const nextDay = (): string => eachPaper(PAGE, (paper) => `Further ${paper}`).replace('\nDec 1\n', '\nDec 2\n')

/** What the three figures say that stand before anything is written. */
const readFound = async (page: Page): Promise<readonly string[]> => {
  await page.locator('.found').waitFor()
  return page.locator('.found > div > b').allInnerTexts()
}

/** With nothing in the box: what was pasted before and not added is offered again, maybe a moment later. */
const openAdd = async (person: Person): Promise<{ page: Page; box: Locator }> => {
  const page = await person.open('/add')
  const box = page.getByRole('textbox', { name: 'Paste here' })
  const other = page.getByRole('button', { name: 'Use other text' })
  for (let touched = false; !touched;) {
    await box.or(other).first().waitFor()
    if (await other.isVisible()) await other.click()
    // From the first letter on nothing else comes into it.
    touched = await box.fill('x', { timeout: 1_000 }).then(
      () => true,
      () => false,
    )
  }
  await box.fill('')
  return { page, box }
}

/** By the clipboard, as a person does. */
const paste = async (person: Person, text: string): Promise<Page> => {
  const { page, box } = await openAdd(person)
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await box.focus()
  await page.keyboard.press('Control+v')
  return page
}

const drop = async (person: Person, name: string, text: string): Promise<Page> => {
  const { page } = await openAdd(person)
  const data = await page.evaluateHandle(
    ([file, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content ?? ''], file ?? '', { type: 'text/plain' }))
      return transfer
    },
    [name, text],
  )
  await page.locator('section.add').dispatchEvent('drop', { dataTransfer: data })
  return page
}

const chooseYear = async (page: Page, year: number): Promise<void> => {
  await page.getByRole('group', { name: 'Year' }).getByRole('button', { name: 'Other' }).click()
  await page.getByLabel('Year of dates without one').fill(String(year))
  await page.locator('.add-body > .by', { hasText: String(year) }).waitFor()
}

/** Title and abstract of every paper of a day, read off the sheets from the first to the last. */
const readSheets = async (person: Person, day: string): Promise<ReadonlyMap<string, string>> => {
  const page = await person.open(`/feed/${day}`)
  await page.locator('#app article.paper h3 a').first().click()
  const sheet = page.locator('article.paper-sheet')
  const next = sheet.getByRole('button', { name: 'Next paper' })
  const read = new Map<string, string>()
  for (;;) {
    await sheet.locator('.abs').waitFor()
    const label = (await sheet.getAttribute('aria-label')) ?? ''
    read.set(label, await sheet.locator('.abs').innerText())
    if (await next.isDisabled()) return read
    await next.click()
    await expect.poll(() => sheet.getAttribute('aria-label'), poll).not.toBe(label)
  }
}

const countOn = async (person: Person, day: string): Promise<string> => {
  const page = await person.open(`/feed/${day}`)
  await page.locator('#app article.paper h3').first().waitFor()
  return (await page.locator('header.bar .sub').innerText()).split(' · ')[0] ?? ''
}

describe('a page of papers, imported', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-importing-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(() => ada.picture('importing'))
  })

  test('text that is no such page is refused in plain words, and what was typed remains', async () => {
    const { page, box } = await openAdd(ada)
    const typed = 'Dear all,\n\nDec 1 is the day of the group: 6 authors come.\n\nYours, A.'
    await box.fill(typed)
    const refusal = page.locator('.add-refusal')
    await refusal.getByText('This does not look like the text of a Daily Papers page.').waitFor()
    expect(await box.inputValue()).toBe(typed)
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    expect(await page.locator('.found, .dock').count()).toBe(0)
    await drop(ada, 'picture.txt', 'PNG\0\0\0')
    await refusal.getByText('“picture.txt” is not text.').waitFor()
  })

  test('a pasted page is understood before anything is written, and its year can be chosen', async () => {
    const page = await paste(ada, PAGE)
    expect(await readFound(page)).toEqual([String(PAPERS.length), '0', '0'])
    await chooseYear(page, YEAR)
    expect(await page.locator('.add-body > .by').innerText()).toContain('1 December 2024')
    await page.getByRole('button', { name: 'See them first' }).click()
    const listed = page.getByRole('list', { name: 'What was understood' }).getByRole('listitem')
    expect(await listed.count()).toBe(PAPERS.length)
    // Its own year where a date has one, the chosen year where it has none.
    expect(await listed.nth(0).innerText()).toContain('26 June 2023')
    expect(await listed.nth(1).innerText()).toContain('6 March 2024')
    // Nothing of it is kept before somebody says so.
    await ada.open('/feed/2025-12-08')
    await ada.page().getByText('41 papers').first().waitFor()
    await ada.open(`/feed/${DAY}`)
    await ada
      .page()
      .getByRole('heading', { name: /^No papers on/ })
      .waitFor()
    expect(await ada.page().locator('article.paper').count()).toBe(0)
  })

  test('it is added to its day, with every abstract on its sheet', async () => {
    const page = await paste(ada, PAGE)
    await chooseYear(page, YEAR)
    await page.getByRole('button', { name: `Add ${PAPERS.length} papers` }).click()
    await page.getByRole('heading', { name: `${PAPERS.length} papers added` }).waitFor()
    await page.getByRole('link', { name: /^Open Sunday,? 1 December 2024$/ }).click()
    await page.waitForURL(`**/feed/${DAY}**`)
    await rowOf(page, 'Tidal Clocks').waitFor()
    const sheets = await readSheets(ada, DAY)
    expect([...sheets.keys()].sort()).toEqual(PAPERS.map(({ title }) => plainText(title)).sort())
    for (const { title, abstract } of PAPERS) {
      // Typeset formulas have a form of their own; the words before the first tell whose abstract it is.
      const words = plainText(abstract.split('$')[0] ?? '').trim()
      expect(sheets.get(plainText(title)), title).toContain(words)
    }
  })

  test('a dropped file is read the same, and stands on its own day', async () => {
    const page = await drop(ada, 'tuesday.txt', nextDay())
    expect(await readFound(page)).toEqual([String(PAPERS.length), '0', '0'])
    await page.getByText('tuesday.txt: a Daily Papers page').waitFor()
    await chooseYear(page, YEAR)
    await page.getByRole('button', { name: `Add ${PAPERS.length} papers` }).click()
    await page.getByRole('heading', { name: `${PAPERS.length} papers added` }).waitFor()
    expect(await countOn(ada, `${YEAR}-12-02`)).toBe(`${PAPERS.length} papers`)
    await rowOf(ada.page(), 'Further Tidal Clocks').waitFor()
    expect(await countOn(ada, DAY)).toBe(`${PAPERS.length} papers`)
  })

  const { head, papers } = splitPage(PAGE)
  const again: readonly (readonly [string, string])[] = [
    ['the same page', PAGE],
    ['the page in another order', joinPage(head, [...papers].reverse())],
    // The page's last figure is a paper's comments, which grow.
    ['the page with other counts', PAGE.replace('Nov 11 12', 'Nov 11 57').replace(', 2021 3', ', 2021 9')],
    ...SAME_MEANING.filter(({ name }) =>
      ['with every blank line doubled', 'with doubled spaces', 'wrapped to 72 letters'].includes(name),
    ).map(({ name, change }) => [`the page ${name}`, change(PAGE)] as const),
  ]
  test.each(again)('%s is all here already, and adding it again doubles nothing', async (_name, text) => {
    expect(text === PAGE || text.length > 1000).toBe(true)
    const page = await paste(ada, text)
    expect(await readFound(page)).toEqual(['0', String(PAPERS.length), '0'])
    await chooseYear(page, YEAR)
    await page.getByRole('button', { name: `Fill in ${PAPERS.length} papers` }).click()
    await page.getByRole('heading', { name: `${PAPERS.length} papers filled in` }).waitFor()
    expect(await countOn(ada, DAY)).toBe(`${PAPERS.length} papers`)
  })

  test('all of it is there after kill -9 and without a server', async () => {
    const before = await readSheets(ada, DAY)
    await ada.kill()
    await server.stop('SIGKILL')
    expect(await readSheets(ada, DAY)).toEqual(before)
    expect(before.size).toBe(PAPERS.length)
    expect(await countOn(ada, `${YEAR}-12-02`)).toBe(`${PAPERS.length} papers`)
  })
})
