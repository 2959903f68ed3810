import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import {
  EXTREME_DAY,
  EXTREME_PAPERS,
  EXTREME_TITLES,
  publishExtremePapers,
} from '../helpers/extremePapers.ts'
import { joinAsLabmate, type Labmate } from './labmate.ts'
import { addTag, addToList, createPerson, dayFromNow } from './person.ts'
import { cutOff } from './reflow.ts'

const LIST = `Everything-we-ever-wanted-to-read-${'and-never-did-'.repeat(11)}`.slice(0, 200)
const TAG = 'Donaudampfschifffahrtsgesellschaftskapitaen'.slice(0, 60)
const NAME = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2).slice(0, 60)
const WORD = 'Rindfleischetikettierungsueberwachung'.repeat(20)
const FEED = `/feed/${EXTREME_DAY}?sort=top&unread=false`

const rows = (page: Page): Promise<void> => page.locator('#app article.paper h3').first().waitFor()
const openKey = async (page: Page, at: number): Promise<void> => {
  await page.goto(
    new URL(`/feed/${EXTREME_DAY}/paper/${EXTREME_PAPERS[at]?.key}?sort=top&unread=false`, page.url()).href,
  )
  await page.locator('article.paper-sheet h1').waitFor()
}

/** Long enough for a sheet on a busy machine, and too short for a part that never finds its place. */
const ARRIVES_MS = 5_000

const SIZES = [
  // 1,280 by 1,024 px, as WCAG asks for it.
  { name: 'zoomed to 400 %', width: 320, height: 256 },
  { name: 'on a phone zoomed to 200 %', width: 195, height: 422 },
  { name: 'in a window of medium width', width: 760, height: 800 },
] as const

describe('papers and names that no layout was made for', () => {
  let folder: string
  let server: CarrelServer
  let listPath = ''
  let labmates: readonly Labmate[] = []
  const dark = process.env['CARREL_DARK'] === '1'
  const person = createPerson(() => `http://localhost:${server.port}`, {
    phone: true,
    still: true,
    dark,
    keepsApp: false,
  })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-extremes-'))
    await publishExtremePapers(folder)
    server = await startCarrelServer(folder)
    const page = await person.open('/you')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByLabel('Name', { exact: true }).fill(NAME)
    await page.keyboard.press('Tab')
    for (let at = 0; at < EXTREME_PAPERS.length; at++) {
      await openKey(page, at)
      const sheet = page.locator('article.paper-sheet')
      if (at < 2) {
        await sheet.getByRole('button', { name: 'Save', exact: true }).first().click()
        await addTag(sheet, TAG)
        await page.keyboard.press('Escape')
      }
      await addToList(sheet, LIST)
    }
    await page.locator('article.paper-sheet').getByRole('link', { name: LIST }).click()
    await page.locator('header.list-bar').waitFor()
    listPath = new URL(page.url()).pathname
    await page.getByRole('button', { name: 'Share' }).click()
    await page.waitForFunction(() =>
      document
        .querySelector<HTMLInputElement>('input[aria-label="Link to edit the list"]')
        ?.value.includes('#'),
    )
    const link = await page.getByRole('dialog').getByLabel('Link to edit the list').inputValue()
    await page.keyboard.press('Escape')
    const paper = EXTREME_PAPERS[1]?.key
    if (!paper) throw new Error('no paper')
    labmates = await Promise.all(
      Array.from({ length: 9 }, (_, at) =>
        joinAsLabmate(server.port, link, paper, {
          id: `member-${at}-00000000`,
          name: at < 2 ? NAME : `أحمد ${at}`,
          colour: at,
        }),
      ),
    )
    await labmates[0]?.write(WORD)
    labmates[0]?.stand(WORD.slice(0, 20))
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Schedule' }).click()
    await page.getByRole('button', { name: 'Set a regular meeting' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Next meeting').fill(dayFromNow(3))
    await dialog.getByLabel('Time').fill('15:00')
    await dialog.getByLabel('Place or link').fill(`https://meet.example.org/${WORD.slice(0, 300)}`)
    await dialog.getByRole('button', { name: 'Save' }).click()
    for (const title of [EXTREME_TITLES.unbroken, EXTREME_TITLES.hebrew]) {
      await page.getByRole('button', { name: `: date and presenter of ${title}` }).click()
      await dialog.getByRole('group', { name: 'Next meetings' }).getByRole('button').first().click()
      await dialog.getByLabel('Presenter').selectOption({ index: 1 })
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await page.goto(new URL(`${listPath}/paper/${paper}?sort=votes`, page.url()).href)
    const sheet = page.locator('article.paper-sheet')
    await sheet.getByRole('button', { name: 'Tag in this list' }).first().click()
    await sheet.getByRole('combobox', { name: 'Tag in this list' }).fill(TAG)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    const box = page.getByRole('textbox', { name: `Write to ${LIST}` })
    await box.fill(`${WORD.slice(0, 300)} and more`)
    await box.press('Control+Enter')
    await page
      .getByRole('button', { name: /^Answer/ })
      .first()
      .click()
    await page
      .getByRole('textbox', { name: /^Answer/ })
      .fill(`אני חושב שזה נכון @${NAME} ${WORD.slice(0, 100)}`)
    await page.keyboard.press('Control+Enter')
  })
  afterAll(async () => {
    for (const labmate of labmates) labmate.leave()
    await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const inList = (at: number): string => `${listPath}/paper/${EXTREME_PAPERS[at]?.key}?sort=votes`
  const screens: readonly (readonly [string, () => string, (page: Page) => Promise<unknown>])[] = [
    ['the feed', () => FEED, rows],
    [
      'a selection',
      () => FEED,
      async (page) => {
        await rows(page)
        await page.locator('.pick').first().waitFor({ state: 'attached' })
        for (const key of ['j', 'Shift+J', 'Shift+J']) await page.keyboard.press(key)
        await page.getByRole('toolbar', { name: 'Selected papers' }).waitFor()
      },
    ],
    ...EXTREME_PAPERS.map(
      (_, at) =>
        [
          `paper ${at}`,
          () => `/feed/${EXTREME_DAY}/paper/${EXTREME_PAPERS[at]?.key}?sort=top&unread=false`,
          (page: Page) => page.locator('article.paper-sheet h1').waitFor(),
        ] as const,
    ),
    [
      'the authors of a crowd',
      () => `/feed/${EXTREME_DAY}/paper/${EXTREME_PAPERS[5]?.key}?sort=top&unread=false`,
      async (page) => {
        await page.locator('article.paper-sheet h1').waitFor()
        await page
          .locator('article.paper-sheet')
          .getByRole('button', { name: /author|all|more/i })
          .first()
          .click()
      },
    ],
    ['the list', () => listPath, rows],
    ['a paper of the list', () => inList(1), (page) => page.locator('.talk').getByText('and more').waitFor()],
    [
      'the discussion',
      () => inList(1),
      async (page) => page.locator('.talk').getByText('and more').scrollIntoViewIfNeeded(),
    ],
    [
      'the note of the group',
      () => inList(1),
      async (page) => {
        await page.locator('.group-note').waitFor()
        await page.locator('.group-note').evaluate((note) => note.scrollIntoView({ block: 'center' }))
      },
    ],
    ['the board', () => `${listPath}?view=board`, (page) => page.locator('.card h3').first().waitFor()],
    [
      'the board beside a paper',
      () => `${listPath}/paper/${EXTREME_PAPERS[1]?.key}?view=board&sort=votes`,
      async (page) => {
        await page.locator('.card h3').first().waitFor({ state: 'attached' })
        await page.locator('article.paper-sheet h1').waitFor()
      },
    ],
    [
      'the menu of a card',
      () => `${listPath}?view=board`,
      async (page) => {
        await page
          .locator('.card')
          .first()
          .getByRole('button', { name: /^More for/ })
          .click()
        await page.getByRole('menuitem').first().waitFor()
      },
    ],
    [
      'the schedule',
      () => `${listPath}?view=schedule`,
      (page) => page.getByText('Next meeting').first().waitFor(),
    ],
    [
      'the menu of a meeting',
      () => `${listPath}?view=schedule`,
      async (page) => {
        await page
          .getByRole('button', { name: /^Plan a paper for/ })
          .first()
          .click()
        await page.getByRole('menuitem').first().waitFor()
      },
    ],
    [
      'the choice of a date',
      () => `${listPath}?view=schedule`,
      async (page) => {
        await page
          .getByRole('button', { name: /: date and presenter of/ })
          .first()
          .click()
        await page.getByRole('dialog').getByLabel('Presenter').waitFor()
      },
    ],
    [
      'a regular meeting',
      () => `${listPath}?view=schedule`,
      async (page) => {
        await page.getByRole('button', { name: 'Change the meeting' }).click()
        await page.getByRole('dialog').getByLabel('Repeats').waitFor()
      },
    ],
    [
      'sharing',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'Share' }).click()
        await page.getByRole('dialog').locator('.qr svg').waitFor()
      },
    ],
    [
      'the activity',
      () => listPath,
      async (page) => {
        await rows(page)
        await page.getByRole('button', { name: 'Activity' }).click()
        await page.getByRole('dialog').locator('.act').first().waitFor()
      },
    ],
    [
      'the menu of a list',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'More about this list' }).click()
        await page.getByRole('menuitem').first().waitFor()
      },
    ],
    [
      'tags of the list',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'More about this list' }).click()
        await page.getByRole('menuitem', { name: 'Tags in this list…' }).click()
        await page.getByRole('dialog').waitFor()
      },
    ],
    [
      'leaving',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'More about this list' }).click()
        await page.getByRole('menuitem', { name: 'Leave this list…' }).click()
        await page.getByRole('dialog').waitFor()
      },
    ],
    ['the lists', () => '/lists', (page) => page.locator('.place').first().waitFor()],
    ['saved', () => '/saved', rows],
    ['tags', () => '/tags', (page) => page.getByRole('link', { name: TAG }).first().waitFor()],
    [
      'a tag',
      () => `/tag/${encodeURIComponent(TAG.toLowerCase())}`,
      (page) => page.locator('section.list').waitFor(),
    ],
    ['searching', () => '/search?q=supercalifragilistic', (page) => page.locator('section.list').waitFor()],
    [
      'searching in Arabic',
      () => `/search?q=${encodeURIComponent('العربية')}`,
      (page) => page.locator('mark').first().waitFor(),
    ],
    [
      'the palette',
      () => '/',
      async (page) => {
        await rows(page)
        await page.keyboard.press('Control+k')
        await page.getByRole('dialog').getByRole('combobox').fill('e')
        await page.getByRole('dialog').locator('mark').first().waitFor()
      },
    ],
    [
      'the shortcuts',
      () => '/',
      async (page) => {
        await rows(page)
        await page.keyboard.press('?')
        await page.getByRole('dialog').waitFor()
      },
    ],
    ['adding', () => '/add', (page) => page.getByRole('textbox', { name: 'Paste here' }).waitFor()],
    ['joining', () => '/join', (page) => page.getByLabel('Link to a list or a feed').waitFor()],
    ['you', () => '/you', (page) => page.getByRole('heading', { name: 'Theme' }).waitFor()],
    ['security', () => '/security', (page) => page.getByRole('heading').first().waitFor()],
    [
      'nothing there',
      () => '/nowhere',
      (page) => page.getByText('There is nothing at this address').waitFor(),
    ],
  ]

  /** How far the first line of an element's text begins from the left and from the right of its box, in px. */
  const beginsAt = (
    page: Page,
    selector: string,
  ): Promise<{ readonly left: number; readonly right: number }> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const top = Math.min(...[...range.getClientRects()].map((rect) => rect.top))
        const line = [...range.getClientRects()].filter((rect) => Math.abs(rect.top - top) < 3)
        const box = element.getBoundingClientRect()
        return {
          left: Math.min(...line.map((rect) => rect.left)) - box.left,
          right: box.right - Math.max(...line.map((rect) => rect.right)),
        }
      })

  test.each([
    ['an Arabic', 2],
    ['a Hebrew', 3],
  ] as const)('%s title and abstract begin at the right, and an English one at the left', async (_, at) => {
    await person.page().setViewportSize({ width: 390, height: 844 })
    const page = await person.open(FEED)
    const row = `.paper:has([data-paper="${EXTREME_PAPERS[at]?.key}"])`
    await page.locator(`${row} h3`).scrollIntoViewIfNeeded()
    for (const part of ['h3', 'p']) expect((await beginsAt(page, `${row} ${part}`)).right).toBeLessThan(3)
    await openKey(page, at)
    for (const part of ['h1', '.abs p'])
      expect((await beginsAt(page, `article.paper-sheet ${part}`)).right).toBeLessThan(3)
    await openKey(page, 5)
    for (const part of ['h1', '.abs p'])
      expect((await beginsAt(page, `article.paper-sheet ${part}`)).left).toBeLessThan(3)
  })

  test('a press beside an open field reaches the button it was meant for, though the field closes under it', async () => {
    await person.page().setViewportSize({ width: 1440, height: 900 })
    const page = await person.open(FEED)
    await openKey(page, 6)
    const sheet = page.locator('article.paper-sheet')
    await sheet.getByRole('button', { name: 'Tag', exact: true }).last().click()
    const field = sheet.getByRole('combobox', { name: 'Add a tag' })
    for (const tag of ['first tag', 'second tag', 'a third tag', 'a fourth tag']) {
      await field.fill(tag)
      await field.press('Enter')
    }
    const to = sheet.getByRole('group', { name: 'Reading' }).getByRole('button', { name: 'Reading' })
    const before = await to.boundingBox()
    await to.click()
    await expect.poll(() => field.count()).toBe(0)
    // Else this proves nothing: what was pressed must have moved when the field went.
    expect((await to.boundingBox())?.y).not.toBe(before?.y)
    expect(await to.getAttribute('aria-pressed')).toBe('true')
  })

  test('a press reaches the paper it was meant for, though a banner pushes the page away under it', async () => {
    await person.page().setViewportSize({ width: 1440, height: 900 })
    const page = await person.open(FEED)
    const links = page.locator('#app article.paper h3 a')
    const sheet = page.locator('article.paper-sheet')
    const pressed = await links.nth(0).boundingBox()
    const below = await links.nth(1).boundingBox()
    if (!pressed || !below) throw new Error('no papers to press')
    const title = (await links.nth(0).textContent())?.trim() ?? ''
    const banner = (height: number): Promise<void> =>
      page.locator('.problems').evaluate((place, px) => {
        const filler = document.createElement('div')
        filler.style.height = `${px}px`
        place.replaceChildren(...(px > 0 ? [filler] : []))
      }, height)

    // Drawn away from it, a press is taken back.
    await page.mouse.move(pressed.x + 8, pressed.y + 8)
    await page.mouse.down()
    await page.mouse.move(below.x + 8, below.y + 8)
    await page.mouse.up()
    await page.mouse.move(pressed.x + 8, pressed.y + 8)
    await page.mouse.down()
    expect(await sheet.count()).toBe(0)
    await banner(below.y - pressed.y)
    // Else this proves nothing.
    expect((await links.nth(0).boundingBox())?.y).toBeCloseTo(below.y, 0)
    await page.mouse.up()
    await sheet.locator('h1', { hasText: title }).waitFor()
    await banner(0)
  })

  describe.each(SIZES)('$name', ({ width, height }) => {
    test.each(screens)('nothing is cut off or pushed sideways on %s', async (name, address, ready) => {
      await person.page().setViewportSize({ width, height })
      const page = await person.open(address())
      await ready(page)
      if (process.env['CARREL_PICTURES'])
        await person.picture(`extremes ${width}x${height}, ${name}${dark ? ', dark' : ''}`)
      // What has just been opened may still be on its way.
      await expect.poll(async () => (await cutOff(page)).join('\n'), { timeout: ARRIVES_MS }).toBe('')
    })
  })
})
