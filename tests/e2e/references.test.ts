import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { createPerson, WAIT_MS, type Person } from './person.ts'

const poll = { timeout: WAIT_MS, interval: 100 }
const FILE = `% made by hand
@string{tomb = "Journal of Invented Results"}
@article{one, title = {Measuring the Weight of {LaTeX} Sch{\\"o}nheit in Print}, author = {M{\\"u}ller, J{\\'e}r{\\^o}me and Du Bois, Ann},
  journal = tomb, year = 2019, month = mar, doi = {https://doi.org/10.5555/inv.1}, keywords = {print, beauty}, annote = {Read it again}}
@article{broken, title = {This One is Not Closed, year = 2020
@misc{two, title = {A Second Invented Paper about Nothing}, author = {{The Group of Nobody}}, eprint = {2401.00001}, archiveprefix = {arXiv}}
@misc{three, title = {Introduction}, author = {Ba, Ko}, year = 1999}
`

const openFile = async (person: Person, name: string, text: string): Promise<Page> => {
  const page = await person.open('/add')
  await page.getByRole('textbox', { name: 'Paste here' }).waitFor()
  await page
    .locator('section.add input[type=file]')
    .setInputFiles({ name, mimeType: '', buffer: Buffer.from(text) })
  await page.locator('.found').waitFor()
  return page
}
const found = (page: Page): Promise<readonly string[]> => page.locator('.found > div > b').allInnerTexts()
const entries = (page: Page) => page.locator('#app article.paper h3')

describe('a file of references', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-references-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
  })
  afterAll(async () => {
    await ada?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('is told before it is kept, goes into a new list under a tag, is undone as one, and is here the second time', async () => {
    onTestFailed(() => ada.picture('references'))
    const page = await openFile(ada, 'refs.bib', FILE)
    expect(await found(page)).toEqual(['3', '0', '1'])
    await page.getByText('could not be read').click()
    await page.getByText('Line 5').waitFor()
    await page.getByText('A brace is not closed.').waitFor()
    await page.getByRole('button', { name: 'See them first' }).click()
    await page.getByText('Measuring the Weight of LaTeX Schönheit in Print').waitFor()
    await page.getByText('Jérôme Müller, Ann Du Bois').waitFor()

    await page.getByRole('button', { name: 'A new list' }).click()
    await page.getByLabel('List', { exact: true }).fill('Thesis')
    await page.getByLabel('Tag', { exact: true }).fill('from refs')
    await page.getByLabel('Keep its notes as private notes').check()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Add 3 papers' }).click()
    await page.getByRole('heading', { name: '3 papers imported' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    if (process.env['CARREL_PICTURES']) await ada.picture('references imported')
    await page.getByRole('button', { name: 'Undo the import' }).click()
    await page.getByRole('heading', { name: 'The import was taken back' }).waitFor()
    const saved = await ada.open('/saved')
    await saved.getByRole('heading', { name: 'Nothing saved yet' }).waitFor()

    // Nor the list that was made for them.
    await saved.getByText('A list is shared by a link').waitFor()
    expect(await saved.locator('nav.rail').getByText('Thesis').count()).toBe(0)

    // A list in which somebody has written meanwhile stays, though its papers go.
    const written = await openFile(ada, 'refs.bib', FILE)
    await written.getByRole('button', { name: 'A new list' }).click()
    await written.getByLabel('List', { exact: true }).fill('Written in')
    await written.getByRole('button', { name: 'Add 3 papers' }).click()
    await written.getByRole('link', { name: 'Open the list' }).click()
    await entries(written).filter({ hasText: 'Schönheit' }).getByRole('link').first().click()
    const groups = written.getByRole('textbox', { name: 'Group’s note in Written in' })
    await groups.fill('What the group makes of it')
    await groups.press('Escape')
    await written.keyboard.press('u')
    await written.locator('.toast', { hasText: 'Undone: 3 papers imported' }).waitFor()
    await expect.poll(() => entries(written).count(), poll).toBe(0)
    await written.locator('nav.rail').getByText('Written in').waitFor()

    // So does one whose link somebody may have by now.
    const given = await openFile(ada, 'refs.bib', FILE)
    await given.getByRole('group', { name: 'Into' }).getByRole('button', { name: 'New list' }).click()
    await given.getByLabel('List', { exact: true }).fill('Given out')
    await given.getByRole('button', { name: 'Add 3 papers' }).click()
    await given.getByRole('link', { name: 'Open the list' }).click()
    await given.getByRole('button', { name: 'Share', exact: true }).click()
    await given.getByRole('dialog').getByRole('textbox').first().waitFor()
    await given.keyboard.press('Escape')
    await given.keyboard.press('u')
    await given.locator('.toast', { hasText: 'Undone: 3 papers imported' }).waitFor()
    await expect.poll(() => entries(given).count(), poll).toBe(0)
    await given.locator('nav.rail').getByText('Given out').waitFor()

    // A list that was there before is left as it was.
    await saved.getByRole('button', { name: 'New list' }).click()
    await saved.getByLabel('Name', { exact: true }).fill('Thesis')
    await saved.getByRole('button', { name: 'Make the list' }).click()
    await saved.getByRole('heading', { name: 'Thesis' }).waitFor()
    const intoThesis = async (): Promise<Page> => {
      const again = await openFile(ada, 'refs.bib', FILE)
      expect(await found(again)).toEqual(['3', '0', '1'])
      await again.getByRole('group', { name: 'Into' }).getByRole('button', { name: 'Thesis' }).click()
      return again
    }
    const once = await intoThesis()
    await once.getByRole('button', { name: 'Add 3 papers' }).click()
    await once.getByRole('button', { name: 'Undo the import' }).click()
    await once.getByRole('heading', { name: 'The import was taken back' }).waitFor()
    await once.locator('nav.rail').getByText('Thesis').waitFor()

    // Once more, into the same list.
    const again = await intoThesis()
    await again.getByLabel('Tag', { exact: true }).fill('from refs')
    await again.getByLabel('Keep its notes as private notes').check()
    await again.getByLabel('Take the file’s keywords as tags').check()
    await again.getByRole('button', { name: 'Add 3 papers' }).click()
    await again.getByRole('heading', { name: '3 papers imported' }).waitFor()
    await again.getByRole('link', { name: 'Open the list' }).click()
    await expect.poll(() => entries(again).count(), poll).toBe(3)
    await again.reload()
    await expect.poll(() => entries(again).count(), poll).toBe(3)
    await entries(again).filter({ hasText: 'Schönheit' }).getByRole('link').first().click()
    const sheet = again.locator('article.paper-sheet')
    await sheet.getByText('Journal of Invented Results').first().waitFor()
    await sheet.getByText('March 2019').first().waitFor()
    await sheet.getByText('beauty').first().waitFor()
    // Once: undoing took the first one away.
    const note = sheet.getByRole('textbox', { name: 'Private note' })
    await expect.poll(() => note.inputValue(), poll).toBe('Read it again')
    await sheet.getByText('About this record').click()
    await sheet.getByText('from refs.bib').first().waitFor()

    // The same file as another program writes it: everything in it is here.
    const third = await ada.open('/add')
    const box = third.getByRole('textbox', { name: 'Paste here' })
    await box.fill(
      'TY  - JOUR\nTI  - Measuring the weight of LaTeX Schönheit in print\nDO  - 10.5555/INV.1\nER  - \n\nTY  - GEN\nTI  - A second invented paper about nothing\nER  - \n',
    )
    await third.locator('.found').waitFor()
    expect(await found(third)).toEqual(['0', '2', '0'])
  })
})
