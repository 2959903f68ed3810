// npm run pictures: every screen in its main states, on a desktop and a phone, light and dark, into .pictures/; and
// the four of them that README shows, into .github/.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { findChromium } from '../helpers/chromium.mjs'
import { importTypescript } from '../helpers/importTypescript.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const built = spawnSync(process.execPath, ['server/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
const chromium = await findChromium()
if (!chromium.ok) {
  console.error(chromium.message)
  process.exit(1)
}
process.env.CARREL_CHROMIUM = chromium.path
const { takePictures } = await importTypescript('tests/pictures/takePictures.ts', 'carrel-pictures')
// A word picks screens: npm run pictures -- board
await takePictures(process.argv[2] ?? '')
