import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const FULL = /disk is full|no room|storage is full/i
/** More than the browser lends out in one piece once its quota is used up. */
const LONG = 'A note that finds no place on the disk any longer. '.repeat(1_500)
const poll = { timeout: WAIT_MS, interval: 100 }
const LONG_POLL = { timeout: 3 * WAIT_MS, interval: 100 }

/** What the browser lends this app of the disk, in bytes; `null`: as much as it likes. */
const lend = async (page: Page, origin: string, quotaSize: number | null): Promise<void> => {
  const tool = await page.context().newCDPSession(page)
  await tool.send('Storage.overrideQuotaForOrigin', quotaSize === null ? { origin } : { origin, quotaSize })
}

const toldOf = (page: Page): Locator => page.locator('.problem').filter({ hasText: FULL })

/** Writes until the person is told that the disk is full; answers all that was written. */
const writeUntilTold = async (page: Page, note: Locator): Promise<string> => {
  await note.fill(LONG)
  // The browser looks at what it has lent only now and then, and takes some more until it does.
  await expect
    .poll(async () => {
      if (!(await toldOf(page).isVisible())) await note.press('x')
      return toldOf(page).isVisible()
    }, LONG_POLL)
    .toBe(true)
  const written = await note.inputValue()
  expect(written.replaceAll('x', '')).toBe(LONG)
  return written
}

describe('a disk that is full in the middle of the work', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let origin: string

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-full-'))
    server = await startCarrelServer(folder)
    origin = `http://localhost:${server.port}`
    ada = createPerson(() => origin)
    const page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    // Nothing may come back from the relay: this is about the disk.
    await server.stop()
  })
  afterAll(async () => {
    await ada?.leave()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('is told at once, loses nothing that is on the screen, and has everything once there is room', async () => {
    onTestFailed(() => ada.picture('full-disk'))
    const page = ada.page()
    await lend(page, origin, 1)
    const note = (await openPaper(page, title(0))).getByRole('textbox', { name: 'Private note' })
    const written = await writeUntilTold(page, note)
    // What is done meanwhile waits with it.
    await page.locator('article.paper-sheet').getByRole('button', { name: 'Save' }).first().click()

    await lend(page, origin, null)
    await toldOf(page).waitFor({ state: 'detached', timeout: 2 * WAIT_MS })
    await page.reload()
    const sheet = page.locator('article.paper-sheet')
    await expect
      .poll(() => sheet.getByRole('textbox', { name: 'Private note' }).inputValue(), poll)
      .toBe(written)
    expect(await sheet.getByRole('button', { name: 'Save' }).first().getAttribute('aria-pressed')).toBe(
      'true',
    )
  })

  test('that is left while it is full still has what was done', async () => {
    onTestFailed(() => ada.picture('full-disk-left'))
    const page = await ada.open('/')
    const note = (await openPaper(page, title(1))).getByRole('textbox', { name: 'Private note' })
    await lend(page, origin, 1)
    const written = await writeUntilTold(page, note)
    await page.reload()
    await lend(page, origin, null)
    const sheet = page.locator('article.paper-sheet')
    await expect
      .poll(() => sheet.getByRole('textbox', { name: 'Private note' }).inputValue(), poll)
      .toBe(written)
    // On the disk by now, and not only beside it.
    await expect
      .poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('parting'))), {
        ...poll,
        timeout: 2 * WAIT_MS,
      })
      .toEqual([])
    await page.reload()
    await expect
      .poll(() => sheet.getByRole('textbox', { name: 'Private note' }).inputValue(), poll)
      .toBe(written)
  })
})
