import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, readListRows, rowOf, WAIT_MS } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Reading group'
const poll = { timeout: WAIT_MS, interval: 50 }
const CHANGED = 'The order has changed: show it'

const titles = async (page: Page): Promise<readonly string[]> =>
  (await readListRows(page)).map((row) => row.title)
/** Where each row begins, in px from the top of the window. */
const places = (page: Page): Promise<readonly number[]> =>
  page
    .locator('#app section.list article.paper')
    .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().top)))
const vote = (page: Page, at: number): Promise<void> =>
  rowOf(page, title(at))
    .getByRole('button', { name: /^Vote for/ })
    .click()

describe('the order of a list', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { still: true, keepsApp: false })
  const ben = createPerson(origin, { still: true, keepsApp: false })
  let page: Page

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-order-'))
    server = await startCarrelServer(folder)
    page = await ada.open('/')
    for (const at of [0, 1, 2]) {
      await addToList(await openPaper(page, title(at)), LIST)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
    }
    await joinList(ben, await shareList(page, LIST), 'Ben')
  })
  afterAll(async () => {
    await ada.leave()
    await ben.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(() => ada.picture('order-ada'))
  })

  test('does not move under the eyes of who reads when a vote changes it, and waits for them', async () => {
    await goToList(page, LIST)
    await expect.poll(() => titles(page), poll).toHaveLength(3)
    const before = await titles(page)
    const stood = await places(page)
    const last = starter.papers.findIndex(({ title: one }) => one === before[2])
    await goToList(ben.page(), LIST)
    await vote(ben.page(), last)
    const show = page.getByRole('button', { name: CHANGED })
    await show.waitFor()
    expect(await places(page)).toEqual(stood)
    await vote(page, last)
    await rowOf(page, before[2] ?? '')
      .getByRole('button', { pressed: true })
      .waitFor()
    expect(await places(page)).toEqual(stood)
    // Nor does something that is said and undoes nothing.
    await rowOf(page, before[0] ?? '')
      .locator('h3 a')
      .focus()
    await page.keyboard.press('y')
    await page
      .getByText(/copied as BibTeX/)
      .first()
      .waitFor()
    expect(await titles(page)).toEqual(before)
    await show.click()
    await expect.poll(() => titles(page), poll).toEqual([before[2], before[0], before[1]])
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true)
  })

  test('by hand is what it was as soon as a move is taken back', async () => {
    await page.getByRole('button', { name: 'By hand' }).click()
    await page.getByRole('button', { name: 'By hand', pressed: true }).waitFor()
    await expect.poll(() => page.getByRole('button', { name: CHANGED }).count(), poll).toBe(0)
    const before = await titles(page)
    await rowOf(page, before[0] ?? '')
      .locator('h3 a')
      .focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(() => titles(page), poll).toEqual([before[1], before[0], before[2]])
    await page.keyboard.press('u')
    await expect.poll(() => titles(page), poll).toEqual(before)
    expect(await page.getByRole('button', { name: CHANGED }).count()).toBe(0)
  })

  test('with a paper open, a key is for the row that has the focus, and for the paper again once that has it', async () => {
    const [first = '', second = ''] = await titles(page)
    await openPaper(page, first)
    const pressed = (of: string) =>
      rowOf(page, of)
        .getByRole('button', { name: /^(?:Vote for|Take back)/ })
        .first()
        .getAttribute('aria-pressed')
    const before = [await pressed(first), await pressed(second)]
    await rowOf(page, second).locator('h3 a').focus()
    await page.keyboard.press('v')
    await expect.poll(() => pressed(second), poll).not.toBe(before[1])
    expect(await pressed(first)).toBe(before[0])
    await page.locator('article.paper-sheet h1').click()
    await page.keyboard.press('v')
    await expect.poll(() => pressed(first), poll).not.toBe(before[0])
    await page.keyboard.press('v')
    await page.keyboard.press('Escape')
  })

  test('its link is said to be copied beside the link that was, and beside no other', async () => {
    await page.getByRole('button', { name: 'Share' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Copy link' }).click()
    await dialog.getByRole('button', { name: 'Copied' }).waitFor()
    await dialog.getByRole('button', { name: 'Can only read' }).click()
    await dialog.getByLabel('Link to read the list').waitFor()
    expect(await dialog.getByRole('button', { name: 'Copied' }).count()).toBe(0)
  })

  test('whom to leave out is asked in a window that has the focus, and gives it back', async () => {
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Remove somebody/ }).press('Enter')
    await page.getByRole('dialog', { name: /Who stays/ }).waitFor()
    const inside = () =>
      page.evaluate(() =>
        document.activeElement?.closest('[role="dialog"]')?.textContent?.includes('Who stays'),
      )
    await expect.poll(inside, poll).toBe(true)
    await page.waitForTimeout(300)
    expect(await inside()).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
    await expect.poll(focused, poll).toBe('Share')
  })
})
