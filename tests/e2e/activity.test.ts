import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const LIST = 'Thursday reading group'
const title = (at: number): string => starter.papers[at]?.title ?? ''
const poll = { timeout: WAIT_MS, interval: 100 }
/** More than any page has to step through. */
const MAX_STEPS = 200

/** Steps through the page until the focus is where it should be, as somebody without a mouse does. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  await target.waitFor()
  for (let step = 0; step < MAX_STEPS; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the focus never came there')
}

const railMark = (page: Page): Locator =>
  page.locator('nav.rail').getByRole('link', { name: LIST }).locator('.new-mark')

/** Runs in the page: notes how the icon of the app is marked, which no picture of the page shows. */
const watchIcon = (): void => {
  const marks: (number | string)[] = []
  const mark = async (how: number | string): Promise<void> => void marks.push(how)
  Object.assign(globalThis, { iconMarks: marks })
  Object.defineProperty(navigator, 'setAppBadge', { value: (count?: number) => mark(count ?? 'dot') })
  Object.defineProperty(navigator, 'clearAppBadge', { value: () => mark('none') })
}
const iconMark = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const marks: unknown = Reflect.get(globalThis, 'iconMarks')
    return Array.isArray(marks) ? marks.at(-1) : undefined
  })

describe('what happened in a list while one was away', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-activity-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`, { still: true, keepsApp: false })
    ben = createPerson(() => `http://127.0.0.1:${server.port}`, {
      phone: true,
      dark: true,
      still: true,
      keepsApp: false,
    })
    const hers = await ada.open('/you')
    const name = hers.getByLabel('Name', { exact: true })
    await name.fill('Ada')
    await name.press('Enter')
    await ada.context().addInitScript(watchIcon)
    await ada.open('/')
    for (const at of [0, 1, 2, 3]) await addToList(await openPaper(hers, title(at)), LIST)
    const link = await shareList(hers, LIST)
    await joinList(ben, link, 'Ben')
    await rowOf(ben.page(), title(3)).waitFor()
    // Ada goes on to something else.
    await ada.open('/')
    await hers.locator('article.paper h3').first().waitFor()
    await delivered(hers)
  })
  afterAll(async () => {
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  beforeEach(() => {
    onTestFailed(async () => {
      await ada.picture('activity-ada')
      await ben.picture('activity-ben')
    })
  })

  const remove = async (page: Page, paper: string): Promise<void> => {
    await rowOf(page, paper)
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: 'Remove from the list' }).click()
    await expect.poll(() => rowOf(page, paper).count(), poll).toBe(0)
  }

  test('D44, D45, D42: she sees a mark, opens what happened and undoes one act of it, by keyboard alone', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    expect(await railMark(hers).count()).toBe(0)
    await expect.poll(() => iconMark(hers), poll).toBe('none')
    await rowOf(his, title(0)).locator('button.votes').click()
    await expect.poll(() => iconMark(hers), poll).toBe('dot')
    await rowOf(his, title(3)).locator('button.votes').click()
    await remove(his, title(1))
    const sheet = await openPaper(his, title(2))
    await sheet.getByRole('textbox', { name: `Write to ${LIST}` }).focus()
    await his.keyboard.type('Does section 3 hold for us, @a')
    await sheet.getByRole('option', { name: 'Ada' }).waitFor()
    await his.keyboard.press('Enter')
    await his.keyboard.type('?')
    await his.keyboard.press('Control+Enter')
    await sheet.getByText('Does section 3 hold').waitFor()
    await expect.poll(() => railMark(hers).textContent(), poll).toContain('4 new')
    await expect
      .poll(() => hers.locator('nav.rail').getByRole('link', { name: LIST }).textContent(), poll)
      .toContain('one speaks to you')
    await expect.poll(() => iconMark(hers), poll).toBe(1)
    if (process.env['CARREL_PICTURES']) await ada.picture('a list with news in the menu')

    await hers.keyboard.press('g')
    await hers.keyboard.press('l')
    await hers.locator('.places').waitFor()
    if (process.env['CARREL_PICTURES']) await ada.picture('the lists with news')
    await tabTo(hers, hers.locator('.places').getByRole('link', { name: LIST }))
    await hers.keyboard.press('Enter')
    await rowOf(hers, title(2)).locator('.new-mark.to-me').waitFor()
    await expect.poll(() => iconMark(hers), poll).toBe('none')
    expect(await rowOf(hers, title(0)).locator('.new-mark').count()).toBe(0)
    await hers.locator('.activity-chip', { hasText: '4 new' }).waitFor()
    // One row, as without: what others do moves no paper.
    expect((await hers.locator('.list-bar .chips').boundingBox())?.height).toBeLessThan(60)
    if (process.env['CARREL_PICTURES']) await ada.picture('a list with news')
    expect(await faultsOf(hers)).toEqual([])
    await hers.keyboard.press('a')
    const dialog = hers.getByRole('dialog')
    await dialog.getByText('voted for').waitFor()
    expect(await dialog.locator('.act p').allInnerTexts()).toEqual([
      `Ben wrote about ${title(2)}`,
      `Ben removed ${title(1)}`,
      'Ben voted for 2 papers',
      expect.stringMatching(/^You added 4 papers/),
    ])
    await dialog.getByText('Since you were last here').waitFor()
    await dialog.getByText('speaks to you').waitFor()
    // What he said is his to take back.
    expect(await dialog.getByRole('button', { name: /^Undo: Ben wrote/ }).count()).toBe(0)
    if (process.env['CARREL_PICTURES']) await ada.picture('what happened')
    await tabTo(hers, dialog.getByRole('button', { name: /^Undo: Ben removed .* Puts it back on the list/ }))
    await hers.keyboard.press('Enter')
    await dialog
      .getByText(`Undone: Ben removed ${title(1)}`)
      .first()
      .waitFor()
    await dialog.locator('.act p', { hasText: `You undid: Ben removed ${title(1)}` }).waitFor()
    // The focus went to the next way back, and not out of the dialog.
    expect(await hers.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^Undo: You undid/,
    )
    if (process.env['CARREL_PICTURES']) await ada.picture('an act undone')
    expect(await faultsOf(hers)).toEqual([])
    await his.getByText('Show 1 new paper').waitFor({ state: 'attached' })

    // Done again, and undone once more: both from where she is.
    await tabTo(hers, dialog.locator('.activity-said').getByRole('button', { name: 'Undo' }))
    await hers.keyboard.press('Enter')
    await dialog
      .getByText(`Done again: Ben removed ${title(1)}`)
      .first()
      .waitFor()
    await tabTo(hers, dialog.getByRole('button', { name: /^Undo: You did again: Ben removed/ }))
    await hers.keyboard.press('Enter')
    await dialog.locator('.act p', { hasText: `You undid: Ben removed ${title(1)}` }).waitFor()

    // His votes are his own, one by one as well.
    await tabTo(hers, dialog.getByRole('button', { name: 'Show all 2' }))
    await hers.keyboard.press('Enter')
    await dialog.locator('.act-each p', { hasText: `Voted for ${title(3)}` }).waitFor()
    expect(await dialog.getByRole('button', { name: /^Undo(?: all)?: Ben voted/ }).count()).toBe(0)

    // A run of hers is undone one by one.
    await tabTo(hers, dialog.getByRole('button', { name: 'Show all 4' }))
    await hers.keyboard.press('Enter')
    await tabTo(
      hers,
      dialog.getByRole('button', { name: new RegExp(`^Undo: You added ${title(3).slice(0, 20)}`) }),
    )
    await hers.keyboard.press('Enter')
    await dialog
      .getByText(`Undone: You added ${title(3)}`)
      .first()
      .waitFor()
    await tabTo(hers, dialog.locator('.activity-said').getByRole('button', { name: 'Undo' }))
    await hers.keyboard.press('Enter')
    await dialog
      .getByText(`Done again: You added ${title(3)}`)
      .first()
      .waitFor()

    await hers.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await rowOf(hers, title(1)).waitFor()
    expect(await hers.locator('.activity-chip').textContent()).not.toContain('new')
  })

  test('D44: what she has seen stays seen, also after a reload, and he sees what she did', async () => {
    const hers = ada.page()
    await expect
      .poll(
        async () => {
          await ada.open('/')
          await hers.locator('nav.rail').getByRole('link', { name: LIST }).waitFor()
          // Long enough for the list to have been read.
          await hers.locator('nav.rail').getByRole('link', { name: LIST }).locator('.n').waitFor()
          return railMark(hers).count()
        },
        { ...poll, interval: 500 },
      )
      .toBe(0)
    const his = ben.page()
    await his.getByRole('button', { name: 'Back to the list' }).click()
    await his.locator('nav.tabs').getByRole('link', { name: 'You', exact: true }).click()
    await goToList(hers, LIST)
    await rowOf(hers, title(0)).locator('button.votes').click()
    await expect.poll(() => his.locator('nav.tabs .tab-dot').count(), poll).toBe(1)
    if (process.env['CARREL_PICTURES']) await ben.picture('news on a phone')
    await his
      .locator('nav.tabs')
      .getByRole('link', { name: /^Lists ?, something is new/ })
      .click()
    await his.locator('.places .new-mark', { hasText: '1 new' }).waitFor()
    expect(await faultsOf(his)).toEqual([])
    if (process.env['CARREL_PICTURES']) await ben.picture('the lists with news on a phone')
    await his.locator('.places').getByRole('link', { name: LIST }).click()
    await his.getByRole('button', { name: /^Activity/ }).click()
    await his
      .getByRole('dialog')
      .locator('.act p', { hasText: `Ada voted for ${title(0)}` })
      .waitFor()
    if (process.env['CARREL_PICTURES']) await ben.picture('what happened on a phone')
    expect(await faultsOf(his)).toEqual([])
    await his.keyboard.press('Escape')
  })

  test('what a labmate does is said while one looks, in one sentence', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await goToList(hers, LIST)
    await his.getByRole('dialog').waitFor({ state: 'detached' })
    const vote = rowOf(his, title(2)).locator('button.votes')
    // At the edge of a phone the row that takes the focus moves into view, and away from under the press.
    await vote.scrollIntoViewIfNeeded()
    await vote.focus()
    await his.keyboard.press('Enter')
    await expect.poll(() => vote.getAttribute('aria-pressed'), poll).toBe('true')
    await hers
      .locator('[role="status"]', { hasText: `Ben voted for ${title(2).slice(0, 40)}` })
      .waitFor({ state: 'attached' })
  })

  test('the icon of the app is not marked on a device whose person does not want it', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await ada.open('/you')
    const box = hers.getByRole('checkbox', { name: /^Mark the app’s icon/ })
    await box.uncheck()
    await ada.open('/you')
    expect(await box.isChecked()).toBe(false)
    await ben.open('/lists')
    await his.getByRole('link', { name: LIST }).first().click()
    await rowOf(his, title(2)).locator('button.votes').click()
    await expect.poll(() => railMark(hers).count(), poll).toBe(1)
    expect(await iconMark(hers)).toBe('none')
    await box.check()
    await expect.poll(() => iconMark(hers), poll).toBe('dot')
  })
})
