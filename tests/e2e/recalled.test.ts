import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Secret plans'

/** What one start showed, frame by frame. */
interface Start {
  /** What was recalled, as it stood there; null where nothing was. */
  readonly recalled: { readonly text: string; readonly inert: boolean; readonly buttons: number } | null
  /** `-` nothing, `r` recalled, `a` the app's own papers; each as often as it changed. */
  readonly frames: string
}
declare global {
  // reason for the name: what the watcher below leaves in the page
  interface Window {
    start: { recalled: Start['recalled']; frames: string }
  }
}

/** Runs in the page before anything else. */
const watchStart = (): void => {
  window.start = { recalled: null, frames: '' }
  new MutationObserver(() => {
    const picture = document.querySelector<HTMLElement>('.recalled')
    if (!picture || window.start.recalled) return
    window.start.recalled = {
      text: picture.innerText,
      inert: picture.inert,
      buttons: picture.querySelectorAll('.acts button').length,
    }
  }).observe(document, { childList: true, subtree: true })
  const look = (): void => {
    const shown = document.querySelector('.recalled')
      ? 'r'
      : document.querySelector('#app article.paper h3')
        ? 'a'
        : '-'
    if (!window.start.frames.endsWith(shown)) window.start.frames += shown
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

describe('the front page as it was last seen', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-recalled-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  /** Starts the browser anew at `address`; answers what came first, once the app itself is there. */
  const startAt = async (address: string): Promise<Start> => {
    await ada.close()
    const page = await ada.open('/carrel.json')
    await page.addInitScript(watchStart)
    await page.goto(new URL(address, `http://localhost:${server.port}`).href)
    await page.locator('#app main > *').first().waitFor()
    await page.locator('.recalled').waitFor({ state: 'detached' })
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
    return page.evaluate(() => window.start)
  }
  /** Until a visit has looked at its own first frame. */
  const settle = async (page: Page): Promise<void> => {
    await rowOf(page, title(0)).waitFor()
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('carrel-first-view')), { timeout: WAIT_MS })
      .not.toBeNull()
  }

  test('is there before the app, out of reach, and gives way to it with no empty frame between', async () => {
    onTestFailed(() => ada.picture('recalled'))
    await settle(await ada.open('/'))
    const { recalled, frames } = await startAt('/')
    expect(recalled).toMatchObject({ inert: true, buttons: 0 })
    expect(recalled?.text).toContain(title(0))
    expect(frames).toMatch(/^-?ra$/)
  })

  test('a paper that is touched in it is where the app begins', async () => {
    const page = ada.page()
    await page.addInitScript(() => {
      // The app is made to wait for the hand.
      const append = document.head?.appendChild ?? Node.prototype.appendChild
      Node.prototype.appendChild = function <T extends Node>(this: Node, child: T): T {
        if (child instanceof HTMLScriptElement) {
          setTimeout(() => append.call(this, child), 1_000)
          return child
        }
        append.call(this, child)
        return child
      }
    })
    await page.goto(`http://localhost:${server.port}/`)
    const row = page.locator('.recalled article.paper').nth(1)
    await row.waitFor()
    const touched = await row.locator('h3').innerText()
    const box = await row.boundingBox()
    await page.mouse.click((box?.x ?? 0) + 40, (box?.y ?? 0) + 20)
    await page.locator('#app article.paper-sheet h1', { hasText: touched }).waitFor()
    await page.goBack()
    await page.locator('#app article.paper-sheet').waitFor({ state: 'detached' })
    await rowOf(page, touched).waitFor()
  })

  test('knows what was done since, and shows it only under its own address', async () => {
    const page = ada.page()
    const row = rowOf(page, title(0))
    await row.hover()
    await row.getByRole('button', { name: 'Save' }).click()
    await addToList(await openPaper(page, title(1)), LIST)
    await page.keyboard.press('Escape')
    await page.locator('article.paper-sheet').waitFor({ state: 'detached' })

    const again = await startAt('/')
    expect(again.recalled?.text).toContain(LIST)
    expect(again.recalled?.buttons).toBeGreaterThan(0)
    const day = new URL(ada.page().url())
    expect((await startAt(day.pathname + day.search)).recalled).not.toBeNull()
    expect((await startAt('/saved')).recalled).toBeNull()
    expect((await startAt(`${day.pathname}?sort=comments&unread=false`)).recalled).toBeNull()
  })

  test('names a list as it is called now, wherever the person went afterwards', async () => {
    const page = await ada.open('/')
    await page.locator('nav.rail').getByRole('link', { name: LIST }).click()
    await page.locator('header.list-bar h1').getByRole('button').click()
    await page.getByRole('textbox', { name: 'Name of the list' }).fill('Holidays')
    await page.keyboard.press('Enter')
    await page.locator('nav.rail').getByRole('link', { name: 'Holidays' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('carrel-first-view')), { timeout: WAIT_MS })
      .toContain('Holidays')
    const { recalled } = await startAt('/')
    expect(recalled?.text).toContain(title(0))
    expect(recalled?.text).toContain('Holidays')
    expect(recalled?.text).not.toContain(LIST)
  })

  test('is not shown in a window of another width, by another version, or when it is damaged', async () => {
    const page = await ada.open('/')
    await settle(page)
    const spoil = (change: (view: Record<string, unknown>) => unknown): Promise<void> =>
      ada.page().evaluate((source) => {
        const view: unknown = JSON.parse(localStorage.getItem('carrel-first-view') ?? '')
        // Only what the next start finds counts, not what this page writes as it goes.
        Storage.prototype.setItem = () => undefined
        const changed: unknown = new Function('view', `return (${source})(view)`)(view)
        Object.assign(localStorage, { 'carrel-first-view': JSON.stringify(changed) })
      }, String(change))
    for (const change of [
      (view: Record<string, unknown>) => ({ ...view, width: 1 }),
      (view: Record<string, unknown>) => ({ ...view, height: 1 }),
      (view: Record<string, unknown>) => ({ ...view, app: 'http://localhost/assets/index-old.js' }),
      () => 'no page',
      () => null,
    ]) {
      await spoil(change)
      const { recalled, frames } = await startAt('/')
      expect(recalled).toBeNull()
      expect(frames).toMatch(/^-?a$/)
      await settle(ada.page())
    }
    await ada.page().evaluate(() => {
      Storage.prototype.setItem = () => undefined
      Object.assign(localStorage, { 'carrel-first-view': '{"half' })
    })
    expect((await startAt('/')).recalled).toBeNull()
  })
})
