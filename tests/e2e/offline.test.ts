import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addTag, addToList, createPerson, openPaper, rowOf, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Reading group'
const MATH = 'On $\\tau$-benches and $\\mathcal{O}(n^2)$ attention over $\\mathbb{R}^n$ by Łukasz'

/** Every address of the router, with its parameters as they stand there. */
const routes = (): readonly string[] => {
  const router = readFileSync(path.resolve(import.meta.dirname, '../../src/app/router.tsx'), 'utf8')
  const pages = [...router.matchAll(/path: '(\/[^']*)'/g)].map((match) => match[1] ?? '')
  const parents = [...router.matchAll(/getParentRoute: \(\) => (\w+)Route,\s*path: 'paper\/\$key'/g)]
  return [...pages, ...parents.map((match) => `${match[1]}: paper/$key`)]
}

/** One visit of the front page with a network, and from then on none: everything else is opened the first time offline. */
describe('with no network since the end of the first visit', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let failed: string[] = []
  const walked = new Set<string>()

  const listen = (page: Page): void => {
    failed = []
    page.on('requestfailed', (request) => {
      // Asked for in order to hear whether there is a network.
      if (!/\/(?:carrel\.json|healthz|service\.worker\.js)$/.test(request.url())) failed.push(request.url())
    })
    page.on('response', (answer) => {
      if (answer.status() >= 400) failed.push(`${answer.status()} ${answer.url()}`)
    })
    page.on('pageerror', (error) => failed.push(String(error)))
  }
  /** A browser that was not running. */
  const openCold = async (address: string): Promise<Page> => {
    await ada.close()
    const page = await ada.open('about:blank')
    listen(page)
    return ada.open(address)
  }
  const isKept = (page: Page, family: RegExp): Promise<number> =>
    page.evaluate(
      async ([source]) => {
        await document.fonts.ready
        const wanted = new RegExp(source ?? '')
        return [...document.fonts].filter((face) => wanted.test(face.family) && face.status === 'loaded')
          .length
      },
      [family.source],
    )

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-offline-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
    const page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await server.stop('SIGKILL')
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('papers are saved, tagged, listed and added, math and letters of other alphabets among them', async () => {
    onTestFailed(() => ada.picture('offline'))
    let page = await openCold('/')
    const sheet = await openPaper(page, title(1))
    await addTag(sheet, 'agents')
    await addToList(sheet, LIST)
    page = await openCold('/add')
    walked.add('/add')
    await page.getByRole('textbox', { name: 'Paste here' }).fill('2401.00001')
    await page.getByLabel('Title').fill(MATH)
    await page.getByRole('button', { name: 'Save paper' }).click()
    await page.getByText('is here:').waitFor()
    // What the page says to be here is here when it is left at once.
    page = await ada.open('/saved')
    await rowOf(page, 'benches').waitFor()
    page = await openCold('/saved')
    walked.add('/saved')
    await page.locator('article.paper .katex').first().waitFor()
    expect(await isKept(page, /KaTeX/)).toBeGreaterThan(0)
    expect(await isKept(page, /Inter|Source Serif/)).toBeGreaterThan(1)
    expect(failed).toEqual([])
  })

  test('every route opens from a cold start, and nothing it asks for is missing', async () => {
    onTestFailed(() => ada.picture('offline'))
    const opened = await openCold('/lists')
    walked.add('/lists')
    await opened
      .locator('section.list')
      .getByRole('link', { name: new RegExp(LIST) })
      .click()
    await rowOf(opened, title(1)).waitFor()
    const list = new URL(opened.url()).pathname
    const key = encodeURIComponent('arxiv:2401.00001')
    const known = `paper/${encodeURIComponent(`arxiv:${starter.papers[1]?.arxivId ?? ''}`)}`
    const sheetOf = (words: RegExp | string) => (page: Page) =>
      page.locator('article.paper-sheet h1', { hasText: words }).waitFor()
    const heading = (name: string | RegExp) => (page: Page) =>
      page.getByRole('heading', { name }).first().waitFor()
    const walk: readonly (readonly [
      route: string,
      address: string,
      ready: (page: Page) => Promise<unknown>,
    ])[] = [
      ['/', '/', (page) => rowOf(page, title(0)).waitFor()],
      ['/feed', '/feed', (page) => rowOf(page, title(0)).waitFor()],
      ['/feed/$day', `/feed/${starter.day}`, (page) => rowOf(page, title(2)).waitFor()],
      ['feed: paper/$key', `/feed/${starter.day}/${known}`, sheetOf(title(1))],
      ['saved: paper/$key', `/saved/paper/${key}`, sheetOf('benches')],
      ['/tags', '/tags', heading('Tags')],
      ['/tag/$tag', '/tag/agents', (page) => rowOf(page, title(1)).waitFor()],
      ['tag: paper/$key', `/tag/agents/${known}`, sheetOf(title(1))],
      ['/list/$list', list, (page) => rowOf(page, title(1)).waitFor()],
      ['list: paper/$key', `${list}/${known}`, sheetOf(title(1))],
      ['/join', '/join', heading(/./)],
      ['/link', '/link', heading(/./)],
      ['/link/new', '/link/new', heading(/./)],
      ['/search', '/search?q=benches', (page) => rowOf(page, 'benches').waitFor()],
      ['search: paper/$key', `/search/paper/${key}?q=benches`, sheetOf('benches')],
      ['/you', '/you', heading('Name and colour')],
      ['/security', '/security', heading('Protected')],
      ['/backup', '/backup', heading('Backup and restore')],
    ]
    for (const [route, address, ready] of walk) {
      const page = await openCold(address)
      await ready(page).catch((error: unknown) => {
        throw new Error(`${route}: ${String(error)}`)
      })
      expect([route, failed]).toEqual([route, []])
      walked.add(route)
    }
    expect([...walked].sort()).toEqual([...routes()].sort())
  })

  test('search, keys, dialogs and the QR code of a list open', async () => {
    onTestFailed(() => ada.picture('offline'))
    const page = await openCold('/lists')
    await page
      .locator('section.list')
      .getByRole('link', { name: new RegExp(LIST) })
      .click()
    await rowOf(page, title(1)).waitFor()
    for (const view of ['Board', 'Schedule', 'List'])
      await page.getByRole('button', { name: view, exact: true }).click()
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('dialog').locator('svg').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog')
    await palette.getByRole('combobox').fill('benches')
    await palette
      .getByText(/benches/)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    expect(failed).toEqual([])
  })

  test('every part of the app and every font of it that a text may need is kept', async () => {
    const page = ada.page()
    const assets = path.resolve(import.meta.dirname, '../../dist/app/assets')
    const needed = readdirSync(assets).filter((name) =>
      /\.(?:js|css|wasm)$|KaTeX_.*\.woff2$|-(?:latin|latin-ext|greek)-wght.*\.woff2$/.test(name),
    )
    expect(needed.length).toBeGreaterThan(100)
    const missing = await page.evaluate(async (names) => {
      const answers = await Promise.all(names.map((name) => caches.match(`/assets/${name}`)))
      return names.filter((_name, at) => !answers[at])
    }, needed)
    expect(missing).toEqual([])
  })
})
