import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addTag, addToList, createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const LIST = 'Thursday'
const title = (at: number): string => starter.papers[at]?.title ?? ''
const poll = { timeout: WAIT_MS }

/** Chooses from the menu of the list that is open. */
const choose = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
const inRail = (page: Page, list: string) => page.locator('nav.rail').getByRole('link', { name: list })
const tagsOn = (page: Page, at: number) => rowOf(page, title(at)).locator('.list-tag').allInnerTexts()

describe('the life of a list', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-life-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin, { keepsApp: false })
    ben = createPerson(origin, { still: true, keepsApp: false })
    const hers = await ada.open('/you')
    const name = hers.getByLabel('Name', { exact: true })
    await name.fill('Ada')
    await name.press('Enter')
    await ada.open('/')
    for (const at of [0, 1, 2]) await addToList(await openPaper(hers, title(at)), LIST)
    await joinList(ben, await shareList(hers, LIST), 'Ben')
  })
  afterAll(async () => {
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      for (const [who, person] of Object.entries({ ada, ben })) await person.picture(`life-${who}`)
    })
  })

  test('a tag given by keyboard is the group’s, and a personal tag is not', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await goToList(hers, LIST)
    await rowOf(hers, title(0)).locator('h3 a').focus()
    await hers.keyboard.press('Shift+T')
    const field = hers.getByRole('combobox', { name: 'Tag in this list' })
    await field.waitFor()
    await hers.keyboard.type('Methods')
    await hers.keyboard.press('Enter')
    await hers.keyboard.type('Theory')
    await hers.keyboard.press('Enter')
    await addTag(hers.locator('article.paper-sheet'), 'Mine alone')
    await hers.keyboard.press('Escape')
    await expect.poll(() => tagsOn(hers, 0), poll).toEqual(['Methods', 'Theory'])
    // Ben has them, completes one for another paper, and knows nothing of hers.
    await goToList(his, LIST)
    await expect.poll(() => tagsOn(his, 0), poll).toEqual(['Methods', 'Theory'])
    expect(await his.getByText('Mine alone').count()).toBe(0)
    const sheet = await openPaper(his, title(1))
    await sheet.getByRole('button', { name: 'Tag in this list' }).click()
    await his.getByRole('combobox', { name: 'Tag in this list' }).fill('meth')
    await his.keyboard.press('Enter')
    await his.keyboard.press('Escape')
    await expect.poll(() => tagsOn(hers, 1), poll).toEqual(['Methods'])
    // Neither is among the personal ones.
    await hers.keyboard.press('Escape')
    await ada.open('/tags')
    await hers.getByRole('link', { name: 'Mine alone' }).first().waitFor()
    expect(await hers.locator('.tag-lines').getByText('Methods').count()).toBe(0)
  })

  test('a list and its board are filtered by its tags, in the address', async () => {
    const hers = ada.page()
    await ada.open('/')
    await goToList(hers, LIST)
    const filter = hers.getByRole('group', { name: 'Only papers with these tags of the list' })
    await filter.getByRole('button', { name: 'Methods' }).click()
    await hers.getByText('2 of 3 papers').waitFor()
    await expect.poll(() => hers.locator('#app section.list article.paper').count(), poll).toBe(2)
    await filter.getByRole('button', { name: 'Theory' }).click()
    await hers.getByText('1 of 3 papers').waitFor()
    await hers.reload()
    await hers.getByText('1 of 3 papers').waitFor()
    await hers.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Board' }).click()
    await expect.poll(() => hers.locator('.board .card').count(), poll).toBe(1)
    await filter.getByRole('button', { name: 'Theory' }).click()
    await filter.getByRole('button', { name: 'Methods' }).click()
    await expect.poll(() => hers.locator('.board .card').count(), poll).toBe(3)
    await hers.getByRole('group', { name: 'View' }).getByRole('button', { name: 'List' }).click()
  })

  test('a tag is renamed and removed for everybody, and undone', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await choose(hers, 'Tags in this list…')
    const dialog = hers.getByRole('dialog')
    const name = dialog.getByLabel('Name of Methods')
    await name.fill('Method papers')
    await name.press('Enter')
    await expect.poll(() => tagsOn(his, 1), poll).toEqual(['Method papers'])
    await dialog.getByRole('button', { name: 'Remove Theory from all papers of the list' }).click()
    await expect.poll(() => tagsOn(his, 0), poll).toEqual(['Method papers'])
    await dialog.getByRole('button', { name: 'Done' }).click()
    await hers.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(() => tagsOn(his, 0), poll).toEqual(['Method papers', 'Theory'])
  })

  test('an archived list leaves the menu, stays in step, and comes back', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await choose(his, 'Archive')
    await inRail(his, LIST).waitFor({ state: 'detached' })
    await his.getByText('You archived this list.').waitFor()
    // Not among what is offered first for a paper.
    await his
      .locator('nav.rail')
      .getByRole('link', { name: /Daily feed/ })
      .click()
    const sheet = await openPaper(his, title(5))
    await sheet.getByRole('button', { name: 'Add to list' }).click()
    await his.getByRole('option', { name: LIST }).waitFor()
    await his.keyboard.press('Escape')
    await his.keyboard.press('Escape')
    // Ada goes on in it.
    await ada.open('/')
    await addToList(await openPaper(hers, title(3)), LIST)
    await his.keyboard.press('g')
    await his.keyboard.press('l')
    const archived = his.getByRole('list', { name: 'Archived' })
    await archived.getByText('4 papers').waitFor()
    await his.getByRole('button', { name: `What to do with ${LIST}` }).click()
    await his.getByRole('menuitem', { name: 'Bring back from the archive' }).click()
    await inRail(his, LIST).waitFor()
    await archived.waitFor({ state: 'detached' })
    await his.getByRole('button', { name: 'Undo', exact: true }).click()
    await archived.waitFor()
    await his.keyboard.press('u')
    await his.getByRole('button', { name: `What to do with ${LIST}` }).waitFor({ state: 'detached' })
    await inRail(his, LIST).waitFor()
  })

  test('a list is merged into another by keyboard: told first, done as one thing, undone', async () => {
    const hers = ada.page()
    await ada.open('/')
    for (const at of [2, 6]) await addToList(await openPaper(hers, title(at)), 'Summer')
    await hers.keyboard.press('Escape')
    await goToList(hers, 'Summer')
    await hers.getByRole('button', { name: 'More about this list' }).focus()
    await hers.keyboard.press('Enter')
    await hers.getByRole('menuitem', { name: 'Merge into…' }).waitFor()
    await hers.keyboard.type('Merge')
    await hers.keyboard.press('Enter')
    const dialog = hers.getByRole('dialog')
    await dialog.getByLabel('Into').selectOption({ label: LIST })
    await dialog.getByText('1 paper is new there').waitFor()
    await dialog.getByText('1 is there already').waitFor()
    await dialog.getByLabel('Into').press('Enter')
    await dialog.getByRole('button', { name: 'Merge' }).press('Enter')
    await hers.locator('header.list-bar h1', { hasText: LIST }).waitFor()
    await hers.getByText('5 papers', { exact: true }).waitFor()
    await inRail(hers, 'Summer').waitFor({ state: 'detached' })
    await hers.locator('.toast', { hasText: `1 paper added to ${LIST}, Summer archived` }).waitFor()
    await hers.keyboard.press('u')
    await hers.getByText('4 papers', { exact: true }).waitFor()
    await inRail(hers, 'Summer').waitFor()
  })

  test('who leaves with a frozen copy has it all to read, and nobody else knows', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await goToList(hers, LIST)
    const talk = (await openPaper(hers, title(0))).getByRole('textbox', { name: `Write to ${LIST}` })
    await talk.fill('Read section 3 first')
    await talk.press('Control+Enter')
    await goToList(his, LIST)
    await rowOf(his, title(0))
      .getByRole('button', { name: /^Vote for/ })
      .click()
    await openPaper(his, title(0)).then((sheet) => sheet.getByText('Read section 3 first').waitFor())
    await his.keyboard.press('Escape')
    await choose(his, 'Leave this list…')
    const dialog = his.getByRole('dialog')
    expect(await dialog.getByLabel('Keep a frozen copy').isChecked()).toBe(true)
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click()
    const archived = his.getByRole('list', { name: 'Archived' })
    await archived.getByText(/^a copy of /).waitFor()
    await inRail(his, LIST).waitFor({ state: 'detached' })
    await archived.getByRole('link', { name: new RegExp(LIST) }).click()
    await his.getByText(/^This is a copy of /).waitFor()
    // What was said and voted is there; nothing that cannot work is offered.
    await expect.poll(() => tagsOn(his, 0), poll).toEqual(['Method papers', 'Theory'])
    const list = his.locator('section.shared-list')
    for (const name of ['Share', /^Vote for/, 'Name of the list'])
      expect(await list.getByRole('button', { name }).count()).toBe(0)
    await rowOf(his, title(0)).locator('.votes.plain', { hasText: '1' }).waitFor()
    const sheet = await openPaper(his, title(0))
    await sheet.getByText('Read section 3 first').waitFor()
    await sheet.getByText('This is how the discussion was when you left the list.').waitFor()
    expect(await sheet.getByRole('textbox', { name: /^Write to/ }).count()).toBe(0)
    expect(await sheet.getByRole('button', { name: 'Tag in this list' }).count()).toBe(0)
    await his.reload()
    await sheet.getByText('Read section 3 first').waitFor()
    await expect
      .poll(() => hers.locator('header.list-bar').getByRole('img', { name: 'Ben' }).count(), poll)
      .toBe(0)
    await his.keyboard.press('Escape')
    await his.getByRole('button', { name: 'More about this list' }).click()
    for (const item of [
      'Merge into…',
      'Archive',
      'Leave this list…',
      'Tags in this list…',
      'Earlier versions',
    ])
      expect(await his.getByRole('menuitem', { name: item }).count()).toBe(0)
    await his.getByRole('menuitem', { name: 'Delete this copy' }).click()
    await archived.waitFor({ state: 'detached' })
    await his.getByRole('button', { name: 'Undo', exact: true }).click()
    await archived.getByText(/^a copy of /).waitFor()
  })
})
