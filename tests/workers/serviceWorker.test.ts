import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LiveAnswer } from '../../server/web/answerPage.ts'
import { readAppFiles } from '../../server/web/appFiles.ts'
import { openWebServer, type WebServer } from '../../server/web/webServer.ts'
import { hasChromium, openBrowser } from '../helpers/browser.ts'

const root = path.resolve(import.meta.dirname, '../..')
const SLOW = 120_000

const main = (version: number): string => `
document.title = 'version ${version}'
window.registered = navigator.serviceWorker.register('/service.worker.js')
window.loadPart = () => import('./part-${version}.js').then((part) => part.words)
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

  const serve = async (version: number): Promise<void> => {
    await server?.stop()
    const files = await readAppFiles(path.join(apps, String(version)))
    if (!files.ok) throw new Error(files.error)
    const live = new Map<string, () => LiveAnswer>([
      ['/carrel.json', () => ({ status: 200, body: { feed: `feed ${version}` } })],
    ])
    const opened = await openWebServer({
      port,
      host: '127.0.0.1',
      files: files.value,
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

  beforeAll(() => {
    for (const version of [1, 2]) layOut(path.join(apps, String(version)), version)
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
    await page.evaluate(async () => {
      const registration = await window.registered
      await registration.update()
      // Looked for and not listened to: it may have been installed before anybody could listen.
      while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 20))
    })
    // Offered, and not in force: a new tab of this browser is still the old version.
    const other = await page.context().newPage()
    await other.goto(`http://127.0.0.1:${port}/saved`)
    expect(await other.title()).toBe('version 1')

    await other.evaluate(async () => {
      const changed = new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve),
      )
      const registration = await window.registered
      registration.waiting?.postMessage({ type: 'SKIP_WAITING' })
      await changed
    })
    await other.reload()
    expect(await other.title()).toBe('version 2')
    // The old tab still runs, its version is gone from the server, and the part it never loaded is there.
    await stopServer()
    expect(await page.evaluate(() => window.loadPart())).toBe('part 1')
    expect(await other.evaluate(() => window.loadPart())).toBe('part 2')
  })
})
