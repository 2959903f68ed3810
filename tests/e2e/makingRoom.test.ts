import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { faultsOf } from './axe.ts'
import { publishBigFeed } from '../helpers/bigFeed.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, delivered, WAIT_MS, type Person } from './person.ts'

const PAPERS = 2_600
const poll = { timeout: 2 * WAIT_MS, interval: 100 }

/** How many databases of feeds there are on this device. */
const feedDatabases = (page: Page): Promise<number> =>
  page.evaluate(
    async () => (await indexedDB.databases()).filter(({ name }) => name?.startsWith('carrel/feed:')).length,
  )

describe('days of the feed', () => {
  let folder: string
  let server: CarrelServer
  let person: Person
  let whole: number

  const open = async (address: string): Promise<Page> => {
    const page = await person.open(address)
    await page.locator('#app main > *').first().waitFor()
    return page
  }
  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-room-'))
    await publishBigFeed(folder, PAPERS)
    server = await startCarrelServer(folder)
    person = createPerson(() => `http://localhost:${server.port}`)
    const page = await open('/feed/2025-12-03')
    const row = page.locator('#app article.paper').first()
    await row.hover()
    await row.getByRole('button', { name: 'Save' }).click()
    await delivered(page)
    whole = await feedDatabases(page)
    expect(whole).toBeGreaterThanOrEqual(4)
  })
  afterAll(async () => {
    await person?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(() => person.picture('making-room'))
  })

  test('make room when the person says so, come back by undoing, and on the day itself', async () => {
    const page = await open('/you')
    const section = page.getByRole('region', { name: 'Storage' })
    await section.getByText(/What you made, .* Carrel never removes that/).waitFor()
    const makeRoom = section.getByRole('button', { name: /Make room: remove the feed before/ })
    await makeRoom.click()
    await expect.poll(() => feedDatabases(page), poll).toBeLessThan(whole)
    await section.getByText(/papers of the feed made room/).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => feedDatabases(page), poll).toBe(whole)

    // How long old days are kept is said for this device, and holds.
    const kept = section.getByRole('group', { name: 'Keep days of the feed for' })
    await kept.getByRole('button', { name: '90 days', pressed: false }).click()
    await page.reload()
    await kept.getByRole('button', { name: '90 days', pressed: true }).waitFor()
    await kept.getByRole('button', { name: 'No limit' }).click()

    await makeRoom.click()
    await expect.poll(() => feedDatabases(page), poll).toBeLessThan(whole)
    const left = await feedDatabases(page)
    // A start does not fetch again what made room, and what was saved of it is still there.
    await open('/saved')
    await page.locator('#app section.list article.paper').first().waitFor()
    await delivered(page)
    expect(await feedDatabases(page)).toBe(left)
    await open('/feed/2025-12-03')
    await page.getByRole('heading', { name: /is not on this device/ }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Fetch them again' }).click()
    await page.locator('#app article.paper').first().waitFor()
    await expect.poll(() => feedDatabases(page), poll).toBe(whole)
  })

  test('make room by themselves when the disk refuses a note, which is then written', async () => {
    const page = await open('/feed/2025-12-30')
    await page.locator('#app article.paper h3 a').first().click()
    const note = page.locator('article.paper-sheet').getByRole('textbox', { name: 'Private note' })
    await note.waitFor()
    await delivered(page)
    const tool = await page.context().newCDPSession(page)
    const { origin } = new URL(page.url())
    await tool.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
    await note.fill('A note that finds no place. '.repeat(2_500))
    // The browser looks at what it has lent only now and then, and takes some more until it does.
    await expect
      .poll(async () => {
        if ((await feedDatabases(page)) === whole) await note.press('x')
        return feedDatabases(page)
      }, poll)
      .toBeLessThan(whole)
    await page
      .getByText(/was taken off this device. It can be fetched again/)
      .first()
      .waitFor()
    await tool.send('Storage.overrideQuotaForOrigin', { origin })
    const written = await note.inputValue()
    await page.locator('.problem').waitFor({ state: 'detached', timeout: 2 * WAIT_MS })
    await page.reload()
    await expect.poll(() => note.inputValue(), poll).toBe(written)
  })
})
