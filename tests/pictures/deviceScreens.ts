import type { Page } from 'playwright-core'
import { rowOf } from '../e2e/person.ts'
import { shareInto } from '../e2e/shareInto.ts'
import { titleOf } from './labLife.ts'
import { inDialog, rows, type Screen } from './screens.ts'

const REFERENCES = `@article{held2021,
  author = {Held, Marie and Ortega, Luc{\\'i}a},
  title = {A note on {Fourier} features},
  journal = {Journal of Made-up Results}, year = {2021}, doi = {10.1234/made.up.1},
  keywords = {features, to read}
}
@inproceedings{okafor2019,
  author = {Okafor, Chidi}, title = {Sketches that merge}, year = {2019}, url = {https://example.org/sketches}
}
@misc{grok, eprint = {2310.06110}, archivePrefix = {arXiv}, title = {Grokking}, year = {2023}}
@book{nothing, year = {1999}}
`

const section =
  (heading: string) =>
  async (page: Page): Promise<void> => {
    const place = page.getByRole('heading', { name: heading, exact: true })
    await place.waitFor()
    await place.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  }

const paste = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Paste here' }).fill(text)
}

const fromListMenu = async (page: Page, item: string): Promise<void> => {
  await rows(page)
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await inDialog(page)
}

/** What keeps a library on a device, and what comes into it from elsewhere. */
export const deviceScreens = (list: string): readonly Screen[] => [
  {
    name: 'add-references',
    address: '/add',
    async ready(page) {
      await paste(page, REFERENCES)
      await page.getByRole('button', { name: 'See them first' }).click()
      await page.getByText('Sketches that merge').first().waitFor()
    },
  },
  {
    name: 'shared-into',
    address: '/',
    async ready(page) {
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      await shareInto(page, { text: 'Look at this: https://arxiv.org/abs/1706.03762' })
      await page.getByRole('region', { name: 'Shared into Carrel' }).waitFor()
    },
    async after(page) {
      await page.getByRole('button', { name: /^Done with it/ }).click()
      await page.getByRole('region', { name: 'Shared into Carrel' }).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'list-menu',
    address: list,
    async ready(page) {
      await rows(page)
      await page.getByRole('button', { name: 'More about this list' }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  { name: 'earlier', address: list, ready: (page) => fromListMenu(page, 'Earlier versions') },
  {
    name: 'publish',
    address: list,
    async ready(page) {
      await page.getByRole('button', { name: 'Share' }).click()
      await page.getByRole('button', { name: 'Publish it as a feed…' }).click()
      await page.getByLabel('Name of the feed').waitFor()
    },
  },
  {
    name: 'who-stays',
    address: list,
    async ready(page) {
      await page.getByRole('button', { name: 'Share' }).click()
      await page.getByRole('button', { name: /^Remove somebody/ }).click()
      await page.getByRole('dialog', { name: /Who stays/ }).waitFor()
    },
  },
  { name: 'you-devices', address: '/you', ready: section('Your devices') },
  {
    name: 'lost-device',
    address: '/you',
    async ready(page) {
      await page.getByRole('button', { name: /^I lost it/ }).click()
      await inDialog(page)
    },
  },
  { name: 'you-storage', address: '/you', ready: section('Storage') },
  { name: 'you-about', address: '/you', ready: section('About') },
  {
    name: 'backup',
    address: '/backup',
    ready: (page) => page.getByRole('button', { name: 'Save a backup' }).waitFor(),
  },
  {
    name: 'library-key',
    address: '/backup',
    async ready(page) {
      await page.getByRole('button', { name: 'Show the key' }).click()
      await page.getByRole('button', { name: 'Save it as a file' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'restore',
    address: '/backup',
    async ready(page) {
      const group = page.getByRole('group', { name: 'Who can open the file' })
      await group.getByRole('button', { name: 'Without' }).click()
      const coming = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save a backup' }).click()
      const file = await (await coming).path()
      await page.getByLabel('Backup file').setInputFiles(file)
      await page.locator('.backup-facts').scrollIntoViewIfNeeded()
    },
  },
]

/** What somebody sees who has never been here: nothing, and behind the links of a list. */
export const firstScreens = (link: string, readOnly: string): readonly Screen[] => [
  { name: 'first-run', address: '/', ready: rows },
  {
    name: 'join-list',
    address: `/join${new URL(link).hash}`,
    ready: (page) => page.getByRole('button', { name: 'Join', exact: true }).waitFor(),
  },
  {
    name: 'read-only',
    address: `/join${new URL(readOnly).hash}`,
    async ready(page) {
      await page.getByRole('button', { name: 'Open the list' }).click()
      await page.locator('header.list-bar').waitFor()
      await rows(page)
    },
  },
  {
    name: 'restore-first',
    address: '/backup',
    ready: (page) => page.getByRole('button', { name: 'Open a backup…' }).waitFor(),
  },
  { name: 'saved-empty', address: '/saved', ready: (page) => page.getByRole('heading').first().waitFor() },
]

/** A newer version of Carrel lies on the server. */
export const updateScreens: readonly Screen[] = [
  {
    name: 'update',
    address: '/',
    async ready(page) {
      await rows(page)
      await page.getByText('A new version is ready.').first().waitFor()
    },
  },
  {
    name: 'update-about',
    address: '/you',
    async ready(page) {
      await page.getByText('A new version is ready.').first().waitFor()
      await section('About')(page)
    },
  },
]

/** The server cannot be reached. */
export const awayScreens = (list: string): readonly Screen[] => [
  {
    name: 'away',
    address: list,
    async ready(page) {
      await rowOf(page, titleOf(12))
        .getByRole('button', { name: /votes?/i })
        .first()
        .click()
      await page
        .getByText(/waiting for the network/i)
        .first()
        .waitFor()
    },
  },
  {
    name: 'away-lookup',
    address: '/add',
    async ready(page) {
      await paste(page, 'arXiv:2001.00001')
      await page.getByRole('button', { name: 'Add paper' }).click()
      await page.getByText('Waiting for the network').first().waitFor()
    },
    after: (page) => page.getByRole('button', { name: 'Undo' }).first().click(),
  },
]
