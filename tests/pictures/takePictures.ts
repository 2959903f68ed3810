import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPerson } from '../e2e/person.ts'
import { openBrowser } from '../helpers/browser.ts'
import { startCarrelServer } from '../helpers/carrelServer.ts'
import { liveInALab } from './labLife.ts'
import { screensOf } from './screens.ts'

const root = path.resolve(import.meta.dirname, '../..')
const FOLDER = path.join(root, '.pictures')
/** What README shows, and the picture it is. */
const IN_README = {
  'feed.png': 'feed-paper, desktop, light',
  'list.png': 'list-paper, desktop, dark',
  'board.png': 'board, desktop, light',
  'phone.png': 'feed, phone, dark',
} as const
const DEVICES = [
  { name: 'desktop, light', phone: false, dark: false },
  { name: 'desktop, dark', phone: false, dark: true },
  { name: 'phone, light', phone: true, dark: false },
  { name: 'phone, dark', phone: true, dark: true },
] as const
/** Fonts, faces and what comes late have taken their places by then. */
const STILL_MS = 700
const WAIT_MS = 20_000

/**
 * Writes a picture of every screen whose name has `word` in it. A screen that does not come up is told and passed
 * over; at the end the process says so.
 */
export const takePictures = async (word: string): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-pictures-'))
  const server = await startCarrelServer(folder)
  const origin = `http://localhost:${server.port}`
  const people = [createPerson(() => origin), createPerson(() => origin), createPerson(() => origin)] as const
  const [nadia] = people
  let taken = 0
  const missing: string[] = []
  mkdirSync(FOLDER, { recursive: true })
  try {
    const list = await liveInALab(...people)
    for (const device of DEVICES) {
      const { context, page } = await openBrowser(nadia.profile, { ...device, still: true })
      page.setDefaultTimeout(WAIT_MS)
      for (const { name, address, ready } of screensOf(list)) {
        if (!name.includes(word)) continue
        const file = path.join(FOLDER, `${name}, ${device.name}.png`)
        rmSync(file, { force: true })
        try {
          await page.goto(origin + address)
          await page.locator('.recalled').waitFor({ state: 'detached' })
          await ready(page)
          await page.evaluate(() => document.fonts.ready.then(() => undefined))
          await page.waitForTimeout(STILL_MS)
          await page.screenshot({ path: file })
          taken++
        } catch (fault) {
          missing.push(`${name}, ${device.name}: ${String(fault).split('\n')[0]}`)
          await page.screenshot({ path: file.replace(/\.png$/u, ' (not ready).png') }).catch(() => undefined)
        }
      }
      await context.close()
    }
    if (word === '' && missing.length === 0)
      for (const [shown, name] of Object.entries(IN_README))
        copyFileSync(path.join(FOLDER, `${name}.png`), path.join(root, '.github', shown))
  } finally {
    await Promise.all(people.map((person) => person.leave()))
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`${taken} pictures in .pictures/`)
  for (const one of missing) console.error(`not taken: ${one}`)
  if (missing.length > 0) process.exitCode = 1
}
