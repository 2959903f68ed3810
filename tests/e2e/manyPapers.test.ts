import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { BIG_MONTH, publishBigFeed } from '../helpers/bigFeed.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson } from './person.ts'

const PAPERS = 600

/** How far the rows that are drawn leave a gap to the next or lie over it, in px, and how many there are. */
const seams = (page: Page): Promise<{ readonly rows: number; readonly worst: number }> =>
  page.locator('.papers > li').evaluateAll((rows) => {
    const boxes = rows.map((row) => row.getBoundingClientRect()).sort((a, b) => a.top - b.top)
    const top = document.querySelector('.papers')?.getBoundingClientRect().top ?? 0
    const gaps = boxes.slice(1).map((box, at) => Math.abs(box.top - (boxes[at]?.bottom ?? 0)))
    const first = document.querySelector('[data-index="0"]')?.getBoundingClientRect().top
    return { rows: rows.length, worst: Math.max(...gaps, first === undefined ? 0 : Math.abs(first - top)) }
  })

describe('a month of many papers', () => {
  let folder: string
  let server: CarrelServer
  const person = createPerson(() => `http://localhost:${server.port}`)

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-many-'))
    await publishBigFeed(folder, PAPERS)
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(() => person.picture('many papers'))
  })

  test('each row begins where the one before it ends, at the top, far down, and at the end', async () => {
    const page = await person.open(`/feed/${BIG_MONTH}?sort=top&unread=false&range=month`)
    const row = page.locator(`.papers > li[aria-setsize="${PAPERS}"]`)
    await page.locator('.news').or(row.first()).first().waitFor()
    // Those that came after the first were drawn wait for a word.
    if (await page.locator('.news').isVisible()) await page.locator('.news').click()
    await row.first().waitFor()
    await page.locator('.notice').waitFor()
    for (const part of [0, 0.4, 1]) {
      await page.locator('.scroll').evaluate((list, at) => list.scrollTo(0, list.scrollHeight * at), part)
      await expect.poll(async () => (await seams(page)).rows).toBeGreaterThan(8)
      // Rounded to whole px, as they are placed.
      await expect.poll(async () => (await seams(page)).worst).toBeLessThanOrEqual(1)
    }
    await page.getByText(/That was December/).waitFor()
  })

  test('a row that is chosen says so itself, also where it is drawn anew', async () => {
    const page = person.page()
    await page.locator('.scroll').evaluate((list) => list.scrollTo(0, 0))
    await page.locator('[data-index="0"] h3 a').focus()
    await page.locator('[data-index="0"] .pick').waitFor({ state: 'attached' })
    await page.keyboard.press('Shift+J')
    const chosen = page.locator('.papers > li.chosen')
    await expect.poll(() => chosen.count()).toBe(2)
    await page.locator('.scroll').evaluate((list) => list.scrollTo(0, list.scrollHeight / 2))
    await expect.poll(() => chosen.count()).toBe(0)
    await page.locator('.scroll').evaluate((list) => list.scrollTo(0, 0))
    await expect.poll(() => chosen.count()).toBe(2)
    await expect.poll(() => page.locator('.papers > li:has(:checked)').count()).toBe(2)
  })
})
