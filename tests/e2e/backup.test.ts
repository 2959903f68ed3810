import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { addTag, addToList, createPerson, delivered, openPaper, rowOf, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const [first = '', second = '', third = ''] = starter.papers.map(({ title }) => title)
const NOTE = 'Kichererbsen-backup-40218'
const PASSPHRASE = 'window harvest piano seven'
const LIST = 'Reading group'

const save = async (page: Page, title: string): Promise<void> => {
  await page.goto(new URL('/', page.url()).href)
  await rowOf(page, title).hover()
  await rowOf(page, title).getByRole('button', { name: 'Save' }).click()
}
const isSaved = async (page: Page, title: string): Promise<void> => {
  await page.goto(new URL('/saved', page.url()).href)
  const arrived = page.getByRole('button', { name: /^\d+ new papers?$/ })
  await rowOf(page, title).or(arrived).first().waitFor()
  if (!(await rowOf(page, title).isVisible())) await arrived.click()
  await rowOf(page, title).waitFor()
}
const say = async (page: Page, title: string, words: string): Promise<void> => {
  await goToList(page, LIST)
  const sheet = await openPaper(page, title)
  const field = sheet.getByRole('textbox', { name: `Write to ${LIST}` })
  await field.fill(words)
  await field.press('Control+Enter')
  await sheet.getByText(words, { exact: true }).waitFor()
}
const heard = async (page: Page, title: string, words: string): Promise<void> => {
  await goToList(page, LIST)
  const sheet = await openPaper(page, title)
  await sheet.getByText(words, { exact: true }).waitFor()
}

/** What the browser was handed, as a file on the test's own disk. */
const saveBackup = async (page: Page, file: string, passphrase: string | null): Promise<void> => {
  await page.goto(new URL('/backup', page.url()).href)
  const group = page.getByRole('group', { name: 'Who can open the file' })
  await group.getByRole('button', { name: passphrase === null ? 'Without' : 'With a passphrase' }).click()
  if (passphrase === null) await page.getByText('Whoever gets this file can read everything').waitFor()
  else await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save a backup' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toMatch(/^carrel-\d{4}-\d\d-\d\d\.carrel$/)
  await download.saveAs(file)
  await page.getByText('read again to be sure that it opens').waitFor()
}
const chooseBackup = (page: Page, file: string): Promise<void> =>
  page.getByLabel('Backup file').setInputFiles(file)

describe('a backup', () => {
  let folder: string
  let server: CarrelServer
  let edit = ''
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { keepsApp: false })
  const fresh = createPerson(origin, { keepsApp: false })
  const other = createPerson(origin, { keepsApp: false })
  const phone = createPerson(origin, { phone: true, keepsApp: false })
  const ben = createPerson(origin, { keepsApp: false })
  const people: Readonly<Record<string, Person>> = { ada, fresh, other, phone, ben }
  const inFolder = (name: string): string => path.join(folder, name)

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-backup-'))
    server = await startCarrelServer(inFolder('relay'))
    const page = await ada.open('/')
    await save(page, first)
    const sheet = await openPaper(page, first)
    await sheet.getByRole('textbox', { name: 'Private note' }).fill(NOTE)
    await addTag(sheet, 'methods')
    await addToList(sheet, LIST)
    edit = await shareList(page, LIST)
    await joinList(ben, edit, 'Ben')
    await say(page, first, 'Ada said this before')
    await heard(ben.page(), first, 'Ada said this before')
    await say(ben.page(), first, 'Ben agreed')
    await heard(page, first, 'Ben agreed')
    await delivered(page)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    for (const [name, person] of Object.entries(people)) await person.picture(`backup-${name}`)
  })
  afterAll(async () => {
    for (const person of Object.values(people)) await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('is one file, open or under a passphrase, which says before whether anybody can read it', async () => {
    const page = ada.page()
    await page.goto(`${origin()}/you`)
    await page.getByRole('link', { name: 'Save a backup' }).click()
    await page.getByText('No backup has been saved from this device yet.').waitFor()
    await page.getByLabel('Passphrase', { exact: true }).fill('short')
    await page.getByRole('button', { name: 'Save a backup' }).click()
    await page.getByText('At least 10 letters').waitFor()
    await saveBackup(page, inFolder('sealed.carrel'), PASSPHRASE)
    await saveBackup(page, inFolder('open.carrel'), null)
    await page.reload()
    await page.getByText(/^Last saved from this device:/).waitFor()
    expect(readFileSync(inFolder('sealed.carrel')).subarray(0, 11)).not.toEqual(
      readFileSync(inFolder('open.carrel')).subarray(0, 11),
    )
  })

  test('stands beside an export for other programs, in one zip', async () => {
    const page = ada.page()
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export everything' }).click()
    const download = await coming
    await download.saveAs(inFolder('export.zip'))
    const files = unzipSync(new Uint8Array(readFileSync(inFolder('export.zip'))))
    const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array(0))
    expect(text('papers.bib')).toMatch(/^@misc\{/)
    expect(text('tags/methods.bib')).toMatch(/^@misc\{/)
    expect(text('notes.md')).toContain(NOTE)
    expect(text('lists/Reading-group.md')).toContain('Ben agreed')
    expect(JSON.parse(text('everything.json'))).toMatchObject({
      papers: [{ title: first, tags: ['methods'], note: NOTE }],
      lists: [{ title: LIST, papers: [{ title: first }] }],
    })
    const secret = new URL(edit).hash.slice(1)
    for (const name of Object.keys(files)) expect(text(name)).not.toContain(secret)
  })

  test('that is damaged, newer or of another kind is told, and nothing is changed', async () => {
    const page = await fresh.open('/')
    // Who has a backup finds the way at the first run; the line goes once something was made, or it is closed.
    await page.getByRole('link', { name: 'Bring your library' }).click()
    await page.waitForURL('**/backup#backup-restore')
    await page.getByRole('link', { name: 'link this one to it' }).waitFor()
    const good = readFileSync(inFolder('open.carrel'))
    const flipped = Buffer.from(good)
    flipped[25] = (flipped[25] ?? 0) ^ 4
    const newer = Buffer.from(good)
    newer[8] = 9
    for (const [bytes, sentence] of [
      [flipped, 'its check sum does not fit'],
      [readFileSync(inFolder('sealed.carrel')).subarray(0, -9), 'opens as a whole or not at all'],
      [newer, 'made by a newer version'],
      [Buffer.from('@article{a}'), 'This is no backup of Carrel'],
    ] as const) {
      writeFileSync(inFolder('bad.carrel'), bytes)
      await chooseBackup(page, inFolder('bad.carrel'))
      await page.getByText(sentence).waitFor()
    }
    // What is sound of an open one is shown, with what is not, before anything is written.
    const listHit = Buffer.from(good)
    listHit[good.length - 60] = (listHit[good.length - 60] ?? 0) ^ 4
    for (const [bytes, sentence] of [
      [good.subarray(0, -9), 'Everything that is listed here is sound.'],
      [listHit, `Damaged, and not to be had from this file: “${LIST}”.`],
    ] as const) {
      writeFileSync(inFolder('bad.carrel'), bytes)
      await chooseBackup(page, inFolder('bad.carrel'))
      await page.getByText(sentence).waitFor()
      await page.getByText('This file is not whole').waitFor()
      if (process.env.CARREL_PICTURES) await fresh.picture('backup-damaged')
      await page.getByRole('button', { name: 'Restore what is sound' }).waitFor()
      expect(await faultsOf(page)).toEqual([])
      await page.getByRole('button', { name: 'Cancel' }).click()
    }
    await chooseBackup(page, inFolder('sealed.carrel'))
    const field = page.getByLabel('Passphrase of sealed.carrel')
    await field.fill('window harvest piano eight')
    await page.getByRole('button', { name: 'Open it' }).click()
    await page.getByText('This is not the passphrase of this file.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Open a backup…' }).waitFor()
    await page.goto(`${origin()}/saved`)
    await page.getByRole('button', { name: 'Begin anew' }).click()
    await page.getByText('Used Carrel before?').waitFor({ state: 'detached' })
  })

  test('is all a fresh profile needs, with a server that has lost everything: all is there, and it goes on', async () => {
    const { port } = server
    await ada.leave()
    await server.stop()
    rmSync(inFolder('relay'), { recursive: true, force: true })
    // Nobody but the file knows the library; Ben is away.
    await ben.close()
    server = await startCarrelServer(inFolder('relay'), port)
    const page = await fresh.open('/backup')
    await chooseBackup(page, inFolder('sealed.carrel'))
    await page.getByLabel('Passphrase of sealed.carrel').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Open it' }).click()
    const facts = page.locator('.backup-facts')
    await facts.waitFor()
    const text = await facts.innerText()
    for (const part of ['1 saved paper', '1 tag', '1 note', `${LIST}, 1 paper`, 'on Chrome on'])
      expect(text).toContain(part)
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByText('Everything in the file is on this device.').waitFor()
    await page.getByRole('button', { name: 'Open your library' }).click()
    await page.locator('.recalled').waitFor({ state: 'detached' })
    await isSaved(page, first)
    const sheet = await openPaper(page, first)
    expect(await sheet.getByRole('textbox', { name: 'Private note' }).inputValue()).toBe(NOTE)
    await sheet.getByRole('link', { name: 'methods', exact: true }).waitFor()
    await heard(page, first, 'Ada said this before')
    await heard(page, first, 'Ben agreed')
    // The link is the same, for editing: she is the owner still, who alone can leave somebody out.
    expect(new URL(await shareList(page, LIST)).hash).toBe(new URL(edit).hash)
    await page.getByRole('button', { name: 'Share' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove somebody/ })
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await say(page, first, 'Ada goes on')
    await ben.open('/')
    await heard(ben.page(), first, 'Ada goes on')
    await say(ben.page(), first, 'Ben as well')
    await heard(page, first, 'Ben as well')
    await delivered(page)
  })

  test('has a key beside it: its words alone bring the library back from the server', async () => {
    const page = fresh.page()
    await page.goto(`${origin()}/backup`)
    await page.getByRole('button', { name: 'Show the key' }).click()
    await page.locator('.key-words li').nth(23).waitFor()
    const words = await page.locator('.key-words li').allInnerTexts()
    expect(words).toHaveLength(24)
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save it as a file' }).click()
    await (await coming).saveAs(inFolder('key.txt'))
    const file = readFileSync(inFolder('key.txt'), 'utf8')
    expect(file).toContain(`24. ${words[23] ?? ''}`)
    const address = file.match(/http\S+/)?.[0] ?? ''

    const onPhone = await phone.open('/you')
    await onPhone.getByRole('link', { name: 'I have a backup or key' }).click()
    const field = onPhone.getByLabel('Words of the key, or its link')
    const use = onPhone.getByRole('button', { name: 'Use this key' })
    await field.fill(words.slice(1).join(' '))
    await use.click()
    await onPhone.getByText('These are 23 words').waitFor()
    await field.fill(words.map((word, at) => `${at + 1}. ${word.slice(0, 4)}`).join(' '))
    await use.click()
    await onPhone.getByRole('button', { name: 'Get this library' }).click()
    await onPhone.getByRole('button', { name: 'Open your library' }).click()
    await onPhone.locator('.recalled').waitFor({ state: 'detached' })
    await isSaved(onPhone, first)
    const sheet = await openPaper(onPhone, first)
    expect(await sheet.getByRole('textbox', { name: 'Private note' }).inputValue()).toBe(NOTE)
    // The link in the file is read as it is opened, and does not stay in the address.
    await onPhone.goto(`${origin()}/you`)
    await onPhone.goto(`${origin()}/backup${new URL(address).hash}`)
    await onPhone.getByText('This is the key of the library on this device').waitFor()
    expect(new URL(onPhone.url()).hash).toBe('')
  })

  test('comes into a device that has data, and both are there', async () => {
    const page = await other.open('/')
    await save(page, second)
    const sheet = await openPaper(page, first)
    await sheet.getByRole('textbox', { name: 'Private note' }).fill('of the other device')
    await delivered(page)
    // Dropped on whatever page is open.
    await page.goto(`${origin()}/saved`)
    await rowOf(page, second).waitFor()
    const bytes = [...readFileSync(inFolder('open.carrel'))]
    await page.evaluate((numbers) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(numbers)], 'dropped.carrel'))
      const target = document.querySelector('main') ?? document.body
      for (const type of ['dragover', 'drop'])
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
    }, bytes)
    const facts = page.locator('.backup-facts')
    await facts.waitFor()
    expect(await facts.innerText()).toMatch(/1 saved paper, 1 new here/)
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByRole('button', { name: 'Open your library' }).click()
    await page.locator('.recalled').waitFor({ state: 'detached' })
    await isSaved(page, second)
    await isSaved(page, first)
    const merged = await openPaper(page, first)
    const note = await merged.getByRole('textbox', { name: 'Private note' }).inputValue()
    expect(note.split('\n\n').sort()).toEqual([NOTE, 'of the other device'].sort())
    await heard(page, first, 'Ben as well')
    // The same file again is of this library now, and changes nothing.
    await page.goto(`${origin()}/backup`)
    await chooseBackup(page, inFolder('open.carrel'))
    await page.getByText('This is a backup of the library on this device.').waitFor()
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByText('Everything in the file is on this device.').waitFor()
    await save(page, third)
    await isSaved(page, third)
  })
})
