import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { createCanary } from '../helpers/canary.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS } from './person.ts'
import { linkDevices, showCode } from './linkDevices.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const titles = starter.papers.map(({ title }) => title)
const [first = '', second = '', third = '', fourth = ''] = titles
const NOTE = 'Kichererbsen-linked-40218'

const keyringOf = (page: Page): Promise<Readonly<Record<string, readonly number[]>>> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('carrel-keyring')
        opening.onerror = () => reject(new Error('the keyring does not open'))
        opening.onsuccess = () => {
          const asking = opening.result.transaction('values').objectStore('values').get('keyring')
          asking.onsuccess = () => {
            opening.result.close()
            const { librarySecret, identitySecret, deviceSecret } = asking.result
            resolve({
              library: [...librarySecret],
              identity: [...identitySecret],
              device: [...deviceSecret],
            })
          }
        }
      }),
  )

const libraryDatabases = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () =>
    (await indexedDB.databases())
      .map(({ name }) => name ?? '')
      .filter((name) => name.startsWith('carrel/library:')),
  )

const save = async (page: Page, title: string): Promise<void> => {
  await rowOf(page, title).hover()
  await rowOf(page, title).getByRole('button', { name: 'Save' }).click()
}
const isSaved = async (page: Page, title: string): Promise<void> => {
  await page.goto(new URL('/saved', page.url()).href)
  const arrived = page.getByRole('button', { name: /^\d+ new papers?$/ })
  await rowOf(page, title).or(arrived).first().waitFor()
  // What comes while somebody reads waits until it is called for.
  if (!(await rowOf(page, title).isVisible())) await arrived.click()
  await rowOf(page, title).waitFor()
}

describe('a second device', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin)
  const phone = createPerson(origin, { phone: true })
  const tablet = createPerson(origin)
  const ben = createPerson(origin)

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-linking-'))
    server = await startCarrelServer(folder)
    const page = await ada.open('/')
    await save(page, first)
    const sheet = await openPaper(page, first)
    await sheet.getByRole('textbox', { name: 'Private note' }).fill(NOTE)
    await delivered(page)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      for (const [name, person] of Object.entries({ ada, phone, tablet, ben }))
        await person.picture(`linking-${name}`)
  })
  afterAll(async () => {
    for (const person of [ada, phone, tablet, ben]) await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('that is empty holds the library, and what either does afterwards is on both', async () => {
    const page = await linkDevices(phone, ada)
    await isSaved(page, first)
    expect(
      await (await openPaper(page, first)).getByRole('textbox', { name: 'Private note' }).inputValue(),
    ).toBe(NOTE)
    const [his, hers] = [await keyringOf(page), await keyringOf(ada.page())]
    expect([his['library'], his['identity']]).toEqual([hers['library'], hers['identity']])
    expect(his['device']).not.toEqual(hers['device'])
    // Both offline, both at work; then both are back.
    const other = ada.page()
    await other.goto(`${origin()}/`)
    await rowOf(other, second).waitFor()
    await page.goto(`${origin()}/`)
    await rowOf(page, third).waitFor()
    for (const person of [ada, phone]) await person.context().setOffline(true)
    await save(other, second)
    const sheet = await openPaper(page, third)
    await sheet.getByRole('button', { name: 'Save' }).first().click()
    for (const person of [ada, phone]) await person.context().setOffline(false)
    await isSaved(other, third)
    await isSaved(page, second)
    await other.goto(`${origin()}/you`)
    const list = other.locator('.device-list li')
    await list.nth(1).waitFor()
    expect(await list.allInnerTexts()).toEqual([
      expect.stringContaining('This device'),
      expect.stringMatching(/Chrome on .*Last in use today · linked today/s),
    ])
  })

  test('that was in use brings along all it has, and its old database goes', async () => {
    const page = await tablet.open('/')
    await save(page, fourth)
    const sheet = await openPaper(page, first)
    await sheet.getByRole('textbox', { name: 'Private note' }).fill('written on the tablet')
    const benPage = await ben.open('/')
    await save(benPage, first)
    const benSheet = await openPaper(benPage, first)
    await benSheet.getByRole('button', { name: 'Add to list' }).click()
    await benSheet.getByRole('combobox', { name: 'Add to a list' }).fill('Reading group')
    await benPage.keyboard.press('Enter')
    await benSheet.getByRole('link', { name: 'Reading group' }).waitFor()
    const edit = await shareList(benPage, 'Reading group')
    await joinList(tablet, edit, 'Ada')
    const tabletPage = tablet.page()
    await tabletPage.locator('article.paper').first().getByRole('button', { name: /vote/i }).first().click()
    await delivered(tabletPage)
    const before = await libraryDatabases(tabletPage)

    await linkDevices(tablet, ada)
    await isSaved(tabletPage, fourth)
    await isSaved(tabletPage, first)
    const note = await (
      await openPaper(tabletPage, first)
    )
      .getByRole('textbox', { name: 'Private note' })
      .inputValue()
    expect(note.split('\n\n').sort()).toEqual([NOTE, 'written on the tablet'].sort())
    await expect.poll(() => libraryDatabases(tabletPage), { timeout: WAIT_MS }).not.toContain(before[0])
    // The list came along with the vote, which is still this person's own.
    const hers = ada.page()
    await hers.goto(`${origin()}/lists`)
    await hers.getByRole('link', { name: 'Reading group' }).first().click()
    const vote = hers.locator('article.paper').first().locator('button.votes')
    await vote.waitFor()
    await expect.poll(() => vote.getAttribute('aria-pressed'), { timeout: WAIT_MS }).toBe('true')
    await isSaved(hers, fourth)
  })

  test('that was lost is left behind by the library and its lists, and the others go on', async () => {
    // By the keyboard alone: the phone gets a name, and is then said to be lost.
    const his = await phone.open('/you')
    const own = his.locator('.device-list li', { hasText: 'This device' })
    await own.getByRole('button').first().focus()
    await his.keyboard.press('Enter')
    await his.keyboard.press('Control+A')
    await his.keyboard.type('Telefon')
    await his.keyboard.press('Enter')
    const hers = ada.page()
    await hers.goto(`${origin()}/`)
    await addToList(await openPaper(hers, first), 'Own list')
    const link = await shareList(hers, 'Own list')
    await goToList(hers, 'Own list')
    await hers.getByRole('button', { name: 'Share' }).click()
    await hers.getByRole('button', { name: 'Publish it as a feed…' }).click()
    await hers.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click()
    await hers.getByLabel('Link to follow the feed').waitFor()
    await hers.keyboard.press('Escape')
    await delivered(hers)
    await hers.goto(`${origin()}/you`)
    const lost = hers.getByRole('button', { name: 'I lost it: Telefon' })
    await lost.focus()
    await hers.keyboard.press('Enter')
    const dialog = hers.getByRole('dialog')
    await dialog.getByText('Reading group').waitFor()
    expect(await dialog.innerText()).toContain('1 list of yours moves')
    // What it keeps is told.
    await dialog.getByText('read and write the feeds you publish: Own list.').waitFor()
    const before = await keyringOf(hers)
    await dialog.getByRole('button', { name: 'Leave it behind' }).focus()
    await hers.keyboard.press('Enter')
    await his.getByText('This device was taken off your library').waitFor()
    if (process.env['CARREL_PICTURES']) await phone.picture('linking-lost')
    // Both of the others are in the new place, under the same identity, without being asked.
    const keysOf = async (page: Page) => {
      const { library, identity } = await keyringOf(page).catch(() => before)
      return [library, identity]
    }
    for (const page of [hers, tablet.page()])
      await expect
        .poll(async () => (await keysOf(page))[0], { timeout: WAIT_MS })
        .not.toEqual(before['library'])
    expect(await keysOf(tablet.page())).toEqual(await keysOf(hers))
    expect((await keysOf(hers))[1]).toEqual(before['identity'])
    await hers.goto(`${origin()}/`)
    await save(hers, titles[6] ?? '')
    await isSaved(tablet.page(), titles[6] ?? '')
    await expect.poll(() => shareList(hers, 'Own list'), { timeout: WAIT_MS }).not.toBe(link)
    await his.goto(`${origin()}/saved`)
    await rowOf(his, first).waitFor()
    expect(await rowOf(his, titles[6] ?? '').count()).toBe(0)
    // What it has is still to be had from it, and nothing that came since.
    await his.getByText('This device was taken off your library').waitFor()
    expect(await faultsOf(his)).toEqual([])
    await his.goto(`${origin()}/backup`)
    // What it did since goes nowhere, and it says no other.
    expect(await his.getByText(/^Sending/).count()).toBe(0)
    const [exported] = await Promise.all([
      his.waitForEvent('download'),
      his.getByRole('button', { name: 'Export everything' }).click(),
    ])
    const files = unzipSync(new Uint8Array(readFileSync(await exported.path())))
    const bibliography = strFromU8(files['everything.json'] ?? new Uint8Array(0))
    expect(bibliography).toContain(first)
    expect(bibliography).not.toContain(titles[6])
    if (process.env['CARREL_PICTURES']) await phone.picture('linking-lost-backup')
  })

  test('is handed nothing when the person says that the numbers differ', async () => {
    const address = await showCode(ben)
    const gives = await ada.open(`/link${new URL(address).hash}`)
    await gives.getByRole('button', { name: 'I hold it in my hand' }).click()
    for (const page of [gives, ben.page()])
      await page.getByRole('heading', { name: 'Compare the two screens' }).waitFor()
    await ben.page().getByRole('button', { name: 'They are the same' }).click()
    await gives.getByRole('button', { name: 'They differ' }).click()
    for (const page of [gives, ben.page()]) await page.getByRole('heading', { name: 'Not linked' }).waitFor()
    const [theirs, hers] = [await keyringOf(ben.page()), await keyringOf(gives)]
    expect(theirs['library']).not.toEqual(hers['library'])
    // The same code again, pasted into a page that was loaded again.
    await gives.goto(`${origin()}/link`)
    await gives.getByLabel('Link shown by the new device').fill(address)
    await gives.getByRole('button', { name: 'Open the link' }).click()
    await gives.getByRole('button', { name: 'I hold it in my hand' }).click()
    await gives.getByText('On the other device').or(gives.getByText('used already')).first().waitFor()
  })

  test('leaves no secret and no word with the relay, and none in the history of the browser', async () => {
    const page = ada.page()
    const keys = Object.entries(await keyringOf(page)).map(([name, bytes]) => ({
      name,
      bytes: Uint8Array.from(bytes),
    }))
    const canary = createCanary([NOTE, 'written on the tablet'], keys)
    expect(canary.searchFolder(folder)).toEqual([])
    expect(canary.search(Buffer.from(server.output()))).toEqual([])
    expect(new URL(page.url()).hash).toBe('')
    await page.goBack()
    expect(new URL(page.url()).hash).toBe('')
  })
})
