import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { localDay } from '../../src/domain/meeting.ts'
import { killBrowser, openBrowser } from '../helpers/browser.ts'

/** Long enough for two browsers and a server on a busy machine; a wait ends as soon as it can. */
export const WAIT_MS = 30_000

const PICTURES = path.resolve(import.meta.dirname, '../../.pictures')

/** Somebody with a browser and a profile of their own. */
export interface Person {
  readonly profile: string
  page(): Page
  context(): BrowserContext
  /** Opens the browser on a path of the app. */
  open(address: string): Promise<Page>
  /** kill -9, in the middle of whatever it does. */
  kill(): Promise<void>
  close(): Promise<void>
  /** What is on the screen, into the folder of pictures, for whoever looks why a test failed. */
  picture(name: string): Promise<void>
  /** Forgets the profile. */
  leave(): Promise<void>
}

export const createPerson = (
  origin: () => string,
  options: Pick<
    NonNullable<Parameters<typeof openBrowser>[1]>,
    'phone' | 'dark' | 'still' | 'keepsApp' | 'backForwardCache'
  > = {},
): Person => {
  const profile = mkdtempSync(path.join(tmpdir(), 'carrel-person-'))
  let opened: { context: BrowserContext; page: Page } | null = null
  const now = (): { context: BrowserContext; page: Page } => {
    if (!opened) throw new Error('the browser is not open')
    return opened
  }
  const close = async (): Promise<void> => {
    const context = opened?.context
    opened = null
    await context?.close().catch(() => undefined)
  }
  return {
    profile,
    page: () => now().page,
    context: () => now().context,
    async open(address) {
      opened ??= await openBrowser(profile, options)
      opened.page.setDefaultTimeout(WAIT_MS)
      await opened.page.goto(new URL(address, origin()).href)
      // How the front page looked last time hears no key.
      await opened.page.locator('.recalled').waitFor({ state: 'detached' })
      return opened.page
    },
    async kill() {
      killBrowser(profile)
      await close()
    },
    close,
    async picture(name) {
      const file = path.join(PICTURES, `${name}.png`)
      await opened?.page.screenshot({ path: file }).catch(() => undefined)
    },
    async leave() {
      await close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** The row of a paper in whatever list is shown. */
export const rowOf = (page: Page, title: string): Locator =>
  page.locator('#app article.paper', { has: page.locator('h3 a', { hasText: title }) }).first()

/** A day by this machine's clock as a date field takes it. */
export const dayFromNow = (days: number): string => localDay(Date.now() + days * 86_400_000)

/** Opens a paper's sheet from its row. */
export const openPaper = async (page: Page, title: string): Promise<Locator> => {
  await rowOf(page, title).locator('h3 a').click()
  const sheet = page.locator('article.paper-sheet')
  await sheet.locator('h1', { hasText: title }).waitFor()
  return sheet
}

/** Adds the paper whose sheet is open to the list `list`, which is made where there is none of that name. */
export const addToList = async (sheet: Locator, list: string): Promise<void> => {
  await sheet.getByRole('button', { name: 'Add to list' }).click()
  const field = sheet.getByRole('combobox', { name: 'Add to a list' })
  await field.fill(list)
  await field.press('Enter')
  await sheet.getByRole('link', { name: list }).waitFor()
}

/** Gives the paper whose sheet is open a tag, which is made where there is none of that name. */
export const addTag = async (sheet: Locator, name: string): Promise<void> => {
  const field = sheet.getByRole('combobox', { name: 'Add a tag' })
  if (!(await field.isVisible())) await sheet.getByRole('button', { name: 'Tag', exact: true }).last().click()
  await field.fill(name)
  await field.press('Enter')
  await sheet.getByRole('link', { name, exact: true }).waitFor()
}

/** Waits until the app says that everything has been delivered. */
export const delivered = async (page: Page): Promise<void> => {
  await page
    .getByText(/^Everything delivered(?: · \d+ labmates? here)?$/)
    .first()
    .waitFor()
}

/** What a list shows, in its order: titles with votes, as text. */
export const readListRows = (page: Page): Promise<readonly { title: string; votes: string }[]> =>
  page.locator('#app section.list article.paper').evaluateAll((rows) =>
    rows.map((row) => ({
      title: row.querySelector('h3')?.textContent?.trim() ?? '',
      votes: row.querySelector('button.votes')?.textContent?.trim() ?? '',
    })),
  )
