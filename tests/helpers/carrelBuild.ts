import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const SOURCES = ['src', 'server', 'public', 'package.json', 'package-lock.json', 'vite.config.ts'] as const

export interface CarrelBuild {
  readonly folder: string
  remove(): void
}

/** Builds Carrel from a copy of its sources with some texts in them changed: by file, what stands there and what is to. */
export const buildChanged = (
  changes: Readonly<Record<string, readonly [before: string, after: string]>>,
): CarrelBuild => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-build-'))
  for (const name of SOURCES) cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  for (const [name, [before, after]] of Object.entries(changes)) {
    const file = path.join(folder, name)
    const text = readFileSync(file, 'utf8')
    if (!text.includes(before)) throw new Error(`${name} does not say “${before}”`)
    writeFileSync(file, text.replace(before, after))
  }
  const built = spawnSync(process.execPath, ['server/build.mjs'], { cwd: folder, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}\n${built.stderr}`)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
