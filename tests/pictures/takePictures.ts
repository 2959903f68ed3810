import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { createPerson, type Person } from '../e2e/person.ts'
import { DESKTOP, openBrowser, PHONE } from '../helpers/browser.ts'
import { buildChanged, type CarrelBuild } from '../helpers/carrelBuild.ts'
import { startCarrelServer } from '../helpers/carrelServer.ts'
import { startRegistryServer } from '../helpers/registryServer.ts'
import { awayScreens, deviceScreens, firstScreens, updateScreens } from './deviceScreens.ts'
import { liveInALab, type Lab } from './labLife.ts'
import { screensOf, type Screen } from './screens.ts'

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
type Device = (typeof DEVICES)[number]
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
  const registry = await startRegistryServer()
  registry.records.set('1706.03762', { title: 'Attention Is All You Need' })
  const asked = {
    CARREL_ARXIV: registry.origin,
    CARREL_CROSSREF: registry.origin,
    CARREL_DATACITE: registry.origin,
  }
  let server = await startCarrelServer(folder, 0, asked)
  const { port } = server
  const origin = `http://localhost:${port}`
  const person = (): Person => createPerson(() => origin)
  const lab: Lab = { nadia: person(), tomas: person(), imke: person(), phone: person() }
  let newer: CarrelBuild | null = null
  let taken = 0
  const missing: string[] = []
  mkdirSync(FOLDER, { recursive: true })

  const isAsked = ({ name }: Screen, device: Device): boolean =>
    word === 'manifest'
      ? Object.values<string>(IN_MANIFEST).includes(`${name}, ${device.name}`)
      : name.includes(word)
  const take = async (page: Page, device: Device, screen: Screen): Promise<void> => {
    const { name, address, ready, after } = screen
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
      await after?.(page)
    } catch (fault) {
      missing.push(`${name}, ${device.name}: ${String(fault).split('\n')[0]}`)
      await page.screenshot({ path: file.replace(/\.png$/u, ' (not ready).png') }).catch(() => undefined)
    }
  }
  /** Of the screens those that are asked for, on every device; `profile` is whose browser it is, a new one if nobody's. */
  const takeAll = async (
    screens: readonly Screen[],
    profile: string | null,
    last?: (page: Page) => Promise<void>,
  ): Promise<void> => {
    for (const device of DEVICES) {
      const wanted = screens.filter((screen) => isAsked(screen, device))
      const ends = device === DEVICES.at(-1) ? last : undefined
      if (wanted.length === 0 && !ends) continue
      const own = profile ?? mkdtempSync(path.join(folder, 'somebody-'))
      const { context, page } = await openBrowser(own, { ...device, still: true })
      page.setDefaultTimeout(WAIT_MS)
      for (const screen of wanted) await take(page, device, screen)
      await ends?.(page)
      await context.close()
    }
  }

  try {
    const { list, link, readOnly } = await liveInALab(lab)
    const { profile } = lab.nadia
    await takeAll([...screensOf(list), ...deviceScreens(list)], profile, async (page) => {
      if ((word === '' || word === 'manifest') && missing.length === 0) await packForManifest(page)
    })
    // Each opens a new browser of somebody who has never been here.
    for (const screen of firstScreens(link, readOnly)) await takeAll([screen], null)
    if (DEVICES.some((device) => updateScreens.some((screen) => isAsked(screen, device)))) {
      newer = buildChanged({ 'package.json': ['"version": "0.1.0"', '"version": "0.2.0"'] })
      await server.stop()
      server = await startCarrelServer(folder, port, asked, newer.folder)
      // In one browser: opened anew, it would begin with the newer version.
      const { context, page } = await openBrowser(profile, { still: true })
      page.setDefaultTimeout(WAIT_MS)
      for (const device of DEVICES) {
        await page.setViewportSize(device.phone ? PHONE : DESKTOP)
        await page.emulateMedia({ colorScheme: device.dark ? 'dark' : 'light' })
        for (const screen of updateScreens) if (isAsked(screen, device)) await take(page, device, screen)
      }
      await context.close()
    }
    await server.stop()
    await takeAll(awayScreens(list), profile)
    if (word === '' && missing.length === 0)
      for (const [shown, name] of Object.entries(IN_README))
        copyFileSync(path.join(FOLDER, `${name}.png`), path.join(root, '.github', shown))
  } finally {
    await Promise.all(Object.values(lab).map((one) => one.leave()))
    await server.stop()
    await registry.close()
    newer?.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`${taken} pictures in .pictures/`)
  for (const one of missing) console.error(`not taken: ${one}`)
  if (missing.length > 0) process.exitCode = 1
}
