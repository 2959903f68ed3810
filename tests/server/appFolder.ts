import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

export interface TestFolder {
  readonly path: string
  remove(): void
}

export const makeTestFolder = (): TestFolder => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-server-'))
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const PAGE = '<!doctype html><title>Carrel</title>'
export const SCRIPT = `export const words = '${'paper '.repeat(300)}'\n`

/** A folder as the build leaves it, with one script in three forms. */
export const layOutApp = (folder: string): void => {
  mkdirSync(path.join(folder, 'assets'), { recursive: true })
  const write = (name: string, body: string | Buffer): void => writeFileSync(path.join(folder, name), body)
  write('index.html', PAGE)
  write('service.worker.js', '// worker')
  write('manifest.webmanifest', '{}')
  write('assets/main-a1b2.js', SCRIPT)
  write('assets/main-a1b2.js.br', brotliCompressSync(SCRIPT))
  write('assets/main-a1b2.js.gz', gzipSync(SCRIPT))
  write('assets/odd name.gz', 'a file that ends like a compressed one and is none')
}
