import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { openBackup, readEnvelope } from '../../src/backup/backupFile.ts'
import { overviewOf } from '../../src/backup/overview.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, openPaper } from './person.ts'

const [first = '', second = ''] = starter.papers.map(({ title }) => title)
const DAY_MS = 86_400_000
const PASSPHRASE = 'window harvest piano seven'

/** Files in the origin's private file system, which has the interface that a chosen folder has. */
const filesIn = (page: Page): Promise<Readonly<Record<string, readonly number[]>>> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('My backups', { create: true })
    const files: Record<string, number[]> = {}
    for await (const [name, handle] of folder.entries())
      if (handle instanceof FileSystemFileHandle)
        files[name] = [...new Uint8Array(await (await handle.getFile()).arrayBuffer())]
    return files
  })
const countFiles = async (page: Page): Promise<number> => Object.keys(await filesIn(page)).length

const write = async (page: Page, title: string, words: string): Promise<void> => {
  await page.goto(new URL('/', page.url()).href)
  const sheet = await openPaper(page, title)
  await sheet.getByRole('textbox', { name: 'Private note' }).fill(words)
}

describe('a device that is the only one', () => {
  let folder: string
  let server: CarrelServer
  const origin = (): string => `http://localhost:${server.port}`
  const ada = createPerson(origin, { keepsApp: false })
  const ben = createPerson(origin, { keepsApp: false })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-daily-'))
    server = await startCarrelServer(folder)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    for (const [name, person] of Object.entries({ ada, ben })) await person.picture(`daily-${name}`)
  })
  afterAll(async () => {
    for (const person of [ada, ben]) await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('writes a backup into a chosen folder by itself, a day later another, and says when it cannot', async () => {
    const page = await ada.open('/')
    // The window in which one chooses cannot be seen without a screen; what it gives is real.
    await page.addInitScript(() => {
      Object.assign(globalThis, {
        showDirectoryPicker: async () =>
          (await navigator.storage.getDirectory()).getDirectoryHandle('My backups', { create: true }),
      })
    })
    await write(page, first, 'before')
    await page.goto(`${origin()}/backup`)
    await page.getByLabel('Passphrase of these files (may be empty)').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Choose a folder…' }).click()
    await page.getByText(/^Up to date as of/).waitFor()
    const [file] = Object.values(await filesIn(page))
    const whole = await readEnvelope(new Uint8Array(file ?? []))
    if (!whole.ok) throw new Error(whole.error)
    const opened = await openBackup(whole.value, PASSPHRASE)
    if (!opened.ok) throw new Error(opened.error)
    expect((await overviewOf(opened.value))?.view.noted.size).toBe(1)

    await write(page, second, 'on the next day')
    await page.clock.setFixedTime(Date.now() + 1.1 * DAY_MS)
    await page.reload()
    await expect.poll(() => countFiles(page), { timeout: 40_000 }).toBe(2)

    await page.addInitScript(() => {
      FileSystemFileHandle.prototype.createWritable = () =>
        Promise.reject(new DOMException('gone', 'NotFoundError'))
    })
    await write(page, second, 'on the third day')
    await page.clock.setFixedTime(Date.now() + 2.3 * DAY_MS)
    await page.reload()
    const told = page.getByText('The daily backup was not written: the folder is not there any more.')
    await told.waitFor({ timeout: 40_000 })
    await page.locator('.offer').getByRole('link', { name: 'Look' }).click()
    await page.getByRole('button', { name: 'Stop daily backups' }).click()
    await page.getByRole('button', { name: 'Choose a folder…' }).waitFor()
    expect(await countFiles(page)).toBe(2)
  })

  test('reminds of a backup once there is something to lose, and not again for a week', async () => {
    const page = await ben.open('/')
    await write(page, first, 'the only copy')
    const said = page.getByText('What you have here is in this browser only')
    await page.clock.setFixedTime(Date.now() + 2 * DAY_MS)
    await page.reload()
    await said.waitFor({ timeout: 40_000 })
    await page
      .locator('.offer', { hasText: 'in this browser only' })
      .getByRole('button', { name: 'Not now' })
      .click()
    await said.waitFor({ state: 'detached' })
    await page.clock.setFixedTime(Date.now() + 10 * DAY_MS)
    await page.reload()
    await said.waitFor({ timeout: 40_000 })
    await page.locator('.offer').getByRole('link', { name: 'Save one' }).click()
    await page
      .getByRole('group', { name: 'Who can open the file' })
      .getByRole('button', { name: 'Without' })
      .click()
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save a backup' }).click()
    await coming
    await said.waitFor({ state: 'detached' })
  })
})
