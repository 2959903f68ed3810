import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { focused, tabTo } from './byKeyboard.ts'
import { createPerson, WAIT_MS } from './person.ts'
import { joinList, shareList } from './sharing.ts'

const LIST = 'Thursday group'
const poll = { timeout: WAIT_MS, interval: 50 }
const BIBTEX = '@article{one, title={A First Paper}, author={Doe, Jane}, year={2021}}\n'

const standsAt = (page: Page, name: string): Promise<void> =>
  expect.poll(() => focused(page), poll).toBe(name)

describe('the focus is never lost', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { keepsApp: false })
  const ben = createPerson(origin, { keepsApp: false })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-focus-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await Promise.all([ada.leave(), ben.leave()])
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await ada.picture('focus, ada')
      await ben.picture('focus, ben')
    })
  })

  test('after Undo in the toast it is back where it was, and nothing scrolls', async () => {
    const page = await ada.open('/')
    const keys = page.keyboard
    await page.locator('#app article.paper h3').first().waitFor()
    for (let row = 0; row < 7; row++) await keys.press('j')
    await keys.press('s')
    await page.locator('.toast').waitFor()
    const title = await focused(page)
    const column = page.locator('#app section.list .scroll')
    const before = await column.evaluate((one) => one.scrollTop)
    expect(before).toBeGreaterThan(0)
    await page.locator('.toast-act').focus()
    await keys.press('Enter')
    await standsAt(page, title)
    expect(await column.evaluate((one) => one.scrollTop)).toBe(before)
    // Nor is it lost with the toast itself.
    await keys.press('s')
    await page.locator('.toast-act').waitFor()
    await page.locator('.toast-close').focus()
    await keys.press('Enter')
    await standsAt(page, title)
    await keys.press('j')
    await expect.poll(() => focused(page), poll).not.toBe(title)
    await expect.poll(() => focused(page), poll).not.toBe('')
  })

  test('a view that is kept has its menu where the button was', async () => {
    const page = ada.page()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await tabTo(page, /^Filter$/)
    await page.keyboard.press('Enter')
    await standsAt(page, 'Words of a title, author or abstract')
    await page.keyboard.type('a')
    await page.getByRole('button', { name: 'Keep this view' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('Of mine')
    await page.keyboard.press('Enter')
    await standsAt(page, 'What to do with the view Of mine')
  })

  test('the links of You lead to the heading of what they open', async () => {
    const page = await ada.open('/you')
    await page.getByRole('link', { name: 'Link another device' }).waitFor()
    for (const [link, heading] of [
      ['Link another device', 'Link another device'],
      ['Link this device to my other one', 'Link this device to my other one'],
      ['Save a backup', 'Backup and restore'],
      ['I have a backup or key', 'Restore from a backup'],
      ['What is protected, and what is not', 'What is protected, and what is not'],
      ['Saved papers', 'Saved'],
      ['Your tags', 'Your tags'],
    ] as const) {
      await page.getByRole('link', { name: link, exact: true }).focus()
      await page.keyboard.press('Enter')
      await page.locator('section.you', { hasText: 'Name and colour' }).waitFor({ state: 'detached' })
      await standsAt(page, heading)
      await page.goBack()
      await standsAt(page, 'You')
    }
  })

  test('a file that was understood leads to the heading above what was found', async () => {
    const page = await ada.open('/add')
    await page.getByRole('button', { name: 'Open a file' }).focus()
    await page
      .locator('section.add input[type=file]')
      .setInputFiles({ name: 'mine.bib', mimeType: '', buffer: Buffer.from(BIBTEX) })
    await page
      .getByText('A First Paper')
      .or(page.getByRole('button', { name: /^Add / }))
      .first()
      .waitFor()
    await standsAt(page, 'Add papers')
    await tabTo(page, /^Add 1 paper/)
  })

  test('whoever joins a list, or leaves one, is at the heading of what comes', async () => {
    const page = await ada.open('/lists')
    await page
      .getByRole('button', { name: /New list/ })
      .first()
      .click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type(LIST)
    await page.keyboard.press('Enter')
    await page.locator('header.list-bar h1', { hasText: LIST }).waitFor()
    const link = await shareList(page, LIST)
    await joinList(ben, link, 'Ben')
    const other = ben.page()
    await standsAt(other, LIST)
    await tabTo(other, /^More about this list$/)
    await other.keyboard.press('Enter')
    await other.getByRole('menuitem', { name: /^Leave/ }).waitFor()
    await other.keyboard.type('Leave')
    await other.keyboard.press('Enter')
    await other.getByRole('dialog').getByRole('button', { name: 'Leave' }).waitFor()
    await tabTo(other, /^Leave$/)
    await other.keyboard.press('Enter')
    await other.getByRole('heading', { name: 'Lists', exact: true }).waitFor()
    await standsAt(other, 'Lists')
    await other.locator('.toast-act').focus()
    await other.keyboard.press('Enter')
    await other.locator('.places').getByText(LIST).waitFor()
    await standsAt(other, 'Lists')
  })
})
