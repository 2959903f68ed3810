import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, rowOf, WAIT_MS, type Person } from './person.ts'

const poll = { timeout: WAIT_MS, interval: 100 }

/** Where the first rows stand in what is scrolled: nothing may move while papers are chosen. */
const placesOf = (page: Page): Promise<readonly number[]> =>
  page
    .locator('#app article.paper h3 a')
    .evaluateAll((links) =>
      links
        .slice(0, 4)
        .map((link) =>
          Math.round(link.getBoundingClientRect().top + (link.closest('.scroll')?.scrollTop ?? 0)),
        ),
    )

/** A finger that rests on a row, as the browser itself is told of it. */
const rest = async (page: Page, text: string): Promise<void> => {
  const box = await rowOf(page, text).locator('h3').boundingBox()
  if (!box) throw new Error('the row is not to be seen')
  const point = { x: box.x + 60, y: box.y + box.height / 2 }
  const session = await page.context().newCDPSession(page)
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
  await page.getByRole('checkbox', { name: `Select ${text}`, checked: true }).waitFor()
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await session.detach()
}

/** Pushes a row aside by so many px. */
const swipe = async (page: Page, text: string, by: number): Promise<void> => {
  const box = await rowOf(page, text).locator('h3').boundingBox()
  if (!box) throw new Error('the row is not to be seen')
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const session = await page.context().newCDPSession(page)
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] })
  for (let step = 1; step <= 10; step += 1)
    await session.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: [{ ...from, x: from.x + (by * step) / 10 }],
    })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await session.detach()
}

const savedTitles = async (page: Page): Promise<readonly string[]> =>
  (await page.locator('section.list[aria-label="Saved"] h3').allInnerTexts()).toSorted()

describe('choosing several papers', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person | null = null
  const origin = (): string => `http://localhost:${server.port}`

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-selecting-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => ada?.picture('selecting'))
  })
  afterEach(async () => {
    await ada?.leave()
    ada = null
  })

  test('by keyboard alone: Shift with j and k, one act, one undo, and all of it there after a reload', async () => {
    ada = createPerson(origin, { keepsApp: false })
    const page = await ada.open('/')
    const first = page.locator('#app article.paper h3').first()
    await first.waitFor()
    const names = await page.locator('#app article.paper h3').allInnerTexts()
    await page.getByRole('checkbox', { name: `Select ${names[0]}` }).waitFor()
    const before = await placesOf(page)
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Shift+K')
    const bar = page.getByRole('toolbar', { name: 'Selected papers' })
    await bar.getByText('3 selected').waitFor()
    expect(await placesOf(page)).toEqual(before)

    await page.keyboard.press('y')
    await page.locator('.toast', { hasText: '3 citations copied as BibTeX' }).waitFor()
    const cited = await page.evaluate(() => navigator.clipboard.readText())
    expect(cited.match(/^@/gm)).toHaveLength(3)
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    // All of them from a row, and no more than these again.
    await page.keyboard.press('Control+a')
    await bar.getByText(`${names.length} selected`).waitFor()
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => String(getSelection()))).toBe('')
    await page.keyboard.press('k')
    await page.keyboard.press('k')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Shift+J')
    await bar.getByText('3 selected').waitFor()

    await page.keyboard.press('s')
    await page.locator('.toast', { hasText: '3 papers saved' }).waitFor()
    await page.keyboard.press('t')
    await page.getByRole('combobox', { name: 'Tag' }).waitFor()
    await page.keyboard.type('to discuss')
    await page.keyboard.press('Enter')
    await page.locator('.toast', { hasText: '3 papers tagged “to discuss”' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.locator('#app article.paper .tag').count(), poll).toBe(3)
    await page.keyboard.press('x')
    await page.locator('.toast', { hasText: '3 papers skipped' }).waitFor()
    await page.keyboard.press('u')
    await page.locator('.toast', { hasText: 'Undone: 3 papers skipped' }).waitFor()
    expect(await page.locator('#app article.paper .state', { hasText: 'Skipped' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    // The reader is where they were.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()), poll)
      .toBe(names[2])

    await page.reload()
    await page.goto(new URL('/saved', origin()).href)
    await expect.poll(() => savedTitles(page), poll).toEqual(names.slice(0, 3).toSorted())
    await expect.poll(() => page.locator('#app article.paper .tag').count(), poll).toBe(3)
    // The same in a list of one's own, where nothing is skipped.
    await page.getByRole('checkbox').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+J')
    await bar.getByText('2 selected').waitFor()
    expect(await bar.getByRole('button', { name: 'Skip' }).count()).toBe(0)
    await bar.getByRole('button', { name: 'List' }).click()
    await page.getByRole('combobox', { name: 'List' }).fill('Reading group')
    await page.keyboard.press('Enter')
    await page.locator('.toast', { hasText: '2 papers added to Reading group' }).waitFor()
  })

  test('by mouse: a box, clicks with Ctrl and Shift, and a title that still opens in a new tab', async () => {
    ada = createPerson(origin, { keepsApp: false })
    const page = await ada.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    const names = await page.locator('#app article.paper h3').allInnerTexts()
    const row = (at: number) => rowOf(page, names[at] ?? '')
    await page.getByRole('checkbox', { name: `Select ${names[0]}` }).waitFor()
    const bar = page.getByRole('toolbar', { name: 'Selected papers' })
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      row(0)
        .locator('h3')
        .click({ modifiers: ['Control'], position: { x: 20, y: 12 } }),
    ])
    await tab.close()
    expect(await bar.count()).toBe(0)
    await row(0)
      .locator('p')
      .click({ modifiers: ['Control'], force: true })
    await bar.getByText('1 selected').waitFor()
    await row(2)
      .locator('p')
      .click({ modifiers: ['Shift'], force: true })
    await bar.getByText('3 selected').waitFor()
    await row(1).hover()
    await page.getByRole('checkbox', { name: `Select ${names[1]}` }).click()
    await bar.getByText('2 selected').waitFor()
    await bar.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'To read' }).click()
    await page.locator('.toast', { hasText: '2 papers marked “to read”' }).waitFor()
    await expect.poll(() => page.locator('#app .state.to-read').count(), poll).toBe(2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => page.locator('#app .state.to-read').count(), poll).toBe(0)
    await bar.getByRole('button', { name: 'Clear' }).click()
    await bar.waitFor({ state: 'detached' })
    expect(await page.locator('article.paper-sheet').count()).toBe(0)
  })

  test('a row has a menu: by right click, by its button, by Shift and F10', async () => {
    ada = createPerson(origin, { keepsApp: false })
    const page = await ada.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    const names = await page.locator('#app article.paper h3').allInnerTexts()
    await page.getByRole('checkbox', { name: `Select ${names[0]}` }).waitFor()
    const menu = page.getByRole('menu')
    await rowOf(page, names[1] ?? '')
      .locator('p')
      .click({ button: 'right', force: true })
    await menu.waitFor()
    if (process.env['CARREL_PICTURES']) await ada.picture('the menu of a paper')
    await menu.getByRole('menuitem', { name: 'Save' }).click()
    await page.locator('.toast', { hasText: '1 paper saved' }).waitFor()
    await menu.waitFor({ state: 'detached' })

    await rowOf(page, names[2] ?? '').hover()
    await page.getByRole('button', { name: `More for ${names[2]}` }).click()
    await menu.getByRole('menuitem', { name: 'Copy title' }).click()
    await page.locator('.toast', { hasText: 'Title copied' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(names[2])
    await menu.waitFor({ state: 'detached' })

    await rowOf(page, names[3] ?? '')
      .locator('h3 a')
      .focus()
    await page.keyboard.press('Shift+F10')
    await menu.getByRole('menuitem', { name: 'Tag…' }).waitFor()
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()), poll)
      .toBe(names[3])
    await page.keyboard.press('Shift+F10')
    await menu.getByRole('menuitem', { name: 'Tag…' }).click()
    await page.getByRole('combobox', { name: 'Tag' }).fill('optics')
    await page.keyboard.press('Enter')
    await page.locator('.toast', { hasText: '1 paper tagged “optics”' }).waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()), poll)
      .toBe(names[3])
  })

  test('by touch: a long press, taps, and a swipe that rests meanwhile', async () => {
    ada = createPerson(origin, { phone: true, keepsApp: false })
    const page = await ada.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    const names = await page.locator('#app article.paper h3').allInnerTexts()
    await page.getByRole('checkbox', { name: `Select ${names[0]}` }).waitFor({ state: 'attached' })
    const before = await placesOf(page)
    await rest(page, names[0] ?? '')
    const bar = page.getByRole('toolbar', { name: 'Selected papers' })
    await bar.getByText('1 selected').waitFor()
    expect(await page.locator('article.paper-sheet').count()).toBe(0)
    await rowOf(page, names[1] ?? '')
      .locator('h3')
      .tap()
    await bar.getByText('2 selected').waitFor()
    expect(await placesOf(page)).toEqual(before)
    await bar.getByRole('button', { name: 'Skip' }).tap()
    await page.locator('.toast', { hasText: '2 papers skipped' }).waitFor()
    await expect.poll(() => page.locator('#app article.paper .state').count(), poll).toBe(2)
    expect(await placesOf(page)).toEqual(before)
    await page.getByRole('button', { name: 'Undo' }).tap()
    await expect.poll(() => page.locator('#app article.paper .state').count(), poll).toBe(0)
    await bar.getByRole('button', { name: 'Clear' }).tap()
    await bar.waitFor({ state: 'detached' })
    await swipe(page, names[1] ?? '', 140)
    await page.locator('.toast', { hasText: 'Saved' }).waitFor()
    await swipe(page, names[0] ?? '', -140)
    await page.locator('.toast', { hasText: 'Skipped' }).waitFor()
    await swipe(page, names[1] ?? '', 60)
    const save = rowOf(page, names[1] ?? '').getByRole('button', { name: 'Save', pressed: true })
    expect(await save.count()).toBe(1)
    expect(await placesOf(page)).toEqual(before)
    expect(await page.locator('article.paper-sheet').count()).toBe(0)
    await rowOf(page, names[1] ?? '')
      .locator('h3')
      .tap()
    await page.locator('article.paper-sheet h1').waitFor()
  })
})
