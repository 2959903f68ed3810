import type { Page } from 'playwright-core'
import { openPaper } from '../e2e/person.ts'
import { GROUP, titleOf } from './labLife.ts'

/** One screen in one state: where it is, and what is done until it is there. */
export interface Screen {
  readonly name: string
  readonly address: string
  readonly ready: (page: Page) => Promise<unknown>
  /** Takes back what would be seen on the others. */
  readonly after?: (page: Page) => Promise<unknown>
}

export const rows = (page: Page): Promise<void> => page.locator('#app article.paper h3').first().waitFor()
export const inDialog = (page: Page): Promise<void> => page.getByRole('dialog').waitFor()

/** Every screen in its main states. `list` is the address of the group's list. */
export const screensOf = (list: string): readonly Screen[] => [
  { name: 'feed', address: '/', ready: rows },
  {
    name: 'feed-paper',
    address: '/',
    async ready(page) {
      await openPaper(page, titleOf(6))
      await page.locator('article.paper-sheet .talk').waitFor()
    },
  },
  {
    name: 'feed-week',
    address: '/feed/2025-12-08?sort=top&unread=false&range=week',
    ready: rows,
  },
  {
    name: 'feed-selection',
    address: '/',
    async ready(page) {
      await rows(page)
      await page.locator('.pick').first().waitFor({ state: 'attached' })
      for (const key of ['j', 'Shift+J', 'Shift+J']) await page.keyboard.press(key)
      await page.getByRole('toolbar', { name: 'Selected papers' }).waitFor()
    },
  },
  {
    name: 'feed-filter',
    address: '/feed/2025-12-08?sort=top&unread=false',
    async ready(page) {
      await rows(page)
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'paper-menu',
    address: '/',
    async ready(page) {
      await rows(page)
      // What choosing and its menu need comes after the first rows.
      await page.locator('.pick').first().waitFor({ state: 'attached' })
      await page.keyboard.press('j')
      await page.keyboard.press('Shift+F10')
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'feed-for-you',
    address: '/feed/2025-12-08?sort=foryou&unread=false',
    ready: rows,
  },
  {
    name: 'paper-record',
    address: '/',
    async ready(page) {
      await openPaper(page, titleOf(6))
      await page.getByText('About this record').click()
      await page.getByText('About this record').scrollIntoViewIfNeeded()
    },
  },
  { name: 'list', address: list, ready: rows },
  {
    name: 'list-paper',
    address: list,
    async ready(page) {
      await openPaper(page, titleOf(6))
      await page.locator('.talk').getByText('I will bring a slide').waitFor()
    },
  },
  {
    name: 'list-discussion',
    address: list,
    async ready(page) {
      await openPaper(page, titleOf(6))
      await page.locator('.talk').getByText('I will bring a slide').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'list-note',
    address: list,
    async ready(page) {
      await openPaper(page, titleOf(6))
      await page.locator('.group-note .caret').first().waitFor({ state: 'attached' })
      await page.locator('.group-note').evaluate((note) => note.scrollIntoView({ block: 'center' }))
    },
  },
  {
    name: 'activity',
    address: list,
    async ready(page) {
      await rows(page)
      await page.getByRole('button', { name: /^Activity/ }).click()
      await page
        .getByRole('dialog')
        .getByText(/voted for/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'leaving',
    address: list,
    async ready(page) {
      await page.getByRole('button', { name: 'More about this list' }).click()
      await page.getByRole('menuitem', { name: 'Leave this list…' }).click()
      await inDialog(page)
    },
  },
  {
    name: 'board',
    address: `${list}?view=board`,
    ready: (page) => page.locator('.card h3').first().waitFor(),
  },
  {
    name: 'board-paper',
    address: `${list}?view=board`,
    async ready(page) {
      await page.locator('.board .card h3 a').first().click()
      await page.locator('article.paper-sheet h1').waitFor()
    },
  },
  {
    name: 'schedule',
    address: `${list}?view=schedule`,
    ready: (page) => page.getByText('Next meeting').first().waitFor(),
  },
  {
    name: 'share',
    address: list,
    async ready(page) {
      await page.getByRole('button', { name: 'Share' }).click()
      await page.getByRole('dialog').locator('.qr svg').waitFor()
    },
  },
  { name: 'lists', address: '/lists', ready: (page) => page.getByText(GROUP).first().waitFor() },
  { name: 'saved', address: '/saved', ready: rows },
  { name: 'tag', address: '/tag/unlearning?reading=none', ready: rows },
  {
    name: 'tags',
    address: '/tags',
    ready: (page) => page.getByRole('link', { name: 'grokking' }).first().waitFor(),
  },
  {
    name: 'search',
    address: '/search?q=unlearning',
    ready: (page) => page.locator('mark').first().waitFor(),
  },
  {
    name: 'palette',
    address: '/',
    async ready(page) {
      await rows(page)
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').getByRole('combobox').fill('read')
      await page.getByRole('dialog').locator('mark').first().waitFor()
    },
  },
  {
    name: 'shortcuts',
    address: '/',
    async ready(page) {
      await rows(page)
      await page.keyboard.press('?')
      await inDialog(page)
    },
  },
  {
    name: 'add',
    address: '/add',
    ready: (page) => page.getByRole('textbox', { name: 'Paste here' }).waitFor(),
  },
  {
    name: 'add-understood',
    address: '/add',
    async ready(page) {
      await page
        .getByRole('textbox', { name: 'Paste here' })
        .fill('arXiv:2310.06110 and https://arxiv.org/abs/1706.03762v7')
      await page.getByText('1706.03762').first().waitFor()
    },
  },
  { name: 'join', address: '/join', ready: (page) => page.getByLabel('Link to a list or a feed').waitFor() },
  { name: 'you', address: '/you', ready: (page) => page.getByRole('heading', { name: 'Theme' }).waitFor() },
  { name: 'security', address: '/security', ready: (page) => page.getByRole('heading').first().waitFor() },
  {
    name: 'link-new-device',
    address: '/link/new',
    async ready(page) {
      await page.getByRole('button', { name: 'Show the code' }).click()
      await page.locator('.link-qr svg').waitFor()
    },
  },
  {
    name: 'nothing-there',
    address: '/nowhere',
    ready: (page) => page.getByText('There is nothing at this address').waitFor(),
  },
]
