import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { arxivKey } from '../../src/domain/paperKey.ts'
import { MAX_NOTE_LENGTH, MAX_SHOWN_LENGTH } from '../../src/editor/limits.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { startCutProxy, type CutProxy } from '../helpers/cutProxy.ts'
import { seeded } from '../doc/replica.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { joinAsLabmate } from './labmate.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Thursday reading group'
const poll = { timeout: WAIT_MS, interval: 50 }

const noteOf = (page: Page): Locator =>
  page.locator('article.paper-sheet').getByRole('textbox', { name: `Group’s note in ${LIST}` })
const openNote = async (page: Page, at = 0): Promise<Locator> => {
  await goToList(page, LIST)
  await openPaper(page, title(at))
  const note = noteOf(page)
  await note.waitFor()
  return note
}
const waitForText = (note: Locator, text: string | RegExp): Promise<void> =>
  text instanceof RegExp
    ? expect.poll(() => note.inputValue(), poll).toMatch(text)
    : expect.poll(() => note.inputValue(), poll).toBe(text)
const putCaret = (note: Locator, start: number, end = start): Promise<void> =>
  note.evaluate(
    (field: HTMLTextAreaElement, [from, to]) => {
      field.focus()
      field.setSelectionRange(from ?? 0, to ?? 0)
    },
    [start, end],
  )
const caretOf = (note: Locator): Promise<readonly [number, number]> =>
  note.evaluate((field: HTMLTextAreaElement) => [field.selectionStart, field.selectionEnd] as const)

/**
 * The text in front of each caret that is drawn, under its name: of all places between letters the one that is where the
 * caret is on the screen.
 */
const drawnCarets = (page: Page): Promise<Readonly<Record<string, string>>> =>
  page.locator('.group-note .shared-text').evaluate((area) => {
    const range = document.createRange()
    const places: { readonly x: number; readonly y: number; readonly text: string }[] = []
    let text = ''
    ;[...(area.querySelector('.text-mirror')?.children ?? [])].forEach((line, nth) => {
      if (nth > 0) text += '\n'
      const node = line.firstChild
      if (!(node instanceof Text)) return
      for (let at = 0; at < node.length; at++) {
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        const rects = [...range.getClientRects()]
        const [first, last] = [rects[0], rects.at(-1)]
        if (first) places.push({ x: first.left, y: first.top, text: text + node.data.slice(0, at) })
        if (last) places.push({ x: last.right, y: last.top, text: text + node.data.slice(0, at + 1) })
      }
      text += node.data
    })
    const found: Record<string, string> = {}
    for (const caret of area.querySelectorAll('.caret')) {
      const { left, top } = caret.getBoundingClientRect()
      const place = places.find(({ x, y }) => Math.abs(x - left - 1) < 1.5 && Math.abs(y - top) < 1.5)
      found[caret.textContent ?? ''] = place?.text ?? 'nowhere'
    }
    return found
  })

/** Whether the copy breaks its lines where the text area does: one line more or less, and their heights differ. */
const isCopyTrue = (page: Page): Promise<boolean> =>
  page.locator('.shared-text').evaluateAll((areas) =>
    areas.every((area) => {
      const [field, copy] = [area.querySelector('textarea'), area.querySelector('.text-mirror')]
      if (!field || !copy) return false
      const [a, b] = [field.getBoundingClientRect(), copy.getBoundingClientRect()]
      return (
        a.left === b.left &&
        a.top === b.top &&
        a.width === b.width &&
        field.scrollHeight === copy.scrollHeight
      )
    }),
  )
const rangeBoxes = (page: Page): Promise<readonly (readonly number[])[]> =>
  page.locator('.group-note .shared-text').evaluate((area) =>
    [...area.querySelectorAll('.caret-range')].map((box) => {
      const { left, top, width } = box.getBoundingClientRect()
      return [left, top, width].map(Math.round)
    }),
  )
/** Where the first line's `words` are. */
const boxOf = (page: Page, words: string): Promise<readonly (readonly number[])[]> =>
  page.locator('.group-note .text-mirror').evaluate((copy, said) => {
    const node = copy.firstElementChild?.firstChild
    if (!(node instanceof Text)) return []
    const range = document.createRange()
    range.setStart(node, node.data.indexOf(said))
    range.setEnd(node, node.data.indexOf(said) + said.length)
    const { left, top, width } = range.getBoundingClientRect()
    return [[left, top, width].map(Math.round)]
  }, words)

describe('two people in one note', () => {
  let folder: string
  let server: CarrelServer
  let wireA: CutProxy
  let wireB: CutProxy
  let ada: Person
  let ben: Person
  let editLink = ''
  let readLink = ''

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-note-'))
    server = await startCarrelServer(folder)
    wireA = await startCutProxy(() => server.port)
    wireB = await startCutProxy(() => server.port)
    ada = createPerson(() => wireA.origin, { keepsApp: false })
    ben = createPerson(() => wireB.origin, { keepsApp: false })
    const hers = await ada.open('/you')
    const name = hers.getByLabel('Name', { exact: true })
    await name.fill('Ada Long')
    await name.press('Enter')
    await ada.open('/')
    for (const at of [0, 1]) await addToList(await openPaper(hers, title(at)), LIST)
    editLink = await shareList(hers, LIST)
    await joinList(ben, editLink, 'Ben')
    readLink = await shareList(hers, LIST, 'read')
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
      for (const [who, person] of Object.entries({ ada, ben })) await person.picture(`note-${who}`)
    })
  })

  test('what both type at the same time is there on both sides, and each sees where the other is', async () => {
    const [hers, his] = [await openNote(ada.page()), await openNote(ben.page())]
    await hers.focus()
    await ada.page().keyboard.type('Claims.\nOpen questions.')
    await waitForText(his, 'Claims.\nOpen questions.')
    await putCaret(hers, 7)
    await putCaret(his, 23)
    await Promise.all([
      ada.page().keyboard.type(' It scales, says section 3.', { delay: 25 }),
      ben.page().keyboard.type(' What of table 2? Ask them.', { delay: 25 }),
    ])
    const both = 'Claims. It scales, says section 3.\nOpen questions. What of table 2? Ask them.'
    await waitForText(hers, both)
    await waitForText(his, both)
    // My own caret is behind what I typed, however much came in front of it meanwhile.
    expect(await caretOf(hers)).toEqual([34, 34])
    expect(await caretOf(his)).toEqual([both.length, both.length])
    await expect.poll(() => drawnCarets(ada.page()), poll).toEqual({ Ben: both })
    await expect.poll(() => drawnCarets(ben.page()), poll).toEqual({ Ada: both.slice(0, 34) })
    for (const person of [ada, ben]) expect(await isCopyTrue(person.page())).toBe(true)
    const section = ben.page().getByRole('region', { name: `Group’s note in ${LIST}` })
    await section.getByRole('img', { name: 'Ada Long' }).waitFor()
    await section.getByText('Also in this note: Ada Long.').waitFor()
    if (process.env['CARREL_PICTURES']) {
      await ada.picture('a note with two in it, ada')
      await ben.picture('a note with two in it, ben')
    }
  })

  test('the copy that holds the carets breaks lines where the text area does, in any text and at any width', async () => {
    const note = await openNote(ada.page(), 1)
    const words =
      'AVA To. fi ffl 世界 😀 naïve “best” slower, (sic) incomprehensibilities, https://arxiv.org/abs/2306.14544v2'
    const random = seeded(5)
    let text = ''
    while (text.length < 3_000)
      text += `${words.split(' ')[Math.floor(random() * 10)] ?? ''}${random() < 0.05 ? '\n' : ' '.repeat(1 + Number(random() < 0.05))}`
    await note.evaluate((field: HTMLTextAreaElement, value) => {
      field.focus()
      field.value = value
      field.dispatchEvent(new InputEvent('input'))
    }, text)
    const faults = await ada
      .page()
      .locator('.group-note .shared-text')
      .evaluate(async (area: HTMLElement) => {
        const [field, copy] = [area.querySelector('textarea'), area.querySelector('.text-mirror')]
        const wrong: number[] = []
        // As high as its text alone, and not as the copy makes it.
        if (field) field.style.height = '0'
        for (let width = 250; width < 560; width += 1.37) {
          area.style.width = `${width}px`
          if (field?.scrollHeight !== copy?.clientHeight) wrong.push(width)
        }
        area.style.width = ''
        if (field) field.style.height = ''
        return wrong
      })
    expect(faults).toEqual([])
    await ada.page().keyboard.press('Control+z')
    expect(await note.inputValue()).toBe('')
  })

  test('a caret in a Hebrew, an Arabic or a mixed line is drawn where the letters of the text area are', async () => {
    const [hers, his] = [await openNote(ada.page(), 1), await openNote(ben.page(), 1)]
    const lines = ['שלום עולם טוב', 'مرحبا بالعالم', 'see פרק 12 of it', 'ראו section 3 כאן', 'plain']
    const text = lines.join('\n')
    await his.evaluate((field: HTMLTextAreaElement, value) => {
      field.focus()
      field.value = value
      field.dispatchEvent(new InputEvent('input'))
    }, text)
    await waitForText(hers, text)
    const area = ada.page().locator('.group-note .shared-text')
    /** Where the caret is in a plain element of the same style, and what a press at the place that is drawn hits. */
    const look = (index: number) =>
      area.evaluate((root: HTMLElement, at) => {
        const [field, caret] = [root.querySelector('textarea'), root.querySelector('.caret')]
        if (!field || !caret) return null
        // Only what is on the screen can be hit.
        root.scrollIntoView({ block: 'center' })
        const plain = document.createElement('div')
        plain.className = 'field'
        plain.style.cssText = 'position: absolute; inset: 0; unicode-bidi: plaintext; visibility: hidden'
        plain.textContent = field.value
        root.append(plain)
        const range = document.createRange()
        if (plain.firstChild) range.setStart(plain.firstChild, at)
        range.collapse(true)
        // Behind the end of a line it is at the beginning of the next; where directions meet it has two places on one.
        const rects = [...range.getClientRects()]
        const rect = rects.find(({ top }) => Math.abs(top - (rects.at(-1)?.top ?? 0)) < 3)
        plain.remove()
        const drawn = caret.getBoundingClientRect()
        const middle = drawn.top + drawn.height / 2
        const hit = document.caretPositionFromPoint(drawn.left + 1, middle)
        return {
          off: [drawn.left + 1 - (rect?.left ?? 0), drawn.top - (rect?.top ?? 0)].map(Math.round),
          hit: hit?.offsetNode === field ? hit.offset : null,
          fromRight: Math.round(root.getBoundingClientRect().right - drawn.left),
        }
      }, index)
    let start = 0
    for (const line of lines) {
      for (let at = 0; at <= line.length; at += at < 2 || at > line.length - 2 ? 1 : 2) {
        await putCaret(his, start + at)
        const words = `${line.slice(0, at)}|${line.slice(at)}`
        await expect.poll(async () => [words, (await look(start + at))?.off], poll).toEqual([words, [0, 0]])
        // Where two directions meet, one place on the screen is two in the text.
        const isWithin = /^(?:[\p{L} ]*)$/u.test(line) && !/[a-z]/.test(line)
        if (isWithin) expect([words, (await look(start + at))?.hit]).toEqual([words, start + at])
      }
      start += line.length + 1
    }
    // A Hebrew line begins at the right edge, inside the field's padding.
    await putCaret(his, 0)
    await expect.poll(async () => (await look(0))?.fromRight ?? 99, poll).toBeLessThan(20)
    expect(await isCopyTrue(ada.page())).toBe(true)
    await ben.page().keyboard.press('Control+z')
    await waitForText(hers, '')
  })

  test('Shift N in the list opens the paper at the note', async () => {
    const page = ada.page()
    await goToList(page, LIST)
    await rowOf(page, title(0)).locator('h3 a').focus()
    await page.keyboard.press('Shift+N')
    const note = noteOf(page)
    await expect.poll(() => note.evaluate((field) => field === document.activeElement), poll).toBe(true)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
  })

  test('says once that somebody is writing here, and no comment is said to be', async () => {
    const [hers, his] = [await openNote(ada.page()), await openNote(ben.page())]
    await his.focus()
    const spoken = ada.page().locator('[role="status"]', { hasText: 'Ben is writing in the group’s note' })
    await putCaret(his, 0)
    await ben.page().keyboard.type('Notes: ')
    await ada.page().locator('.group-note').getByText('Ben is writing…').waitFor()
    await spoken.first().waitFor({ state: 'attached' })
    expect(await ada.page().locator('.talk .typing').count()).toBe(0)
    await waitForText(hers, /^Notes: Claims/)
  })

  test('a selection is shown, holds while the other writes in front of it, and goes with the focus', async () => {
    const [hers, his] = [await openNote(ada.page()), await openNote(ben.page())]
    const text = await hers.inputValue()
    const from = text.indexOf('section 3')
    await putCaret(hers, from, from + 9)
    const isShown = async (): Promise<boolean> =>
      JSON.stringify(await rangeBoxes(ben.page())) === JSON.stringify(await boxOf(ben.page(), 'section 3'))
    await expect.poll(isShown, poll).toBe(true)
    await putCaret(his, 0)
    await ben.page().keyboard.type('Our ')
    await waitForText(hers, `Our ${text}`)
    await expect.poll(isShown, poll).toBe(true)
    expect(await caretOf(hers)).toEqual([from + 4, from + 13])
    await ada.page().keyboard.press('Escape')
    await expect.poll(() => rangeBoxes(ben.page()), poll).toEqual([])
    await expect.poll(() => drawnCarets(ben.page()), poll).toEqual({})
  })

  test('Ctrl Z takes back what one typed oneself and nothing of the other’s', async () => {
    const [hers, his] = [await openNote(ada.page(), 1), await openNote(ben.page(), 1)]
    await hers.focus()
    await ada.page().keyboard.type('Ada was here.')
    await waitForText(his, 'Ada was here.')
    await putCaret(his, 4)
    await ben.page().keyboard.type('(not Ben) ')
    await waitForText(hers, 'Ada (not Ben) was here.')
    await ada.page().keyboard.press('Control+z')
    await waitForText(hers, '(not Ben) ')
    await waitForText(his, '(not Ben) ')
    await ada.page().keyboard.press('Control+z')
    await ada.page().keyboard.press('Control+z')
    expect(await hers.inputValue()).toBe('(not Ben) ')
    await ada.page().keyboard.press('Control+Shift+z')
    await waitForText(his, 'Ada (not Ben) was here.')
    await ben.page().keyboard.press('Control+z')
    await waitForText(hers, 'Ada was here.')
  })

  test('what one writes while cut off, and the other meanwhile, is all there when the line is back', async () => {
    const [hers, his] = [await openNote(ada.page(), 1), await openNote(ben.page(), 1)]
    await delivered(ada.page())
    await delivered(ben.page())
    wireB.cut()
    await putCaret(his, 0)
    await ben.page().keyboard.type('Ben, in the train: yes. ')
    await putCaret(hers, (await hers.inputValue()).length)
    await ada.page().keyboard.type(' And at her desk.')
    // His presence ends with his line.
    await expect.poll(() => drawnCarets(ada.page()), poll).toEqual({})
    await ben.kill()
    wireB.mend()
    await ben.open('/')
    const again = await openNote(ben.page(), 1)
    const all = 'Ben, in the train: yes. Ada was here. And at her desk.'
    await waitForText(hers, all)
    await waitForText(again, all)
    await again.focus()
    await expect.poll(async () => Object.keys(await drawnCarets(ada.page())), poll).toEqual(['Ben'])
    await goToList(ada.page(), LIST)
    await rowOf(ada.page(), title(1)).getByText('Group’s note').waitFor()
  })

  test('a tab that closes takes its caret along', async () => {
    const hers = await openNote(ada.page(), 1)
    const his = await openNote(ben.page(), 1)
    await his.focus()
    await hers.focus()
    await expect.poll(async () => Object.keys(await drawnCarets(ada.page())), poll).toEqual(['Ben'])
    await ben.close()
    await expect.poll(() => drawnCarets(ada.page()), poll).toEqual({})
    await ben.open('/')
  })

  test('a text that has no room is refused as a whole, with a sentence, and nothing is lost', async () => {
    const hers = await openNote(ada.page(), 1)
    const before = await hers.inputValue()
    await putCaret(hers, 3)
    await ada.page().evaluate((length) => navigator.clipboard.writeText('x'.repeat(length)), MAX_NOTE_LENGTH)
    await ada.page().keyboard.press('Control+v')
    await ada.page().getByRole('alert').getByText('A note holds 100,000 characters.').waitFor()
    expect(await hers.inputValue()).toBe(before)
    expect(await caretOf(hers)).toEqual([3, 3])
    if (process.env['CARREL_PICTURES']) await ada.picture('a note that is full')
    await ada.page().keyboard.type('!')
    await ada.page().getByText('A note holds 100,000 characters.').waitFor({ state: 'detached' })
    await ada.page().keyboard.press('Control+z')
  })

  test('who can only read sees the note and the carets, cannot write, and is nowhere in it', async () => {
    const carol = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    try {
      const hers = await openNote(ada.page(), 1)
      await putCaret(hers, 5)
      await joinList(carol, readLink, 'Carol')
      const note = await openNote(carol.page(), 1)
      await waitForText(note, await hers.inputValue())
      expect(await note.getAttribute('readonly')).not.toBeNull()
      await expect.poll(async () => Object.keys(await drawnCarets(carol.page())), poll).toEqual(['Ada'])
      await note.focus()
      const before = await note.inputValue()
      await carol.page().keyboard.type('x')
      await carol.page().keyboard.press('Control+z')
      expect(await note.inputValue()).toBe(before)
      expect(Object.keys(await drawnCarets(ada.page()))).not.toContain('Carol')
    } finally {
      await carol.leave()
    }
  })

  test('whoever writes many lines sees what they write, and what others write moves no page', async () => {
    const page = ada.page()
    const note = await openNote(page, 1)
    await putCaret(note, 0)
    for (let line = 0; line < 45; line++) await page.keyboard.type(`${line}\n`)
    const sheet = page.locator('article.paper-sheet')
    const view = await sheet.evaluate((element) => element.getBoundingClientRect().bottom)
    // Where the caret is, in its copy: the line that begins with what was there before.
    const line = page.locator('.group-note .text-mirror > div').nth(45)
    const box = await line.boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect(box?.y).toBeLessThan(view)
    expect(await note.evaluate((field) => field.scrollTop)).toBe(0)
    const scrolled = (): Promise<number> => sheet.evaluate((element) => element.scrollTop)
    const before = await scrolled()
    const his = await openNote(ben.page(), 1)
    await putCaret(his, (await his.inputValue()).length)
    await ben.page().keyboard.type('\nmore below')
    await waitForText(note, /more below$/)
    expect(await scrolled()).toBe(before)
    for (let step = 0; step < 12; step++) await page.keyboard.press('Control+z')
    await waitForText(note, /^Ben, in the train/)
  })

  test('who has no keys takes back by a button, and goes on typing', async () => {
    const dora = createPerson(() => `http://localhost:${server.port}`, { phone: true, keepsApp: false })
    try {
      await joinList(dora, editLink, 'Dora')
      const page = dora.page()
      await openPaper(page, title(1))
      const note = noteOf(page)
      await note.tap()
      const before = await note.inputValue()
      const undo = page.locator('.group-note').getByRole('button', { name: 'Undo' })
      expect(await undo.isVisible()).toBe(false)
      await page.keyboard.press('End')
      await page.keyboard.type(' From my phone.')
      await undo.tap()
      expect(await note.inputValue()).toBe(before)
      expect(await note.evaluate((field) => field === document.activeElement)).toBe(true)
      await page.locator('.group-note').getByRole('button', { name: 'Redo' }).tap()
      expect(await note.inputValue()).toContain('From my phone.')
      if (process.env['CARREL_PICTURES']) await dora.picture('a note on a phone with undo')
      await undo.tap()
    } finally {
      await dora.leave()
    }
  })

  test('the private note undoes as well, and is nobody else’s', async () => {
    await goToList(ada.page(), LIST)
    const sheet = await openPaper(ada.page(), title(0))
    const note = sheet.getByRole('textbox', { name: 'Private note' })
    await note.focus()
    await ada.page().keyboard.type('Only for me')
    await ada.page().keyboard.press('Control+z')
    expect(await note.inputValue()).toBe('')
    await ada.page().keyboard.press('Control+y')
    expect(await note.inputValue()).toBe('Only for me')
    await openNote(ben.page())
    expect(await ben.page().getByRole('textbox', { name: 'Private note' }).inputValue()).toBe('')
  })

  test('a half-written comment is there again after the sheet was closed, after a reload, and after the app was closed', async () => {
    const page = ben.page()
    const boxOf = (from: Page): Locator => from.getByRole('textbox', { name: `Write to ${LIST}` })
    await openNote(page)
    await boxOf(page).fill('Half a thought')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
    await openPaper(page, title(0))
    await waitForText(boxOf(page), 'Half a thought')
    await page.reload()
    await waitForText(boxOf(page), 'Half a thought')
    await ben.close()
    await ben.open('/')
    await openNote(ben.page())
    await waitForText(boxOf(ben.page()), 'Half a thought')
  })

  test('what somebody claims without sense leaves the page standing, and a note beyond all measure is shown in part', async () => {
    const page = ada.page()
    await ada.open('/')
    await addToList(await openPaper(page, title(2)), LIST)
    const paper = arxivKey(starter.papers[2]?.arxivId ?? '')
    const mallory = await joinAsLabmate(server.port, editLink, paper, {
      id: 'mallory-00000000',
      name: 'Mallory',
      colour: 4,
    })
    try {
      const note = await openNote(page, 2)
      await mallory.write('Well.')
      await waitForText(note, 'Well.')
      for (const claim of [
        7,
        'x',
        [],
        { anchor: 1 },
        { anchor: 'zz.zz', head: 'zz.zz' },
        { anchor: '', head: 'a.b' },
      ])
        mallory.claim(claim)
      mallory.stand('Well')
      await expect.poll(() => drawnCarets(page), poll).toEqual({ Mallory: 'Well' })
      await mallory.write('x'.repeat(MAX_SHOWN_LENGTH))
      await page.getByText('This note has 400,005 characters').waitFor()
      expect(await note.getAttribute('readonly')).not.toBeNull()
      expect((await note.inputValue()).length).toBe(MAX_NOTE_LENGTH)
    } finally {
      mallory.leave()
    }
  })
})
