import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { BIG_MONTH, publishBigFeed } from '../helpers/bigFeed.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, dayFromNow, WAIT_MS } from './person.ts'
import { goToList } from './sharing.ts'

const LIST = 'Everything'
/** Cards of a column, and papers without a date, that are drawn at once. */
const DRAWN = 60
/** Papers that the menu of a meeting offers. */
const OFFERED = 30
const poll = { timeout: WAIT_MS, interval: 100 }

const look = (page: Page, view: 'Board' | 'Schedule'): Promise<void> =>
  page.getByRole('group', { name: 'View' }).getByRole('button', { name: view }).click()

describe('a list with one paper more than is drawn at once', () => {
  let folder: string
  let server: CarrelServer
  const ada = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-many-listed-'))
    await publishBigFeed(folder, DRAWN + 1)
    server = await startCarrelServer(folder)
    const page = await ada.open(`/feed/${BIG_MONTH}?sort=top&unread=false&range=month`)
    const all = page.getByText(`${DRAWN + 1} papers`).first()
    // Those that came after the first were drawn wait for a word.
    await page.locator('.news').or(all).first().waitFor()
    if (await page.locator('.news').isVisible()) await page.locator('.news').click()
    await all.waitFor()
    await page.locator('#app article.paper h3').first().waitFor()
    await page.locator('.pick').first().waitFor({ state: 'attached' })
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Control+a')
    await page
      .getByRole('toolbar', { name: 'Selected papers' })
      .getByText(`${DRAWN + 1} selected`)
      .waitFor()
    await page.keyboard.press('l')
    await page.getByRole('dialog').getByRole('combobox').fill(LIST)
    await page.keyboard.press('Enter')
    await page.locator('.toast', { hasText: `${DRAWN + 1} papers` }).waitFor()
    await page.keyboard.press('Escape')
    await goToList(page, LIST)
  })
  afterAll(async () => {
    await ada.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(() => ada.picture('many in a list'))
  })

  test('the board draws sixty cards of a column and the one that is left on request; of sixty it draws all', async () => {
    const page = ada.page()
    await look(page, 'Board')
    const cards = page.locator('[data-stage="to-read"] .card')
    const more = page.getByRole('button', { name: 'Show 1 more' })
    await more.waitFor()
    expect(await cards.count()).toBe(DRAWN)
    await more.click()
    await expect.poll(() => cards.count(), poll).toBe(DRAWN + 1)
    expect(await more.count()).toBe(0)
    await page.reload()
    await more.waitFor()
    await cards
      .first()
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: 'Move to Discussed' }).click()
    await page.locator('.toast', { hasText: 'Moved to Discussed' }).waitFor()
    await more.waitFor({ state: 'detached' })
    await expect.poll(() => cards.locator('visible=true').count(), poll).toBe(DRAWN)
    await page.keyboard.press('u')
    await more.waitFor()
  })

  test('the schedule draws sixty papers without a date and the one that is left on request, and offers thirty', async () => {
    const page = ada.page()
    await look(page, 'Schedule')
    const papers = page.getByRole('region', { name: 'No date yet' }).locator('.slot-paper')
    const more = page.getByRole('button', { name: 'Show more, of 1 that are left' })
    await more.waitFor()
    expect(await papers.count()).toBe(DRAWN)
    await more.click()
    await expect.poll(() => papers.count(), poll).toBe(DRAWN + 1)
    expect(await more.count()).toBe(0)
    await page.getByRole('button', { name: 'Set a regular meeting' }).click()
    await page.getByRole('dialog').getByLabel('Next meeting').fill(dayFromNow(3))
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page
      .getByRole('button', { name: /^Plan a paper for/ })
      .first()
      .click()
    await page.getByRole('menuitem').first().waitFor()
    expect(await page.getByRole('menuitem').count()).toBe(OFFERED)
    await page.getByRole('menuitem').first().click()
    await expect.poll(() => papers.count(), poll).toBe(DRAWN)
  })
})
