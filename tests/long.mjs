// npm run test:long [seeds] [first seed]: the convergence run over many seeds. Ends by itself; a failing seed is named.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const [seeds = '200', first = String(Date.now() % 1_000_000)] = process.argv.slice(2)
console.log(`${seeds} seeds from ${first} on`)
const run = spawnSync(
  path.join(root, 'node_modules/.bin/vitest'),
  ['run', '--project', 'unit', 'tests/sync/convergence.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CARREL_SEEDS: seeds, CARREL_FIRST_SEED: first } },
)
// What takes minutes by itself: a slow phone as slow as it is, and a whole year of a busy list.
const long = spawnSync(
  path.join(root, 'node_modules/.bin/vitest'),
  ['run', '--project', 'unit', 'tests/sync/slowPhone.test.ts', 'tests/sync/year.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CARREL_LONG: '1' } },
)
process.exit(Math.max(run.status ?? 1, long.status ?? 1))
