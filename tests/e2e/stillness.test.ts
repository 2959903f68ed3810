import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addTag, addToList, createPerson, openPaper, rowOf, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Reading group'
/** Of the window's area times the way, as Layout Instability has it; a line of text that takes two is ten times that. */
const LEAST_SHIFT = 0.002
/** Everything that comes late has come. */
const SETTLED_MS = 1_500

interface Shift {
  readonly value: number
  readonly moved: readonly string[]
}

/** In every page from its beginning: notes what moves, leaving out the foot, which grows where nothing is. */
const watchShifts = (): void => {
  const shifts: Shift[] = []
  Reflect.set(globalThis, 'shifts', shifts)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // reason: TypeScript's DOM knows no LayoutShift
      const { value, sources } = entry as PerformanceEntry & {
        value: number
        sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
      }
      const moved = sources.flatMap(({ node, previousRect, currentRect }) => {
        const element = node instanceof Element ? node : node?.parentElement
        if (element?.matches('.foot, .phone-foot')) return []
        const way = `${previousRect.x},${previousRect.y} → ${currentRect.x},${currentRect.y}`
        return [`${element?.tagName}.${element?.className} ${node?.textContent?.slice(0, 40)}: ${way}`]
      })
      if (moved.length > 0) shifts.push({ value, moved })
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

const shiftsOf = (page: Page): Promise<readonly Shift[]> =>
  page.evaluate((least) => {
    const shifts: unknown = Reflect.get(globalThis, 'shifts')
    return (Array.isArray(shifts) ? shifts : []).filter((one: Shift) => one.value > least)
  }, LEAST_SHIFT)

describe.each([
  ['a desktop', {}],
  ['a phone', { phone: true }],
] as const)('on %s', (_name, options) => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-still-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`, options)
    let page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    const sheet = await openPaper(page, title(1))
    await addTag(sheet, 'agents')
    await addToList(sheet, LIST)
    page = await ada.open('/')
    await addToList(await openPaper(page, title(2)), LIST)
    page = await ada.open('/you')
    await page.getByText('Everything is delivered').waitFor()
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await ada.context().addInitScript(watchShifts)
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('a page that is opened again stands where it was drawn first', async () => {
    onTestFailed(() => ada.picture('stillness'))
    const listed = await ada.open('/lists')
    const list = await listed.locator('#content a', { hasText: LIST }).first().getAttribute('href')
    const day = `/feed/${starter.day}`
    const paper = starter.papers[1]?.arxivId
    // Where no font of the device can stand in for ours, lines break elsewhere once ours has come.
    const standIn = await listed.evaluate(() =>
      Promise.all(
        ['400 16px "Inter Stand-in"', '600 16px "Source Serif Stand-in"'].map((font) =>
          document.fonts.load(font).then(
            (faces) => faces.length > 0,
            () => false,
          ),
        ),
      ),
    )
    expect(standIn, 'fonts to stand in for ours: Arial and Times New Roman, or Liberation').toEqual([
      true,
      true,
    ])
    const listPath = new URL(list ?? '', 'http://localhost').pathname
    for (const address of [
      '/',
      day,
      `${day}/paper/arxiv:${paper}`,
      listPath,
      `${listPath}?view=board`,
      `${listPath}?view=schedule`,
      `${listPath}/paper/arxiv:${paper}`,
      '/lists',
      '/saved',
      '/tags',
      '/search?q=learning',
      '/add',
      '/backup',
      '/you',
      '/link',
      '/security',
    ]) {
      const page = await ada.open(address)
      await page.waitForTimeout(SETTLED_MS)
      expect(await shiftsOf(page), address).toEqual([])
    }
  })

  test('a page that is gone to from far down another begins at its top', async () => {
    const page = await ada.open('/you')
    const link = page.getByRole('link', { name: /What is protected, and/ })
    await link.scrollIntoViewIfNeeded()
    expect(await page.locator('.scroll').evaluate((column) => column.scrollTop)).toBeGreaterThan(100)
    await link.click()
    await page.getByRole('heading', { name: 'How it works' }).waitFor()
    await page.waitForTimeout(300)
    expect(await page.locator('.scroll').evaluate((column) => column.scrollTop)).toBe(0)
  })
})
