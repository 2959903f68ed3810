// npm run bench: figures as ratios against a baseline of the same run, to the terminal. It asserts nothing.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { measureSize } from './size.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const built = spawnSync(process.execPath, ['server/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)
await measureSize()
