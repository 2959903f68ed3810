// npm run bench: figures as ratios against a baseline of the same run, to the terminal. It asserts nothing.
// -- --only=size,cold,edit,join,opening,reading measures a part.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { findChromium } from '../helpers/chromium.mjs'
import { importTypescript } from '../helpers/importTypescript.mjs'
import { measureSize } from './size.mjs'

const PARTS = ['size', 'cold', 'edit', 'join', 'opening', 'reading']
const asked = process.argv.slice(2).find((argument) => argument.startsWith('--only='))
const parts = asked ? asked.slice('--only='.length).split(',') : PARTS
if (parts.some((part) => !PARTS.includes(part))) {
  console.error(`--only= takes any of ${PARTS.join(', ')}, with commas between`)
  process.exit(1)
}

const root = path.resolve(import.meta.dirname, '../..')
const built = spawnSync(process.execPath, ['server/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
if (parts.includes('size')) await measureSize()

const chromium = await findChromium()
if (!chromium.ok) {
  console.error(chromium.message)
  process.exit(1)
}
process.env.CARREL_CHROMIUM = chromium.path
const { measureInBrowsers } = await importTypescript('tests/bench/inBrowsers.ts', 'carrel-bench')
await measureInBrowsers(parts)
