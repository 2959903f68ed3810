import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { openBrowser } from '../helpers/browser.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { joinList, shareList } from './sharing.ts'

const title = starter.papers[0]?.title ?? ''
const poll = { timeout: WAIT_MS, interval: 100 }

describe('what arrives broken', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let code = ''
  const origin = (): string => `http://localhost:${server.port}`

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-bad-'))
    server = await startCarrelServer(folder)
    ada = createPerson(origin, { keepsApp: false })
    const page = await ada.open('/')
    await addToList(await openPaper(page, title), 'Reading group')
    code = new URL(await shareList(page, 'Reading group')).hash.slice(1)
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const stranger = async (work: (person: Person) => Promise<void>): Promise<void> => {
    const person = createPerson(origin, { keepsApp: false })
    try {
      await work(person)
    } finally {
      await person.leave()
    }
  }

  test('a cut link, a damaged one and none at all are told apart, and write nothing', () =>
    stranger(async (person) => {
      const flipped = code.slice(0, 20) + (code[20] === 'A' ? 'B' : 'A') + code.slice(21)
      for (const [hash, sentence] of [
        [code.slice(0, -9), /cut short/],
        [flipped, /check sum|changed on its way/],
        ['hello', /not a link/],
      ] as const) {
        const page = await person.open('/')
        await page.goto(`${origin()}/join#${hash}`)
        await page.getByText(sentence).first().waitFor()
        expect(await page.evaluate(() => indexedDB.databases())).not.toContainEqual(
          expect.objectContaining({ name: expect.stringContaining('list:') }),
        )
      }
    }))

  test('a link whose # became %23 on its way still opens the list', () =>
    stranger(async (person) => {
      const page = await person.open(`/join%23${code}`)
      await page.getByRole('heading', { name: 'Reading group' }).waitFor()
      expect(page.url()).not.toContain(code)
    }))

  test('looking at a link writes nothing before Join is pressed', () =>
    stranger(async (person) => {
      const page = await person.open(`/join#${code}`)
      await page.getByRole('heading', { name: 'Reading group' }).waitFor()
      const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
      expect(names.filter((name) => name?.includes('list:'))).toEqual([])
    }))

  test('a link for reading shows the list and takes no change', () =>
    stranger(async (person) => {
      const read = await shareList(ada.page(), 'Reading group', 'read')
      await joinList(person, read, 'Guest')
      const page = person.page()
      const row = rowOf(page, title)
      await row.waitFor()
      const vote = row.getByRole('button', { name: /^Vote for/, disabled: false })
      if ((await vote.count()) > 0) await vote.dispatchEvent('click')
      expect(await row.getByRole('button', { pressed: true, name: /^Vote for/ }).count()).toBe(0)
      await (await openPaper(page, title)).getByText('You can read this discussion.').waitFor()
    }))

  test('an unknown address says so and leads back', async () => {
    const page = await ada.open('/nowhere/at/all')
    await page.getByText('There is nothing at this address').waitFor()
    await page.getByRole('link', { name: 'Go to the feed' }).click()
    await page.locator('#app article.paper h3').first().waitFor()
    for (const broken of ['/feed/2025-13-77', '/list/nobody-has-this', `/feed/${starter.day}/paper/%00`]) {
      await page.goto(origin() + broken)
      await expect
        .poll(() => page.locator('body').innerText(), poll)
        .toMatch(/Daily papers|not on this device|no address/)
      expect(await page.locator('body').innerText()).not.toMatch(/undefined|\[object|TypeError/)
    }
  })

  test('over plain http from another machine the page says why it cannot work there, and what to do', async () => {
    const profile = mkdtempSync(path.join(tmpdir(), 'carrel-lan-'))
    const { context, page } = await openBrowser(profile, {
      args: ['--host-resolver-rules=MAP carrel.test 127.0.0.1'],
    })
    try {
      await page.goto(`http://carrel.test:${server.port}/join#${code}`)
      await page.getByRole('heading', { name: 'This address is not safe enough for Carrel' }).waitFor()
      await page.getByRole('link', { name: /localhost/ }).waitFor()
    } finally {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    }
  })

  test('an app that does not arrive whole says so, and starts when it does', () =>
    stranger(async (person) => {
      await person.open('/carrel.json')
      const page = person.page()
      await page.route('**/assets/index-*.js', (route) => route.abort())
      await page.goto(`http://localhost:${server.port}/#top`)
      await page.getByRole('heading', { name: 'Carrel did not arrive whole' }).waitFor()
      await page.unroute('**/assets/index-*.js')
      await page.getByRole('link', { name: 'Try again' }).click()
      await rowOf(page, title).waitFor()
    }))

  test('a part of the app that does not arrive leaves the page standing, and comes when it can', () =>
    stranger(async (person) => {
      await person.open('/carrel.json')
      const page = person.page()
      // Or it would bring the part by itself.
      await page.addInitScript(() => {
        ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('refused'))
      })
      await page.route('**/assets/FeedEmpty-*.js', (route) => route.abort())
      await page.route('**/assets/YouRoute-*.js', (route) => route.abort())
      await page.goto(`http://localhost:${server.port}/feed/2020-01-01`)
      const rail = page.locator('nav.rail')
      await rail.getByRole('link', { name: 'You', exact: true }).click()
      await rail.getByRole('link', { name: 'Daily feed' }).click()
      await rowOf(page, title).waitFor()
      await rail.getByRole('link', { name: 'You', exact: true }).click()
      await page.unroute('**/assets/FeedEmpty-*.js')
      await page.unroute('**/assets/YouRoute-*.js')
      await page.getByRole('heading', { name: 'You', exact: true }).waitFor()
      await page.goto(`http://localhost:${server.port}/feed/2020-01-01`)
      await page.getByRole('heading', { name: /^No papers on/ }).waitFor()
    }))

  test('the code of the sync that did not arrive at first comes, and delivers what was done meanwhile', () =>
    stranger(async (person) => {
      await person.open('/carrel.json')
      const page = person.page()
      let asked = 0
      await page.route('**/assets/transport-*.js', (route) =>
        asked++ === 0 ? route.abort() : route.continue(),
      )
      await page.goto(`http://localhost:${server.port}/`)
      await rowOf(page, title).waitFor()
      await delivered(page)
      expect(asked).toBeGreaterThan(0)
      // What came at the second try is no reason to load the page anew.
      expect(await page.getByText('A part of Carrel did not arrive whole.').count()).toBe(0)
    }))

  test('code that others need and that did not arrive is fetched with the page, when the person says so', () =>
    stranger(async (person) => {
      await person.open('/carrel.json')
      const page = person.page()
      // Also where it is fetched ahead, which may fail without harm.
      await page.route('**/assets/documents-*.js', (route) => route.abort())
      await page.goto(`http://localhost:${server.port}/`)
      await page.getByText('A part of Carrel did not arrive whole.').waitFor()
      expect(await rowOf(page, title).count()).toBe(0)
      await page.unroute('**/assets/documents-*.js')
      await page.getByRole('button', { name: 'Fetch it anew' }).click()
      await rowOf(page, title).waitFor()
      await delivered(page)
    }))

  test('a fault of our own stops one page, says so, and leaves the others', () =>
    stranger(async (person) => {
      await person.open('/carrel.json')
      const page = person.page()
      await page.addInitScript(() => {
        ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('refused'))
      })
      await page.route('**/assets/YouRoute-*.js', (route) =>
        route.fulfill({
          contentType: 'text/javascript',
          body: "export const YouRoute = () => { throw new Error('planted') }",
        }),
      )
      await page.goto(`http://localhost:${server.port}/`)
      await rowOf(page, title).waitFor()
      await page.locator('nav.rail').getByRole('link', { name: 'You', exact: true }).click()
      await page.getByRole('heading', { name: 'This page has stopped' }).waitFor()
      await page.getByText('planted').waitFor()
      await page.locator('nav.rail').getByRole('link', { name: 'Daily feed' }).click()
      await rowOf(page, title).waitFor()
    }))

  test('a damaged row in a stored document is told and set aside, and the rest opens', () =>
    stranger(async (person) => {
      const page = await person.open('/')
      const row = rowOf(page, title)
      await row.hover()
      await row.getByRole('button', { name: 'Save' }).click()
      await row.locator('button[aria-label=Save][aria-pressed=true]').waitFor()
      await page.waitForTimeout(500)
      const damaged = await page.evaluate(async () => {
        const databases = await indexedDB.databases()
        const name = databases.find((database) => database.name?.includes('library:'))?.name ?? ''
        const opened = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name)
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(request.error))
        })
        const write = opened.transaction('updates', 'readwrite')
        write.objectStore('updates').add(new Uint8Array([255, 255, 255, 255, 7, 7, 7]))
        await new Promise((resolve) => write.addEventListener('complete', resolve))
        opened.close()
        return name
      })
      expect(damaged).not.toBe('')
      await page.reload()
      await page.getByText('A stored document is damaged').waitFor()
      await rowOf(page, title).locator('button[aria-label=Save][aria-pressed=true]').waitFor()
    }))
})
