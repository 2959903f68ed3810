import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, rowOf, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Reading group'

interface ManifestIcon {
  readonly src: string
  readonly sizes: string
  readonly type?: string
}
interface Manifest {
  readonly icons: readonly ManifestIcon[]
  readonly shortcuts: readonly { readonly url: string; readonly icons: readonly ManifestIcon[] }[]
}

/** Loads an icon as the page would: its type, and the size it really has. */
const loadIcon = (page: Page, src: string): Promise<{ readonly type: string; readonly size: string }> =>
  page.evaluate(async (address) => {
    const answer = await fetch(address)
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    const image = new Image()
    image.src = URL.createObjectURL(await answer.blob())
    await image.decode()
    return { type, size: `${image.naturalWidth}x${image.naturalHeight}` }
  }, src)

describe('the app as it is installed', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let listPath = ''
  let paperPath = ''
  const heard: string[] = []

  /** A browser that was not running, on this address, with nobody to answer it. */
  const openCold = async (address: string): Promise<Page> => {
    await ada.close()
    return ada.open(address)
  }

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-installed-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
    const page = await ada.open('/')
    page.on('console', (message) => {
      if (message.type() === 'error') heard.push(message.text())
    })
    page.on('pageerror', (error) => heard.push(String(error)))
    await rowOf(page, title(0)).hover()
    await rowOf(page, title(0)).getByRole('button', { name: 'Save' }).click()
    await openPaper(page, title(1))
    paperPath = new URL(page.url()).pathname
    const sheet = await openPaper(page, title(2))
    await addToList(sheet, LIST)
    await sheet.getByRole('link', { name: LIST }).click()
    await rowOf(page, title(2)).waitFor()
    listPath = new URL(page.url()).pathname
    // Installed means: everything that is needed offline has arrived.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(() => ada.picture('installed'))
  })

  test('the browser finds nothing that keeps it from being installed', async () => {
    const client = await ada.context().newCDPSession(ada.page())
    const { errors, url, data } = await client.send('Page.getAppManifest')
    expect(errors).toEqual([])
    expect(new URL(url).pathname).toBe('/manifest.webmanifest')
    expect(JSON.parse(data ?? '')).toMatchObject({ name: 'Carrel', display: 'standalone', start_url: '/' })
    const { installabilityErrors } = await client.send('Page.getInstallabilityErrors')
    expect(installabilityErrors).toEqual([])
    expect(heard).toEqual([])
  })

  test('every icon loads, as the type and with the size it claims', async () => {
    const page = ada.page()
    const manifest = await page.evaluate(async (): Promise<Manifest> =>
      (await fetch('/manifest.webmanifest')).json(),
    )
    const icons = [...manifest.icons, ...manifest.shortcuts.flatMap((shortcut) => shortcut.icons)]
    expect(icons.length).toBeGreaterThan(manifest.shortcuts.length)
    for (const { src, sizes, type } of icons) {
      const loaded = await loadIcon(page, src)
      expect(loaded.type, src).toBe(type ?? 'image/png')
      if (sizes !== 'any') expect(loaded.size, src).toBe(sizes)
    }
    expect(manifest.icons.map((icon) => icon.sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']))
    const touch = await page.locator('link[rel="apple-touch-icon"]').getAttribute('href')
    expect((await loadIcon(page, touch ?? '')).size).toBe('180x180')
    for (const { url } of manifest.shortcuts) {
      await page.goto(new URL(url, page.url()).href)
      await page.locator('section.list').waitFor()
      expect(await page.getByText('There is nothing at this address').count()).toBe(0)
    }
  })

  const COLD: readonly (readonly [string, () => string, (page: Page) => Promise<unknown>])[] = [
    [
      '/',
      () => '/',
      async (page) => {
        await page.waitForURL(`**/feed/${starter.day}**`)
        await page.getByText('41 papers').first().waitFor()
        await rowOf(page, title(0)).waitFor()
      },
    ],
    ['/saved', () => '/saved', (page) => rowOf(page, title(0)).waitFor()],
    [
      '/lists',
      () => '/lists',
      (page) =>
        page
          .locator('section.list')
          .getByRole('link', { name: new RegExp(`${LIST}.*1 paper`, 's') })
          .waitFor(),
    ],
    [
      '/list/<id>',
      () => listPath,
      async (page) => {
        await page.locator('header.list-bar h1', { hasText: LIST }).waitFor()
        await rowOf(page, title(2)).waitFor()
      },
    ],
    [
      '/feed/<day>/paper/<key>',
      () => paperPath,
      async (page) => {
        const sheet = page.locator('article.paper-sheet')
        await sheet.locator('h1', { hasText: title(1) }).waitFor()
        await sheet.getByText('Summary, not the authors’ abstract').waitFor()
      },
    ],
    [
      '/security',
      () => '/security',
      (page) => page.getByRole('heading', { name: 'Protected', exact: true }).waitFor(),
    ],
    ['/you', () => '/you', (page) => page.getByRole('heading', { name: 'Name and colour' }).waitFor()],
  ]
  test.each(COLD)('opens from a cold start at %s with no server there', async (_name, address, ready) => {
    // The first of them ends it; the others find it ended.
    await server.stop('SIGKILL')
    const page = await openCold(address())
    await ready(page)
    await expect(
      page.evaluate(async () => (await fetch(`/healthz?${Date.now()}`)).ok),
      'the server is really gone',
    ).rejects.toThrow()
  })
})
