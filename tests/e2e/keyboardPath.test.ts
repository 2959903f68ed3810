import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { focused, tabTo } from './byKeyboard.ts'
import { createPerson, dayFromNow, WAIT_MS, type Person } from './person.ts'

const LIST = 'Thursday group'
const poll = { timeout: WAIT_MS, interval: 100 }

/** Types a day into a date field, whose parts stand in the order of the browser's own language. */
const typeDay = async (page: Page, day: string): Promise<void> => {
  const [year = '', month = '', date = ''] = day.split('-')
  const value = (): Promise<string> =>
    page.evaluate(() =>
      document.activeElement instanceof HTMLInputElement ? document.activeElement.value : '',
    )
  for (const digits of [month + date + year, date + month + year, year + month + date]) {
    await page.keyboard.type(digits)
    if ((await value()) === day) return
    for (let part = 0; part < 3; part++) await page.keyboard.press('ArrowLeft')
  }
  throw new Error(`the field does not take ${day}`)
}

describe('by keyboard alone', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { keepsApp: false })
  const ben = createPerson(origin, { keepsApp: false })

  /** Opens the app, and counts what no keyboard does. */
  const open = async (person: Person, address: string): Promise<Page> => {
    const page = await person.open(address)
    await page.evaluate(() => {
      addEventListener('pointerdown', () => (document.documentElement.dataset['pressed'] = 'yes'), true)
    })
    return page
  }

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-by-keyboard-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await Promise.all([ada.leave(), ben.leave()])
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await ada.picture('by keyboard, ada')
      await ben.picture('by keyboard, ben')
    })
  })

  test('two people go from the first run to a shared, discussed and scheduled list', async () => {
    const page = await open(ada, '/')
    const keys = page.keyboard
    await page.locator('#app article.paper h3').first().waitFor()

    // Two papers go to a list that the first of them makes.
    const titles: string[] = []
    for (const _ of [1, 2]) {
      await keys.press('j')
      await keys.press('Enter')
      const heading = page.locator('article.paper-sheet h1')
      await heading.waitFor()
      await expect.poll(() => heading.innerText(), poll).not.toBe(titles.at(-1) ?? '')
      titles.push((await heading.innerText()).trim())
      await keys.press('l')
      await page.getByRole('combobox', { name: 'Add to a list' }).waitFor()
      await keys.type(LIST)
      await keys.press('Enter')
      await page.locator('article.paper-sheet').getByRole('link', { name: LIST }).waitFor()
      await keys.press('Escape')
      if (await heading.isVisible()) await keys.press('Escape')
      await heading.waitFor({ state: 'detached' })
    }

    // The list is shared.
    await keys.press('g')
    await keys.press('l')
    await page.getByRole('heading', { name: 'Lists', exact: true }).waitFor()
    await tabTo(page, new RegExp(`^${LIST}`))
    await keys.press('Enter')
    await page.locator('header.list-bar h1', { hasText: LIST }).waitFor()
    await page.locator('.shared-list article.paper').nth(1).waitFor()
    await tabTo(page, /^Share$/)
    await keys.press('Enter')
    await page.getByRole('dialog').locator('.qr svg').waitFor()
    await tabTo(page, /^Your name/)
    await keys.type('Ada')
    await keys.press('Enter')
    await page.getByRole('dialog').getByText('Ada').waitFor()
    await tabTo(page, /^Copy link/)
    await keys.press('Enter')
    await page.getByRole('dialog').getByText('Copied').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    await keys.press('Escape')
    await expect.poll(() => focused(page), poll).toBe('Share')

    // The other one opens the link, says a name, and is in the list.
    const other = await open(ben, `/join${new URL(link).hash}`)
    await other.getByRole('button', { name: 'Join', exact: true }).waitFor()
    await tabTo(other, /^Your name/)
    await other.keyboard.type('Ben')
    await tabTo(other, /^Join/)
    await other.keyboard.press('Enter')
    await other.locator('.shared-list article.paper').nth(1).waitFor()

    // A vote, and a word that speaks to the other.
    await keys.press('j')
    await keys.press('v')
    await expect.poll(() => other.locator('button.votes', { hasText: '1' }).count(), poll).toBe(1)
    await keys.press('Enter')
    await page.locator('article.paper-sheet h1').waitFor()
    await keys.press('c')
    await expect.poll(() => focused(page), poll).toBe(`Write to ${LIST}`)
    await keys.type('Shall we begin with section 3? @Be')
    await page.getByRole('option', { name: 'Ben' }).waitFor()
    await keys.press('Enter')
    await keys.press('Control+Enter')
    await page.locator('.talk').getByText('Shall we begin with section 3?').waitFor()
    await other.keyboard.press('j')
    await other.keyboard.press('Enter')
    await other.locator('.talk').getByText('Shall we begin with section 3?').waitFor()
    await tabTo(other, /^Answer/)
    await other.keyboard.press('Enter')
    await other.keyboard.type('Yes, I have read it twice.')
    await other.keyboard.press('Control+Enter')
    await page.locator('.talk').getByText('I have read it twice').waitFor()

    // A regular meeting, and who presents at the next one.
    await keys.press('Escape')
    await keys.press('Escape')
    await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
    await tabTo(page, /^Schedule$/, true)
    await keys.press('Enter')
    await page.getByRole('region', { name: 'No date yet' }).waitFor()
    await tabTo(page, /^Set a regular meeting/)
    await keys.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    if ((await focused(page)) !== 'Next meeting') await tabTo(page, /^Next meeting/)
    await typeDay(page, dayFromNow(4))
    await tabTo(page, /^Place or link/)
    await keys.type('Room 3.12')
    await keys.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Room 3.12').waitFor()
    await tabTo(page, /^Give a date: /)
    await keys.press('Enter')
    await dialog.waitFor()
    await tabTo(page, /^\w{3} \d+ \w{3}/, true)
    while (
      (await page.evaluate(() => document.activeElement?.previousElementSibling?.tagName === 'BUTTON')) ===
      true
    )
      await keys.press('Shift+Tab')
    await keys.press('Enter')
    await tabTo(page, /^Presenter/)
    await keys.type('Ben')
    await tabTo(page, /^Save$/)
    await keys.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Ben presents').waitFor()
    // The focus is where the paper went, and not lost.
    await expect.poll(() => focused(page), poll).not.toBe('')
    await other
      .locator('nav.rail')
      .getByRole('link', { name: /you present on/ })
      .waitFor()

    for (const one of [page, other])
      expect(await one.evaluate(() => document.documentElement.dataset['pressed'])).toBeUndefined()
  })
})
