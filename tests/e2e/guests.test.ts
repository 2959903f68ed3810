import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import {
  addTag,
  addToList,
  createPerson,
  delivered,
  openPaper,
  rowOf,
  WAIT_MS,
  type Person,
} from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const LIST = 'Thursday'
const title = (at: number): string => starter.papers[at]?.title ?? ''
const poll = { timeout: WAIT_MS }
const READ_ONLY = 'You can read this list, but not change it.'

/** Everything that can be pressed or written in, by its name. */
const controlsIn = (place: Locator): Promise<readonly string[]> =>
  place
    .locator('button, input, textarea, select, [role="button"]')
    .evaluateAll((all) =>
      all
        .filter((one) => one instanceof HTMLElement && one.offsetParent !== null)
        .map((one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().replace(/\s+/g, ' ')),
    )
/** The sentence that says why not; then it is put away, so that the next one is another. */
const isRefused = async (page: Page): Promise<void> => {
  await page.locator('.toast-text', { hasText: READ_ONLY }).waitFor()
  await page.locator('.toast').getByRole('button', { name: 'Dismiss' }).click()
  await page.locator('.toast').waitFor({ state: 'detached' })
}
const viewAs = (page: Page, name: string): Promise<void> =>
  page.getByRole('group', { name: 'View' }).getByRole('button', { name }).click()

describe('a guest with a link to read', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let guest: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-guests-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin, { keepsApp: false })
    guest = createPerson(origin, { still: true, keepsApp: false })
    const hers = await ada.open('/you')
    const name = hers.getByLabel('Name', { exact: true })
    await name.fill('Ada')
    await name.press('Enter')
    await ada.open('/')
    for (const at of [0, 1]) await addToList(await openPaper(hers, title(at)), LIST)
    await goToList(hers, LIST)
    const sheet = await openPaper(hers, title(0))
    await sheet.getByRole('button', { name: 'Tag in this list' }).click()
    await sheet.getByRole('combobox', { name: 'Tag in this list' }).fill('Methods')
    await hers.keyboard.press('Enter')
    await hers.keyboard.press('Escape')
    await sheet.getByRole('textbox', { name: `Write to ${LIST}` }).fill('Read section 3 first')
    await hers.keyboard.press('Control+Enter')
    await delivered(hers)
    await joinList(guest, await shareList(hers, LIST, 'read'), 'Nobody')
    await rowOf(guest.page(), title(0)).waitFor()
  })
  afterAll(async () => {
    await ada?.leave()
    await guest?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      for (const [who, person] of Object.entries({ ada, guest })) await person.picture(`guests-${who}`)
    })
  })

  test('is asked for no name, and told what they may do and where their own things stay', async () => {
    const page = guest.page()
    await page.getByText('You can read this list, not change it').waitFor()
    await page.getByText(/stays in your own library, and nobody in the list sees it/).waitFor()
    await guest.open('/you')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('')
    await goToList(page, LIST)
  })

  test('is offered nothing that cannot work, in any view', async () => {
    const page = guest.page()
    const list = page.locator('section.shared-list')
    const everywhere = ['List', 'Board', 'Schedule', 'Activity', 'Share', 'More about this list']
    const orders = ['Votes', 'By hand', 'Newest']
    const ofPapers = [0, 1].map((at) => `More for ${title(at)}`)
    await expect
      .poll(
        async () => [...(await controlsIn(list))].filter((name) => !name.startsWith('Select')).sort(),
        poll,
      )
      .toEqual([...everywhere, ...orders, 'Methods1', ...ofPapers].sort())
    await page.getByRole('button', { name: ofPapers[0] ?? '' }).click()
    await expect
      .poll(() => page.getByRole('menuitem').allInnerTexts(), poll)
      .toEqual([expect.stringMatching(/^Save for me/)])
    await page.keyboard.press('Escape')
    await viewAs(page, 'Board')
    await page.locator('.board .card').first().waitFor()
    expect([...(await controlsIn(list))].sort()).toEqual(
      [...everywhere, ...orders, 'Methods1', ...ofPapers].sort(),
    )
    await viewAs(page, 'Schedule')
    await page
      .getByText(/No date|Without a date/)
      .first()
      .waitFor()
    const inSchedule = await controlsIn(list)
    expect(inSchedule.filter((name) => /set|change|date and presenter|held/i.test(name))).toEqual([])
    await viewAs(page, 'List')
    await page.getByRole('button', { name: 'More about this list' }).click()
    await page.getByRole('menuitem').first().waitFor()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'Copy all citations',
      'Copy all as lines of text',
      'Duplicate',
      'Merge into…',
      'Earlier versions',
      'Archive',
      'Leave this list…',
    ])
    await page.keyboard.press('Escape')
    const sheet = await openPaper(page, title(0))
    await sheet.getByText('Read section 3 first').waitFor()
    expect(await controlsIn(sheet.locator('.discussion'))).toEqual([])
    await sheet.getByText('To write in it, ask for an edit link.').waitFor()
    await page.keyboard.press('Escape')
  })

  test('hears why a key of the group does nothing', async () => {
    const page = guest.page()
    await page.getByRole('group', { name: 'Order' }).getByRole('button', { name: 'By hand' }).click()
    for (const key of ['v', 'Shift+T', 'c', 'Alt+ArrowUp']) {
      await rowOf(page, title(1)).locator('h3 a').focus()
      await page.keyboard.press(key)
      await isRefused(page)
    }
    await viewAs(page, 'Board')
    for (const key of ['v', 'Alt+ArrowRight', 'Alt+ArrowDown']) {
      await page.locator('.board .card h3 a').first().focus()
      await page.keyboard.press(key)
      await isRefused(page)
    }
    await viewAs(page, 'List')
  })

  test('writes a comment into no other list that holds the paper', async () => {
    const page = guest.page()
    const sheet = await openPaper(page, title(0))
    await addToList(sheet, 'My own')
    await sheet.getByRole('textbox', { name: 'Write to My own' }).waitFor()
    await page.locator('article.paper-sheet h1').click()
    await page.keyboard.press('c')
    await isRefused(page)
    await page.keyboard.type('x')
    expect(await sheet.getByRole('textbox', { name: 'Write to My own' }).inputValue()).toBe('')
    await page.keyboard.press('Escape')
  })

  test('saves, tags, reads and notes for themselves, and nobody in the list sees it', async () => {
    const [hers, page] = [ada.page(), guest.page()]
    await guest.open('/')
    await goToList(page, LIST)
    const sheet = await openPaper(page, title(1))
    await addTag(sheet, 'Guest’s own')
    await page.keyboard.press('Escape')
    await page.keyboard.press('s')
    await page.keyboard.press('r')
    await sheet.getByRole('textbox', { name: 'Private note' }).fill('Seen by me alone')
    await delivered(page)
    await guest.open('/saved')
    await rowOf(page, title(1)).waitFor()
    await ada.open('/')
    await goToList(hers, LIST)
    const row = rowOf(hers, title(1))
    await row.waitFor()
    const told = await hers.locator('section.shared-list').innerText()
    expect(told).not.toMatch(/Guest|Saved|Nobody/)
    expect(await row.locator('.tag').count()).toBe(0)
    await expect
      .poll(() => hers.locator('header.list-bar .people').first().locator('[role="img"]').count(), poll)
      .toBe(1)
  })

  test('leaves with a copy, and merges what they read into a list of their own', async () => {
    const page = guest.page()
    await guest.open('/')
    await goToList(page, LIST)
    await page.getByRole('button', { name: 'More about this list' }).click()
    await page.getByRole('menuitem', { name: 'Merge into…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Into').selectOption({ label: 'My own' })
    await dialog.getByText('1 paper is new there').waitFor()
    await dialog.getByText('Archive this list afterwards').click()
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await page.locator('header.list-bar h1', { hasText: 'My own' }).waitFor()
    await page.locator('header.list-bar').getByText('2 papers').waitFor()
    await goToList(page, LIST)
    await page.getByRole('button', { name: 'More about this list' }).click()
    await page.getByRole('menuitem', { name: 'Leave this list…' }).click()
    expect(await dialog.getByText('go on seeing your name').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click()
    await page
      .getByRole('list', { name: 'Archived' })
      .getByText(/^a copy of /)
      .waitFor()
  })
})
