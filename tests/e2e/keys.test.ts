import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, WAIT_MS } from './person.ts'

const poll = { timeout: WAIT_MS, interval: 50 }

/** What has the focus: its paper, or its words, or its element. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const now = document.activeElement
    return now?.getAttribute('data-paper') ?? (now?.textContent?.trim().slice(0, 40) || now?.tagName) ?? ''
  })

describe('the keyboard', () => {
  let folder: string
  let server: CarrelServer
  const ada = createPerson(() => `http://localhost:${server.port}`, { still: true })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-keys-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await ada.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  const openFeed = async (): Promise<Page> => {
    onTestFailed(() => ada.picture('keys'))
    const page = await ada.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    return page
  }

  test('from a button of the header the focus goes along to the row, and Enter opens the paper', async () => {
    const page = await openFeed()
    await page.getByRole('button', { name: 'New', exact: true }).focus()
    await page.keyboard.press('j')
    const first = await page.locator('#app [data-paper]').first().getAttribute('data-paper')
    await expect.poll(() => focused(page), poll).toBe(first)
    await page.keyboard.press('Enter')
    await page.locator('article.paper-sheet h1').waitFor()
    expect(page.url()).toContain('sort=top')
  })

  test('whoever goes by keyboard is at the page they went to, also the first time', async () => {
    const page = await openFeed()
    for (const [key, heading] of [
      ['l', 'Lists'],
      ['s', 'Saved'],
      ['t', 'Your tags'],
      ['l', 'Lists'],
    ] as const) {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await page.locator('main h1', { hasText: heading }).waitFor()
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('main') !== null), poll)
        .toBe(true)
    }
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    const first = await page.locator('#app [data-paper]').first().getAttribute('data-paper')
    await expect.poll(() => focused(page), poll).toBe(first)
  })

  test('a key is changed, exchanged and given back, and the change outlives a reload without a network', async () => {
    let page = await openFeed()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard' })
    await sheet.getByRole('button', { name: 'Change keys' }).click()
    await sheet.getByRole('button', { name: 'Key for “save”: s' }).click()
    await page.keyboard.press('x')
    await sheet.getByText('x is “skip”. Exchange the two?').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('1')
    // The focus is where it was, at the key that was changed.
    const save = sheet.getByRole('button', { name: 'Key for “save”: g 1' })
    await expect.poll(() => save.evaluate((one) => one === document.activeElement), poll).toBe(true)
    await save.click()
    await page.keyboard.press('x')
    await sheet.getByRole('button', { name: 'Exchange' }).click()
    await sheet.getByRole('button', { name: 'Key for “skip”: g 1' }).waitFor()
    await sheet.getByRole('button', { name: 'Key for “undo”: u' }).click()
    await sheet.getByRole('button', { name: 'No key' }).click()
    await sheet.getByRole('button', { name: 'Key for “undo”: none' }).click()
    // Esc leaves the choice, and then the sheet.
    await page.keyboard.press('Escape')
    await sheet.getByRole('button', { name: 'Done' }).waitFor()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })

    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await ada.context().setOffline(true)
    page = await openFeed()
    await page.keyboard.press('j')
    const row = page.locator('#app article.paper').first()
    const save2 = row.getByRole('button', { name: 'Save' })
    await page.keyboard.press('s')
    await page.keyboard.press('x')
    await expect.poll(() => save2.getAttribute('aria-pressed'), poll).toBe('true')
    expect(await save2.getAttribute('title')).toBe('Save (x)')
    expect(await row.getByRole('button', { name: 'Skip' }).getAttribute('title')).toBe('Skip (g 1)')
    await page.locator('.toast').getByText('Saved').waitFor()
    expect((await page.locator('.toast-act kbd').textContent()) ?? '').toBe('')
    await page.keyboard.press('?')
    await sheet.getByRole('button', { name: 'All as they were' }).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('s')
    await expect.poll(() => save2.getAttribute('aria-pressed'), poll).toBe('false')
    await ada.context().setOffline(false)
  })

  test('switched off, single keys do nothing, and You brings them back', async () => {
    const page = await openFeed()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard' })
    await sheet.getByLabel('Single-letter keys are on').uncheck()
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.keyboard.press('j')
    expect(await sheet.count()).toBe(0)
    await page.goto(new URL('/you', page.url()).href)
    await page.getByLabel(/Single letters act at once/).check()
    await page.getByRole('button', { name: 'Show or change the keys' }).click()
    await sheet.getByRole('button', { name: 'Change keys' }).waitFor()
  })
})
