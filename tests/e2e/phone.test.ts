import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, rowOf, WAIT_MS } from './person.ts'

const LIST = 'Thursday'
const poll = { timeout: WAIT_MS, interval: 50 }
const title = (at: number): string => starter.papers[at]?.title ?? ''
/** As small as a code may be drawn for another phone to read it from the hand. */
const LEAST_CODE = 240

describe('on a phone, and with keys', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { phone: true, still: true, keepsApp: false })
  const ben = createPerson(origin, { still: true, keepsApp: false })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-phone-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await Promise.all([ada.leave(), ben.leave()])
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await ada.picture('phone, ada')
      await ben.picture('phone, ben')
    })
  })

  test('the way back stays in sight in a sheet, and Skip stands beside Save and goes on to the next paper', async () => {
    const page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    const sheet = await openPaper(page, title(0))
    const heading = sheet.locator('h1')
    const first = await heading.innerText()
    await sheet.evaluate((one) => one.scrollTo(0, one.scrollHeight))
    await expect.poll(() => sheet.evaluate((one) => one.scrollTop), poll).toBeGreaterThan(50)
    const back = sheet.getByRole('button', { name: 'Back to the list' })
    const box = await back.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(0)
    // Nothing of the paper shows above it.
    expect((await sheet.locator('.tools').boundingBox())?.y).toBe(0)
    if (process.env['CARREL_PICTURES']) await ada.picture('phone, a sheet scrolled down')
    const skip = sheet.getByRole('button', { name: 'Skip' })
    const save = sheet.getByRole('button', { name: 'Save' })
    expect((await skip.boundingBox())?.y).toBeCloseTo((await save.boundingBox())?.y ?? 0, 0)
    await skip.tap()
    await page.locator('.toast', { hasText: 'Skipped' }).waitFor()
    await expect.poll(() => heading.innerText(), poll).not.toBe(first)
    await back.tap()
    await sheet.waitFor({ state: 'detached' })
    await expect
      .poll(() => rowOf(page, first).getByRole('button', { name: 'Skip' }).getAttribute('aria-pressed'), poll)
      .toBe('true')
  })

  test('menus name no keys where there are none, and the code to share fills the dialog', async () => {
    const page = await ada.open('/')
    await rowOf(page, title(0)).locator('h3 a').focus()
    await page.locator('.pick').first().waitFor({ state: 'attached' })
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem').first().waitFor()
    expect(await page.locator('.menu kbd').count()).toBeGreaterThan(0)
    expect(await page.locator('.menu kbd:visible').count()).toBe(0)
    await page.keyboard.press('Escape')
    await addToList(await openPaper(page, title(1)), LIST)
    await page.locator('article.paper-sheet').getByRole('link', { name: LIST }).tap()
    await page.getByRole('button', { name: 'Share' }).tap()
    const dialog = page.getByRole('dialog')
    const code = dialog.locator('.qr svg')
    await code.waitFor()
    if (process.env['CARREL_PICTURES']) await ada.picture('phone, sharing')
    const [inside, drawn] = [await dialog.boundingBox(), await code.boundingBox()]
    expect(drawn?.width).toBeGreaterThanOrEqual(LEAST_CODE)
    expect(drawn?.width).toBeGreaterThanOrEqual((inside?.width ?? 0) * 0.85)
    expect(drawn?.width).toBe(drawn?.height)
  })

  test('what only lists have a use for says so in the feed', async () => {
    const page = await ben.open('/')
    await rowOf(page, title(0)).waitFor()
    const said = (words: string): Promise<void> => page.locator('.toast', { hasText: words }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('v')
    await said('Votes are for shared lists')
    await page.keyboard.press('Shift+T')
    await said('Tags for the group are for shared lists')
    await page.keyboard.press('c')
    await said('Papers are discussed in lists')
    const sheet = page.locator('article.paper-sheet')
    const first = await sheet.locator('h1').innerText()
    expect(await sheet.getByRole('button', { name: 'Skip' }).first().getAttribute('title')).toBe('Skip (x)')
    await page.keyboard.press('x')
    await expect.poll(() => sheet.locator('h1').innerText(), poll).not.toBe(first)
    // In a list the same keys do what they are for.
    await addToList(sheet, LIST)
    await sheet.getByRole('link', { name: LIST }).click()
    await page.locator('.shared-list article.paper').first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('v')
    await page.locator('button.votes', { hasText: '1' }).waitFor()
    // Where nothing is to be voted for, nothing is said.
    await page.goto(new URL('/you', origin()).href)
    await page.getByRole('heading', { name: 'Theme' }).waitFor()
    await page.keyboard.press('v')
    await page.waitForTimeout(300)
    expect(await page.locator('.toast').count()).toBe(0)
  })
})
