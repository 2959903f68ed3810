import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, openPaper, rowOf, type Person } from './person.ts'
import { joinList, shareList } from './sharing.ts'

const LIST = 'Reading group'
const title = (at: number): string => starter.papers[at]?.title ?? ''

describe.each([
  { name: 'a desktop', phone: false },
  { name: 'a phone', phone: true },
])('labmates in the feed, on $name', ({ name, phone }) => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  let ben: Person

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-faces-'))
    server = await startCarrelServer(folder)
    const origin = (): string => `http://localhost:${server.port}`
    ada = createPerson(origin, { keepsApp: false })
    ben = createPerson(origin, { phone, keepsApp: false })
  })
  afterAll(async () => {
    await ada?.leave()
    await ben?.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    onTestFailed(async () => {
      await ada?.picture('faces-ada')
      await ben?.picture('faces-ben')
    })
  })

  test('a paper that somebody added or voted for shows their face, and says what they did', async () => {
    const page = await ada.open('/')
    await addToList(await openPaper(page, title(0)), LIST)
    await page.keyboard.press('Escape')
    const link = await shareList(page, LIST)
    await joinList(ben, link, 'Ben Okri')
    const his = ben.page()
    await rowOf(his, title(0))
      .getByRole('button', { name: /^Vote for/ })
      .click()
    await rowOf(page, title(0))
      .getByRole('button', { name: /1 vote$/ })
      .waitFor()

    await ada.open('/')
    const row = page.locator('.papers > li', { has: page.locator('h3', { hasText: title(0) }) })
    const face = row.getByRole('img', { name: `Ben Okri voted for it in ${LIST}` })
    await face.waitFor()
    expect(await page.locator('.row-mates').count()).toBe(1)
    // Every button says what it does, and to which paper.
    for (const name of [`Save ${title(0)}`, `Skip ${title(0)}`, `More for ${title(0)}`])
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(1)
    expect(await page.getByRole('heading', { name: 'Shared lists', exact: true }).count()).toBe(1)
    // The face stands in the corner, and stays there when the buttons come beside it.
    const placeOf = async (part: Locator): Promise<{ readonly x: number; readonly end: number }> => {
      const box = await part.boundingBox()
      if (!box) throw new Error('not drawn')
      return { x: box.x, end: box.x + box.width }
    }
    const [before, text] = [await placeOf(face), await placeOf(row.locator('.meta'))]
    expect(Math.abs(text.end - before.end)).toBeLessThan(4)
    await row.hover()
    const save = await placeOf(row.getByRole('button', { name: 'Save' }))
    expect(await placeOf(face)).toEqual(before)
    expect(save.end).toBeLessThanOrEqual(before.x)
    expect(before.x - save.end).toBeLessThan(16)
    // A face is no hole in the row.
    await face.click()
    await page.locator('article.paper-sheet h1', { hasText: title(0) }).waitFor()
    await page.keyboard.press('Escape')

    await ben.open('/')
    const seen = his.locator('.papers > li', { has: his.locator('h3', { hasText: title(0) }) })
    await seen.getByRole('img', { name: `added it to ${LIST}` }).waitFor()
    await rowOf(his, title(0)).getByRole('button', { name: 'Save' }).click()
    await seen.scrollIntoViewIfNeeded()
    if (process.env['CARREL_PICTURES']) {
      await ada.picture(`faces on ${name}, Ada`)
      await ben.picture(`faces on ${name}, Ben`)
    }
  })
})
