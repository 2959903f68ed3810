import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '../../src/lib/result.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

export interface AppFile {
  readonly type: string
  /** Named after its content: it never changes under this name. */
  readonly immutable: boolean
  readonly bodies: Readonly<Partial<Record<Encoding, Buffer>>> & { readonly identity: Buffer }
  /** Without the quotes and the encoding. */
  readonly tag: string
}

/** Every file of the app by its address (`/assets/main-x.js`): what is not in here does not exist. */
export type AppFiles = ReadonlyMap<string, AppFile>

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

const SUFFIXES: readonly (readonly [string, Encoding])[] = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
]

/**
 * Reads the built app into memory, a few megabytes, with the compressed forms the build has laid beside. The error is a
 * sentence for the terminal.
 */
export const readAppFiles = async (folder: string): Promise<Result<AppFiles, string>> => {
  let names: readonly string[]
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  } catch {
    return err(`The app is not built: there is no folder ${folder}. Run npm run build, or npm start.`)
  }
  const files = new Map<string, AppFile>()
  const present = new Set(names)
  for (const name of names) {
    if (SUFFIXES.some(([suffix]) => name.endsWith(suffix) && present.has(name.slice(0, -suffix.length))))
      continue
    const identity = await readFile(path.join(folder, name))
    const bodies: { identity: Buffer } & Partial<Record<Encoding, Buffer>> = { identity }
    for (const [suffix, encoding] of SUFFIXES)
      if (present.has(name + suffix)) bodies[encoding] = await readFile(path.join(folder, name + suffix))
    const address = `/${name.split(path.sep).join('/')}`
    files.set(address, {
      type: TYPES[path.extname(name)] ?? 'application/octet-stream',
      immutable: address.startsWith('/assets/'),
      bodies,
      tag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
    })
  }
  if (!files.has('/index.html')) return err(`The app is not built: there is no index.html in ${folder}.`)
  return ok(files)
}

/**
 * The same app where browsers are not to keep it: in place of its service worker they get one that removes what they
 * have kept, and itself.
 */
export const withoutOfflineUse = (files: AppFiles): AppFiles => {
  const farewell = files.get('/farewell.worker.js')
  return farewell ? new Map([...files, ['/service.worker.js', farewell]]) : files
}
