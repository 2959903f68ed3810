import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { createPerson, WAIT_MS, type Person } from './person.ts'
import { cutOff } from './reflow.ts'

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../fixtures/papers-page.txt'), 'utf8')
const poll = { timeout: WAIT_MS, interval: 100 }
const NAMED = 'Go to a day'

/** Papers of 1 December 2024; the feed that everybody has holds 8 December 2025. */
const addPapers = async (person: Person): Promise<void> => {
  const page = await person.open('/add')
  const box = page.getByRole('textbox', { name: 'Paste here' })
  await box.waitFor()
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), PAGE)
  await box.focus()
  await page.keyboard.press('Control+v')
  await page.locator('.found').waitFor()
  await page.getByRole('group', { name: 'Year' }).getByRole('button', { name: 'Other' }).click()
  await page.getByLabel('Year of dates without one').fill('2024')
  await page.locator('.add-body > .by', { hasText: '2024' }).waitFor()
  await page.getByRole('button', { name: /^Add \d+ papers$/ }).click()
  await page.getByRole('heading', { name: /papers added$/ }).waitFor()
}

const openCalendar = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: 'Calendar' }).click()
  const dialog = page.getByRole('dialog', { name: NAMED })
  await dialog.getByRole('grid').waitFor()
  return dialog
}
/** The name of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement
    return at?.getAttribute('aria-label') ?? at?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
  })
const month = (dialog: Locator): Locator => dialog.locator('h3')

describe('the calendar of the feed', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let phone: Person
  let papers = 0

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-calendar-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin, { keepsApp: false, still: true })
    phone = createPerson(origin, { keepsApp: false, still: true, phone: true })
    await addPapers(ada)
    const page = await ada.open('/feed/2024-12-01')
    await page.locator('#app article.paper h3').first().waitFor()
    papers = await page.locator('#app article.paper').count()
  })
  afterAll(async () => {
    await ada?.leave()
    await phone?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => ada?.picture('calendar'))
  })
  const take = async (person: Person, name: string): Promise<void> => {
    if (process.env['CARREL_PICTURES']) await person.picture(`calendar ${name}`)
  }

  test('by mouse: days say what they hold, a day is read and marked, and the newest is one press away', async () => {
    const page = await ada.open('/feed/2024-12-01')
    await page.locator('#app article.paper h3').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('s')
    const dialog = await openCalendar(page)
    const sunday = dialog.getByRole('button', {
      name: `Sunday 1 December 2024, ${papers} papers, ${papers - 1} unread`,
      exact: true,
    })
    await sunday.waitFor()
    await dialog.getByRole('button', { name: 'Tuesday 3 December 2024, no papers', exact: true }).waitFor()
    // In Britain weeks begin on a Monday.
    expect(await dialog.getByRole('columnheader').first().innerText()).toContain('Mon')
    expect(await dialog.getByRole('gridcell', { selected: true }).count()).toBe(1)
    expect(await faultsOf(page)).toEqual([])
    await take(ada, 'light')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await faultsOf(page)).toEqual([])
    await take(ada, 'dark')
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
    await take(ada, 'forced')
    await page.emulateMedia({ forcedColors: 'none' })

    await dialog.getByRole('button', { name: 'Previous month' }).click()
    await dialog
      .getByRole('button', { name: 'Friday 1 November 2024, before the feed begins on 1 December 2024' })
      .waitFor()
    await dialog.getByRole('button', { name: 'Next year' }).click()
    await expect.poll(() => month(dialog).innerText(), poll).toBe('November 2025')
    await dialog.getByRole('button', { name: 'Previous year' }).click()
    await dialog.getByRole('button', { name: 'Next month' }).click()
    // A day without papers is gone to as well.
    await dialog.getByRole('button', { name: /^Tuesday 3 December 2024/ }).click()
    await page.waitForURL(/feed\/2024-12-03/)
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'No papers on Tuesday, 3 December 2024' }).waitFor()

    await openCalendar(page)
    await dialog.getByRole('button', { name: 'Newest day' }).click()
    await page.waitForURL(/feed\/2025-12-08/)
    await page.getByRole('button', { name: 'Mark Monday as done' }).click()
    await openCalendar(page)
    await dialog.getByRole('button', { name: /^Monday 8 December 2025, \d+ papers, .*, finished$/ }).waitFor()
    await dialog.getByRole('button', { name: /^Tuesday 9 December 2025, no papers yet/ }).waitFor()
    await take(ada, 'finished')
    // Beside it, the window closes and nothing else happens.
    await page.mouse.click(900, 700)
    await dialog.waitFor({ state: 'detached' })
    expect(page.url()).toContain('/feed/2025-12-08')
    await expect.poll(() => focused(page), poll).toBe('Calendar')
  })

  test('by keyboard alone: through days, weeks, months and years, and back to the button', async () => {
    const page = await ada.open('/feed/2024-12-01')
    await page.locator('#app article.paper h3').first().waitFor()
    await page.getByRole('button', { name: 'Calendar' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: NAMED })
    const steps: readonly (readonly [key: string, day: string])[] = [
      ['ArrowRight', 'Monday 2 December 2024'],
      ['ArrowDown', 'Monday 9 December 2024'],
      ['End', 'Sunday 15 December 2024'],
      ['Home', 'Monday 9 December 2024'],
      ['ArrowUp', 'Monday 2 December 2024'],
      ['ArrowLeft', 'Sunday 1 December 2024'],
      // Over the edge of the month.
      ['ArrowLeft', 'Saturday 30 November 2024'],
      ['PageUp', 'Wednesday 30 October 2024'],
      ['PageDown', 'Saturday 30 November 2024'],
      ['Shift+PageDown', 'Sunday 30 November 2025'],
      ['Shift+PageUp', 'Saturday 30 November 2024'],
    ]
    await expect.poll(() => focused(page), poll).toMatch(/^Sunday 1 December 2024, \d+ papers/)
    for (const [key, day] of steps) {
      await page.keyboard.press(key)
      expect([key, (await focused(page)).split(',')[0]]).toEqual([key, day])
      // One stop for the Tab key, wherever one is.
      expect(await dialog.locator('table [tabindex="0"]').count()).toBe(1)
    }
    // Where lines run from right to left, the next day stands on the left.
    await page.evaluate(() => (document.documentElement.dir = 'rtl'))
    await page.keyboard.press('ArrowLeft')
    expect((await focused(page)).split(',')[0]).toBe('Sunday 1 December 2024')
    await take(ada, 'rtl')
    await page.evaluate(() => (document.documentElement.dir = 'ltr'))
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(page.url()).toContain('/feed/2024-12-01')
    await expect.poll(() => focused(page), poll).toBe('Calendar')

    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page), poll).toMatch(/^Sunday 1 December 2024/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/feed\/2024-12-08/)
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => focused(page), poll).toBe('Calendar')

    // Who would rather type: behind the grid, which is one stop.
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page), poll).toMatch(/^Sunday 8 December 2024/)
    await page.keyboard.press('Tab')
    await page.keyboard.type('8/12/2025')
    await page.keyboard.press('Enter')
    await dialog.getByRole('alert').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Control+a')
    await page.keyboard.type('8 Dec 2025')
    await page.keyboard.press('Enter')
    await page.waitForURL(/feed\/2025-12-08/)
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => focused(page), poll).toBe('Calendar')
    // Tab goes round in the window.
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page), poll).toMatch(/^Monday 8 December 2025/)
    for (let press = 0; press < 9; press += 1) {
      await page.keyboard.press('Tab')
      expect(await dialog.evaluate((window) => window.contains(document.activeElement))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('a week or a month that is shown is marked in it', async () => {
    const page = await ada.open('/feed/2024-12-01?range=week')
    await page.locator('#app article.paper h3').first().waitFor()
    const dialog = await openCalendar(page)
    const chosen = dialog.getByRole('gridcell', { selected: true })
    const strip = await page.locator('.week .day b').allInnerTexts()
    await expect.poll(async () => (await chosen.locator('b').allInnerTexts()).length, poll).toBeGreaterThan(1)
    expect(strip).toEqual(expect.arrayContaining(await chosen.locator('b').allInnerTexts()))
    await take(ada, 'week')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Month', exact: true }).click()
    await openCalendar(page)
    await expect.poll(() => chosen.count(), poll).toBe(31)
    expect(await faultsOf(page)).toEqual([])
    await take(ada, 'month')
    await page.keyboard.press('Escape')
  })

  test('on a phone it is a sheet whose days a thumb can hit, also in a window of 320 px', async () => {
    const page = await phone.open('/feed/2025-12-08')
    await page.locator('#app article.paper h3').first().waitFor()
    await page.getByRole('button', { name: 'Calendar' }).tap()
    const dialog = page.getByRole('dialog', { name: NAMED })
    await dialog.getByRole('grid').waitFor()
    const least = (): Promise<number> =>
      dialog
        .locator('button')
        .evaluateAll((cells) =>
          Math.min(
            ...cells.flatMap((cell) => [
              cell.getBoundingClientRect().width,
              cell.getBoundingClientRect().height,
            ]),
          ),
        )
    expect(await least()).toBeGreaterThanOrEqual(44)
    expect(await faultsOf(page)).toEqual([])
    await take(phone, 'phone')
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await least()).toBeGreaterThanOrEqual(44)
    expect(await cutOff(page)).toEqual([])
    await take(phone, 'phone 320')
    await dialog.getByRole('button', { name: /^Wednesday 3 December 2025/ }).tap()
    await page.waitForURL(/feed\/2025-12-03/)
    await dialog.waitFor({ state: 'detached' })
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Calendar' }).tap()
    await page.emulateMedia({ colorScheme: 'dark' })
    await dialog.getByRole('grid').waitFor()
    await take(phone, 'phone dark')
    await dialog.getByRole('button', { name: 'Close' }).tap()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => focused(page), poll).toBe('Calendar')
  })
})
