import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
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

const TITLES = starter.papers.map((paper) => paper.title)
const title = (at: number): string => TITLES[at] ?? ''
const LIST = 'Thursday reading group'
const sharedPage = path.join(process.env['CARREL_SHARED_DATA'] ?? '', 'hf-page/daily-papers-dec-8.txt')

const poll = { timeout: WAIT_MS, interval: 100 }

describe('the path of a newcomer and a labmate', () => {
  let folder: string
  let server: CarrelServer
  let port = 0
  let wireA: CutProxy
  let wireB: CutProxy
  let ada: Person
  let ben: Person
  let link = ''

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-path-'))
    server = await startCarrelServer(folder)
    port = server.port
    wireA = await startCutProxy(() => port)
    wireB = await startCutProxy(() => port)
    ada = createPerson(() => wireA.origin)
    ben = createPerson(() => wireB.origin)
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
      for (const [name, person] of Object.entries({ ada, ben })) await person.picture(`path-${name}`)
    })
  })

  test('opens on the feed with the 41 papers of the starter feed', async () => {
    const page = await ada.open('/')
    await page.waitForURL(`**/feed/${starter.day}**`)
    await page.getByText('41 papers').first().waitFor()
    await page.locator('#app article.paper h3').first().waitFor()
    // One visit: what is needed offline has arrived.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    expect(await page.getByText('starter feed', { exact: false }).count()).toBeGreaterThan(0)
  })

  test('keeps what a person does to papers, undoes it, and has it all after a reload', async () => {
    const page = ada.page()
    const first = rowOf(page, title(0))
    await first.hover()
    await first.getByRole('button', { name: 'Save' }).click()
    const sheet = await openPaper(page, title(0))
    await sheet.getByRole('button', { name: 'Tag', exact: true }).click()
    const field = sheet.getByRole('combobox', { name: 'Add a tag' })
    await field.fill('attention')
    await field.press('Enter')
    await field.press('Escape')
    await sheet.getByRole('group', { name: 'Reading' }).getByRole('button', { name: 'Reading' }).click()
    await sheet.getByRole('textbox', { name: 'Private note' }).fill('Compare with our own losses.')
    const second = rowOf(page, title(1))
    await second.hover()
    await second.getByRole('button', { name: 'Skip' }).click()
    await second.getByText('Skipped').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#app article.paper h3 a').first().focus()
    await page.keyboard.press('u')
    await expect.poll(() => second.getByText('Skipped').count(), poll).toBe(0)

    await page.reload()
    const again = await openPaper(page, title(0))
    expect(await again.getByRole('button', { name: 'Save' }).first().getAttribute('aria-pressed')).toBe(
      'true',
    )
    await again.getByRole('link', { name: 'attention' }).waitFor()
    expect(await again.getByRole('textbox', { name: 'Private note' }).inputValue()).toBe(
      'Compare with our own losses.',
    )
    expect(
      await again
        .getByRole('group', { name: 'Reading' })
        .getByRole('button', { name: 'Reading' })
        .getAttribute('aria-pressed'),
    ).toBe('true')
  })

  test.runIf(existsSync(sharedPage))(
    'imports the text of the real page, whose abstracts join the papers that are here',
    async () => {
      const page = await ada.open('/add')
      await page.getByRole('textbox', { name: 'Paste here' }).fill(readFileSync(sharedPage, 'utf8'))
      const found = page.locator('.found')
      await found.waitFor()
      expect((await found.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
        /^0 new papers 41 here already.* 0 not understood/,
      )
      await page.getByRole('button', { name: 'Fill in 41 papers' }).click()
      await page.getByRole('heading', { name: '41 papers filled in' }).waitFor()
      await page.getByRole('link', { name: /^Open / }).click()
      await page.getByText('41 papers').first().waitFor()
    },
  )

  test('refuses text that is no such page, and says what it expected', async () => {
    const page = await ada.open('/add')
    await page
      .getByRole('textbox', { name: 'Paste here' })
      .fill('The quick brown fox jumps over the lazy dog.')
    await page
      .getByText(/Daily Papers/)
      .first()
      .waitFor()
  })

  test('shares a list by a link that a second browser joins, and both see it live', async () => {
    const hers = await ada.open('/')
    await addToList(await openPaper(hers, title(0)), LIST)
    await addToList(await openPaper(hers, title(2)), LIST)
    link = await shareList(hers, LIST)
    expect(new URL(link).hash.length).toBeGreaterThan(40)
    await joinList(ben, link, 'Ben')
    const his = ben.page()
    expect(new URL(his.url()).hash).toBe('')
    await rowOf(his, title(0)).waitFor()
    await rowOf(his, title(2)).waitFor()

    const sheet = await openPaper(his, title(0))
    await sheet.getByLabel(`Write to ${LIST}`).fill('I would present this one.')
    await sheet.getByRole('button', { name: 'Comment' }).click()
    await rowOf(his, title(0)).locator('button.votes').click()

    await goToList(hers, LIST)
    await expect
      .poll(async () => (await readListRows(hers)).find((row) => row.title === title(0))?.votes, poll)
      .toBe('1')
    const discussion = await openPaper(hers, title(0))
    await discussion.getByText('I would present this one.').waitFor()
    await hers.locator('header.list-bar .av.here').first().waitFor()
  })

  test('survives the airplane: both cut, one browser killed, and nothing lost', async () => {
    const hers = ada.page()
    const his = ben.page()
    wireA.cut()
    wireB.cut()

    await addToList(await openPaperFromFeed(ada, title(3)), LIST)
    await goToList(hers, LIST)
    await rowOf(hers, title(0)).locator('button.votes').click()
    const sheet = await openPaper(hers, title(0))
    await sheet.getByLabel(`Write to ${LIST}`).fill('Said over the Atlantic.')
    await sheet.getByRole('button', { name: 'Comment' }).click()
    // Reorder by keyboard, then remove and add again.
    // Out of the field, then out of the sheet.
    await hers.keyboard.press('Escape')
    await hers.keyboard.press('Escape')
    await hers.getByRole('button', { name: 'By hand' }).click()
    await rowOf(hers, title(2)).locator('h3 a').focus()
    await hers.keyboard.press('Alt+ArrowUp')
    await expect.poll(async () => (await readListRows(hers))[0]?.title, poll).toBe(title(2))
    await rowOf(hers, title(2)).hover()
    await rowOf(hers, title(2))
      .getByRole('button', { name: /^More for/ })
      .click()
    await hers.getByRole('menuitem', { name: 'Remove from the list' }).click()
    await expect.poll(() => rowOf(hers, title(2)).count(), poll).toBe(0)
    await addToList(await openPaperFromFeed(ada, title(2)), LIST)

    await addToList(await openPaperFromFeed(ben, title(4)), LIST)
    await goToList(his, LIST)
    await rowOf(his, title(2)).locator('button.votes').click()
    const talk = await openPaper(his, title(2))
    await talk.getByLabel(`Write to ${LIST}`).fill('Said under the Channel.')
    await talk.getByRole('button', { name: 'Comment' }).click()
    await talk.getByText('Said under the Channel.').waitFor()

    await ben.kill()
    wireA.mend()
    wireB.mend()
    const back = await ben.open('/')
    await goToList(back, LIST)
    await goToList(hers, LIST)
    for (const page of [back, hers]) {
      await page.getByRole('button', { name: 'By hand' }).click()
      await delivered(page)
    }
    /** What is shown once what came meanwhile has been let in: by itself it waits, for whoever reads. */
    const letIn = async (person: Person): ReturnType<typeof readListRows> => {
      await person.page().getByRole('button', { name: 'By hand' }).click()
      return readListRows(person.page())
    }
    await expect
      .poll(async () => (await letIn(ada)).map((row) => row.title).sort(), poll)
      .toEqual([title(0), title(2), title(3), title(4)].sort())
    await expect.poll(() => letIn(ben), poll).toEqual(await readListRows(hers))
    expect((await readListRows(hers))[0]?.title).toBe(title(2))
    const votes = new Map((await readListRows(hers)).map((row) => [row.title, row.votes]))
    expect(votes.get(title(0))).toBe('2')
    expect(votes.get(title(2))).toBe('1')
    for (const page of [back, hers]) {
      await (await openPaper(page, title(0))).getByText('Said over the Atlantic.').waitFor()
      await (await openPaper(page, title(2))).getByText('Said under the Channel.').waitFor()
    }
  })

  test('opens offline from a cold start, with the feed, the library and the list', async () => {
    await ada.close()
    wireA.cut()
    await server.stop('SIGKILL')
    const page = await ada.open('/')
    await page.waitForURL(`**/feed/${starter.day}**`)
    await page.locator('#app article.paper h3').first().waitFor()
    await goToList(page, LIST)
    await rowOf(page, title(4)).waitFor()
    await ada.open('/saved')
    await rowOf(ada.page(), title(0)).waitFor()
  })
})

/** Opens a paper's sheet from the feed, wherever this person is. */
const openPaperFromFeed = async (
  person: Person,
  wanted: string,
): Promise<Awaited<ReturnType<typeof openPaper>>> => {
  const page = person.page()
  await page
    .locator('nav.rail')
    .getByRole('link', { name: /Daily feed/ })
    .click()
  await page.waitForURL('**/feed/**')
  return openPaper(page, wanted)
}
