import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addToList, createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Half said'
const poll = { timeout: WAIT_MS, interval: 50 }
/** What a killed browser may cost is a second of typing; the disk of a busy machine takes a moment of its own. */
const AFTER_THE_LAST_LETTER_MS = 1_500

const boxOf = (page: Page): Locator => page.getByRole('textbox', { name: `Write to ${LIST}` })
const holds = (page: Page, words: string): Promise<void> =>
  expect.poll(() => boxOf(page).inputValue(), poll).toBe(words)

describe('a half-written comment', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-drafts-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    ada = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    onTestFailed(() => ada.picture('drafts'))
  })
  afterEach(() => ada.leave())

  const openBox = async (page: Page): Promise<Locator> => {
    await goToList(page, LIST)
    await openPaper(page, title(0))
    await boxOf(page).waitFor()
    return boxOf(page)
  }
  const begin = async (): Promise<Page> => {
    const page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    await addToList(await openPaper(page, title(0)), LIST)
    return page
  }

  test('is there again after kill -9, but for its last second; one that was sent is not offered again', async () => {
    const page = await begin()
    const box = await openBox(page)
    await box.pressSequentially('Half a thought, until the lights go ou', { delay: 20 })
    await box.press('t')
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    await ada.kill()
    const again = await ada.open('/')
    const found = await openBox(again)
    await holds(again, 'Half a thought, until the lights go out')
    await found.press('Control+End')
    await found.pressSequentially(', and on')
    // The focus stays where it is: nothing but the clock has it written.
    await again.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    await ada.kill()
    const third = await ada.open('/')
    await openBox(third)
    await holds(third, 'Half a thought, until the lights go out, and on')
    await boxOf(third).press('Control+Enter')
    await third.locator('article.say', { hasText: 'and on' }).waitFor()
    await third.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    await ada.kill()
    const last = await ada.open('/')
    await openBox(last)
    await last.locator('article.say', { hasText: 'and on' }).waitFor()
    await last.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    expect(await boxOf(last).inputValue()).toBe('')
  })

  test('that is typed before the disk has answered is not touched, and what the disk had is offered later', async () => {
    const page = await begin()
    const box = await openBox(page)
    await box.fill('From before')
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    await ada.close()
    await ada.open('about:blank')
    const context = ada.context()
    // The disk says nothing of drafts until the test lets it, and localStorage has lost them.
    await context.addInitScript(() => {
      if (location.protocol === 'about:') return
      localStorage.clear()
      // eslint-disable-next-line typescript/unbound-method -- reason: called with its own this right below
      const real = IDBObjectStore.prototype.getAll
      const waiting: (() => void)[] = []
      let held = true
      addEventListener('let-drafts', () => {
        held = false
        for (const go of waiting) go()
      })
      IDBObjectStore.prototype.getAll = function (this: IDBObjectStore, query, count) {
        const asked = real.call(this, query, count)
        const ofDrafts = query instanceof IDBKeyRange && String(query.lower).startsWith('draft:')
        if (!ofDrafts || !held) return asked
        const listen = asked.addEventListener.bind(asked)
        asked.addEventListener = (type: string, heard: EventListenerOrEventListenerObject | null): void => {
          listen(type, (event: Event) => {
            const tell = (): void => {
              if (typeof heard === 'function') heard(event)
            }
            if (held) waiting.push(tell)
            else tell()
          })
        }
        return asked
      }
    })
    const again = await ada.open('/')
    const late = await openBox(again)
    await late.pressSequentially('No')
    for (const _ of 'No') await late.press('Backspace')
    await again.evaluate(() => dispatchEvent(new Event('let-drafts')))
    await again.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    await holds(again, '')
    await late.pressSequentially('Meanwhile')
    await late.press('Control+Enter')
    await again.locator('article.say', { hasText: 'Meanwhile' }).waitFor()
    await again.keyboard.press('Escape')
    await again.keyboard.press('Escape')
    await again.locator('article.paper-sheet').waitFor({ state: 'detached' })
    await openPaper(again, title(0))
    await holds(again, 'From before')
  })
})

/** Something with fields, and how a person gets to them. */
interface Form {
  readonly open: (page: Page) => Promise<void>
  readonly field: (page: Page) => Locator
}

describe('what is half typed', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let page: Page

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-half-typed-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    ada = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    onTestFailed(() => ada.picture('half-typed'))
    page = await ada.open('/')
    await rowOf(page, title(0)).waitFor()
    await addToList(await openPaper(page, title(0)), LIST)
  })
  afterEach(() => ada.leave())

  const type = async (field: Locator, words: string): Promise<void> => {
    await field.press('Control+End')
    await field.pressSequentially(words, { delay: 10 })
  }
  /** kill -9 a little more than a second after the last letter, and a new start. */
  const killed = async (address = '/'): Promise<Page> => {
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    await ada.kill()
    page = await ada.open(address)
    return page
  }
  const bar = (): Locator => page.locator('header.list-bar')
  const row = (): Locator => rowOf(page, title(0))
  const sheet = (): Locator => page.locator('article.paper-sheet')
  const dialog = (): Locator => page.getByRole('dialog')
  const unsaved = (): Locator => page.locator('.in-place-draft')
  const restored = (): Locator => page.locator('[data-restored]')

  const inPlace: Readonly<Record<string, Form & { readonly label: string }>> = {
    'the name of a list': {
      label: 'Name of the list',
      open: () => bar().locator('h1 button.in-place').click(),
      field: () => bar().getByRole('textbox', { name: 'Name of the list' }),
    },
    'what a list is for': {
      label: 'What the list is for',
      open: () => bar().locator('.about button.in-place').click(),
      field: () => bar().getByRole('textbox', { name: 'What the list is for' }),
    },
    'why a paper is in a list': {
      label: 'Why this paper is here',
      open: async () => {
        await row()
          .getByRole('button', { name: /^More for/ })
          .click()
        await page.getByRole('menuitem', { name: 'Say why it is here' }).click()
      },
      field: () => row().getByRole('textbox', { name: 'Why this paper is here' }),
    },
    'why a paper is in a list, beside what is said of it': {
      label: 'Why this paper is here',
      open: async () => {
        await openPaper(page, title(0))
        await sheet().locator('.why button.in-place').click()
      },
      field: () => sheet().getByRole('textbox', { name: 'Why this paper is here' }),
    },
  }
  const edited = Object.entries(inPlace)
  test.each(edited)(
    'as %s is offered beside the text after kill -9, is gone on with, and saved',
    async (_, form) => {
      await goToList(page, LIST)
      await form.open(page)
      await type(form.field(page), ' until the lights go out')
      const words = await form.field(page).inputValue()
      await killed()
      await goToList(page, LIST)
      await unsaved().first().getByText(words.trim(), { exact: false }).waitFor()
      // Nothing is written, here or for others, before the person says so.
      expect(await bar().locator('h1 button.in-place').innerText()).toBe(LIST)
      expect(await faultsOf(page)).toEqual([])
      await unsaved().first().getByRole('button', { name: 'Go on' }).click()
      const field = page.getByRole('textbox', { name: form.label })
      expect(await field.inputValue()).toBe(words)
      await type(field, ', and on')
      await field.press('Enter')
      await page.locator('.in-place', { hasText: ', and on' }).first().waitFor()
      await unsaved().waitFor({ state: 'detached' })
    },
  )

  test('in place is there after a second kill -9 in what was gone on with, and after one that came when it was saved it is not offered', async () => {
    const form = inPlace['the name of a list']
    await goToList(page, LIST)
    await form?.open(page)
    for (const words of [' and', ' on']) {
      await page.keyboard.press('End')
      await page.keyboard.type(words, { delay: 10 })
      await killed()
      await goToList(page, LIST)
      await unsaved().getByRole('button', { name: 'Go on' }).click()
    }
    await page.keyboard.press('Enter')
    await bar()
      .locator('h1', { hasText: `${LIST} and on` })
      .waitFor()
    await killed()
    await goToList(page, `${LIST} and on`)
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    expect(await unsaved().count()).toBe(0)
  })

  test('in place writes nothing over what a labmate made of it meanwhile, in no list, and is gone when it is dropped or given up', async () => {
    const ben = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })
    try {
      await joinList(ben, await shareList(page, LIST), 'Ben')
      const purpose = (whose: Page): Locator => whose.locator('header.list-bar .about')
      await purpose(page).locator('button').click()
      await purpose(page).getByRole('textbox').fill('Half a purp')
      await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
      await ada.kill()
      await purpose(ben.page()).locator('button').click()
      expect(await purpose(ben.page()).getByRole('textbox').inputValue()).toBe('')
      await purpose(ben.page()).getByRole('textbox').fill('Ben’s purpose')
      await purpose(ben.page()).getByRole('textbox').press('Enter')
      page = await ada.open('/')
      await goToList(page, LIST)
      await purpose(page).locator('.in-place', { hasText: 'Ben’s purpose' }).waitFor()
      await unsaved().getByText('“Half a purp”').waitFor()
      await unsaved().getByRole('button', { name: 'Go on' }).click()
      await purpose(page).getByRole('status').getByText('“Ben’s purpose”').waitFor()
      await purpose(page).getByRole('textbox').press('Escape')
      await unsaved().waitFor({ state: 'detached' })
      await purpose(page).locator('button').click()
      await purpose(page).getByRole('textbox').fill('Another half')
      await killed()
      await goToList(page, LIST)
      await unsaved().getByRole('button', { name: 'Drop it' }).click()
      await unsaved().waitFor({ state: 'detached' })
      await killed()
      await goToList(page, LIST)
      await purpose(page).locator('.in-place', { hasText: 'Ben’s purpose' }).waitFor()
      await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
      expect(await unsaved().count()).toBe(0)
      expect(await purpose(ben.page()).innerText()).toBe('Ben’s purpose')
    } finally {
      await ben.leave()
    }
  })

  const dialogs: Readonly<Record<string, Form>> = {
    'a new list': {
      open: () => page.locator('nav.rail').getByRole('button', { name: 'New list' }).click(),
      field: () => dialog().getByRole('textbox', { name: 'What is it for?' }),
    },
    'a feed': {
      open: async () => {
        await goToList(page, LIST)
        await page.getByRole('button', { name: 'Share' }).click()
        await dialog().getByRole('button', { name: 'Publish it as a feed…' }).click()
      },
      field: () => dialog().getByRole('textbox', { name: 'What is in it?' }),
    },
    'the meeting': {
      open: async () => {
        await goToList(page, LIST)
        await page.getByRole('button', { name: 'Schedule', exact: true }).click()
        await page.getByRole('button', { name: /regular meeting|Meet regularly/i }).click()
      },
      field: () => dialog().getByRole('textbox', { name: 'Place or link' }),
    },
  }
  const asked = Object.entries(dialogs)
  test.each(asked)(
    'in the dialog for %s is in it again after kill -9, said not to be saved, and is gone when it is given up',
    async (_, form) => {
      await form.open(page)
      await type(form.field(page), 'Until the lights go out')
      await killed()
      await form.open(page)
      await restored().waitFor()
      expect(await form.field(page).inputValue()).toBe('Until the lights go out')
      expect(await faultsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
      await form.open(page)
      expect([await form.field(page).inputValue(), await restored().count()]).toEqual(['', 0])
    },
  )

  test('as a new list is not offered again once the list is made', async () => {
    const newList = dialogs['a new list']
    await newList?.open(page)
    await dialog().getByRole('textbox', { name: 'Name' }).pressSequentially('Friday')
    await killed()
    await newList?.open(page)
    // Restored words are gone on with: the first letter does not take their place.
    await restored().waitFor()
    await page.keyboard.press('End')
    await page.keyboard.type(' readers')
    await dialog().getByRole('button', { name: 'Make the list' }).click()
    await page.locator('header.list-bar h1', { hasText: 'Friday readers' }).waitFor()
    await killed()
    await newList?.open(page)
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    expect(await dialog().getByRole('textbox', { name: 'Name' }).inputValue()).toBe('')
  })

  test('or pasted into the box for adding is there again after kill -9, until it is added or given up', async () => {
    const box = (): Locator => page.getByRole('textbox', { name: 'Paste here' })
    page = await ada.open('/add')
    await type(box(), 'That paper on bees, 2401.0')
    await killed('/add')
    await expect.poll(() => box().inputValue(), poll).toBe('That paper on bees, 2401.0')
    await restored().waitFor()
    expect(await faultsOf(page)).toEqual([])
    // A text that is too long to be laid out.
    const long = `${'Lorem ipsum. '.repeat(2_000)}`
    await page.evaluate((text) => navigator.clipboard.writeText(text), long)
    await box().press('Control+a')
    await box().press('Control+v')
    await page.getByText('Pasted text, 26,000 letters').waitFor()
    await killed('/add')
    await page.getByText('Pasted text, 26,000 letters').waitFor()
    await restored().waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await type(box(), '2401.01234')
    const name = (): Locator => page.getByRole('textbox', { name: 'Title' })
    await type(name(), 'Bees and the art of')
    await killed('/add')
    await expect.poll(() => name().inputValue(), poll).toBe('Bees and the art of')
    await type(name(), ' dancing')
    await page.getByRole('button', { name: 'Save paper' }).click()
    await page.locator('.add-answer', { hasText: 'is here' }).waitFor()
    await killed('/add')
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    expect([await box().inputValue(), await restored().count()]).toEqual(['', 0])
    await type(box(), 'Given up')
    await page.getByRole('button', { name: 'Close' }).click()
    await killed('/add')
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    expect(await box().inputValue()).toBe('')
  })

  test('as an answer is said under its comment after kill -9, and gone on with', async () => {
    await goToList(page, LIST)
    await openPaper(page, title(0))
    await boxOf(page).fill('What of the bees?')
    await boxOf(page).press('Control+Enter')
    await page.locator('article.say').getByRole('button', { name: 'Answer' }).click()
    const answer = (): Locator => page.getByRole('textbox', { name: /^Answer / })
    await type(answer(), 'They dan')
    await killed()
    await goToList(page, LIST)
    await openPaper(page, title(0))
    const begun = page.getByRole('group', { name: 'Answer that is not sent' })
    await begun.getByText('“They dan”').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await begun.getByRole('button', { name: 'Go on' }).click()
    expect(await answer().inputValue()).toBe('They dan')
    await type(answer(), 'ce')
    await answer().press('Control+Enter')
    await page.locator('.reply article.say', { hasText: 'They dance' }).waitFor()
    expect(await begun.count()).toBe(0)
  })

  test('as references that were pasted is understood again after kill -9, and added once', async () => {
    page = await ada.open('/add')
    const references = '@article{a, title={On the dances of bees}, year={1999}, doi={10.1000/bees}}'
    await page.evaluate((text) => navigator.clipboard.writeText(text), references)
    await page.getByRole('textbox', { name: 'Paste here' }).press('Control+v')
    await page.getByRole('button', { name: 'Add 1 paper' }).waitFor()
    await killed('/add')
    await page.getByText('Pasted before, not added yet').waitFor()
    await page.getByRole('button', { name: 'Add 1 paper' }).click()
    await page.getByRole('heading', { name: '1 paper imported' }).waitFor()
    await killed('/add')
    await page.waitForTimeout(AFTER_THE_LAST_LETTER_MS)
    expect(await page.getByRole('textbox', { name: 'Paste here' }).inputValue()).toBe('')
  })
})
