import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { printBackup } from '../../src/backup/backupFile.ts'
import { printDeviceLink } from '../../src/crypto/deviceLink.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { arxivKey } from '../../src/domain/paperKey.ts'
import { someContents } from '../backup/contents.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addTag, addToList, createPerson, dayFromNow, openPaper } from './person.ts'
import { joinAsLabmate, type Labmate } from './labmate.ts'
import { goToList } from './sharing.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** WCAG 2.2, levels A and AA. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Those of its rules that look at colours: all that another theme can break. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']
const title = starter.papers[0]?.title ?? ''
const LONG_LIST = `The old list of everything that we once meant to read ${'and never did '.repeat(9)}`.trim()
const LONG_TAG = `A tag in a list as long as one may be ${'and so on '.repeat(2)}`.trim()

/** BibTeX with long titles, keywords, groups and notes, one entry of it broken. */
const referencesOf = (number: number): string =>
  Array.from(
    { length: number },
    (_, at) =>
      `@article{k${at}, title={Paper ${at} ${'of a title that goes on and on '.repeat(at === 1 ? 13 : 2)}}, author={M{\\"u}ller, Ann and Lee, Bo and Ray, Di and Roy, El and Fu, Gi}, year=${2000 + at}, journal={Journal of Invented Results}, doi={10.5555/${at}}, keywords={methods, ${'x'.repeat(90)}}, groups={Shelf}, annote={Read}}\n`,
  ).join('') + '@article{broken, title={Not closed, year=2001}\n'

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
  }[]
}

/** What axe finds on the page as it stands by these tags or rules, one line each. */
const findFaults = async (page: Page, runOnly: readonly string[]): Promise<readonly string[]> => {
  const result = await page.evaluate(
    // reason: axe came as a script before and has no types here
    (rules) =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } }).axe.run({
        runOnly: rules,
      }),
    [...runOnly],
  )
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary.slice(0, 200)}`),
  )
}

/** Shows the page in the other theme, as the device does when it gets dark, and waits until all of it stands so. */
const showIn = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const before = await background()
  await page.emulateMedia({ colorScheme })
  await expect.poll(background).not.toBe(before)
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
}

/** Anything wider than the window: what a phone would have to be pushed sideways for. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** A list with a regular meeting, a paper that is presented at the next one, and a second without a date. */
const planMeetings = async (page: Page): Promise<void> => {
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Schedule' }).click()
  await page.getByRole('button', { name: 'Set a regular meeting' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Next meeting').fill(dayFromNow(3))
  await dialog.getByLabel('Time').fill('15:00')
  await dialog.getByLabel('Place or link').fill('Room 3.12')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page
    .getByRole('button', { name: /: date and presenter of/ })
    .first()
    .click()
  await dialog.getByRole('group', { name: 'Next meetings' }).getByRole('button').first().click()
  await dialog.getByLabel('Presenter').selectOption({ index: 1 })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('You present', { exact: true }).waitFor()
}

const choose = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Gives the paper that is open tags in the list that it was opened from. */
const tagInList = async (page: Page, names: readonly string[]): Promise<void> => {
  const sheet = page.locator('article.paper-sheet')
  await sheet.getByRole('button', { name: 'Tag in this list' }).first().click()
  for (const name of names) {
    await sheet.getByRole('combobox', { name: 'Tag in this list' }).fill(name)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Escape')
  await sheet
    .locator('.list-tag')
    .nth(names.length - 1)
    .waitFor()
}

/** A list out of the way, and a frozen copy of one that was left. */
const putAway = async (page: Page): Promise<string> => {
  for (const list of [LONG_LIST, 'Spring seminar']) {
    await page.goto(new URL('/', page.url()).href)
    await addToList(await openPaper(page, title), list)
    await page.locator('article.paper-sheet').getByRole('link', { name: list }).click()
    await page.locator('header.list-bar h1', { hasText: list }).waitFor()
    if (list !== LONG_LIST) continue
    await choose(page, 'Archive')
    await page.getByText('You archived this list.').waitFor()
  }
  await page.locator('article.paper h3 a').first().click()
  await tagInList(page, ['Methods'])
  await page.getByRole('textbox', { name: 'Write to Spring seminar' }).fill('Read section 3 first')
  await page.getByRole('textbox', { name: 'Write to Spring seminar' }).press('Control+Enter')
  await page.locator('article.paper-sheet').getByText('Read section 3 first').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await choose(page, 'Leave this list…')
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  const copy = page.getByRole('list', { name: 'Archived' }).getByRole('link', { name: /Spring seminar/ })
  await copy.waitFor()
  await page.locator('.place', { hasText: /^Spring seminar1 paper/ }).waitFor({ state: 'detached' })
  return (await copy.getAttribute('href')) ?? ''
}

/** The edit link of the list that is open, as its dialog shows it. */
const editLink = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Share' }).click()
  const field = page.getByRole('dialog').getByLabel('Link to edit the list')
  await page.waitForFunction(() =>
    document
      .querySelector<HTMLInputElement>('input[aria-label="Link to edit the list"]')
      ?.value.includes('#'),
  )
  const link = await field.inputValue()
  await page.keyboard.press('Escape')
  return link
}

/** The list's first paper with two labmates in the note on it. */
const openNote = async (page: Page, labmates: readonly Labmate[]): Promise<void> => {
  await page.locator('article.paper h3 a').first().click()
  const note = page.getByRole('textbox', { name: /^Group’s note in/ })
  await note.waitFor()
  const [mara, jonas] = labmates
  if ((await note.inputValue()) === '') {
    await mara?.write(
      'What it claims\n\nAttention maps of different concepts are kept apart while the image is',
    )
    await mara?.write(' being made, with two losses and no training. Is it slower, and by how much?')
  }
  await expect.poll(() => note.inputValue()).toContain('by how much?')
  mara?.stand('two losses', 10)
  jonas?.stand('Is it slower')
  await note.focus()
  await page.keyboard.press('End')
  await note.evaluate((field) => field.closest('section')?.scrollIntoView({ block: 'center' }))
  await page.locator('.caret').nth(1).waitFor({ state: 'attached' })
  // The names stand beside carets for a moment: the picture is of that moment.
  mara?.stand('two losses and', 14)
  jonas?.stand('What it claims')
  await page.locator('.caret.moved').nth(1).waitFor({ state: 'attached' })
  await expect.poll(() => page.locator('.caret.moved').count()).toBe(2)
}

describe.each([
  { name: 'a desktop', phone: false },
  { name: 'a phone', phone: true },
])('every screen on $name', ({ name: device, phone }) => {
  let folder: string
  let server: CarrelServer
  let listPath = ''
  let copyPath = ''
  let deviceCode = ''
  let labmates: readonly Labmate[] = []
  const person = createPerson(() => `http://localhost:${server.port}`, {
    phone,
    still: true,
    keepsApp: false,
  })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-screens-'))
    server = await startCarrelServer(folder)
    deviceCode = await printDeviceLink(randomBytes(32), randomBytes(32))
    const page = await person.open('/')
    const sheet = await openPaper(page, title)
    await addTag(sheet, 'To present')
    await addTag(sheet, `A tag as long as they may be, ${'so long '.repeat(4)}`.trim())
    await page.keyboard.press('Escape')
    await addToList(sheet, 'Reading group')
    await sheet.getByRole('link', { name: 'Reading group' }).click()
    await page.locator('header.list-bar').waitFor()
    listPath = new URL(page.url()).pathname
    await page.locator('article.paper h3 a').first().click()
    await tagInList(page, ['Methods', LONG_TAG, 'To present'])
    await page.goto(new URL(listPath, page.url()).href)
    await page.locator('article.paper h3').first().waitFor()
    await planMeetings(page)
    const link = await editLink(page)
    const paper = arxivKey(starter.papers[0]?.arxivId ?? '')
    const people = [
      { id: 'mara-0000000000', name: 'Mara Lindqvist', colour: 2 },
      { id: 'jonas-000000000', name: 'Jonas', colour: 3 },
    ]
    labmates = await Promise.all(people.map((one) => joinAsLabmate(server.port, link, paper, one)))
    copyPath = await putAway(page)
  })
  afterAll(async () => {
    for (const labmate of labmates) labmate.leave()
    await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const screens: readonly (readonly [string, () => string, (page: Page) => Promise<unknown>])[] = [
    ['the feed', () => '/', (page) => page.locator('#app article.paper h3').first().waitFor()],
    [
      'the feed with a selection',
      () => '/',
      async (page) => {
        await page.locator('#app article.paper h3').first().waitFor()
        await page.locator('.pick').first().waitFor({ state: 'attached' })
        for (const key of ['j', 'Shift+J', 'Shift+J']) await page.keyboard.press(key)
        await page.getByRole('toolbar', { name: 'Selected papers' }).getByText('3 selected').waitFor()
      },
    ],
    [
      'a week of the feed with a selection',
      () => '/feed/2025-12-08?sort=top&unread=false&range=week',
      async (page) => {
        await page.getByRole('heading', { level: 2, name: /^Monday, 8 December/ }).waitFor()
        await page.locator('.filter').waitFor()
        await page.locator('.pick').first().waitFor({ state: 'attached' })
        for (const key of ['j', 'Shift+J', 'Shift+J']) await page.keyboard.press(key)
        await page.getByRole('toolbar', { name: 'Selected papers' }).getByText('3 selected').waitFor()
        await page.locator('.scroll').evaluate((list) => list.scrollTo(0, 0))
      },
    ],
    ['a paper', () => '/', (page) => openPaper(page, title)],
    ['a list', () => listPath, (page) => page.locator('article.paper').first().waitFor()],
    [
      'the board of a list',
      () => `${listPath}?view=board`,
      (page) => page.locator('.board .card h3').first().waitFor(),
    ],
    [
      'the schedule of a list',
      () => `${listPath}?view=schedule`,
      (page) => page.getByText('Next meeting').first().waitFor(),
    ],
    [
      'a board with a paper open',
      () => `${listPath}?view=board`,
      async (page) => {
        await page.locator('.board .card h3 a').first().click()
        await page.locator('article.paper-sheet h1').waitFor()
      },
    ],
    [
      'the choice of a date and a presenter',
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
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Repeats').waitFor()
        await dialog.getByLabel('Next meeting').fill(dayFromNow(9))
        await dialog.getByRole('checkbox', { name: /^Take its/ }).waitFor()
      },
    ],
    [
      'a share dialog',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'Share' }).click()
        await page.getByRole('dialog').locator('.qr svg').waitFor()
      },
    ],
    ['a note with two labmates in it', () => listPath, (page) => openNote(page, labmates)],
    [
      'what happened in a list',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'Activity' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText('Today').waitFor()
        await dialog.locator('.act').first().waitFor()
      },
    ],
    [
      'leaving a list',
      () => listPath,
      async (page) => {
        await page.getByRole('button', { name: 'More about this list' }).click()
        await page.getByRole('menuitem', { name: 'Leave this list…' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).waitFor()
      },
    ],
    [
      'a list filtered by its tags',
      () => listPath,
      async (page) => {
        await page
          .getByRole('group', { name: 'Only papers with these tags of the list' })
          .getByRole('button', { name: 'Methods' })
          .click()
        await page.getByText('1 of 1 paper').waitFor()
      },
    ],
    [
      'tagging a paper in a list',
      () => listPath,
      async (page) => {
        await page.locator('article.paper h3 a').first().click()
        const sheet = page.locator('article.paper-sheet')
        await sheet.getByRole('button', { name: 'Tag in this list' }).first().click()
        await sheet.getByRole('combobox', { name: 'Tag in this list' }).fill('Something new')
        await sheet.getByText('New tag in this list: “Something new”').waitFor()
      },
    ],
    [
      'the tags of a list',
      () => listPath,
      async (page) => {
        await choose(page, 'Tags in this list…')
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /^Colour of Methods/ })
          .click()
        await page.getByRole('dialog').getByRole('radio', { name: 'Wine' }).waitFor()
      },
    ],
    [
      'merging a list',
      () => listPath,
      async (page) => {
        await choose(page, 'Merge into…')
        await page.getByRole('dialog').getByLabel('Into').selectOption({ index: 1 })
        await page.getByText('is there already').waitFor()
      },
    ],
    [
      'an archived list',
      () => '/lists',
      async (page) => {
        await page.getByRole('list', { name: 'Archived' }).getByRole('link', { name: LONG_LIST }).click()
        await page.getByText('You archived this list.').waitFor()
      },
    ],
    ['a frozen copy', () => copyPath, (page) => page.getByText(/^This is a copy of /).waitFor()],
    [
      'a paper of a frozen copy',
      () => copyPath,
      async (page) => {
        await page.locator('article.paper h3 a').first().click()
        await page
          .getByText('This is how the discussion was when you left the list.')
          .scrollIntoViewIfNeeded()
      },
    ],
    ['the lists', () => '/lists', (page) => page.getByText('Reading group').first().waitFor()],
    [
      'your tags',
      () => '/tags',
      async (page) => {
        await page.getByRole('link', { name: 'To present' }).first().waitFor()
        await page.getByRole('button', { name: /^Colour of To present/ }).click()
        await page.getByRole('radio', { name: 'Wine' }).waitFor()
      },
    ],
    [
      'merging a tag',
      () => '/tags',
      async (page) => {
        await page.getByRole('button', { name: 'What to do with To present' }).click()
        await page.getByRole('menuitem', { name: 'Merge into…' }).click()
        await page.getByRole('dialog').getByLabel('Into').selectOption({ index: 1 })
        await page.getByText('You can undo it.').waitFor()
      },
    ],
    ['saved papers', () => '/saved', (page) => page.locator('section.list').waitFor()],
    [
      'filtered papers',
      () => '/tag/to-present?not=nothing&reading=none',
      async (page) => {
        await page.getByRole('button', { name: 'With tag' }).click()
        await page.getByRole('combobox', { name: 'With tag' }).fill('A tag')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Escape')
        await page.getByText('1 of 1 paper').waitFor()
      },
    ],
    [
      'a filter that nothing passes',
      () => '/tag/to-present?not=to-present&text=nobody',
      (page) => page.getByText('No paper passes this filter').waitFor(),
    ],
    [
      'keeping a view',
      () => '/tag/to-present?reading=none',
      async (page) => {
        await page.getByRole('button', { name: 'Keep this view' }).click()
        await page.getByRole('dialog').getByLabel('Name').fill('Not begun')
      },
    ],
    [
      'a view',
      () => '/tag/to-present?reading=none',
      async (page) => {
        await page.getByRole('button', { name: 'Keep this view' }).click()
        await page.getByRole('dialog').getByLabel('Name').fill('Not begun')
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Not begun' }).waitFor()
        await page.getByRole('button', { name: 'What to do with the view Not begun' }).waitFor()
      },
    ],
    [
      'the lists with a view',
      () => '/lists',
      (page) => page.locator('.place', { hasText: 'Not begun' }).waitFor(),
    ],
    [
      'backup and restore',
      () => '/backup',
      (page) => page.getByRole('heading', { name: 'Use a library key' }).waitFor(),
    ],
    [
      'what is in a backup',
      () => '/backup',
      async (page) => {
        const buffer = Buffer.from(await printBackup(await someContents(), null))
        const file = { name: `carrel-${'long-'.repeat(20)}.carrel`, mimeType: '', buffer }
        await page.getByLabel('Backup file').setInputFiles(file)
        await page.locator('.backup-facts').scrollIntoViewIfNeeded()
      },
    ],
    [
      'a library key',
      () => '/backup',
      async (page) => {
        await page.getByRole('button', { name: 'Show the key' }).click()
        await page.locator('.key-words li').last().scrollIntoViewIfNeeded()
      },
    ],
    ['adding', () => '/add', (page) => page.getByRole('textbox', { name: 'Paste here' }).waitFor()],
    [
      'what is in a file of references',
      () => '/add',
      async (page) => {
        const buffer = Buffer.from(referencesOf(12))
        const file = { name: `references-${'long-'.repeat(20)}.bib`, mimeType: '', buffer }
        await page.locator('section.add input[type=file]').setInputFiles(file)
        await page.getByRole('button', { name: 'A new list' }).click()
        await page.getByText('could not be read').click()
        await page.getByRole('button', { name: 'See them first' }).click()
        await page.getByRole('list', { name: 'What was understood' }).waitFor()
      },
    ],
    ['searching', () => '/search?q=attention', (page) => page.locator('mark').first().waitFor()],
    [
      'searching for a tag and a list',
      () => '/search?q=e',
      async (page) => {
        await page.getByRole('searchbox').fill('present')
        await page.getByRole('list', { name: 'Lists, views and tags' }).getByText('To present').waitFor()
      },
    ],
    [
      'the palette over a paper',
      () => '/',
      async (page) => {
        await openPaper(page, title)
        await page.keyboard.press('Control+K')
        await page.getByRole('combobox').fill('add')
        await page.getByRole('option', { name: 'Add to a list…' }).waitFor()
      },
    ],
    [
      'where a paper is known from, and related papers',
      () => '/',
      async (page) => {
        const sheet = await openPaper(page, title)
        await sheet.getByRole('region', { name: 'Related papers' }).getByRole('link').first().waitFor()
        await sheet.getByText('About this record').click()
        await sheet.getByText('from the starter feed').waitFor()
        await sheet.getByRole('region', { name: 'Related papers' }).scrollIntoViewIfNeeded()
      },
    ],
    [
      'the feed in an order for the person',
      () => '/feed/2025-12-08?sort=foryou',
      async (page) => {
        await page.getByText('this order learns from them').waitFor()
        await page.locator('#app article.paper h3').first().waitFor()
      },
    ],
    [
      'the keys while one is changed',
      () => '/you',
      async (page) => {
        await page.getByRole('button', { name: 'Show or change the keys' }).click()
        const sheet = page.getByRole('dialog', { name: 'Keyboard' })
        await sheet.getByRole('button', { name: 'Change keys' }).click()
        await sheet.getByRole('button', { name: /^Key for “save”/ }).click()
        await page.keyboard.press('x')
        await sheet.getByText('Exchange the two?').waitFor()
      },
    ],
    ['joining', () => '/join', (page) => page.getByLabel('Link to a list or a feed').waitFor()],
    ['security', () => '/security', (page) => page.getByRole('heading').first().waitFor()],
    [
      'the code of a new device',
      () => '/link/new',
      async (page) => {
        await page.getByRole('button', { name: 'Show the code' }).click()
        await page.locator('.link-qr svg').waitFor()
      },
    ],
    [
      'a device that asks for the library',
      () => `/link#${deviceCode}`,
      (page) => page.getByRole('button', { name: 'I hold it in my hand' }).waitFor(),
    ],
    ['you', () => '/you', (page) => page.getByRole('heading').first().waitFor()],
    [
      'what you did lately',
      () => '/you',
      async (page) => {
        await page.getByRole('button', { name: 'Look at what you did' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText('Tagged').first().waitFor()
      },
    ],
    [
      'nothing there',
      () => '/nowhere',
      (page) => page.getByText('There is nothing at this address').waitFor(),
    ],
  ]
  test.each(screens)(
    'axe finds nothing wrong with %s in either theme, and nothing is wider than the window',
    async (name, address, ready) => {
      const page = await person.open(address())
      await ready(page)
      await page.evaluate(AXE)
      if (process.env['CARREL_PICTURES']) await person.picture(`${name}, ${device}, light`)
      expect(await findFaults(page, WCAG)).toEqual([])
      expect(await overflow(page)).toBeLessThanOrEqual(0)
      await showIn(page, 'dark')
      if (process.env['CARREL_PICTURES']) await person.picture(`${name}, ${device}, dark`)
      expect(await findFaults(page, OF_COLOURS)).toEqual([])
      await page.emulateMedia({ colorScheme: 'light' })
    },
  )

  test('a key in the list opens the sheet at the part that it names', async () => {
    const page = await person.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    for (const [key, role, name] of [
      ['n', 'textbox', 'Private note'],
      ['t', 'combobox', 'Add a tag'],
      ['l', 'combobox', 'Add to a list'],
    ] as const) {
      await page.keyboard.press('j')
      await page.keyboard.press(key)
      const part = page.locator('article.paper-sheet').getByRole(role, { name })
      await expect.poll(() => part.evaluate((field) => field === document.activeElement)).toBe(true)
      // Out of the field, and out of the sheet.
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
    }
  })

  test.runIf(!phone)('a paper goes from the feed into a list by keyboard alone', async () => {
    const page = await person.open('/')
    await page.locator('#app article.paper h3').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('s')
    await page.keyboard.press('Enter')
    await page.locator('article.paper-sheet h1').waitFor()
    await page.keyboard.press('l')
    await page.getByRole('combobox', { name: 'Add to a list' }).waitFor()
    await page.keyboard.type('Reading')
    await page.keyboard.press('Enter')
    await page.locator('article.paper-sheet').getByRole('link', { name: 'Reading group' }).waitFor()
    await page.keyboard.press('Escape')
    await goToList(page, 'Reading group')
    await page.locator('article.paper').nth(1).waitFor()
  })
})
