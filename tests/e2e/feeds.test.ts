import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { linkDevices } from './linkDevices.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const poll = { timeout: WAIT_MS, interval: 100 }
const LIST = 'Imaging group'
const FEED = 'What the imaging group reads'
const [FIRST, SECOND] = ['Counting Photons that were Never There', 'A Second Look at Invented Lenses']
const FILE = `@article{one, title = {${FIRST}}, author = {M{\\"u}ller, Ada}, year = 2025, doi = {10.5555/feed.1}, annote = {quite private words}}
@misc{two, title = {${SECOND}}, author = {Ba, Ko}, year = 2024, doi = {10.5555/feed.2}}
`
/** What is said in the list, and is nobody's business outside. */
const SAID = 'dreadful figures, said between ourselves'
const title = (at: number): string => starter.papers[at]?.title ?? ''

/** Whether a text stands anywhere on this browser's disk, in what documents keep. */
const isOnDisk = (page: Page, text: string): Promise<boolean> =>
  page.evaluate(
    async ([wanted]) => {
      const bytesOf = (value: unknown): Uint8Array =>
        value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value) ?? '')
      for (const { name } of await indexedDB.databases()) {
        const opened = await new Promise<IDBDatabase>((resolve, reject) => {
          const asked = indexedDB.open(name ?? '')
          asked.addEventListener('success', () => resolve(asked.result))
          asked.addEventListener('error', () => reject(asked.error ?? new Error('not opened')))
        })
        for (const store of opened.objectStoreNames) {
          const rows = await new Promise<unknown[]>((resolve) => {
            const all = opened.transaction(store).objectStore(store).getAll()
            all.addEventListener('success', () => resolve(all.result))
          })
          if (rows.some((row) => new TextDecoder().decode(bytesOf(row)).includes(wanted ?? ''))) {
            opened.close()
            return true
          }
        }
        opened.close()
      }
      return false
    },
    [text],
  )

const rowsOfFeed = (page: Page): Promise<readonly string[]> =>
  page
    .locator('#app article.paper', { has: page.locator('.of-feed', { hasText: FEED }) })
    .locator('h3')
    .allInnerTexts()

describe('a list published as a feed', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let bob: Person
  let link = ''

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-feeds-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin, { keepsApp: false })
    bob = createPerson(origin)
    const page = await ada.open('/you')
    await page.getByLabel('Name', { exact: true }).fill('Ada Invented')
    await page.getByLabel('Name', { exact: true }).press('Enter')
    await ada.open('/add')
    await page
      .locator('section.add input[type=file]')
      .setInputFiles({ name: 'hers.bib', mimeType: '', buffer: Buffer.from(FILE) })
    await page.getByRole('button', { name: 'A new list' }).click()
    await page.getByLabel('List', { exact: true }).fill(LIST)
    await page.getByLabel('Keep its notes as private notes').check()
    await page.getByRole('button', { name: 'Add 2 papers' }).click()
    await page.getByRole('link', { name: 'Open the list' }).click()
    const sheet = await openPaper(page, FIRST)
    await sheet.getByRole('textbox', { name: `Write to ${LIST}` }).fill(SAID)
    await page.keyboard.press('Control+Enter')
    await sheet.getByText(SAID).waitFor()
    await page.keyboard.press('Escape')
    await delivered(page)
  })
  afterAll(async () => {
    await ada?.leave()
    await bob?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      for (const [who, person] of Object.entries({ ada, bob })) await person.picture(`feeds-${who}`)
    })
  })

  test('has a link, and the list says who publishes it', async () => {
    const page = ada.page()
    await goToList(page, LIST)
    await page.getByRole('button', { name: 'Share' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Publish it as a feed…' }).click()
    const name = dialog.getByLabel('Name of the feed')
    await expect.poll(() => name.inputValue(), poll).toBe(LIST)
    await name.fill(FEED)
    await dialog.getByLabel('What is in it? (may stay empty)').fill('Every Thursday')
    expect(await faultsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
    const field = dialog.getByLabel('Link to follow the feed')
    await expect.poll(() => field.inputValue(), poll).toContain('/join#')
    link = await field.inputValue()
    await dialog.getByText(`2 papers in “${FEED}”. What is added to the list`).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('.list-bar').getByText('Published as a feed by you').waitFor()
    await delivered(page)
  })

  test('is looked at before anything is written, and followed: its papers are in the daily feed', async () => {
    const page = await bob.open(`/join${new URL(link).hash}`)
    await page.getByRole('heading', { name: FEED }).waitFor()
    await page.getByText('Every Thursday').waitFor()
    await page.getByText('2 papers.').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Follow', exact: true }).click()
    await page.locator('.toast', { hasText: `Following “${FEED}”` }).waitFor()
    await expect.poll(async () => [...(await rowsOfFeed(page))].sort(), poll).toEqual([SECOND, FIRST].sort())
    await page.getByRole('button', { name: `Filter: ${FEED}` }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    // In the feed as a whole, too.
    await bob.open('/')
    await expect.poll(async () => (await rowsOfFeed(page)).length, poll).toBe(2)
  })

  test('tells followers nothing of who is in the list, what is said there, or noted in private', async () => {
    const page = bob.page()
    expect(await isOnDisk(page, FIRST)).toBe(true)
    for (const secret of [SAID, 'Ada Invented', 'quite private words', 'hers.bib'])
      expect(await isOnDisk(page, secret)).toBe(false)
    expect(await isOnDisk(ada.page(), SAID)).toBe(true)
  })

  test('goes along with the list: what is added comes, what is taken off goes, what was saved of it stays', async () => {
    const page = bob.page()
    await rowOf(page, SECOND).hover()
    await rowOf(page, SECOND).getByRole('button', { name: 'Save' }).click()
    const hers = await ada.open('/')
    await addToList(await openPaper(hers, title(1)), LIST)
    await expect.poll(async () => [...(await rowsOfFeed(page))].sort(), poll).toContain(title(1))
    await goToList(hers, LIST)
    await rowOf(hers, SECOND)
      .getByRole('button', { name: `More for ${SECOND}` })
      .click()
    await hers.getByRole('menuitem', { name: 'Remove from the list' }).click()
    await expect
      .poll(async () => [...(await rowsOfFeed(page))].sort(), poll)
      .toEqual([FIRST, title(1)].sort())
    await bob.open('/saved')
    await rowOf(page, SECOND).waitFor()
    await bob.open('/')
  })

  test('is published by the next start, where the last one was killed before it could', async () => {
    const page = bob.page()
    const hers = await ada.open('/')
    await addToList(await openPaper(hers, title(3)), LIST)
    await delivered(hers)
    await ada.kill()
    await ada.open('/')
    await expect.poll(() => rowsOfFeed(page), poll).toContain(title(3))
  })

  test('is renamed by its publisher, at You and in its own window; followers see the new name, and an undo takes it back', async () => {
    const page = bob.page()
    const hers = await ada.open('/you')
    const rename = async (from: string, to: string): Promise<void> => {
      const name = hers.getByRole('dialog').getByLabel('Name of the feed')
      await expect.poll(() => name.inputValue(), poll).toBe(from)
      expect(await faultsOf(hers)).toEqual([])
      await name.fill(to)
      await hers.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true }).click()
    }
    await hers.getByRole('button', { name: `Rename the feed ${FEED}` }).click()
    await rename(FEED, 'Photons, mostly')
    await hers.getByRole('dialog').waitFor({ state: 'detached' })
    await hers.getByText('Photons, mostly', { exact: true }).waitFor()
    await page.locator('.of-feed', { hasText: 'Photons, mostly' }).first().waitFor()
    await hers.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.of-feed', { hasText: FEED }).first().waitFor()

    await goToList(hers, LIST)
    await hers.getByRole('button', { name: 'Share' }).click()
    await hers
      .getByRole('dialog')
      .getByRole('button', { name: 'Its link, its name, and how to end it' })
      .click()
    const asked = hers.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true })
    await asked.click()
    await rename(FEED, 'Lenses, mostly')
    await hers.getByText('papers in “Lenses, mostly”').waitFor()
    await page.locator('.of-feed', { hasText: 'Lenses, mostly' }).first().waitFor()
    await asked.click()
    await rename('Lenses, mostly', FEED)
    await page.locator('.of-feed', { hasText: FEED }).first().waitFor()
    await hers.keyboard.press('Escape')
    await hers.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('is here without a network, also after a reload', async () => {
    const page = bob.page()
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
    })
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await server.stop()
    await page.reload()
    await rowOf(page, FIRST).waitFor()
    expect(await rowsOfFeed(page)).toContain(FIRST)
    const sheet = await openPaper(page, FIRST)
    await sheet.getByText('Ada Müller').first().waitFor()
    server = await startCarrelServer(folder, server.port)
    await page.keyboard.press('Escape')
  })

  test('is left at You, and an undo follows it again', async () => {
    const page = await bob.open('/you')
    await page.getByRole('link', { name: FEED }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: `Stop following ${FEED}` }).click()
    await page.getByRole('link', { name: FEED }).waitFor({ state: 'detached' })
    await bob.open('/')
    await rowOf(page, title(0)).waitFor()
    expect(await rowsOfFeed(page)).toEqual([])
    const again = await bob.open(`/join${new URL(link).hash}`)
    await again.getByRole('button', { name: 'Follow', exact: true }).click()
    await expect.poll(() => rowsOfFeed(again), poll).toContain(FIRST)
    await again.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => rowsOfFeed(again), poll).toEqual([])
    await bob.open(`/join${new URL(link).hash}`)
    await again.getByRole('button', { name: 'Follow', exact: true }).click()
    await expect.poll(() => rowsOfFeed(again), poll).toContain(FIRST)
    await bob.open('/')
    await expect.poll(() => rowsOfFeed(again), poll).toContain(FIRST)
  })

  test('stands still when a member of the list takes the word of it back, and goes on when its publisher says so', async () => {
    const carol = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    try {
      const hers = ada.page()
      const edit = await shareList(hers, LIST)
      await delivered(hers)
      await joinList(carol, edit, 'Carol')
      const page = carol.page()
      await page.locator('.list-bar').getByText('Published as a feed by Ada').waitFor()
      await page.getByRole('button', { name: 'Activity' }).click()
      const act = page.getByRole('dialog').locator('li', { hasText: 'published a feed of the list' })
      await act.getByRole('button', { name: 'Undo' }).click()
      await hers.locator('.list-bar').getByText('Published as a feed').waitFor({ state: 'detached' })
      await ada.open('/you')
      await hers.getByText('It stands still: the note in the list that says so was taken away.').waitFor()
      await goToList(hers, LIST)
      await hers.getByRole('button', { name: 'Share' }).click()
      await hers.getByRole('dialog').getByRole('button', { name: 'Publish it as a feed…' }).click()
      await hers.getByRole('button', { name: 'Go on publishing' }).click()
      await hers.getByLabel('Link to follow the feed').waitFor()
      await hers.keyboard.press('Escape')
    } finally {
      await carol.leave()
    }
  })

  test('is ended by its publisher, and followers keep what they have and are told', async () => {
    const hers = await ada.open('/you')
    await hers.getByRole('button', { name: `End the feed ${FEED}` }).click()
    await hers.getByRole('heading', { name: 'Published by you' }).waitFor({ state: 'detached' })
    // What she publishes, or has published, is no part of her own daily feed.
    await hers
      .locator('nav.rail')
      .getByRole('link', { name: /Daily feed/ })
      .click()
    await rowOf(hers, title(0)).waitFor()
    const page = await bob.open('/you')
    await page.getByText('Its publisher has ended it; what is here stays').waitFor()
    await bob.open('/')
    expect(await rowsOfFeed(page)).toContain(FIRST)
  })

  test('that was left on another device goes from this one too, and can be followed again', async () => {
    const other = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    const databases = (): Promise<number> =>
      other
        .page()
        .evaluate(
          async () =>
            (await indexedDB.databases()).filter(({ name }) => name?.startsWith('carrel/feed:')).length,
        )
    /** A start so many days from now, in which, with `cut`, nothing is deleted: as if killed before. */
    const start = async (days: number, cut = false): Promise<Page> => {
      await other.close()
      await other.open('about:blank')
      await other.context().addInitScript(
        ([ahead, isCut]) => {
          const now = Date.now.bind(Date)
          Date.now = () => now() + Number(ahead) * 86_400_000
          const forget = indexedDB.deleteDatabase.bind(indexedDB)
          if (isCut)
            IDBFactory.prototype.deleteDatabase = (name) =>
              name.startsWith('carrel/feed:') ? indexedDB.open('never') : forget(name)
        },
        [days, cut],
      )
      return other.open('/you')
    }
    try {
      const his = await linkDevices(other, bob)
      await his.goto(new URL('/you', his.url()).href)
      await his.getByRole('link', { name: FEED }).waitFor()
      await expect.poll(databases, poll).toBe(4)
      await delivered(his)
      await start(0, true)
      await other.page().getByRole('link', { name: FEED }).waitFor()
      const page = await bob.open('/you')
      await page.getByRole('button', { name: `Stop following ${FEED}` }).click()
      await page.getByRole('link', { name: FEED }).waitFor({ state: 'detached' })
      await other.page().getByRole('link', { name: FEED }).waitFor({ state: 'detached' })
      await delivered(other.page())
      expect(await databases()).toBe(4)

      for (const days of [0, 1, 2]) {
        await start(days)
        await other.page().waitForTimeout(7_000)
        expect(await databases()).toBe(4)
      }
      await start(4)
      await expect.poll(databases, poll).toBe(2)
      await start(0)
      const again = await other.open(`/join${new URL(link).hash}`)
      await again.getByRole('button', { name: 'Follow', exact: true }).click()
      await expect.poll(() => rowsOfFeed(again), poll).toContain(FIRST)
      await expect.poll(databases, poll).toBe(4)
    } finally {
      await other.leave()
    }
  })
})

describe('a publishing that is killed after the list has said so', () => {
  test('is finished by the next start, where the members were told it is', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'carrel-cut-off-'))
    buildCarrel()
    const server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    const [ada, carol] = [
      createPerson(origin, { keepsApp: false }),
      createPerson(origin, { keepsApp: false }),
    ]
    onTestFailed(async () => {
      for (const [who, person] of Object.entries({ ada, carol })) await person.picture(`cut-off-${who}`)
    })
    try {
      const hers = await ada.open('/')
      await addToList(await openPaper(hers, title(2)), LIST)
      const edit = await shareList(hers, LIST)
      await delivered(hers)
      await joinList(carol, edit, 'Carol')
      await goToList(hers, LIST)
      await hers.getByRole('button', { name: 'Share' }).click()
      const dialog = hers.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Publish it as a feed…' }).click()
      await dialog.getByLabel('Name of the feed').fill(FEED)
      // The disk takes no more of the list: the library, which is written after it, hears of nothing.
      await hers.evaluate(async () => {
        for (const { name } of await indexedDB.databases()) {
          if (!name?.startsWith('carrel/list:')) continue
          const database = await new Promise<IDBDatabase>((resolve) => {
            const asked = indexedDB.open(name)
            asked.addEventListener('success', () => resolve(asked.result))
          })
          const store = database.transaction('updates', 'readwrite').objectStore('updates')
          const hold = (): void => store.count().addEventListener('success', hold)
          hold()
        }
      })
      await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
      const note = carol.page().locator('.list-bar').getByText('Published as a feed by')
      await note.waitFor()
      await ada.kill()

      const again = await ada.open('/you')
      await again.getByRole('heading', { name: 'Published by you' }).waitFor()
      await again.getByText(FEED, { exact: true }).waitFor()
      await again.getByText(/^1 paper of the list/).waitFor()
      await goToList(again, LIST)
      await again.getByRole('button', { name: 'Share' }).click()
      await again
        .getByRole('dialog')
        .getByRole('button', { name: 'Its link, its name, and how to end it' })
        .click()
      const field = again.getByLabel('Link to follow the feed')
      await expect.poll(() => field.inputValue(), poll).toContain('/join#')
      expect(await note.isVisible()).toBe(true)
      const page = await carol.open(`/join${new URL(await field.inputValue()).hash}`)
      await page.getByRole('button', { name: 'Follow', exact: true }).click()
      await expect.poll(() => rowsOfFeed(page), poll).toEqual([title(2)])
    } finally {
      await ada.leave()
      await carol.leave()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
