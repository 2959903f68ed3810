import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const chromiumPath = (): string => process.env['CARREL_CHROMIUM'] ?? '/usr/bin/chromium'
export const hasChromium = (): boolean => existsSync(chromiumPath())

export const PHONE = { width: 390, height: 844 } as const
export const DESKTOP = { width: 1440, height: 900 } as const

/** A real browser with a profile of its own on the disk, so that it can be killed and opened again. */
export const openBrowser = async (
  profile: string,
  options: {
    readonly phone?: boolean
    readonly dark?: boolean
    /** The person wants no motion; a picture then shows nothing half faded in. */
    readonly still?: boolean
    /** False where nobody goes offline: keeping the whole app takes a new profile longer than most of what is tried. */
    readonly keepsApp?: boolean
    /** Pages that are left are kept as they were, as browsers do and a tool that drives them does not. */
    readonly backForwardCache?: boolean
    /** Further flags of Chromium. */
    readonly args?: readonly string[]
  } = {},
): Promise<{ context: BrowserContext; page: Page }> => {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    ...(options.backForwardCache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
    args: [...FLAGS, ...(options.args ?? [])],
    viewport: options.phone ? PHONE : DESKTOP,
    hasTouch: options.phone ?? false,
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: options.still ? 'reduce' : 'no-preference',
    serviceWorkers: options.keepsApp === false ? 'block' : 'allow',
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  return { context, page }
}

/** kill -9 of every process that has this profile open: no goodbye, no flush. */
export const killBrowser = (profile: string): void => {
  spawnSync('pkill', ['-9', '-f', `user-data-dir=${profile}`])
}
