// npm start: builds where there is no build or an old one, then runs the server in this process.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

const stop = (sentence) => {
  console.error(sentence)
  process.exit(1)
}

if (major < 20 || (major === 20 && minor < 19))
  stop(
    `Carrel needs Node 20.19 or newer, and this is ${process.versions.node}. Get it from https://nodejs.org.`,
  )
// A folder that was copied here built, without the tools that build, runs as it is.
const canBuild = existsSync(path.join(root, 'node_modules/vite'))
const isBuilt = existsSync(path.join(root, 'dist/server/main.js'))
if (!canBuild && !isBuilt) stop('The packages are missing. Run npm ci first, then npm start.')
if (canBuild) {
  const built = spawnSync(process.execPath, [path.join(root, 'server/build.mjs'), '--if-stale'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (built.status !== 0) stop('The build failed, so Carrel was not started. What went wrong stands above.')
}
await import(path.join(root, 'dist/server/main.js'))
