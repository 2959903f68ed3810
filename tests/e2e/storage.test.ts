import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { arxivKey } from '../../src/domain/paperKey.ts'
import { faultsOf } from './axe.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { joinAsLabmate, type Labmate } from './labmate.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Kept here'
const poll = { timeout: 2 * WAIT_MS, interval: 100 }

const noteOf = (page: Page): Locator =>
  page.locator('article.paper-sheet').getByRole('textbox', { name: 'Private note' })

const save = async (page: Page, at: number): Promise<void> => {
  await openPaper(page, title(at))
  const button = page.locator('article.paper-sheet').getByRole('button', { name: 'Save' }).first()
  await button.click()
  await expect.poll(() => button.getAttribute('aria-pressed'), poll).toBe('true')
}

const problem = (page: Page, words: RegExp): Locator => page.locator('.problem').filter({ hasText: words })

/** What "Save a copy" hands over. */
const copyFrom = async (page: Page, button: Locator): Promise<string> => {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return readFileSync(await download.path(), 'utf8')
}

/** Takes every database away under the page that has them open, as a browser does that clears the disk. */
const clearDatabases = async (page: Page): Promise<void> => {
  const tool = await page.context().newCDPSession(page)
  await tool.send('Storage.clearDataForOrigin', {
    origin: new URL(page.url()).origin,
    storageTypes: 'indexeddb',
  })
  await tool.detach()
}

const isSaved = async (page: Page, at: number): Promise<void> => {
  await page.goto(new URL('/saved', page.url()).href)
  await rowOf(page, title(at)).waitFor()
}

let folder: string
let server: CarrelServer
let person: Person
beforeAll(async () => {
  buildCarrel()
  folder = mkdtempSync(path.join(tmpdir(), 'carrel-storage-'))
  server = await startCarrelServer(folder)
})
afterAll(async () => {
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  person = createPerson(() => `http://localhost:${server.port}`)
  onTestFailed(() => person.picture('storage'))
})
afterEach(() => person.leave())

const openFeed = async (): Promise<Page> => {
  const page = await person.open('/')
  await rowOf(page, title(0)).waitFor()
  // From now on the app opens without the server.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  return page
}

describe('a browser without storage', () => {
  test('of the kind that the app needs is told which browsers have it', async () => {
    await person.open('about:blank')
    await person.context().addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
    })
    const page = await person.open('/')
    await page.getByRole('heading', { name: 'This browser cannot run Carrel' }).waitFor()
    await page.getByText('It lacks storage on this device').waitFor()
  })

  test('is told at the start, goes on in the tab, and hands out all that is in it as a file', async () => {
    await person.open('about:blank')
    await person.context().addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('site data is blocked', 'SecurityError')
      }
    })
    const page = await person.open('/')
    await page.getByRole('heading', { name: 'This browser has no storage for Carrel' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Go on in this tab only' }).click()
    await rowOf(page, title(0)).waitFor({ timeout: 2 * WAIT_MS })
    const told = problem(page, /goes on in this tab only/)
    await told.waitFor()
    expect(await faultsOf(page)).toEqual([])

    await save(page, 0)
    await noteOf(page).fill('Only in this tab.')
    await addToList(page.locator('article.paper-sheet'), LIST)
    const copy = await copyFrom(page, told.getByRole('button', { name: 'Save a copy' }))
    expect(JSON.parse(copy)).toMatchObject({
      libraries: [{ papers: [{ title: title(0), saved: expect.any(String), note: 'Only in this tab.' }] }],
      lists: [{ title: LIST, papers: [{ title: title(0), onTheList: true }] }],
    })
    // The tab is not left without a question.
    const asked = page.waitForEvent('dialog')
    void page.close({ runBeforeUnload: true })
    const question = await asked
    expect(question.type()).toBe('beforeunload')
    await question.dismiss()
    // Nothing was put where the next start would take it for something.
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => /parting|held/.test(key))),
    ).toEqual([])
  })
})

describe('a browser that may clear the disk', () => {
  test('is asked to keep it once something was made, not at the first look, and not again at the next', async () => {
    await person.open('about:blank')
    await person.context().addInitScript(() => {
      const asked = (): number => Number(sessionStorage.getItem('asked') ?? 0)
      StorageManager.prototype.persist = () => {
        sessionStorage.setItem('asked', String(asked() + 1))
        return Promise.resolve(false)
      }
    })
    const page = await openFeed()
    const asked = (): Promise<string | null> => page.evaluate(() => sessionStorage.getItem('asked'))
    await delivered(page)
    expect(await asked()).toBeNull()
    await save(page, 0)
    await expect.poll(asked, poll).toBe('1')
    await page.reload()
    await save(page, 1)
    await delivered(page)
    await page.waitForTimeout(1_000)
    expect(await asked()).toBe('1')
  })
})

describe('a disk that the browser clears', () => {
  test('under an open tab is told, and everything is written again, with the key of the library', async () => {
    const page = await openFeed()
    await save(page, 0)
    await noteOf(page).fill('Written before.')
    await addToList(page.locator('article.paper-sheet'), LIST)
    await delivered(page)
    await person.context().setOffline(true)
    await clearDatabases(page)
    await problem(page, /cleared what Carrel keeps/).waitFor()
    await noteOf(page).fill('Written after.')
    await expect.poll(() => page.getByText('disk refused').count(), poll).toBe(0)
    // Nobody else has it: what comes back comes from the disk.
    await page.reload()
    await expect.poll(() => noteOf(page).inputValue(), poll).toBe('Written after.')
    await page.locator('article.paper-sheet').getByRole('link', { name: LIST }).waitFor()
    await isSaved(page, 0)
  })

  test('between two visits is told at the next one', async () => {
    const page = await openFeed()
    await save(page, 0)
    await delivered(page)
    await page.goto('about:blank')
    const tool = await page.context().newCDPSession(page)
    const origin = `http://localhost:${server.port}`
    await tool.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
    await person.open('/')
    const told = problem(page, /cleared what Carrel kept/)
    await told.waitFor()
    // Until it has been read.
    await page.reload()
    await told.waitFor()
    await told.getByRole('button', { name: 'Understood' }).click()
    await told.waitFor({ state: 'detached' })
    await page.reload()
    await rowOf(page, title(0)).waitFor()
    await page.getByText('Everything delivered').first().waitFor()
    expect(await told.count()).toBe(0)
  })

  test('of the key alone is told, and a copy of what is there can be saved', async () => {
    const page = await openFeed()
    await save(page, 0)
    await delivered(page)
    await page.goto(new URL('/favicon.ico', page.url()).href)
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.deleteDatabase('carrel-keyring')
          request.addEventListener('success', () => resolve())
          request.addEventListener('error', () => reject(new Error('not deleted')))
        }),
    )
    await person.open('/')
    await page.getByRole('heading', { name: 'The key of your library cannot be read' }).waitFor()
    const copy = await copyFrom(page, page.getByRole('button', { name: 'Save a copy' }))
    expect(JSON.parse(copy)).toMatchObject({ libraries: [{ papers: [{ title: title(0) }] }] })
    // Told, and never replaced by a new one.
    await page.reload()
    await page.getByRole('heading', { name: 'The key of your library cannot be read' }).waitFor()
  })
})

describe('a tab', () => {
  test('that is killed in mid-edit has every word at the next start', async () => {
    const page = await openFeed()
    await openPaper(page, title(0))
    await noteOf(page).pressSequentially('Word after word, until the lights go ou')
    await expect.poll(() => noteOf(page).inputValue(), poll).toMatch(/go ou$/)
    await noteOf(page).press('t')
    await page.waitForTimeout(300)
    await person.kill()
    const again = await openFeed()
    await openPaper(again, title(0))
    await expect.poll(() => noteOf(again).inputValue(), poll).toBe('Word after word, until the lights go out')
  })

  test('that is frozen while another one writes shows it once it wakes, and loses nothing of its own', async () => {
    const first = await openFeed()
    await save(first, 0)
    const second = await person.context().newPage()
    await second.goto(new URL('/', first.url()).href)
    await rowOf(second, title(1)).waitFor()
    await person.context().setOffline(true)
    const tool = await first.context().newCDPSession(first)
    await tool.send('Page.setWebLifecycleState', { state: 'frozen' })
    await save(second, 1)
    await tool.send('Page.setWebLifecycleState', { state: 'active' })
    await first.bringToFront()
    await isSaved(first, 1)
    await rowOf(first, title(0)).waitFor()
  })

  test('that is left for another page and comes back by the back button goes on and keeps what is written', async () => {
    const page = await openFeed()
    await save(page, 0)
    await page.goto('about:blank')
    await page.goBack()
    await noteOf(page).waitFor()
    await noteOf(page).fill('Back again.')
    await page.reload()
    await expect.poll(() => noteOf(page).inputValue(), poll).toBe('Back again.')
  })

  test('that comes back from the back/forward cache shows what a labmate wrote meanwhile, and goes on', async () => {
    const reader = createPerson(() => `http://localhost:${server.port}`, { backForwardCache: true })
    onTestFailed(() => reader.picture('storage-bfcache'))
    let ben: Labmate | null = null
    try {
      const page = await reader.open('/')
      await addToList(await openPaper(page, title(0)), LIST)
      const link = await shareList(page, LIST)
      const note = (await openPaper(page, title(0))).getByRole('textbox', { name: `Group’s note in ${LIST}` })
      await note.fill('Mine. ')
      const key = arxivKey(starter.papers[0]?.arxivId ?? '')
      if (!key) throw new Error('the starter feed has ids')
      ben = await joinAsLabmate(server.port, link, key, { id: 'B'.repeat(16), name: 'Ben', colour: 2 })
      ben.stand('Mine.')
      await page.getByText('Everything delivered · 1 labmate here').first().waitFor()
      await page.evaluate(() =>
        addEventListener(
          'pageshow',
          ({ persisted }) => (document.documentElement.dataset['back'] = `${persisted}`),
        ),
      )
      await page.goto('data:text/html,elsewhere')
      await ben.write('His, meanwhile. ')
      // The socket went when the page was left: a new one brings what came, who is here, and takes what is done.
      const back = page.waitForEvent('framenavigated')
      await page.evaluate(() => void setTimeout(() => history.back()))
      await back
      await expect.poll(() => note.inputValue(), poll).toContain('His, meanwhile.')
      expect(await page.evaluate(() => document.documentElement.dataset['back'])).toBe('true')
      ben.stand('meanwhile.')
      await page.getByText('Everything delivered · 1 labmate here').first().waitFor()
      await note.press('End')
      await note.pressSequentially('And mine again.')
      await delivered(page)
      const written = await note.inputValue()
      await page.reload()
      await expect.poll(() => note.inputValue(), poll).toBe(written)

      // A tab that had the line for both is left: the other one goes on by itself.
      const second = await reader.context().newPage()
      await second.goto(new URL('/', page.url()).href)
      await rowOf(second, title(1)).waitFor()
      await page.goto('data:text/html,elsewhere')
      await second.bringToFront()
      await save(second, 1)
      await delivered(second)
      // It wrote to the other tabs, so this one may have been begun anew: either way it shows what was done.
      await page.bringToFront()
      const again = page.waitForEvent('framenavigated')
      await page.evaluate(() => void setTimeout(() => history.back()))
      await again
      await isSaved(page, 1)
    } finally {
      ben?.leave()
      await reader.leave()
    }
  })

  test('beside another one with no network: both keep what either did, and end alike', async () => {
    const first = await openFeed()
    const second = await person.context().newPage()
    await second.goto(new URL('/', first.url()).href)
    await rowOf(second, title(1)).waitFor()
    await person.context().setOffline(true)
    await save(first, 0)
    await save(second, 1)
    for (const page of [first, second]) {
      await isSaved(page, 0)
      await isSaved(page, 1)
    }
  })
})

/** More than the rows that may stand; two hundred are tried on the store itself (tests/storage/docStore.test.ts). */
const OPENINGS = 65

describe('the rows of a document', () => {
  test('do not grow with the openings', async () => {
    const page = await openFeed()
    await save(page, 0)
    await delivered(page)
    const rows = (): Promise<number> =>
      page.evaluate(async () => {
        const done = <T>(request: IDBRequest<T>): Promise<T> =>
          new Promise((resolve, reject) => {
            request.addEventListener('success', () => resolve(request.result))
            request.addEventListener('error', () => reject(new Error('refused')))
          })
        const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
        const name = names.find((one) => one.startsWith('carrel/library:')) ?? ''
        const database = await done(indexedDB.open(name))
        const count = await done(database.transaction('updates').objectStore('updates').count())
        database.close()
        return count
      })
    await page.goto(new URL('/saved', page.url()).href)
    for (let opening = 0; opening < OPENINGS; opening++) {
      await page.reload({ waitUntil: 'commit' })
      await rowOf(page, title(0)).waitFor()
    }
    // Each opening adds one of two bytes, however short it is; one that stays for some seconds folds them all.
    await expect.poll(rows, poll).toBeLessThan(60)
  })
})
