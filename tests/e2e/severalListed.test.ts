import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, dayFromNow, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { cutOff } from './reflow.ts'
import { joinList, shareList } from './sharing.ts'

const LIST = 'Thursday reading group'
const title = (at: number): string => starter.papers[at]?.title ?? ''
const poll = { timeout: WAIT_MS, interval: 100 }

const bar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Selected papers' })
const votesOf = (page: Page): Promise<readonly string[]> =>
  page.locator('#app button.votes').evaluateAll((all) => all.map((one) => one.textContent?.trim() ?? ''))
const fromMenu = async (page: Page, label: string): Promise<void> => {
  await bar(page).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: label }).click()
}
const choose = async (page: Page, papers: readonly string[]): Promise<void> => {
  for (const paper of papers) await page.getByRole('checkbox', { name: `Select ${paper}` }).check()
  await bar(page).getByText(`${papers.length} selected`).waitFor()
}

describe('choosing several papers of a shared list', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-several-listed-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`, { still: true, keepsApp: false })
    ben = createPerson(() => `http://127.0.0.1:${server.port}`, { still: true, keepsApp: false })
    const hers = await ada.open('/')
    for (const at of [0, 1, 2, 3]) await addToList(await openPaper(hers, title(at)), LIST)
    const link = await shareList(hers, LIST)
    await joinList(ben, link, 'Ben')
    await rowOf(ben.page(), title(3)).waitFor()
  })
  afterAll(async () => {
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await ada.picture('several-listed-ada')
      await ben.picture('several-listed-ben')
    })
  })

  test('they are voted for, planned and moved as one act each, which one undo takes back on both sides', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await rowOf(hers, title(0)).locator('button.votes').click()
    await choose(hers, [title(0), title(1), title(2)])
    // Also where a row is one line and its facts, the box to choose by does not lie over the vote.
    await hers.setViewportSize({ width: 1920, height: 900 })
    const gaps = await hers.locator('#app .papers > li').evaluateAll((rows) =>
      rows.map((row) => {
        const [vote, box] = ['button.votes', '.pick'].map((one) => row.querySelector(one))
        return (box?.getBoundingClientRect().top ?? 0) - (vote?.getBoundingClientRect().bottom ?? 0)
      }),
    )
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0)
    await hers.setViewportSize({ width: 1440, height: 900 })
    // Nothing of the bar is cut off.
    expect(await cutOff(hers)).toEqual([])
    await hers.keyboard.press('v')
    await hers.locator('.toast', { hasText: 'Voted for 2 papers' }).waitFor()
    await expect.poll(async () => (await votesOf(his)).toSorted(), poll).toEqual(['0', '1', '1', '1'])
    expect(await faultsOf(hers)).toEqual([])
    if (process.env['CARREL_PICTURES']) await ada.picture('several papers of a list')
    await hers.keyboard.press('u')
    await expect.poll(async () => (await votesOf(his)).toSorted(), poll).toEqual(['0', '0', '0', '1'])

    await fromMenu(hers, 'Move to Discussed')
    await hers.locator('.toast', { hasText: '3 papers moved to Discussed' }).waitFor()
    const discussed = his.locator('#app article.paper .state', { hasText: 'Discussed' })
    await expect.poll(() => discussed.count(), poll).toBe(3)
    await hers.keyboard.press('u')
    await expect.poll(() => discussed.count(), poll).toBe(0)

    await fromMenu(hers, 'Date and presenter')
    const dialog = hers.getByRole('dialog', { name: 'Date and presenter' })
    await dialog.getByText('3 papers; what you leave empty stays as it is.').waitFor()
    await dialog.getByLabel('Date', { exact: true }).fill(dayFromNow(5))
    await dialog.getByRole('button', { name: 'Save' }).click()
    await hers.locator('.toast', { hasText: 'Date and presenter of 3 papers changed' }).waitFor()
    const planned = his.locator('#app article.paper .slot')
    await expect.poll(() => planned.count(), poll).toBe(3)
    await hers.keyboard.press('u')
    await expect.poll(() => planned.count(), poll).toBe(0)
  })

  test('dates they do not share stay until they are cleared, and then all of them go', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    const planned = his.locator('#app article.paper .slot')
    const dialog = hers.getByRole('dialog', { name: 'Date and presenter' })
    const plan = async (papers: readonly string[], inDays: number): Promise<void> => {
      await hers.keyboard.press('Escape')
      await choose(hers, papers)
      await fromMenu(hers, 'Date and presenter')
      await dialog.getByLabel('Date', { exact: true }).fill(dayFromNow(inDays))
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await plan([title(0), title(1)], 5)
    await plan([title(2), title(3)], 12)
    await expect.poll(() => planned.count(), poll).toBe(4)
    await hers.keyboard.press('Escape')
    await choose(hers, [title(0), title(1), title(2)])
    await fromMenu(hers, 'Date and presenter')
    await dialog.getByText('3 papers; what you leave empty stays as it is.').waitFor()
    expect(await dialog.getByLabel('Date', { exact: true }).inputValue()).toBe('')
    await dialog.getByRole('button', { name: 'Clear' }).click()
    await dialog.getByText('3 papers; what you leave empty is taken away.').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await hers.locator('.toast', { hasText: 'Date and presenter of 3 papers changed' }).waitFor()
    await expect.poll(() => planned.count(), poll).toBe(1)
    await hers.keyboard.press('u')
    await expect.poll(() => planned.count(), poll).toBe(4)
    // Back to where the others begin.
    for (const left of [2, 0]) {
      await hers.keyboard.press('u')
      await expect.poll(() => planned.count(), poll).toBe(left)
    }
  })

  test('they are taken off at once and put back by one undo; a reader is offered none of it', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    await hers.keyboard.press('Escape')
    await choose(hers, [title(1), title(2)])
    await bar(hers).getByRole('button', { name: 'Remove from the list' }).click()
    await hers.locator('.toast', { hasText: `2 papers removed from ${LIST}` }).waitFor()
    await bar(hers).waitFor({ state: 'detached' })
    await expect.poll(() => hers.locator('#app article.paper').count(), poll).toBe(2)
    // The keyboard goes on from a row that is left.
    await expect
      .poll(() => hers.evaluate(() => document.activeElement?.hasAttribute('data-paper')), poll)
      .toBe(true)
    await expect.poll(() => his.locator('#app article.paper').count(), poll).toBe(2)
    await hers.locator('.toast').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => hers.locator('#app article.paper').count(), poll).toBe(4)
    await his.getByText('Show 2 new papers').click()
    await expect.poll(() => his.locator('#app article.paper').count(), poll).toBe(4)

    const reading = await shareList(hers, LIST, 'read')
    const guest = createPerson(() => `http://localhost:${server.port}`, { still: true, keepsApp: false })
    try {
      await joinList(guest, reading, '')
      const page = guest.page()
      await rowOf(page, title(3)).waitFor()
      await choose(page, [title(0), title(1)])
      expect(await bar(page).getByRole('button', { name: 'Save' }).count()).toBe(1)
      expect(
        await bar(page)
          .getByRole('button', { name: /Vote|Remove/ })
          .count(),
      ).toBe(0)
      await bar(page).getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Copy links' }).waitFor()
      expect(await page.getByRole('menuitem', { name: /Remove|Move to|Date/ }).count()).toBe(0)
    } finally {
      await guest.leave()
    }
  })
})
