import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
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
/** What browsers show of Carrel where they offer to install it (public/manifest.webmanifest), and the picture it is. */
const IN_MANIFEST = {
  'feed-wide.webp': 'feed-paper, desktop, light',
  'list-wide.webp': 'list-paper, desktop, light',
  'feed-narrow.webp': 'feed, phone, light',
  'list-narrow.webp': 'list, phone, light',
} as const
const WEBP_QUALITY = 0.82
const DEVICES = [
  { name: 'desktop, light', phone: false, dark: false },
  { name: 'desktop, dark', phone: false, dark: true },
  { name: 'phone, light', phone: true, dark: false },
  { name: 'phone, dark', phone: true, dark: true },
] as const
/** Fonts, faces and what comes late have taken their places by then. */
const STILL_MS = 700
const WAIT_MS = 20_000

/** The same picture smaller, as the browser packs it. */
const toWebp = async (page: Page, png: Buffer): Promise<Buffer> => {
  const packed = await page.evaluate(
    async ([source, quality]) => {
      const image = new Image()
      image.src = `data:image/png;base64,${source}`
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.naturalWidth
      canvas.height = image.naturalHeight
      canvas.getContext('2d')?.drawImage(image, 0, 0)
      return canvas.toDataURL('image/webp', quality)
    },
    [png.toString('base64'), WEBP_QUALITY] as const,
  )
  return Buffer.from(packed.slice(packed.indexOf(',') + 1), 'base64')
}

/** Those for the manifest anew; `npm run pictures -- manifest` takes no others. */
const packForManifest = async (page: Page): Promise<void> => {
  const folder = path.join(root, 'public/screenshots')
  mkdirSync(folder, { recursive: true })
  for (const [shown, name] of Object.entries(IN_MANIFEST))
    writeFileSync(
      path.join(folder, shown),
      await toWebp(page, readFileSync(path.join(FOLDER, `${name}.png`))),
    )
}

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
        const forManifest = Object.values<string>(IN_MANIFEST).includes(`${name}, ${device.name}`)
        if (word === 'manifest' ? !forManifest : !name.includes(word)) continue
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
      if (device === DEVICES.at(-1) && (word === '' || word === 'manifest') && missing.length === 0)
        await packForManifest(page)
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
