import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, readListRows, rowOf, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Reading group'
const SAID = 'Said by Ada.'
const poll = { timeout: WAIT_MS, interval: 100 }

/** The ways back that the interface promises. `page` has the focus outside of any field. */
const WAYS: readonly { readonly name: string; undo(page: Page, sentence: string): Promise<void> }[] = [
  {
    name: 'the button of the toast',
    undo: (page, sentence) =>
      page.locator('.toast', { hasText: sentence }).getByRole('button', { name: 'Undo' }).click(),
  },
  { name: 'u', undo: (page) => page.keyboard.press('u') },
  { name: 'Ctrl+Z', undo: (page) => page.keyboard.press('Control+z') },
]

const saveButton = (sheet: Locator): Locator => sheet.getByRole('button', { name: 'Save' }).first()
const readingOf = (sheet: Locator): Locator => sheet.getByRole('group', { name: 'Reading' })

/** All that a person did to the paper whose sheet is open, as one text. */
const readSheet = async (sheet: Locator): Promise<string> => {
  const pressed = readingOf(sheet).getByRole('button', { pressed: true })
  return [
    (await saveButton(sheet).getAttribute('aria-pressed')) === 'true' ? 'saved' : 'not saved',
    (await sheet.locator('.tag.own a').allInnerTexts()).join(', '),
    (await pressed.allInnerTexts()).join(', '),
    await sheet.getByRole('textbox', { name: 'Private note' }).inputValue(),
  ].join(' | ')
}

const addTag = async (sheet: Locator, name: string): Promise<void> => {
  await sheet.getByRole('button', { name: 'Tag', exact: true }).click()
  const field = sheet.getByRole('combobox', { name: 'Add a tag' })
  await field.fill(name)
  await field.press('Enter')
  await field.press('Escape')
}

const titlesOf = async (page: Page): Promise<readonly string[]> =>
  (await readListRows(page)).map((row) => row.title)

/** The list in the group's own order. */
const openByHand = async (page: Page): Promise<void> => {
  await goToList(page, LIST)
  await page.getByRole('button', { name: 'By hand' }).click()
}

const removeFromList = async (page: Page, paper: string): Promise<void> => {
  await rowOf(page, paper).hover()
  await rowOf(page, paper)
    .getByRole('button', { name: /^More for/ })
    .click()
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click()
}

const moveBy = async (page: Page, paper: string, key: 'Alt+ArrowUp' | 'Alt+ArrowDown'): Promise<void> => {
  await rowOf(page, paper).locator('h3 a').focus()
  await page.keyboard.press(key)
}

/** Out of any field, to where single keys work. */
const leaveFields = (page: Page): Promise<void> => page.locator('article.paper-sheet').focus()

describe('taking back what was done', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-undo-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin, { keepsApp: false })
    ben = createPerson(origin, { keepsApp: false })
    const page = await ada.open('/')
    for (const at of [0, 1, 2]) await addToList(await openPaper(page, title(at)), LIST)
    const sheet = await openPaper(page, title(0))
    await sheet.getByLabel(`Write to ${LIST}`).fill(SAID)
    await sheet.getByRole('button', { name: 'Comment' }).click()
    await sheet.getByText(SAID).waitFor()
  })
  afterAll(async () => {
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      for (const [name, person] of Object.entries({ ada, ben })) await person.picture(`undo-${name}`)
    })
  })

  describe.each(WAYS)('by $name', ({ name, undo }) => {
    // A paper of its own for each way, so that none stands on what another left.
    const paper = title(10 + WAYS.findIndex((way) => way.name === name))
    const acts: readonly {
      readonly act: string
      readonly sentence: string
      do(sheet: Locator): Promise<void>
    }[] = [
      { act: 'saving', sentence: 'Saved', do: (sheet) => saveButton(sheet).click() },
      { act: 'tagging', sentence: 'Tagged “second”', do: (sheet) => addTag(sheet, 'second') },
      {
        act: 'the reading state',
        sentence: 'Marked “read”',
        do: (sheet) => readingOf(sheet).getByRole('button', { name: 'Read', exact: true }).click(),
      },
    ]
    const takingBack: typeof acts = [
      { act: 'unsaving', sentence: 'No longer saved', do: (sheet) => saveButton(sheet).click() },
      {
        act: 'untagging',
        sentence: 'Tag “first” removed',
        do: (sheet) => sheet.getByRole('button', { name: 'Remove the tag first' }).click(),
      },
      {
        act: 'clearing the reading state',
        sentence: 'Reading state cleared',
        do: (sheet) => readingOf(sheet).getByRole('button', { name: 'To read' }).click(),
      },
    ]

    const doAndUndo = async (list: typeof acts): Promise<void> => {
      const page = await ada.open('/')
      const sheet = await openPaper(page, paper)
      const before = await readSheet(sheet)
      for (const { act, sentence, do: work } of list) {
        await work(sheet)
        await expect.poll(() => readSheet(sheet), { ...poll, message: act }).not.toBe(before)
        await undo(page, sentence)
        await expect.poll(() => readSheet(sheet), { ...poll, message: `${act}, undone` }).toBe(before)
      }
      await page.reload()
      expect(await readSheet(await openPaper(page, paper))).toBe(before)
    }

    test('saving, tagging and the reading state, also after a reload', () => doAndUndo(acts))

    test('unsaving, untagging and clearing the reading state, also after a reload', async () => {
      const sheet = await openPaper(await ada.open('/'), paper)
      await saveButton(sheet).click()
      await addTag(sheet, 'first')
      await readingOf(sheet).getByRole('button', { name: 'To read' }).click()
      await expect.poll(() => readSheet(sheet), poll).toBe('saved | first | To read | ')
      await doAndUndo(takingBack)
    })

    test('a removal from a list, a move in it and the removal of a comment, also after a reload', async () => {
      const page = await ada.open('/')
      await openByHand(page)
      await expect.poll(async () => (await titlesOf(page)).length, poll).toBe(3)
      const before = await titlesOf(page)

      await removeFromList(page, title(1))
      await expect.poll(() => titlesOf(page), poll).toHaveLength(2)
      await undo(page, `Removed from ${LIST}`)
      await expect.poll(() => titlesOf(page), poll).toEqual(before)

      await moveBy(page, before[2] ?? '', 'Alt+ArrowUp')
      await expect.poll(() => titlesOf(page), poll).toEqual([before[0], before[2], before[1]])
      await undo(page, 'Moved')
      // Rows do not jump by themselves; where the old order is only offered, it is asked for.
      await openByHand(page)
      await expect.poll(() => titlesOf(page), poll).toEqual(before)

      const sheet = await openPaper(page, title(0))
      const said = sheet.getByRole('article').filter({ hasText: SAID })
      await said.getByRole('button', { name: 'Remove' }).click()
      await said.waitFor({ state: 'detached' })
      await leaveFields(page)
      await undo(page, 'Comment removed')
      await said.waitFor()

      await page.reload()
      await sheet.getByText(SAID).waitFor()
      await openByHand(page)
      await expect.poll(() => titlesOf(page), poll).toEqual(before)
    })
  })

  test('typing in the private note, by Ctrl+Z in it, also after a reload', async () => {
    const page = await ada.open('/')
    const paper = title(15)
    const note = (await openPaper(page, paper)).getByRole('textbox', { name: 'Private note' })
    await note.pressSequentially('Kept.')
    await page.reload()
    await openPaper(page, paper)
    expect(await note.inputValue()).toBe('Kept.')
    await note.focus()
    await page.keyboard.press('Control+End')
    await note.pressSequentially(' Taken back.')
    expect(await note.inputValue()).toBe('Kept. Taken back.')
    await expect
      .poll(async () => {
        if ((await note.inputValue()) !== 'Kept.') await page.keyboard.press('Control+z')
        return note.inputValue()
      }, poll)
      .toBe('Kept.')
    await page.reload()
    await openPaper(page, paper)
    expect(await note.inputValue()).toBe('Kept.')
  })

  test('never takes back what the other person did', async () => {
    const hers = await ada.open('/')
    await joinList(ben, await shareList(hers, LIST), 'Ben')
    const his = ben.page()
    await openByHand(hers)
    await openByHand(his)
    await expect.poll(() => titlesOf(his), poll).toEqual(await titlesOf(hers))
    const [first = '', second = '', third = ''] = await titlesOf(hers)

    // He moves what she moved: her way back is gone, and says so.
    await moveBy(hers, first, 'Alt+ArrowDown')
    await expect.poll(() => titlesOf(hers), poll).toEqual([second, first, third])
    await expect
      .poll(async () => {
        await openByHand(his)
        return titlesOf(his)
      }, poll)
      .toEqual([second, first, third])
    await moveBy(his, first, 'Alt+ArrowDown')
    await expect.poll(() => titlesOf(his), poll).toEqual([second, third, first])
    await expect
      .poll(async () => {
        await openByHand(hers)
        return titlesOf(hers)
      }, poll)
      .toEqual([second, third, first])
    await rowOf(hers, first).locator('h3 a').focus()
    await hers.keyboard.press('u')
    await hers.locator('.toast', { hasText: 'Someone changed this meanwhile' }).waitFor()
    await openByHand(hers)
    expect(await titlesOf(hers)).toEqual([second, third, first])

    // Each takes back their own latest act, whoever did something since.
    await removeFromList(hers, second)
    await expect.poll(() => titlesOf(his), poll).toEqual([third, first])
    const sheet = await openPaper(his, third)
    await sheet.getByLabel(`Write to ${LIST}`).fill('Said by Ben.')
    await sheet.getByRole('button', { name: 'Comment' }).click()
    const said = sheet.getByRole('article').filter({ hasText: 'Said by Ben.' })
    await said.getByRole('button', { name: 'Remove' }).click()
    await said.waitFor({ state: 'detached' })
    await rowOf(hers, third).locator('h3 a').focus()
    await hers.keyboard.press('u')
    await expect.poll(() => titlesOf(hers), poll).toEqual([second, third, first])
    await expect
      .poll(async () => {
        await openByHand(his)
        return titlesOf(his)
      }, poll)
      .toEqual([second, third, first])
    await openPaper(his, third)
    expect(await said.count()).toBe(0)
    await leaveFields(his)
    await his.keyboard.press('u')
    await said.waitFor()
    await openByHand(his)
    expect(await titlesOf(his)).toEqual([second, third, first])
    expect(await titlesOf(hers)).toEqual([second, third, first])
  })
})
