import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const PLACES = [
  process.env.CARREL_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const look = () => PLACES.find((place) => place && existsSync(place))

/**
 * Finds a Chromium, or installs Debian's where this is Debian and we may.
 * @returns {Promise<{ ok: true, path: string } | { ok: false, message: string }>}
 */
export const findChromium = async () => {
  const found = look()
  if (found) return { ok: true, path: found }
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log('No Chromium here: installing Debian’s (apt-get install chromium) …')
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = look()
    if (installed) return { ok: true, path: installed }
  }
  return {
    ok: false,
    message:
      'The browser tests need Chromium, and none was found. Install it (Debian and Ubuntu: sudo apt-get install chromium; ' +
      'macOS: brew install --cask chromium) or set CARREL_CHROMIUM to the path of a Chromium or Chrome, then run npm test again.',
  }
}
