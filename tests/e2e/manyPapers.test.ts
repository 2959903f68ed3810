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
  const person = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })

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

  test('what is read stays where it is while rows above it turn out higher than they were taken for, and in a narrower column', async () => {
    const page = person.page()
    const column = page.locator('.scroll')
    await column.evaluate((list) => list.scrollTo(0, list.scrollHeight * 0.7))
    await expect.poll(async () => (await seams(page)).rows).toBeGreaterThan(8)
    const topOf = (index: string | null): Promise<number | null> =>
      page.evaluate(
        (at) => document.querySelector(`[data-index="${at}"]`)?.getBoundingClientRect().top ?? null,
        index,
      )
    // The list that was drawn last is the one that is seen.
    const seenRow = (): Promise<string | null> =>
      column.evaluate((list) => {
        const box = list.getBoundingClientRect()
        const row = document.elementFromPoint(box.left + box.width / 2, box.top + 20)?.closest('li')
        return row?.getAttribute('data-index') ?? null
      })
    for (let step = 0; step < 6; step++) {
      const index = await seenRow()
      const before = await topOf(index)
      if (index === null || before === null) throw new Error('no row is seen')
      await column.evaluate((list) => list.scrollBy(0, -400))
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
      expect(Math.abs(((await topOf(index)) ?? 0) - before - 400)).toBeLessThanOrEqual(1)
    }
    const size = page.viewportSize()
    await page.setViewportSize({ width: 500, height: 844 })
    await expect.poll(async () => (await seams(page)).worst).toBeLessThanOrEqual(1)
    await column.evaluate((list) => list.scrollBy(0, -4_000))
    await expect.poll(async () => (await seams(page)).rows).toBeGreaterThan(6)
    await expect.poll(async () => (await seams(page)).worst).toBeLessThanOrEqual(1)
    if (size) await page.setViewportSize(size)
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

  test('the keyboard’s row is always drawn and in view, and the focus is there before the next key is heard', async () => {
    const page = person.page()
    const where = () =>
      page.evaluate(() => {
        const row = document.querySelector('article.paper.sel')
        const box = row?.getBoundingClientRect()
        const list = document.querySelector('.list .scroll')?.getBoundingClientRect()
        return {
          index: Number(row?.closest('li')?.getAttribute('data-index')),
          focused: row?.contains(document.activeElement) ?? false,
          inView: box && list ? box.top >= list.top - 1 && box.bottom <= list.bottom + 1 : false,
        }
      })
    await page.locator('[data-index="0"] h3 a').focus()
    await expect.poll(where).toEqual({ index: 0, focused: true, inView: true })
    for (let step = 0; step < 40; step++) await page.keyboard.press('j')
    await expect.poll(where).toEqual({ index: 40, focused: true, inView: true })
    for (let step = 0; step < 3; step++) await page.keyboard.press('k')
    await expect.poll(where).toEqual({ index: 37, focused: true, inView: true })

    // Two keys in one task of the page: nothing is painted between them.
    const after = await page.evaluate(() => {
      const press = (key: string): void => {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      }
      press('j')
      const late = document.activeElement?.closest('li')?.getAttribute('data-index')
      press('F8')
      return [late, document.activeElement?.closest('li')?.getAttribute('data-index')]
    })
    expect(after).toEqual(['37', '38'])

    // From far away, in windows of few rows: those that are drawn around it afterwards leave its row in the page.
    for (const height of [520, 620, 720, 900]) {
      await page.setViewportSize({ width: 1440, height })
      const { index } = await where()
      await page.locator('.list .scroll').evaluate((list) => list.scrollBy(0, 30_000))
      await expect.poll(() => page.locator(`[data-index="${index}"]`).count()).toBe(0)
      await page.keyboard.press('j')
      await expect.poll(where).toEqual({ index: index + 1, focused: true, inView: true })
      const drawnAround = () =>
        page.evaluate(
          (at) => [-4, 4].every((way) => document.querySelector(`[data-index="${at + way}"]`) !== null),
          index + 1,
        )
      await expect.poll(drawnAround).toBe(true)
      expect(await where()).toEqual({ index: index + 1, focused: true, inView: true })
    }

    // Whoever touches something else in that moment keeps it.
    const focused = await page.evaluate(async () => {
      const field = document.querySelector<HTMLElement>('[data-index="41"] h3 a')
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))
      field?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
      field?.focus({ preventScroll: true })
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => setTimeout(resolve))))
      return document.activeElement === field
    })
    expect(focused).toBe(true)
  })
})
