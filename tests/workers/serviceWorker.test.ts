import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LiveAnswer } from '../../server/web/answerPage.ts'
import { readAppFiles, withoutOfflineUse, type AppFiles } from '../../server/web/appFiles.ts'
import { openWebServer, type WebServer } from '../../server/web/webServer.ts'
import { hasChromium, openBrowser } from '../helpers/browser.ts'

const root = path.resolve(import.meta.dirname, '../..')
const SLOW = 120_000

const main = (version: number): string => `
document.title = 'version ${version}'
window.registered = navigator.serviceWorker.register('/service.worker.js')
window.loadPart = () => import('./part-${version}.js').then((part) => part.words)
navigator.serviceWorker.addEventListener('message', ({ data, ports }) => {
  if (data.type === 'RUNNING') ports[0].postMessage(true)
})
navigator.serviceWorker.startMessages()
window.askServer = () => fetch('/carrel.json').then((answer) => answer.json()).then((said) => said.feed)
`

/** A small app as the build leaves it, with the real service worker. */
const layOut = (folder: string, version: number): void => {
  mkdirSync(path.join(folder, 'assets'), { recursive: true })
  const write = (name: string, body: string): void => writeFileSync(path.join(folder, name), body)
  write(
    'index.html',
    `<!doctype html><title>.</title><script type="module" src="/assets/main-${version}.js"></script>`,
  )
  write('boot.js', '// nothing')
  write(`assets/main-${version}.js`, main(version))
  write(`assets/part-${version}.js`, `export const words = 'part ${version}'`)
  const built = spawnSync(process.execPath, ['server/build.mjs', '--worker', folder], {
    cwd: root,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(built.stderr)
}

/** A worker that answers every page with garbage, as a broken version would. */
const layOutBroken = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    path.join(folder, 'index.html'),
    '<!doctype html><title>broken</title><script src="/main.js"></script>',
  )
  writeFileSync(
    path.join(folder, 'main.js'),
    "window.registered = navigator.serviceWorker.register('/service.worker.js')",
  )
  writeFileSync(
    path.join(folder, 'service.worker.js'),
    `self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
     self.addEventListener('fetch', (event) => event.respondWith(new Response('garbage', { status: 500 })))`,
  )
}

interface Hooks {
  readonly registered: Promise<ServiceWorkerRegistration>
  loadPart(): Promise<string>
  askServer(): Promise<string>
}
declare global {
  // reason for the name: what the small app above leaves for its test
  interface Window extends Hooks {}
}

// reason: a service worker lives in a browser and nowhere else
describe.skipIf(!hasChromium())('the service worker in a real browser', { timeout: SLOW }, () => {
  const apps = mkdtempSync(path.join(tmpdir(), 'carrel-apps-'))
  let profile: string
  let server: WebServer | null = null
  let context: BrowserContext | null = null
  let port = 0

  const serve = async (version: number | 'broken', change = (files: AppFiles) => files): Promise<void> => {
    await server?.stop()
    const files = await readAppFiles(path.join(apps, String(version)))
    if (!files.ok) throw new Error(files.error)
    const live = new Map<string, () => LiveAnswer>([
      ['/carrel.json', () => ({ status: 200, body: { feed: `feed ${version}` } })],
    ])
    const opened = await openWebServer({
      port,
      host: '127.0.0.1',
      files: change(files.value),
      live,
      upgrade: () => null,
    })
    if (!opened.ok) throw new Error(opened.error)
    server = opened.value
    port = server.port
  }
  const open = async (address: string): Promise<Page> => {
    const browser = await openBrowser(profile)
    context = browser.context
    await browser.page.goto(`http://127.0.0.1:${port}${address}`)
    return browser.page
  }
  const quit = async (): Promise<void> => {
    await context?.close()
    context = null
  }
  const stopServer = async (): Promise<void> => {
    await server?.stop()
    server = null
  }
  /** After a visit: everything the worker keeps is there. */
  const settle = (page: Page): Promise<unknown> =>
    page.evaluate(async () => {
      await window.registered
      await navigator.serviceWorker.ready
    })

  /** Asks for what the server has now, and waits until it is there. */
  const update = (page: Page): Promise<unknown> =>
    page.evaluate(async () => {
      const registration = await window.registered
      await registration.update()
      // Looked for and not listened to: it may have been installed before anybody could listen.
      while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 20))
    })
  /** What a person's wish to reload does. */
  const letIn = async (page: Page): Promise<void> => {
    await page.evaluate(async () => {
      const changed = new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve),
      )
      const registration = await window.registered
      registration.waiting?.postMessage({ type: 'SKIP_WAITING' })
      await changed
    })
    await page.reload()
  }
  /** Puts `text` in the place of what the worker keeps under this path. */
  const spoil = (page: Page, file: string, text: string): Promise<boolean> =>
    page.evaluate(
      async ([name, words]) => {
        for (const key of await caches.keys()) {
          const cache = await caches.open(key)
          const request = (await cache.keys()).find(({ url }) => new URL(url).pathname === name)
          if (!request) continue
          const before = await cache.match(request)
          await cache.put(request, new Response(words, { headers: before?.headers ?? {} }))
          return true
        }
        return false
      },
      [file, text] as const,
    )

  beforeAll(() => {
    for (const version of [1, 2, 3]) layOut(path.join(apps, String(version)), version)
    layOutBroken(path.join(apps, 'broken'))
  }, SLOW)
  afterAll(() => rmSync(apps, { recursive: true, force: true }))
  beforeEach(async () => {
    profile = mkdtempSync(path.join(tmpdir(), 'carrel-profile-'))
    await serve(1)
  })
  afterEach(async () => {
    await quit()
    await stopServer()
    rmSync(profile, { recursive: true, force: true })
  }, SLOW)

  it('opens the app at any route from a cold start with the server gone, after one visit', async () => {
    await settle(await open('/'))
    await quit()
    await stopServer()
    const page = await open('/list/abc/paper/arxiv:2306.14544?sort=new')
    expect(await page.title()).toBe('version 1')
    expect(await page.evaluate(() => window.loadPart())).toBe('part 1')
    expect(await page.evaluate(() => window.askServer())).toBe('feed 1')
  })

  it('gives a part that is asked for again, under another address, with the server gone, and keeps it once', async () => {
    const page = await open('/')
    await settle(page)
    await page.reload()
    const kept = (): Promise<readonly string[]> =>
      page.evaluate(async () => {
        const caching = (await caches.keys()).map(async (key) => (await caches.open(key)).keys())
        return (await Promise.all(caching)).flat().map(({ url }) => url)
      })
    const before = await kept()
    const again = (): Promise<string> =>
      page.evaluate(() => fetch('/assets/part-1.js?again=2').then((answer) => answer.text()))
    expect(await again()).toContain('part 1')
    await stopServer()
    expect(await again()).toContain('part 1')
    expect(await kept()).toEqual(before)
  })

  it('hears the server’s fresh word before the kept one', async () => {
    await settle(await open('/'))
    await quit()
    await serve(2)
    const page = await open('/')
    expect(await page.title()).toBe('version 1')
    expect(await page.evaluate(() => window.askServer())).toBe('feed 2')
  })

  it('offers a new version, waits until it is asked for, and leaves old tabs their parts', async () => {
    await settle(await open('/'))
    await quit()
    const page = await open('/')
    await serve(2)
    await update(page)
    // Offered, and not in force: a new tab of this browser is still the old version.
    const other = await page.context().newPage()
    await other.goto(`http://127.0.0.1:${port}/saved`)
    expect(await other.title()).toBe('version 1')

    await letIn(other)
    expect(await other.title()).toBe('version 2')
    // The old tab still runs, its version is gone from the server, and the part it never loaded is there.
    await stopServer()
    expect(await page.evaluate(() => window.loadPart())).toBe('part 1')
    expect(await other.evaluate(() => window.loadPart())).toBe('part 2')
  })

  it('leaves a tab its parts through several deploys, and after a way back to an old version', async () => {
    await settle(await open('/'))
    await quit()
    const page = await open('/')
    const other = await page.context().newPage()
    await other.goto(`http://127.0.0.1:${port}/saved`)
    for (const version of [2, 3, 1, 2]) {
      await serve(version)
      await update(other)
      await letIn(other)
      expect(await other.title()).toBe(`version ${version}`)
    }
    await stopServer()
    expect(await page.evaluate(() => window.loadPart())).toBe('part 1')
    expect(await other.evaluate(() => window.loadPart())).toBe('part 2')
  })

  it('keeps no file that did not arrive as it was built', async () => {
    const damaged = Buffer.from('please log in to this network')
    await serve(1, (files) => {
      const part = files.get('/assets/part-1.js')
      if (!part) throw new Error('no part')
      return new Map([...files, ['/assets/part-1.js', { ...part, bodies: { identity: damaged } }]])
    })
    const page = await open('/')
    const state = await page.evaluate(async () => {
      const registration = await window.registered
      const worker = registration.installing ?? registration.waiting ?? registration.active
      while (worker && !['redundant', 'activated'].includes(worker.state))
        await new Promise((resolve) => setTimeout(resolve, 20))
      return worker?.state
    })
    expect(state).toBe('redundant')
    await serve(1)
    await page.reload()
    await settle(page)
    expect(await page.evaluate(() => window.loadPart())).toBe('part 1')
  })

  it.each(['/index.html', '/assets/main-1.js'])(
    'opens a page anew that did not start because %s was damaged on the disk',
    async (file) => {
      const first = await open('/')
      await settle(first)
      expect(await spoil(first, file, '<!doctype html><title>damaged</title>')).toBe(true)
      await quit()
      const page = await open('/')
      expect(await page.title()).not.toBe('version 1')
      await page.waitForFunction(() => document.title === 'version 1', null, { timeout: 60_000 })
    },
  )

  it('takes over from a worker that lets no page start, without being asked', async () => {
    await serve('broken')
    const first = await open('/')
    await settle(first)
    await quit()
    const page = await open('/')
    expect(await page.locator('body').innerText()).toBe('garbage')
    await serve(1)
    await page.reload()
    await page.waitForFunction(() => document.title === 'version 1', null, { timeout: 60_000 })
  })

  it('goes away with all that it kept where the server has switched it off, and pages that run go on', async () => {
    await settle(await open('/'))
    await quit()
    const page = await open('/')
    await page.evaluate(async () => (await caches.open('carrel-shared')).put('/1', new Response('shared')))
    await page.evaluate(() => ((window as { typed?: string }).typed = 'a word'))
    await serve(2, withoutOfflineUse)
    await page.evaluate(async () => {
      await (await window.registered).update()
      while ((await caches.keys()).some((name) => name !== 'carrel-shared'))
        await new Promise((resolve) => setTimeout(resolve, 20))
    })
    expect(await page.evaluate(() => (window as { typed?: string }).typed)).toBe('a word')
    await page.reload()
    expect(await page.title()).toBe('version 2')
    expect(await page.evaluate(() => caches.has('carrel-shared'))).toBe(true)
  })

  it('is switched off also where it lets no page start', async () => {
    await serve('broken')
    await settle(await open('/'))
    await quit()
    await serve(2, withoutOfflineUse)
    const page = await open('/')
    await page.waitForFunction(() => document.title === 'version 2', null, { timeout: 60_000 })
  })
})
