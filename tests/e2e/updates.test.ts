import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildChanged, type CarrelBuild } from '../helpers/carrelBuild.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, rowOf, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const root = path.resolve(import.meta.dirname, '../..')
const LIST = 'Reading group'
/** The whole app, onto the disk of a busy machine, with some tries for it. */
const KEPT_MS = 60_000

/** Runs in the page: notes whether a banner stood above the papers from the first of them on. */
const watchBanner = (): void => {
  const watch = new MutationObserver(() => {
    if (!document.querySelector('#app article.paper')) return
    watch.disconnect()
    requestAnimationFrame(() => {
      document.documentElement.dataset['bannerAtFirst'] = `${document.querySelector('.problem') !== null}`
    })
  })
  watch.observe(document, { childList: true, subtree: true })
}

describe('a new version', () => {
  let newer: CarrelBuild
  let folder: string
  let server: CarrelServer
  let ada: Person

  /** The same address from another build. */
  const deploy = async (build: string, env: Readonly<Record<string, string>> = {}): Promise<void> => {
    const { port } = server
    await server.stop()
    server = await startCarrelServer(folder, port, env, build)
  }
  /** Waits until a worker is in charge of the page; installed is not yet in charge. */
  const kept = async (page: Page): Promise<void> => {
    const state = await page.evaluate(
      async ([ms]) => {
        const until = Date.now() + (ms ?? 0)
        while (!navigator.serviceWorker.controller && Date.now() < until)
          await new Promise((resolve) => setTimeout(resolve, 20))
        const { installing, waiting, active } = (await navigator.serviceWorker.getRegistration()) ?? {}
        return navigator.serviceWorker.controller
          ? 'in charge'
          : `no worker: ${[installing, waiting, active].map((worker) => worker?.state ?? '-').join()}`
      },
      [KEPT_MS],
    )
    expect(state).toBe('in charge')
  }
  const openYou = async (page: Page): Promise<void> => {
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'You', exact: true }).first().click()
    await page.getByRole('heading', { name: 'About' }).waitFor()
  }
  const versionOf = async (page: Page): Promise<string> =>
    /Carrel (\S+), free/.exec(await page.getByText('free software under the MIT licence').innerText())?.[1] ??
    ''

  beforeAll(() => {
    buildCarrel()
    newer = buildChanged({
      'src/doc/upgrade.ts': ['export const SCHEMA = 1', 'export const SCHEMA = 2'],
      'package.json': ['"version": "0.1.0"', '"version": "0.2.0"'],
      // Parts that a person of the old version has not looked at yet differ as well.
      'src/features/you/SecurityPage.tsx': ['<h1>What is protected', '<h1>What is protected by now'],
    })
  })
  afterAll(() => newer?.remove())
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-updates-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
    onTestFailed(() => ada.picture('updates'))
  })
  afterEach(async () => {
    await ada.leave()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('has other parts than the old one, so that what follows is no accident', () => {
    const parts = (build: string): readonly string[] =>
      readdirSync(path.join(build, 'dist/app/assets')).filter((name) => name.endsWith('.js'))
    const before = new Set(parts(root))
    const gone = [...before].filter((name) => !parts(newer.folder).includes(name))
    expect(gone.length).toBeGreaterThan(30)
    expect(gone.some((name) => name.startsWith('SecurityPage'))).toBe(true)
  })

  test('is offered; only the tab that asks reloads, and another goes on typing with its own parts', async () => {
    const page = await ada.open('/')
    await kept(page)
    await openYou(page)
    expect(await versionOf(page)).toBe('0.1.0')
    await page.getByRole('button', { name: 'Check for update' }).click()
    await page.getByText('This is the newest version.').waitFor()

    const typing = await ada.context().newPage()
    await typing.goto(`http://localhost:${server.port}/`)
    const sheet = await openPaper(typing, title(1))
    const note = sheet.getByRole('textbox', { name: 'Private note' })
    await note.fill('half a sen')

    await deploy(newer.folder)
    await page.getByRole('button', { name: 'Check for update' }).click()
    await page.getByText('A new version is ready.').first().waitFor()
    // Offered in the other tab, too, and in force in none.
    await typing.getByText('A new version is ready.').waitFor()
    await openYou(page)
    expect(await versionOf(page)).toBe('0.1.0')

    await page.getByRole('button', { name: 'Reload to use it' }).click()
    await page.waitForFunction(() => document.body.innerText.includes('Carrel 0.2.0'))
    await typing.getByText('Carrel was updated. Reload this tab when you are ready.').waitFor()
    expect(await note.inputValue()).toBe('half a sen')
    await note.pressSequentially('tence')
    expect(await note.inputValue()).toBe('half a sentence')

    // A part that this tab has not fetched yet, and that no server has any more.
    await server.stop()
    await typing.keyboard.press('Escape')
    await typing.keyboard.press('?')
    await typing.getByRole('dialog').waitFor()
    await typing.keyboard.press('Escape')
    await openYou(typing)
    await typing.getByRole('link', { name: /What is protected, and/ }).click()
    await typing.getByRole('heading', { name: 'Protected', exact: true }).waitFor()
    expect(await typing.getByText('What is protected by now').count()).toBe(0)

    await typing.getByRole('button', { name: 'Reload', exact: true }).click()
    await typing.getByText('What is protected by now').first().waitFor()
    await page.goto(`http://localhost:${server.port}/`)
    const again = await openPaper(page, title(1))
    await expect
      .poll(() => again.getByRole('textbox', { name: 'Private note' }).inputValue())
      .toBe('half a sentence')
  })

  test('whose library an old one opens is read, not written, and it asks for an update (D11)', async () => {
    await deploy(newer.folder)
    const page = await ada.open('/')
    await rowOf(page, title(0)).hover()
    await rowOf(page, title(0)).getByRole('button', { name: 'Save' }).click()
    const sheet = await openPaper(page, title(2))
    const note = sheet.getByRole('textbox', { name: 'Private note' })
    await note.fill('written by the new one')
    await addToList(sheet, LIST)
    await kept(page)

    // Back to an old server: for a browser an update like any other.
    await deploy(root)
    await openYou(page)
    await page.getByRole('button', { name: 'Check for update' }).click()
    await page.getByRole('button', { name: 'Reload to use it' }).click()
    await page.waitForFunction(() => document.body.innerText.includes('Carrel 0.1.0'))
    await page.getByText('Your library was changed by a newer version of Carrel.').waitFor()
    await page.goto(`http://localhost:${server.port}/saved`)
    await rowOf(page, title(0)).waitFor()
    await rowOf(page, title(0)).hover()
    await rowOf(page, title(0)).getByRole('button', { name: /Save/ }).first().click()
    await page.addInitScript(watchBanner)
    await page.goto(`http://localhost:${server.port}/`)
    const old = await openPaper(page, title(2))
    // What stands above the papers must not push them away once they are there.
    expect(await page.evaluate(() => document.documentElement.dataset['bannerAtFirst'])).toBe('true')
    const read = old.getByRole('textbox', { name: 'Private note' })
    await expect.poll(() => read.inputValue()).toBe('written by the new one')
    expect(await read.getAttribute('readonly')).not.toBeNull()
    await old.getByRole('link', { name: LIST }).click()
    await page.getByText('Somebody uses a newer version of Carrel in this list.').waitFor()

    // The way forward is in the message itself.
    await deploy(newer.folder)
    await page.locator('.problem').getByRole('button', { name: 'Update now' }).click()
    await page.getByText('Somebody uses a newer version of Carrel').waitFor({ state: 'detached' })
    await page.goto(`http://localhost:${server.port}/saved`)
    await rowOf(page, title(0)).waitFor()
    expect(await page.locator('.problem').count()).toBe(0)
  })

  test('that is the first, and whose network goes while it is fetched, is kept once the server answers again', async () => {
    const page = await ada.open('/')
    // As soon as it is on its way, and not whole.
    await page.waitForFunction(
      async () => (await navigator.serviceWorker.getRegistration())?.installing?.state === 'installing',
    )
    await server.stop('SIGKILL')
    await page.waitForFunction(
      async () => (await navigator.serviceWorker.getRegistration())?.installing === undefined,
    )
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
    server = await startCarrelServer(folder, server.port)
    await kept(page)
    await server.stop()
    await page.reload()
    await rowOf(page, title(0)).waitFor()
  })

  test('cannot be asked for without a network, and says so', async () => {
    const page = await ada.open('/you')
    await kept(page)
    await server.stop()
    await page.getByRole('button', { name: 'Check for update' }).click()
    await page.getByText('Could not ask: there is no network').waitFor()
  })
})

describe('files of the app that are damaged on the device', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  const spoil = (page: Page, name: RegExp): Promise<number> =>
    page.evaluate(
      async ([source]) => {
        const wanted = new RegExp(source ?? '')
        let spoiled = 0
        for (const key of await caches.keys()) {
          const cache = await caches.open(key)
          for (const request of await cache.keys()) {
            if (!wanted.test(new URL(request.url).pathname)) continue
            const headers = (await cache.match(request))?.headers ?? {}
            await cache.put(request, new Response('{ this is no script', { headers }))
            spoiled += 1
          }
        }
        return spoiled
      },
      [name.source],
    )

  beforeEach(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-damaged-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
    onTestFailed(() => ada.picture('damaged'))
    const page = await ada.open('/')
    await rowOf(page, title(0)).hover()
    await rowOf(page, title(0)).getByRole('button', { name: 'Save' }).click()
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  })
  afterEach(async () => {
    await ada.leave()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('stop the start: the page says so without a network, and mends itself with one', async () => {
    expect(await spoil(ada.page(), /^\/assets\/index-.*\.js$/)).toBe(1)
    const { port } = server
    await server.stop()
    await ada.close()
    const page = await ada.open('/saved')
    await page.getByRole('heading', { name: 'Carrel did not arrive whole' }).waitFor()
    await page.getByRole('button', { name: 'Fetch Carrel anew' }).waitFor()

    server = await startCarrelServer(folder, port)
    await page.reload()
    // By itself, and what was saved is there.
    await rowOf(page, title(0)).waitFor({ timeout: 60_000 })
  })

  test('stop the start: the person has them fetched anew, and keeps their papers', async () => {
    expect(await spoil(ada.page(), /^\/assets\/index-.*\.js$/)).toBe(1)
    await ada.close()
    const page = await ada.open('/saved')
    await page.getByRole('button', { name: 'Fetch Carrel anew' }).click()
    await rowOf(page, title(0)).waitFor()
  })

  test('stop one page: what works goes on, and the app offers to fetch it anew', async () => {
    expect(await spoil(ada.page(), /^\/assets\/SecurityPage-.*\.js$/)).toBe(1)
    await ada.close()
    const page = await ada.open('/you')
    await page.getByRole('link', { name: /What is protected, and/ }).click()
    await page.getByText('A part of Carrel did not arrive whole. Your papers are not touched.').waitFor()
    await page.getByRole('link', { name: /Saved/ }).first().click()
    await rowOf(page, title(0)).waitFor()
    const anew = page.waitForEvent('load')
    await page.getByRole('button', { name: 'Fetch it anew' }).click()
    await anew
    await rowOf(page, title(0)).waitFor()
    await page.goto(`http://localhost:${server.port}/security`)
    await page.getByRole('heading', { name: 'Protected', exact: true }).waitFor()
  })

  test('stop the page that a start begins with: it is fetched, and drawn by itself', async () => {
    expect(await spoil(ada.page(), /^\/assets\/SecurityPage-.*\.js$/)).toBe(1)
    await ada.close()
    const page = await ada.open('/security')
    await page.getByRole('heading', { name: 'Protected', exact: true }).waitFor()
  })
})
