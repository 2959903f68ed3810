import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, dayFromNow, delivered, openPaper, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Thursday group'
const poll = { timeout: WAIT_MS, interval: 100 }

const columnOf = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: new RegExp(`^${name}, `) })
const cardIn = (page: Page, column: string, paper: string): Locator =>
  columnOf(page, column).locator('.card:not(.gone)', { hasText: paper })
const look = async (page: Page, view: 'List' | 'Board' | 'Schedule'): Promise<void> => {
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: view }).click()
}
const boxOf = async (what: Locator): Promise<{ x: number; y: number; width: number; height: number }> => {
  const box = await what.boundingBox()
  if (!box) throw new Error('it is not drawn')
  return box
}
/** Drags a card with the mouse into the middle of a column. */
const drag = async (page: Page, from: Locator, to: Locator): Promise<void> => {
  const [a, b] = [await boxOf(from), await boxOf(to)]
  await page.mouse.move(a.x + 20, a.y + 20)
  await page.mouse.down()
  await page.mouse.move(a.x + 40, a.y + 30, { steps: 3 })
  await page.mouse.move(b.x + b.width / 2, b.y + 80, { steps: 8 })
  await page.mouse.up()
}

describe('the board and the schedule of a list', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { keepsApp: false })
  const ben = createPerson(origin, { keepsApp: false })
  const guest = createPerson(origin, { phone: true, keepsApp: false })
  const mobile = createPerson(origin, { phone: true, keepsApp: false })
  const people: readonly Person[] = [ada, ben, guest, mobile]

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-board-'))
    server = await startCarrelServer(folder)
    const page = await ada.open('/')
    for (const at of [0, 1, 2]) {
      const sheet = await openPaper(page, title(at))
      await addToList(sheet, LIST)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
    }
    const link = await shareList(page, LIST)
    await joinList(ben, link, 'Ben')
    await delivered(page)
    for (const one of [ada, ben]) {
      await goToList(one.page(), LIST)
      await look(one.page(), 'Board')
      await cardIn(one.page(), 'To read', title(2)).waitFor()
    }
  })
  afterAll(async () => {
    await Promise.all(people.map((person) => person.leave()))
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await ada.picture('board, ada')
      await ben.picture('board, ben')
      await guest.picture('board, guest')
      await mobile.picture('board, mobile')
    })
  })

  test('a card that is dragged lands in the other column for both, opens nothing, and undo takes it back', async () => {
    const [page, other] = [ada.page(), ben.page()]
    await drag(page, cardIn(page, 'To read', title(0)), columnOf(page, 'Reading'))
    await cardIn(page, 'Reading', title(0)).waitFor()
    await cardIn(other, 'Reading', title(0)).waitFor()
    expect(await page.locator('article.paper-sheet').count()).toBe(0)
    await page.locator('.toast', { hasText: 'Moved to Reading' }).waitFor()
    await page.keyboard.press('u')
    await cardIn(page, 'To read', title(0)).waitFor()
    await cardIn(other, 'To read', title(0)).waitFor()
    expect(await columnOf(other, 'Reading').locator('.card').count()).toBe(0)
  })

  test('a card let go where it was, or brought back by Escape, stays there and opens nothing', async () => {
    const page = ada.page()
    const card = await boxOf(cardIn(page, 'To read', title(1)))
    for (const escape of [false, true]) {
      await page.mouse.move(card.x + 20, card.y + 20)
      await page.mouse.down()
      await page.mouse.move(card.x + 60, card.y + 30, { steps: 4 })
      await page.locator('.card-flying').waitFor()
      if (escape) await page.keyboard.press('Escape')
      await page.mouse.up()
      await page.locator('.card-flying').waitFor({ state: 'detached' })
      await page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => done(true))))
      expect(new URL(page.url()).pathname).not.toContain('/paper/')
    }
    const [a, b] = [await boxOf(cardIn(page, 'To read', title(1))), await boxOf(columnOf(page, 'Discussed'))]
    await page.mouse.move(a.x + 20, a.y + 20)
    await page.mouse.down()
    await page.mouse.move(b.x + 40, b.y + 60, { steps: 6 })
    await page.locator('.card-flying').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.card-flying').waitFor({ state: 'detached' })
    await page.mouse.up()
    await cardIn(page, 'To read', title(1)).waitFor()
    expect(await columnOf(page, 'Discussed').locator('.card').count()).toBe(0)
  })

  test('by keyboard alone a card goes across the board, and the browser does not go back', async () => {
    const page = ada.page()
    const address = page.url()
    await cardIn(page, 'To read', title(0)).locator('h3 a').focus()
    // Left of the first column there is nothing, and the browser's own Alt+Left leaves the page.
    await page.evaluate(() =>
      addEventListener('keydown', (event) => {
        if (event.key === 'ArrowLeft') document.body.dataset['kept'] = String(event.defaultPrevented)
      }),
    )
    await page.keyboard.press('Alt+ArrowLeft')
    expect(await page.evaluate(() => document.body.dataset['kept'])).toBe('true')
    expect(page.url()).toBe(address)
    await page.keyboard.press('Alt+ArrowRight')
    const moved = cardIn(page, 'Reading', title(0)).locator('h3 a')
    await expect.poll(() => moved.evaluate((link) => link === document.activeElement), poll).toBe(true)
    await page.keyboard.press('Alt+ArrowRight')
    await cardIn(page, 'Discussed', title(0)).waitFor()
    await page.keyboard.press('ArrowLeft')
    const beside = columnOf(page, 'To read').locator('h3 a').first()
    await expect.poll(() => beside.evaluate((link) => link === document.activeElement), poll).toBe(true)
    await page.keyboard.press('u')
    await page.keyboard.press('u')
    await cardIn(page, 'To read', title(0)).waitFor()
    expect(page.url()).toBe(address)
  })

  test('the card under the pointer stays where it is while a labmate takes away the one above', async () => {
    const [page, other] = [ada.page(), ben.page()]
    // Ben's pointer and his focus are nowhere near; Ada points at her second card.
    const second = columnOf(page, 'To read').locator('.card').nth(1)
    const name = (await second.locator('h3').innerText()).trim()
    const first = (await columnOf(page, 'To read').locator('.card').first().locator('h3').innerText()).trim()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur()) // reason: what has the focus is an element of the page
    await second.hover()
    const before = await boxOf(second)
    const menu = cardIn(other, 'To read', first).getByRole('button', { name: /^More for/ })
    await menu.click()
    await other.getByRole('menuitem', { name: 'Move to Reading' }).click()
    await cardIn(page, 'Reading', first).waitFor()
    await columnOf(page, 'To read').getByText('Now in Reading').waitFor()
    expect(await boxOf(columnOf(page, 'To read').locator('.card', { hasText: name }))).toEqual(before)
    await page.mouse.move(5, 5)
    await expect.poll(() => columnOf(page, 'To read').locator('.card').count(), poll).toBe(2)
    await other.keyboard.press('u')
    await cardIn(page, 'To read', first).waitFor()
  })

  test('the address names the view: reload and back keep it, and the sheet opens beside', async () => {
    const page = ada.page()
    expect(new URL(page.url()).searchParams.get('view')).toBe('board')
    await page.reload()
    await cardIn(page, 'To read', title(1)).locator('h3 a').click()
    await page.locator('article.paper-sheet h1', { hasText: title(1) }).waitFor()
    expect(new URL(page.url()).searchParams.get('view')).toBe('board')
    await columnOf(page, 'To read').waitFor()
    // All three columns stay in sight beside it.
    const [last, board] = [
      await boxOf(columnOf(page, 'Discussed')),
      await boxOf(page.locator('.board-columns')),
    ]
    expect(last.x + last.width).toBeLessThanOrEqual(board.x + board.width)
    await page.goBack()
    await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
    await look(page, 'Schedule')
    await page.getByRole('region', { name: 'No date yet' }).waitFor()
    await page.goBack()
    await columnOf(page, 'To read').waitFor()
  })

  test('a presenter and a date reach the other, whose turn is marked beside the list', async () => {
    const [page, other] = [ada.page(), ben.page()]
    await look(page, 'Schedule')
    await look(other, 'Schedule')
    await page.getByRole('button', { name: 'Set a regular meeting' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Next meeting').fill(dayFromNow(5))
    await dialog.getByLabel('Time').fill('15:00')
    await dialog.getByLabel('Place or link').fill('https://meet.example/room')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'https://meet.example/room' }).waitFor()
    await page.getByRole('button', { name: `Give a date: date and presenter of ${title(1)}` }).click()
    await dialog.getByRole('group', { name: 'Next meetings' }).getByRole('button').first().click()
    await dialog.getByLabel('Presenter').selectOption({ label: 'Ben' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Ben presents').first().waitFor()
    await other.getByText('You present', { exact: true }).waitFor()
    await other
      .locator('nav.rail')
      .getByRole('link', { name: /Thursday group.*you present on/ })
      .waitFor()
    expect(await page.locator('nav.rail .turn').count()).toBe(0)
  })

  test('a meeting is saved for the calendar, under the same name each time', async () => {
    const page = ada.page()
    const save = async (): Promise<{ readonly name: string; readonly text: string }> => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page
          .getByRole('button', { name: /^Add to calendar: the meeting on/ })
          .first()
          .click(),
      ])
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
    }
    const [one, two] = [await save(), await save()]
    expect(one.name).toBe(`${LIST} ${dayFromNow(5)}.ics`)
    const unfolded = one.text.replace(/\r\n /g, '')
    expect(unfolded).toContain(`(Ben presents)`)
    expect(unfolded).toMatch(new RegExp(`DTSTART:${dayFromNow(5).replace(/-/g, '')}T\\d{6}Z`))
    const uid = /UID:(.*)\r\n/.exec(unfolded)?.[1]
    expect(uid).toBeTruthy()
    expect(two.text.replace(/\r\n /g, '')).toContain(`UID:${uid}\r\n`)
    // Moved by a day, the same event moves.
    await page.getByRole('button', { name: 'Change the meeting' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Next meeting').fill(dayFromNow(6))
    // Its paper goes along, as one act: undone with it, and done again.
    const along = dialog.getByRole('checkbox', { name: /^Take its paper along/ })
    await along.waitFor()
    expect(await along.isChecked()).toBe(true)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.locator('.toast', { hasText: '1 paper moved with it' }).waitFor()
    const meetingIn = (days: number) =>
      page.getByRole('region', { name: /^Meeting on/ }).filter({ hasText: `in ${days} days` })
    const paperIn = (days: number) => meetingIn(days).getByRole('link', { name: title(1) })
    await paperIn(6).waitFor()
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click()
    await paperIn(5).waitFor()
    await page.getByRole('button', { name: 'Change the meeting' }).click()
    await dialog.getByLabel('Next meeting').fill(dayFromNow(6))
    await along.waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await paperIn(6).waitFor()
    await page.getByText('In your calendar, but not a meeting any more').waitFor()
    const [update] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Update my calendar' }).click(),
    ])
    const moved = readFileSync(await update.path(), 'utf8').replace(/\r\n /g, '')
    expect(moved).toContain(`UID:${uid}\r\n`)
    expect(moved).toMatch(new RegExp(`DTSTART:${dayFromNow(6).replace(/-/g, '')}T\\d{6}Z`))
    expect(moved.split('BEGIN:VEVENT')).toHaveLength(2)
    await page.getByText('In your calendar, but not a meeting any more').waitFor({ state: 'detached' })
  })

  test('a meeting marked as held takes its papers to Discussed for both, and undo brings them back', async () => {
    const [page, other] = [ada.page(), ben.page()]
    await look(other, 'Board')
    await page.getByRole('button', { name: /^Mark as held/ }).click()
    await cardIn(other, 'Discussed', title(1)).waitFor()
    await page.getByText('1 meeting', { exact: true }).waitFor()
    await page.keyboard.press('u')
    await cardIn(other, 'To read', title(1)).waitFor()
    await page.getByText('Ben presents').first().waitFor()
  })

  test('on a phone the card’s menu moves it, and the finger’s press opens nothing that lies below', async () => {
    await joinList(mobile, await shareList(ada.page(), LIST), 'Cara')
    const page = mobile.page()
    await look(page, 'Board')
    await cardIn(page, 'To read', title(2))
      .getByRole('button', { name: /^More for/ })
      .tap()
    await page.getByRole('menuitem', { name: 'Move to Discussed' }).tap()
    await page.locator('.toast', { hasText: 'Moved to Discussed' }).waitFor()
    await expect.poll(() => cardIn(page, 'To read', title(2)).count(), poll).toBe(0)
    await look(ada.page(), 'Board')
    await cardIn(ada.page(), 'Discussed', title(2)).waitFor()
    expect(new URL(page.url()).pathname).not.toContain('/paper/')
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).tap()
    await cardIn(ada.page(), 'To read', title(2)).waitFor()
  })

  test('a finger that rests on a card carries it to a column’s name; one that moves at once scrolls, and a tap opens', async () => {
    const page = mobile.page()
    const touch = await page.context().newCDPSession(page)
    const send = (type: string, x?: number, y?: number): Promise<unknown> =>
      touch.send('Input.dispatchTouchEvent', {
        // reason: the protocol's own names, which a list of steps cannot carry as literals
        type: type as 'touchStart',
        touchPoints: x === undefined || y === undefined ? [] : [{ x, y }],
      })
    const card = await boxOf(cardIn(page, 'To read', title(2)))
    const name = await boxOf(
      page.getByRole('group', { name: 'Column' }).getByRole('button', { name: /^Reading/ }),
    )
    const [x, y] = [card.x + 60, card.y + 24]
    const to = { x: name.x + name.width / 2, y: name.y + name.height / 2 }
    // At once: the list's affair.
    await send('touchStart', x, y)
    for (let step = 1; step <= 6; step++) await send('touchMove', x, y - 15 * step)
    expect(await page.locator('.card-flying').count()).toBe(0)
    await send('touchEnd')
    // Resting, and let go where it was: nothing moves, and nothing opens.
    const again = await boxOf(cardIn(page, 'To read', title(2)))
    await send('touchStart', again.x + 60, again.y + 24)
    await page.locator('.card-flying').waitFor()
    await send('touchEnd')
    await page.locator('.card-flying').waitFor({ state: 'detached' })
    await send('touchStart', again.x + 60, again.y + 24)
    await page.locator('.card-flying').waitFor()
    const scrolled = await page.locator('.board-cards').evaluate((cards) => cards.scrollTop)
    for (let step = 1; step <= 8; step++)
      await send(
        'touchMove',
        again.x + 60 + ((to.x - again.x - 60) * step) / 8,
        again.y + 24 + ((to.y - again.y - 24) * step) / 8,
      )
    await page.locator('.board-switch button.target', { hasText: 'Reading' }).waitFor()
    await mobile.picture('a card in the air')
    expect(await page.locator('.board-cards').evaluate((cards) => cards.scrollTop)).toBe(scrolled)
    await send('touchEnd')
    await page.locator('.toast', { hasText: 'Moved to Reading' }).waitFor()
    await cardIn(ada.page(), 'Reading', title(2)).waitFor()
    expect(new URL(page.url()).pathname).not.toContain('/paper/')
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).tap()
    await cardIn(page, 'To read', title(2)).locator('h3').tap()
    await page.locator('article.paper-sheet h1').waitFor()
    await page.goBack()
    await cardIn(page, 'To read', title(2)).waitFor()
    await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
  })

  test('a guest with a read-only link sees both on a phone, and can change neither', async () => {
    const link = await shareList(ada.page(), LIST, 'read')
    await joinList(guest, link, 'Gast')
    const page = guest.page()
    await look(page, 'Board')
    await cardIn(page, 'To read', title(1)).waitFor()
    expect(await columnOf(page, 'Reading').count()).toBe(0)
    await page
      .getByRole('group', { name: 'Column' })
      .getByRole('button', { name: /^Reading/ })
      .click()
    await page.getByText('Nobody reads anything together right now.').waitFor()
    await page
      .getByRole('group', { name: 'Column' })
      .getByRole('button', { name: /^To read/ })
      .click()
    await cardIn(page, 'To read', title(1))
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: 'Save for me' }).waitFor()
    expect(await page.getByRole('menuitem', { name: /^Move to/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await look(page, 'Schedule')
    await page.getByText('Ben presents').first().waitFor()
    for (const name of [/^Mark as held/, /regular meeting|Change the meeting/, /date and presenter/])
      expect(await page.getByRole('button', { name }).count()).toBe(0)
  })
})
