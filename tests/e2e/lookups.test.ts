import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test, vi } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { openBrowser } from '../helpers/browser.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { startRegistryServer, type RegistryServer } from '../helpers/registryServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { cutOff } from './reflow.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const ATTENTION = '1706.03762'
const DOI = '10.1000/xyz'
const NOBODY = '9912.99999'
const LIST = 'Reading group'

describe('papers added by id', () => {
  let folder: string
  let server: CarrelServer
  let registry: RegistryServer
  let ada: Person
  let ben: Person
  let restarted: BrowserContext | null = null
  const origin = (): string => `http://localhost:${server.port}`

  beforeAll(async () => {
    buildCarrel()
    registry = await startRegistryServer()
    registry.records.set(ATTENTION, { title: 'Attention Is All You Need' })
    registry.records.set(DOI, { title: 'Wells–Riley & the <i>others</i>' })
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-lookups-'))
    const { origin: at } = registry
    server = await startCarrelServer(folder, 0, {
      CARREL_ARXIV: at,
      CARREL_CROSSREF: at,
      CARREL_DATACITE: at,
    })
    ada = createPerson(origin)
    ben = createPerson(origin)
  })
  afterAll(async () => {
    await restarted?.close().catch(() => undefined)
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    await registry?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  /** Nothing that axe finds, and nothing cut off, on a wide screen and a phone, light and dark. */
  const looksWell = async (page: Page): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await faultsOf(page)).toEqual([])
    }
    const size = page.viewportSize()
    await page.setViewportSize({ width: 390, height: 844 })
    // A sheet that was beside the list slides over it first.
    await vi.waitFor(async () => expect(await cutOff(page)).toEqual([]), { timeout: WAIT_MS })
    expect(await faultsOf(page)).toEqual([])
    if (size) await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const card = (page: Page, label: string) => page.locator('.add-answer', { hasText: label })

  test('wait without a network, through kill -9 and a start without one, and get their titles once it is there, in the shared list for everybody', async () => {
    onTestFailed(() =>
      Promise.all([ada.picture('lookups-ada'), ben.picture('lookups-ben')]).then(() => undefined),
    )
    let page = await ada.open('/')
    await addToList(await openPaper(page, starter.papers[0]?.title ?? ''), LIST)
    await joinList(ben, await shareList(page, LIST), 'Ben')
    // Once through the worker, so that the next starts need no server.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))

    await page.goto(`${origin()}/add`)
    await page.getByRole('textbox', { name: 'Paste here' }).fill(`${ATTENTION} doi:${DOI}, ${NOBODY}`)
    await page.getByText('Whoever is asked hears').waitFor()
    await looksWell(page)
    await ada.context().setOffline(true)
    await page.getByRole('button', { name: 'Add all 3' }).click()
    for (const label of [`arXiv ${ATTENTION}`, `DOI ${DOI}`, `arXiv ${NOBODY}`])
      await card(page, label).getByText('Waiting for the network').waitFor()
    await looksWell(page)
    await card(page, ATTENTION).getByRole('link', { name: 'Open it' }).click()
    const sheet = page.locator('article.paper-sheet')
    await sheet.getByText('Waiting for the network').waitFor()
    await addToList(sheet, LIST)
    await goToList(page, LIST)
    await rowOf(page, `arxiv:${ATTENTION}`).getByText('Waiting for the network').waitFor()
    // Taken back as it was done: saved no more, and not looked up either.
    await page.goto(`${origin()}/add`)
    await page.getByRole('textbox', { name: 'Paste here' }).fill('2001.00001')
    await page.getByRole('button', { name: 'Add paper' }).click()
    await card(page, '2001.00001').getByText('Waiting for the network').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Add paper' }).waitFor()
    expect(registry.asked).toEqual([])

    await ada.kill()
    const opened = await openBrowser(ada.profile)
    restarted = opened.context
    page = opened.page
    page.setDefaultTimeout(WAIT_MS)
    await restarted.setOffline(true)
    await page.goto(`${origin()}/add`)
    const shelf = page.getByRole('region', { name: '3 papers wait to be looked up' })
    await shelf.waitFor()
    await shelf.getByText('Waiting for the network').nth(2).waitFor()
    await looksWell(page)

    await restarted.setOffline(false)
    await page
      .getByRole('region', { name: '1 paper is not known' })
      .getByText(`arXiv does not know ${NOBODY}`)
      .waitFor()
    await looksWell(page)
    await page.goto(`${origin()}/saved`)
    await rowOf(page, 'Attention Is All You Need').waitFor()
    await rowOf(page, 'Wells–Riley & the others').waitFor()
    await rowOf(page, `arxiv:${NOBODY}`).getByText(`arXiv does not know ${NOBODY}`).waitFor()
    await goToList(page, LIST)
    await rowOf(page, 'Attention Is All You Need').waitFor()
    await rowOf(ben.page(), 'Attention Is All You Need').waitFor()
    // Asked once each, arXiv for all of its own together.
    expect([...registry.asked].sort()).toEqual([`arxiv ${ATTENTION},${NOBODY}`, `crossref ${DOI}`])
    expect(registry.headers).not.toHaveProperty('referer')

    // It came out since: who opens it asks again, by key.
    registry.records.set(NOBODY, { title: 'It came out' })
    await page.goto(`${origin()}/saved`)
    await rowOf(page, `arxiv:${NOBODY}`).locator('h3 a').click()
    await page.locator('article.paper-sheet').getByText('arXiv does not know').waitFor()
    await page.keyboard.press('L')
    await page.locator('article.paper-sheet h1', { hasText: 'It came out' }).waitFor()
  })

  test('are not looked up where the person has switched it off, and a paper is when it is asked for by itself', async () => {
    onTestFailed(() => ben.picture('lookups-off'))
    const before = registry.asked.length
    const page = await ben.open('/you')
    await page.getByLabel('Look up titles of papers you add at arXiv and Crossref').uncheck()
    await page.getByText('Papers you add are not looked up').first().waitFor()
    await looksWell(page)
    await page.goto(`${origin()}/add`)
    await page.getByRole('textbox', { name: 'Paste here' }).fill(DOI)
    await page.getByText('looking it up is switched off at You').waitFor()
    await looksWell(page)
    await page.getByLabel('Title').fill('What I call it')
    await page.getByRole('button', { name: 'Save paper' }).click()
    await page.getByText('is here: What I call it').waitFor()
    await page.getByRole('link', { name: 'Open it' }).click()
    const sheet = page.locator('article.paper-sheet')
    await sheet.getByRole('button', { name: 'Look up at Crossref' }).waitFor()
    expect(registry.asked).toHaveLength(before)
    await looksWell(page)
    await sheet.getByRole('button', { name: 'Look up at Crossref' }).click()
    await sheet.getByText('is about').first().waitFor()
    // What the person calls it stands.
    expect(await sheet.locator('h1').innerText()).toBe('What I call it')
    expect(registry.asked.slice(before)).toEqual([`crossref ${DOI}`])
  })
})
