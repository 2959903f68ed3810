import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addTag, addToList, createPerson, openPaper, rowOf, WAIT_MS } from './person.ts'

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../fixtures/papers-page.txt'), 'utf8')
const poll = { timeout: WAIT_MS, interval: 50 }
const titleWith = (word: string): string =>
  starter.papers.find(({ title }) => title.includes(word))?.title ?? ''
const GROKKING = titleWith('Grokking as the Transition')
const LAZY_RICH = titleWith('Grokking at the Edge')
const UNLEARNING = starter.papers.filter(({ title }) => /unlearn/i.test(title)).map(({ title }) => title)

describe('finding papers', () => {
  let folder: string
  let server: CarrelServer
  const ada = createPerson(() => `http://localhost:${server.port}`, { still: true })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-finding-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await ada.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  const openFeed = async (search = ''): Promise<Page> => {
    onTestFailed(() => ada.picture('finding'))
    const page = await ada.open(search === '' ? '/' : `/feed/${starter.day}?${search}`)
    await page.locator('#app article.paper h3').first().waitFor()
    return page
  }
  const heading = (page: Page, title: string): Locator =>
    page.locator('article.paper-sheet h1', { hasText: title })
  const titles = (page: Page): Promise<readonly string[]> =>
    page.locator('#app section.list article.paper h3').allTextContents()

  test('a paper says where it is known from, on demand', async () => {
    const page = await openFeed()
    const sheet = await openPaper(page, GROKKING)
    const record = sheet.locator('details.record')
    expect(await record.getByText('the starter feed').count()).toBe(0)
    await record.getByText('About this record').click()
    await record.getByText('from the starter feed').waitFor()
    await record.getByText(/^arXiv \d{4}\.\d{5}/).waitFor()
    await record.getByText('8 December 2025').waitFor()
    await sheet.getByRole('button', { name: 'Save', exact: true }).first().click()
    await record.getByText('Saved on').waitFor()
  })

  test('what several sources say is shown field by field, and where they differ', async () => {
    onTestFailed(() => ada.picture('finding'))
    const page = await ada.open('/add')
    const box = page.getByRole('textbox', { name: 'Paste here' })
    // The first paper of the page is this one in truth, as that page would have it.
    await box.fill(PAGE.replace(/^Tidal Clocks:.*$/m, GROKKING))
    await page.getByRole('button', { name: /^Add \d+ papers$/ }).click()
    await page.getByRole('heading', { name: /papers added$/ }).waitFor()
    await page.goto(new URL(`/feed/${starter.day}`, page.url()).href)
    const sheet = await openPaper(page, GROKKING)
    const record = sheet.locator('details.record')
    await record.getByText('About this record').click()
    const given = await record.locator('dl').first().locator('dt, dd').allInnerTexts()
    expect(given.slice(0, 4)).toEqual([
      'Title, number of authors, date and abstract',
      'from a pasted page',
      'Summary and arXiv id',
      'from the starter feed',
    ])
    await record.getByText('Pasted pages (shown): 26 June 2023').waitFor()
    await record.getByText(/^Starter feed: \d+ \w+ 20\d\d$/).waitFor()
    await record.scrollIntoViewIfNeeded()
    if (process.env['CARREL_PICTURES']) await ada.picture('what sources do not agree on')
  })

  test('related papers open in the same sheet, by keyboard too, and Back returns', async () => {
    const page = await openFeed()
    const sheet = await openPaper(page, GROKKING)
    const related = sheet.getByRole('region', { name: 'Related papers' })
    const link = related.getByRole('link', { name: LAZY_RICH })
    await link.waitFor()
    expect(await related.getByRole('link').count()).toBeLessThanOrEqual(5)
    await link.focus()
    await page.keyboard.press('Enter')
    await heading(page, LAZY_RICH).waitFor()
    // The link is gone, and the reader is not.
    await expect
      .poll(() => heading(page, LAZY_RICH).evaluate((one) => one === document.activeElement), poll)
      .toBe(true)
    await related.getByRole('link', { name: GROKKING }).waitFor()
    await page.goBack()
    await heading(page, GROKKING).waitFor()
    await link.waitFor()
    await page.goBack()
    await sheet.waitFor({ state: 'detached' })
  })

  test('the order for you learns from what was saved, and stands still while one reads', async () => {
    let page = await openFeed('sort=top')
    const top = await titles(page)
    await page.getByRole('button', { name: 'For you' }).click()
    await page.getByText('Save a few papers, and this order learns from them.').waitFor()
    await expect.poll(() => titles(page), poll).toEqual(top)
    expect(page.url()).toContain('sort=foryou')
    for (const title of UNLEARNING.slice(0, 3)) {
      await rowOf(page, title).hover()
      await rowOf(page, title).getByRole('button', { name: 'Save' }).click()
    }
    await page.locator('.toast').getByText('Saved').waitFor()
    expect(await titles(page)).toEqual(top)
    // Whoever comes again finds it by then.
    page = await openFeed('sort=foryou')
    await page.getByText(/^By the words of the \d papers you saved, tagged or read\.$/).waitFor()
    const first = (await titles(page)).slice(0, 8)
    expect(first.filter((title) => UNLEARNING.includes(title)).length).toBeGreaterThan(5)
    const fourth = rowOf(page, first.at(-1) ?? '')
    await fourth.hover()
    await fourth.getByRole('button', { name: 'Skip' }).click()
    await page.locator('.toast').getByText('Skipped').waitFor()
    expect((await titles(page)).slice(0, 8)).toEqual(first)
  })

  test('the palette finds, marks, and does what the keys do', async () => {
    const page = await openFeed()
    const sheet = await openPaper(page, GROKKING)
    await addTag(sheet, 'Phase change')
    await addToList(sheet, 'Reading group')
    const palette = page.getByRole('dialog', { name: 'Search and jump' })
    const field = palette.getByRole('combobox')
    const ask = async (words: string): Promise<void> => {
      // No hand is as fast as this one: the last palette's focus must have gone back.
      await palette.waitFor({ state: 'detached' })
      await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve))))
      await page.keyboard.press('Control+K')
      await field.waitFor()
      await page.keyboard.type(words)
    }
    await ask('phase')
    const hit = palette.getByRole('option', { name: GROKKING })
    await expect.poll(() => hit.locator('small mark').allTextContents(), poll).toEqual(['Phase'])
    await palette
      .getByRole('option', { name: /^Phase change/ })
      .locator('mark')
      .waitFor()
    await field.fill('reading gr')
    await palette.getByRole('option', { name: /^Reading group/ }).waitFor()
    await field.fill('2611.00001')
    await palette.getByRole('option', { name: 'Add arXiv 2611.00001' }).waitFor()
    await field.fill('https://doi.org/10.1000/xyz123, arXiv:2611.00001')
    await palette.getByRole('option', { name: 'Add 2 papers' }).waitFor()
    await page.keyboard.press('Escape')
    // What it was opened over.
    await ask('citation')
    await palette.getByRole('group', { name: `With “${GROKKING.slice(0, 20)}` }).waitFor()
    await page.keyboard.press('Escape')
    await ask('private note')
    await page.keyboard.press('Enter')
    const note = page.locator('article.paper-sheet').getByRole('textbox', { name: 'Private note' })
    await expect.poll(() => note.evaluate((one) => one === document.activeElement), poll).toBe(true)
    await page.keyboard.press('Escape')
    // Typed and sent off at once, it is what the words find.
    await ask('')
    await palette.getByRole('option', { name: /^Reading group/ }).waitFor()
    await field.evaluate((one) => {
      if (one instanceof HTMLInputElement) one.value = 'grokking at the edge'
      one.dispatchEvent(new InputEvent('input', { bubbles: true }))
      one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    })
    await heading(page, LAZY_RICH).waitFor()
  })

  test('papers are searched beside the page’s thread, without a network too', async () => {
    const page = await openFeed()
    const found = async (words: string): Promise<void> => {
      await page.keyboard.press('Control+K')
      const palette = page.getByRole('dialog', { name: 'Search and jump' })
      await palette.getByRole('combobox').fill(words)
      await palette.getByRole('option', { name: LAZY_RICH }).waitFor()
      await page.keyboard.press('Escape')
    }
    const searchers = () => page.workers().filter((worker) => worker.url().includes('/search.worker-'))
    await found('grokking edge')
    expect(searchers()).toHaveLength(1)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await ada.context().setOffline(true)
    await page.reload()
    await page.locator('.recalled').waitFor({ state: 'detached' })
    await found('edge')
    expect(searchers()).toHaveLength(1)
    await ada.context().setOffline(false)

    // A browser that has no worker to give, and a worker that breaks in the middle.
    for (const broken of [
      'globalThis.Worker = class { constructor() { throw new Error("none") } }',
      'globalThis.Worker = class extends Worker { postMessage() { this.dispatchEvent(new Event("error")) } }',
    ]) {
      const other = await ada.context().newPage()
      await other.addInitScript(broken)
      await other.goto(page.url())
      await other.locator('.recalled').waitFor({ state: 'detached' })
      await other.locator('#app article.paper h3').first().waitFor()
      await other.keyboard.press('Control+K')
      const palette = other.getByRole('dialog', { name: 'Search and jump' })
      await palette.getByRole('combobox').fill('grokking edge')
      await palette.getByRole('option', { name: LAZY_RICH }).waitFor()
      await palette.getByRole('combobox').fill('edge grok')
      await palette.getByRole('option', { name: LAZY_RICH }).waitFor()
      expect(other.workers().filter((worker) => worker.url().includes('/search.worker-'))).toEqual([])
      await other.close()
    }
  })

  test('the page of search shows lists, tags and what was pasted', async () => {
    const page = await ada.open('/search?q=')
    const field = page.getByRole('searchbox')
    await field.fill('phase')
    const places = page.getByRole('list', { name: 'Lists, views and tags' })
    await places.getByRole('button', { name: /Phase change/ }).waitFor()
    await page.locator('article.paper .tag mark').waitFor()
    await field.fill('arXiv:2611.00001')
    await places.getByRole('button', { name: 'Add arXiv 2611.00001' }).click()
    await page.waitForURL('**/add?text=**')
  })

  test('rows are dragged onto a list in the menu, alone or together, and it is undone', async () => {
    const page = await openFeed()
    await page.locator('.pick').first().waitFor({ state: 'attached' })
    const list = page.locator('.rail a.nav', { hasText: 'Reading group' })
    const count = (): Promise<string> => list.innerText()
    await expect.poll(count, poll).toMatch(/1\b/)
    const row = rowOf(page, LAZY_RICH).locator('h3 a')
    await row.hover()
    await page.mouse.down()
    const box = (await list.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await page.mouse.move(box.x + 40, box.y + 8, { steps: 6 })
    await page.locator('.rail a.nav.takes.over').waitFor()
    if (process.env['CARREL_PICTURES']) await ada.picture('dragging a paper onto a list')
    await page.mouse.up()
    await page.locator('.toast').getByText(/Added/).waitFor()
    await expect.poll(count, poll).toMatch(/2\b/)
    expect(await page.locator('.rail .takes, .drag-chip').count()).toBe(0)
    await page.keyboard.press('u')
    await expect.poll(count, poll).toMatch(/1\b/)
    // Several, by one of them.
    await page.keyboard.press('j')
    for (let turn = 0; turn < 2; turn++) await page.keyboard.press('Shift+J')
    await page.getByRole('toolbar', { name: 'Selected papers' }).getByText('3 selected').waitFor()
    const chosen = page.locator('.papers > li:has(.pick :checked) h3 a').nth(1)
    await chosen.dragTo(list)
    await expect.poll(count, poll).toMatch(/[34]\b/)
    // A list that has it all refuses: nothing happens, and nothing is followed.
    const address = page.url()
    await chosen.hover()
    await page.mouse.down()
    await page.mouse.move(box.x + 40, box.y + 8, { steps: 6 })
    await page.locator('.rail a.nav.refuses', { hasText: 'Reading group' }).waitFor()
    await page.mouse.up()
    expect(page.url()).toBe(address)
    await expect.poll(count, poll).toMatch(/[34]\b/)
  })

  test('a paper is handed to the device’s own sheet, where it has one', async () => {
    let page = await openFeed()
    let sheet = await openPaper(page, GROKKING)
    expect(await sheet.getByRole('button', { name: 'Send…' }).count()).toBe(0)
    // The browser of these tests has no such sheet: what would be handed to it is written down instead.
    await page.addInitScript(() => {
      const shared: unknown[] = []
      Object.assign(globalThis, { shared })
      Object.assign(navigator, { share: (what: unknown) => Promise.resolve(shared.push(what)) })
    })
    page = await openFeed()
    sheet = await openPaper(page, GROKKING)
    await sheet.getByRole('button', { name: 'Send…' }).click()
    const id = starter.papers.find(({ title }) => title === GROKKING)?.arxivId ?? ''
    // reason: the page of this test holds what was shared under that name
    const shared = await page.evaluate(() => (globalThis as unknown as { shared: unknown[] }).shared)
    expect(shared).toEqual([{ title: GROKKING, url: `https://arxiv.org/abs/${id}` }])
    await page.locator('.rail a.nav', { hasText: 'Reading group' }).click()
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Send it…' }).click()
    const after = await page.evaluate(
      // reason: as above
      () => (globalThis as unknown as { shared: { title: string; url: string }[] }).shared,
    )
    expect(after[1]?.title).toBe('Reading group')
    expect(after[1]?.url).toMatch(/\/join#.{40,}/)
  })
})
