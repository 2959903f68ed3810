// npm run bench: figures as ratios against a baseline of the same run, to the terminal. It asserts nothing.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { findChromium } from '../helpers/chromium.mjs'
import { measureSize } from './size.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const built = spawnSync(process.execPath, ['server/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
await measureSize()

const chromium = await findChromium()
if (!chromium.ok) {
  console.error(chromium.message)
  process.exit(1)
}
process.env.CARREL_CHROMIUM = chromium.path
// Node 20 runs no TypeScript. One folder below the root's cache, three levels down as the sources are.
const outfile = path.join(root, 'node_modules/.cache/carrel-bench.mjs')
await build({
  entryPoints: [path.join(root, 'tests/bench/inBrowsers.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
const { measureInBrowsers } = await import(pathToFileURL(outfile))
await measureInBrowsers()
