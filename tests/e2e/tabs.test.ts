import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, delivered, openPaper, readListRows, rowOf, WAIT_MS } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Tabs'
const PICTURES = path.resolve(import.meta.dirname, '../../.pictures')
const poll = { timeout: 2 * WAIT_MS, interval: 100 }

/** The list's papers with their votes, whatever their order. */
const votesOf = async (page: Page): Promise<readonly string[]> =>
  (await readListRows(page)).map((row) => `${row.votes} ${row.title}`).sort()

const say = async (page: Page, at: number, words: string): Promise<void> => {
  const sheet = await openPaper(page, title(at))
  await sheet.getByLabel(`Write to ${LIST}`).fill(words)
  await sheet.getByRole('button', { name: 'Comment' }).click()
  await sheet.getByText(words).waitFor()
}

/** How often the words stand in the discussion of a paper, once they stand there at all. */
const countSaid = async (page: Page, at: number, words: string): Promise<number> => {
  const said = (await openPaper(page, title(at))).getByText(words)
  await said.first().waitFor()
  return said.count()
}

/** Which tab the browser has granted its locks, and how many wait: one room has one holder. */
const locksOf = (page: Page): Promise<{ readonly held: number; readonly doubled: number; waiting: number }> =>
  page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query()
    const rooms = held.filter(({ name }) => name?.startsWith('carrel:room:')).map(({ name }) => name)
    return { held: rooms.length, doubled: rooms.length - new Set(rooms).size, waiting: pending.length }
  })

describe('two tabs of one browser', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin)
  const ben = createPerson(origin)
  let first: Page
  let second: Page
  /** Sockets that the second tab opened. */
  const lines: string[] = []

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-tabs-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await ada.leave()
    await ben.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await second?.screenshot({ path: path.join(PICTURES, 'tabs-second.png') }).catch(() => undefined)
      await ada.picture('tabs-ada')
      await ben.picture('tabs-ben')
    })
  })

  test('what the second tab does shows in the first, and only the first has a line to the server', async () => {
    first = await ada.open('/')
    await addToList(await openPaper(first, title(0)), LIST)
    const link = await shareList(first, LIST)
    await delivered(first)
    await joinList(ben, link, 'Ben')

    second = await ada.context().newPage()
    second.setDefaultTimeout(WAIT_MS)
    second.on('websocket', (socket) => lines.push(socket.url()))
    await second.goto(new URL('/', origin()).href)
    await addToList(await openPaper(second, title(1)), LIST)
    await goToList(second, LIST)
    await rowOf(second, title(0)).locator('button.votes').click()
    await say(second, 1, 'Said in the second tab.')

    await goToList(first, LIST)
    await rowOf(first, title(1)).waitFor()
    expect(await countSaid(first, 1, 'Said in the second tab.')).toBe(1)
    await expect.poll(() => votesOf(first), poll).toEqual([`0 ${title(1)}`, `1 ${title(0)}`].sort())
    await delivered(first)
    await delivered(second)
    const his = ben.page()
    await expect.poll(() => votesOf(his), poll).toEqual(await votesOf(first))
    expect(await countSaid(his, 1, 'Said in the second tab.')).toBe(1)
    expect(lines).toEqual([])
    expect(await locksOf(second)).toMatchObject({ doubled: 0 })
    expect((await locksOf(second)).waiting).toBeGreaterThan(0)
  })

  test('neither tab says that something is wrong while the other is written in', async () => {
    const watch = (): void => {
      const seen = new MutationObserver(() => {
        const words = document.querySelector('.problem')?.textContent
        if (words) Reflect.set(globalThis, 'alarm', words)
      })
      seen.observe(document.body, { childList: true, subtree: true })
    }
    await Promise.all([first.evaluate(watch), second.evaluate(watch)])
    for (const [page, at] of [
      [second, 3],
      [first, 4],
      [second, 5],
      [first, 6],
    ] as const) {
      await page.goto(`${origin()}/`)
      await page.evaluate(watch)
      await rowOf(page, title(at)).hover()
      await rowOf(page, title(at)).getByRole('button', { name: 'Save' }).click()
      await delivered(page)
    }
    for (const page of [first, second])
      expect(await page.evaluate((): unknown => Reflect.get(globalThis, 'alarm') ?? null)).toBe(null)
  })

  test('when the first tab is closed, the second goes on for it, and nothing comes twice', async () => {
    await first.close()
    await addToList(await openPaperFromFeed(second, title(2)), LIST)
    await goToList(second, LIST)
    await rowOf(second, title(1)).locator('button.votes').click()
    await say(second, 0, 'Said in the tab that is left.')
    const his = ben.page()
    await goToList(his, LIST)
    const all = [`1 ${title(0)}`, `1 ${title(1)}`, `0 ${title(2)}`].sort()
    await expect.poll(() => votesOf(his), poll).toEqual(all)
    expect(await votesOf(second)).toEqual(all)
    expect(await countSaid(his, 0, 'Said in the tab that is left.')).toBe(1)
    expect(await countSaid(his, 1, 'Said in the second tab.')).toBe(1)
    await delivered(second)
    expect(new Set(lines).size).toBe(1)
    expect(await locksOf(second)).toMatchObject({ doubled: 0, waiting: 0 })
  })

  test('after a reload everything is there, once', async () => {
    for (const page of [second, ben.page()]) {
      await page.reload()
      await goToList(page, LIST)
      await rowOf(page, title(2)).waitFor()
      await expect
        .poll(() => votesOf(page), poll)
        .toEqual([`1 ${title(0)}`, `1 ${title(1)}`, `0 ${title(2)}`].sort())
      expect(await countSaid(page, 0, 'Said in the tab that is left.')).toBe(1)
      expect(await countSaid(page, 1, 'Said in the second tab.')).toBe(1)
      await delivered(page)
    }
  })
})

/** Opens a paper's sheet from the feed, wherever this page is. */
const openPaperFromFeed = async (
  page: Page,
  wanted: string,
): Promise<Awaited<ReturnType<typeof openPaper>>> => {
  await page
    .locator('nav.rail')
    .getByRole('link', { name: /Daily feed/ })
    .click()
  await page.waitForURL('**/feed/**')
  return openPaper(page, wanted)
}
