import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { startCutProxy, type CutProxy } from '../helpers/cutProxy.ts'
import {
  addToList,
  createPerson,
  delivered,
  openPaper,
  readListRows,
  rowOf,
  WAIT_MS,
  type Person,
} from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Thursday reading group'
const poll = { timeout: WAIT_MS, interval: 100 }

const openByHand = async (page: Page): Promise<void> => {
  await goToList(page, LIST)
  await page.getByRole('button', { name: 'By hand' }).click()
}

const titlesOf = async (page: Page): Promise<readonly string[]> =>
  (await readListRows(page)).map((row) => row.title)

const vote = (page: Page, paper: string): Promise<void> => rowOf(page, paper).locator('button.votes').click()

/** What is said of the paper at each place; there is one comment on each. */
const SAID: readonly string[] = [
  'Ada on the first.',
  'Ben on the second, which Ada takes out meanwhile.',
  'Ada on the third.',
  'Ben on the fourth.',
]
const say = async (page: Page, at: number): Promise<void> => {
  const text = SAID[at] ?? ''
  const sheet = await openPaper(page, title(at))
  await sheet.getByLabel(`Write to ${LIST}`).fill(text)
  await sheet.getByRole('button', { name: 'Comment' }).click()
  await sheet.getByText(text).waitFor()
  await openByHand(page)
}

/** Out of the list, and in again from the feed. */
const removeAndAddAgain = async (page: Page, paper: string): Promise<void> => {
  await rowOf(page, paper).hover()
  await rowOf(page, paper)
    .getByRole('button', { name: /^More for/ })
    .click()
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click()
  await expect.poll(() => rowOf(page, paper).count(), poll).toBe(0)
  await page
    .locator('nav.rail')
    .getByRole('link', { name: /Daily feed/ })
    .click()
  await page.waitForURL('**/feed/**')
  await addToList(await openPaper(page, paper), LIST)
  await openByHand(page)
  await rowOf(page, paper).waitFor()
}

/** Moves a paper by keyboard until it stands at `place` (from 0). */
const moveTo = async (page: Page, paper: string, place: number): Promise<void> => {
  for (;;) {
    const at = (await titlesOf(page)).indexOf(paper)
    if (at === place) return
    await rowOf(page, paper).locator('h3 a').focus()
    await page.keyboard.press(at > place ? 'Alt+ArrowUp' : 'Alt+ArrowDown')
    await expect.poll(async () => (await titlesOf(page)).indexOf(paper), poll).not.toBe(at)
  }
}

/** What is shown, once every change of the other has been let in. */
const settledRows = async (page: Page): ReturnType<typeof readListRows> => {
  await openByHand(page)
  return readListRows(page)
}

describe('two people at one list', () => {
  let folder: string
  let server: CarrelServer
  let wireA: CutProxy
  let wireB: CutProxy
  let ada: Person
  let ben: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-together-'))
    server = await startCarrelServer(folder)
    wireA = await startCutProxy(() => server.port)
    wireB = await startCutProxy(() => server.port)
    ada = createPerson(() => wireA.origin)
    ben = createPerson(() => wireB.origin)
    const hers = await ada.open('/you')
    const name = hers.getByLabel('Name', { exact: true })
    await name.fill('Ada')
    await name.press('Enter')
    await ada.open('/')
    for (const at of [0, 1, 2, 3, 4]) await addToList(await openPaper(hers, title(at)), LIST)
    await joinList(ben, await shareList(hers, LIST), 'Ben')
  })
  afterAll(async () => {
    await ada?.leave()
    await ben?.leave()
    await wireA?.close()
    await wireB?.close()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      for (const [who, person] of Object.entries({ ada, ben })) await person.picture(`together-${who}`)
    })
  })

  const faceOf = (page: Page, who: string) =>
    page.locator('header.list-bar').getByRole('img', { name: `${who}, here now` })

  test('each sees the other’s face while both are there, and not when one has left', async () => {
    const hers = ada.page()
    await openByHand(hers)
    await openByHand(ben.page())
    await faceOf(hers, 'Ben').waitFor()
    await faceOf(ben.page(), 'Ada').waitFor()
    await ben.close()
    await faceOf(hers, 'Ben').waitFor({ state: 'detached' })
    await hers.locator('header.list-bar').getByRole('img', { name: 'Ben', exact: true }).waitFor()
    await openByHand(await ben.open('/'))
    await faceOf(hers, 'Ben').waitFor()
    await faceOf(ben.page(), 'Ada').waitFor()
    // Not a farewell but silence: the process is gone between two words.
    await ben.kill()
    await faceOf(hers, 'Ben').waitFor({ state: 'detached' })
    await openByHand(await ben.open('/'))
    await faceOf(hers, 'Ben').waitFor()
  })

  test('whoever is spoken to by name sees it marked, resolves the thread, and both see that', async () => {
    const [hers, his] = [ada.page(), ben.page()]
    for (const page of [hers, his]) await openByHand(page)
    const sheet = await openPaper(his, title(4))
    const field = sheet.getByRole('textbox', { name: `Write to ${LIST}` })
    await field.focus()
    await his.keyboard.type('Could you check this, @a')
    await sheet.getByRole('option', { name: 'Ada' }).waitFor()
    if (process.env['CARREL_PICTURES']) await ben.picture('naming somebody')
    await his.keyboard.press('Enter')
    await his.keyboard.type('please?')
    expect(await field.inputValue()).toBe('Could you check this, @Ada please?')
    await his.keyboard.press('Control+Enter')
    const heard = await openPaper(hers, title(4))
    await heard.locator('.mention.me', { hasText: '@Ada' }).waitFor()
    await sheet.locator('.mention:not(.me)', { hasText: '@Ada' }).waitFor()
    await heard.getByRole('button', { name: 'Resolve' }).click()
    await sheet.getByText('Resolved by Ada · 1 comment').waitFor()
    await heard.getByText('Resolved by you · 1 comment').waitFor()
    if (process.env['CARREL_PICTURES']) await ada.picture('a resolved thread')
    await sheet.getByRole('button', { name: 'Show', exact: true }).click()
    await sheet.getByRole('button', { name: 'Answer' }).click()
    await his.keyboard.type('And the other one?')
    await his.keyboard.press('Control+Enter')
    await heard.getByText('And the other one?').waitFor()
    await heard.getByRole('button', { name: 'Resolve' }).waitFor()
    for (const page of [hers, his]) await page.keyboard.press('Escape')
  })

  test('what both did while both were cut off is all there, though one was killed before it came back', async () => {
    const hers = ada.page()
    const his = ben.page()
    await expect.poll(async () => (await settledRows(his)).length, poll).toBe(5)
    await delivered(hers)
    await delivered(his)
    wireA.cut()
    wireB.cut()

    await openByHand(hers)
    // One paper each removes and adds again alone, and one that both do.
    await removeAndAddAgain(hers, title(1))
    await removeAndAddAgain(hers, title(2))
    await moveTo(hers, title(4), 0)
    await vote(hers, title(0))
    await say(hers, 0)
    await say(hers, 2)

    await openByHand(his)
    await vote(his, title(0))
    await vote(his, title(1))
    await say(his, 1)
    await removeAndAddAgain(his, title(2))
    await removeAndAddAgain(his, title(3))
    await say(his, 3)
    const below = (await titlesOf(his)).indexOf(title(2))
    await moveTo(his, title(0), below)
    await his
      .getByText(/^Waiting for the network: \d+ changes/)
      .first()
      .waitFor()

    await ben.kill()
    wireB.mend()
    const back = await ben.open('/')
    await openByHand(back)
    await delivered(back)
    wireA.mend()
    await delivered(hers)

    await expect
      .poll(
        async () => JSON.stringify(await settledRows(hers)) === JSON.stringify(await settledRows(back)),
        poll,
      )
      .toBe(true)
    for (const page of [hers, back]) {
      const rows = await settledRows(page)
      const order = rows.map((row) => row.title)
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4].map(title).sort())
      expect(Object.fromEntries(rows.map((row) => [row.title, row.votes]))).toEqual({
        [title(0)]: '2',
        [title(1)]: '1',
        [title(2)]: '0',
        [title(3)]: '0',
        [title(4)]: '0',
      })
      // Her move to the top and his move further down do not undo each other.
      expect(order[0]).toBe(title(4))
      expect(order.at(1)).not.toBe(title(0))
      // Every discussion, also when one comes to it from another paper's and goes back.
      for (const at of [0, 1, 2, 3, 2, 3, 0, 3, 1]) {
        const said = (await openPaper(page, title(at))).locator('.say p')
        await expect.poll(() => said.allInnerTexts(), { ...poll, message: title(at) }).toEqual([SAID[at]])
      }
    }
  })

  test('both have the same after a reload, and the newcomer too', async () => {
    const rows = await settledRows(ada.page())
    const carol = createPerson(() => wireA.origin)
    try {
      await joinList(carol, await shareList(ada.page(), LIST), 'Carol')
      await expect.poll(() => settledRows(carol.page()), poll).toEqual(rows)
    } finally {
      await carol.leave()
    }
    for (const person of [ada, ben]) {
      await person.open('/')
      await expect.poll(() => settledRows(person.page()), poll).toEqual(rows)
    }
  })
})
