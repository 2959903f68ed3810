// npm run bench:relay: our relay beside a bare `ws` fan-out, Hocuspocus and a y-websocket server, in one run on this
// machine. It prints tables, asserts nothing and writes nothing into the tree. --quick takes three minutes instead of
// fifteen; --only=fanout,idle,join,restart,stalled measures a part.
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.resolve(import.meta.dirname, '../../..')
const cache = path.join(root, 'node_modules/.cache/carrel-relay-bench')
const peers = path.join(cache, 'peers')
const stop = (sentence) => {
  console.error(sentence)
  process.exit(1)
}

if (process.platform !== 'linux' || spawnSync('taskset', ['-c', '0,1', 'true']).status !== 0)
  stop(
    'The relay is measured on Linux with two cores: its CPU and memory are read from /proc, and taskset parts it from the load.',
  )

/** The peers stand in no lock of the project's own; here they are installed once for each state of theirs. */
const installPeers = () => {
  const from = path.join(import.meta.dirname, 'peers')
  const lock = readFileSync(path.join(from, 'package-lock.json'), 'utf8')
  const mark = path.join(peers, 'installed.json')
  mkdirSync(peers, { recursive: true })
  for (const name of ['package.json', 'package-lock.json', 'hocuspocus.mjs'])
    copyFileSync(path.join(from, name), path.join(peers, name))
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return true
  rmSync(mark, { force: true })
  console.log(
    'Installing Hocuspocus and the y-websocket server to compare with (once, outside of the project’s packages) …',
  )
  const installed = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: peers,
      encoding: 'utf8',
    },
  )
  if (installed.status !== 0) {
    console.log(
      `They could not be installed, so only the bare fan-out and Carrel are measured. npm says:\n${installed.stderr.trim().split('\n').slice(0, 4).join('\n')}`,
    )
    return false
  }
  writeFileSync(mark, lock)
  return true
}

mkdirSync(cache, { recursive: true })
const havePeers = installPeers()
for (const name of ['bareFanOut.mjs', 'collectOnSignal.mjs'])
  cpSync(path.join(import.meta.dirname, 'servers', name), path.join(cache, name))
// Node 20 runs no TypeScript.
await build({
  entryPoints: {
    ours: path.join(import.meta.dirname, 'servers/ours.ts'),
    load: path.join(import.meta.dirname, 'load.ts'),
  },
  outdir: cache,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
})
const options = {
  scripts: {
    bare: path.join(cache, 'bareFanOut.mjs'),
    ours: path.join(cache, 'ours.mjs'),
    peers: havePeers ? peers : null,
  },
  quick: process.argv.includes('--quick'),
  only: (process.argv.find((word) => word.startsWith('--only='))?.slice(7) ?? '').split(',').filter(Boolean),
}
const done = spawnSync(
  'sh',
  [
    '-c',
    'exec taskset -c 1 "$0" "$1" "$2" "$(ulimit -n)"',
    process.execPath,
    path.join(cache, 'load.mjs'),
    JSON.stringify(options),
  ],
  { cwd: root, stdio: 'inherit' },
)
process.exit(done.status ?? 1)
