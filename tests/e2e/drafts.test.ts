import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { goToList } from './sharing.ts'

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
