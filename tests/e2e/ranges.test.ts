import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { eachPaper } from '../sources/pageVariants.ts'
import { createPerson, WAIT_MS, type Person } from './person.ts'

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../fixtures/papers-page.txt'), 'utf8')
const YEAR = 2024
const poll = { timeout: WAIT_MS, interval: 100 }

/** As many papers of their own on the day after. */
const nextDay = (): string => eachPaper(PAGE, (paper) => `Further ${paper}`).replace('\nDec 1\n', '\nDec 2\n')

const add = async (person: Person, text: string): Promise<void> => {
  const page = await person.open('/add')
  const box = page.getByRole('textbox', { name: 'Paste here' })
  await box.waitFor()
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await box.focus()
  await page.keyboard.press('Control+v')
  await page.locator('.found').waitFor()
  await page.getByRole('group', { name: 'Year' }).getByRole('button', { name: 'Other' }).click()
  await page.getByLabel('Year of dates without one').fill(String(YEAR))
  await page.locator('.add-body > .by', { hasText: String(YEAR) }).waitFor()
  await page.getByRole('button', { name: /^Add \d+ papers$/ }).click()
  await page.getByRole('heading', { name: /papers added$/ }).waitFor()
}

const skipped = (page: Page) => page.locator('#app article.paper .state', { hasText: 'Skipped' }).count()
const dayNames = (page: Page) => page.locator('.day-head').allInnerTexts()

describe('several days of the feed at once', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let perDay = 0

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-ranges-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    await add(ada, PAGE)
    await add(ada, nextDay())
    const page = await ada.open(`/feed/${YEAR}-12-02`)
    await page.locator('#app article.paper h3').first().waitFor()
    perDay = await page.locator('#app article.paper').count()
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => ada?.picture('ranges'))
  })

  test('a week stands under the names of its days, and its address brings it back', async () => {
    const page = await ada.open(`/feed/${YEAR}-12-02`)
    await page.getByRole('button', { name: 'Week' }).click()
    await page.waitForURL(/range=week/)
    await expect.poll(() => page.locator('#app article.paper').count(), poll).toBe(2 * perDay)
    const names = await dayNames(page)
    expect(names.map((name) => name.replace(/\s+/g, ' '))).toEqual([
      `Monday, 2 December ${YEAR} ${perDay} unread of ${perDay}`,
      `Sunday, 1 December ${YEAR} ${perDay} unread of ${perDay}`,
    ])
    await page
      .getByText(`${2 * perDay} papers · ${2 * perDay} unread`)
      .first()
      .waitFor()
    await page.reload()
    await expect.poll(() => dayNames(page), poll).toEqual(names)
    await page.getByRole('button', { name: 'Month' }).click()
    await page.getByRole('heading', { level: 1, name: `December ${YEAR}` }).waitFor()
    // The next day with papers is that of the feed which everybody has.
    await page.getByRole('button', { name: 'Next day' }).click()
    await page.getByRole('heading', { level: 1, name: 'December 2025' }).waitFor()
  })

  test('papers of several days are skipped on their own days, as one act', async () => {
    const page = await ada.open(`/feed/${YEAR}-12-02?range=week`)
    await page.getByRole('checkbox').nth(1).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Control+a')
    await page
      .getByRole('toolbar', { name: 'Selected papers' })
      .getByText(`${2 * perDay} selected`)
      .waitFor()
    await page.keyboard.press('x')
    await page.locator('.toast', { hasText: `${2 * perDay} papers skipped` }).waitFor()
    expect(await skipped(page)).toBe(2 * perDay)
    await page.reload()
    await expect.poll(() => skipped(page), poll).toBe(2 * perDay)
    await page.getByRole('checkbox').nth(1).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('x')
    await page.locator('.toast', { hasText: `${2 * perDay} papers back among the unread` }).waitFor()
    await expect.poll(() => skipped(page), poll).toBe(0)
  })

  test('a filter lets its papers through, says so, and is let go of', async () => {
    const page = await ada.open(`/feed/${YEAR}-12-02?range=week`)
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('menuitem', { name: 'Source: Pasted pages' }).click()
    await page.waitForURL(/source=page/)
    await expect.poll(() => page.locator('#app article.paper').count(), poll).toBe(2 * perDay)
    await page.getByRole('button', { name: 'Filter: Pasted pages' }).click()
    await page.getByRole('menuitem', { name: 'Has code' }).click()
    await page.waitForURL(/code=true/)
    await expect
      .poll(
        async () =>
          (await page.locator('#app article.paper').count()) ===
          (await page.locator('#app article.paper .meta > span', { hasText: 'Code' }).count()),
        poll,
      )
      .toBe(true)
    await ada.open(`/feed/${YEAR}-12-02?range=week&tag=nobodys`)
    await page.getByRole('heading', { name: 'No paper fits' }).waitFor()
    await page.getByRole('link', { name: 'Show them all' }).click()
    await expect.poll(() => page.locator('#app article.paper').count(), poll).toBe(2 * perDay)
  })

  test('a day is marked as done, which the strip shows, also after a reload', async () => {
    const page = await ada.open(`/feed/${YEAR}-12-02`)
    const done = page.getByRole('button', { name: /^Mark Monday as done$/ })
    await done.click()
    await page.locator('.toast', { hasText: 'Day marked as done' }).waitFor()
    const monday = page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name: /done$/ })
    expect(await monday.count()).toBe(1)
    await page.reload()
    await monday.waitFor()
    await page.getByRole('button', { name: 'Monday is done' }).click()
    await page.locator('.toast', { hasText: 'no longer done' }).waitFor()
    await monday.waitFor({ state: 'detached' })
    await page.keyboard.press('u')
    await monday.waitFor()
  })

  test('days that went by unseen are gathered on the newest, until they are waved away', async () => {
    let page = await ada.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    expect(await page.getByRole('complementary', { name: 'Since you were away' }).count()).toBe(0)
    // As if this device had been looked at last the day before the first of the two. Said where the app does not run,
    // which would say otherwise at the same time.
    await page.goto(`http://localhost:${server.port}/manifest.webmanifest`)
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('carrel-keyring')
          opening.onerror = () => reject(opening.error ?? new Error('no database'))
          opening.onsuccess = () => {
            const writing = opening.result.transaction('values', 'readwrite')
            writing.objectStore('values').put({ visit: '2024-11-30', missed: null }, 'value:absence')
            writing.oncomplete = () => {
              opening.result.close()
              resolve()
            }
          }
        }),
    )
    page = await ada.open('/')
    const card = page.getByRole('complementary', { name: 'Since you were away' })
    // The Monday is done.
    await card.getByText(`1 day, ${perDay} unread`).waitFor()
    if (process.env['CARREL_PICTURES']) await ada.picture('since you were away')
    await card.getByRole('link', { name: 'Show it' }).click()
    await page.waitForURL(/feed\/2024-12-01\?.*unread=true/)
    await expect.poll(() => page.locator('#app article.paper').count(), poll).toBe(perDay)
    expect(await card.count()).toBe(0)

    page = await ada.open('/')
    await card.getByRole('button', { name: 'Put away' }).click()
    await card.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await card.waitFor()
    await card.getByRole('button', { name: 'Put away' }).click()
    await card.waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('.pick').first().waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Calendar' }).waitFor()
    expect(await card.count()).toBe(0)
  })
})
