// Builds the app (Vite), its service worker (workbox) and the server (esbuild) into dist/.
// With --if-stale it does nothing where dist is newer than every source.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

// Whatever environment asked for the build (a test runner's, say): what is built is what people get.
process.env.NODE_ENV = 'production'

const root = path.resolve(import.meta.dirname, '..')
const dist = path.join(root, 'dist')
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))
const stamp = path.join(dist, 'built.json')
const SOURCES = ['src', 'server', 'public', 'package-lock.json', 'package.json', 'vite.config.ts']

/** What ships with every version. Further scripts of the fonts come on demand; old font formats are for nobody. */
const SHIPPED = [
  'index.html',
  'boot.{js,css}',
  'fault.js',
  'manifest.webmanifest',
  'icons/*.{svg,png}',
  'assets/**/*.{js,css,wasm}',
  'assets/**/*-{latin,latin-ext,greek}-wght-*.woff2',
  'assets/**/KaTeX_*.woff2',
]
const COMPRESSIBLE = /\.(?:html|js|css|json|svg|webmanifest|wasm|txt)$/
/** Below this the header costs more than is saved. */
const MIN_COMPRESSED_BYTES = 512

const filesIn = async (place) => {
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

/** What a tool keeps for itself beside the sources is none of them. */
const isSource = (file) => !file.includes(`${path.sep}node_modules${path.sep}`)

/** Every source by name, time and size: a file that was removed or put back counts as well as a newer one. */
const readSources = async () => {
  const sum = createHash('sha256')
  for (const name of SOURCES) {
    const place = path.join(root, name)
    const files = (await stat(place)).isDirectory() ? (await filesIn(place)).filter(isSource).sort() : [place]
    for (const file of files) {
      const { mtimeMs, size } = await stat(file)
      sum.update(`${path.relative(root, file)} ${mtimeMs} ${size}\n`)
    }
  }
  return sum.digest('hex')
}

const isFresh = async (sources) => {
  if (!existsSync(path.join(dist, 'app/index.html')) || !existsSync(path.join(dist, 'server/main.js')))
    return false
  try {
    return JSON.parse(await readFile(stamp, 'utf8')).sources === sources
  } catch {
    return false
  }
}

const sumOf = async (file) =>
  `sha256-${createHash('sha256')
    .update(await readFile(file))
    .digest('base64')}`

// The builders take most of a second to load, and most starts find that there is nothing to build.
const bundle = async (options) => (await import('esbuild')).build(options)

const bundleWorker = (name, outfile) =>
  bundle({
    entryPoints: [path.join(root, 'src/workers', name)],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })

const buildWorker = async (app, scratch) => {
  const bundled = path.join(scratch, 'service.worker.js')
  await bundleWorker('service.worker.ts', bundled)
  await bundleWorker('farewell.worker.ts', path.join(app, 'farewell.worker.js'))
  const { injectManifest } = await import('workbox-build')
  const { warnings, count } = await injectManifest({
    swSrc: bundled,
    swDest: path.join(app, 'service.worker.js'),
    globDirectory: app,
    globPatterns: SHIPPED,
    dontCacheBustURLsMatching: /^assets\//,
    maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
    // What is kept for later is what was built, whatever a network has made of it on the way.
    manifestTransforms: [
      async (entries) => ({
        manifest: await Promise.all(
          entries.map(async (entry) => ({ ...entry, integrity: await sumOf(path.join(app, entry.url)) })),
        ),
      }),
    ],
  })
  for (const warning of warnings) console.warn(warning)
  return count
}

/** What runs before everything else, without its comments; not newer than it was written, for it speaks to old browsers. */
const shrinkBoot = async (app) => {
  const { transform } = await import('esbuild')
  for (const name of ['boot.js', 'fault.js']) {
    const file = path.join(app, name)
    const { code } = await transform(await readFile(file, 'utf8'), { minify: true, target: 'es2015' })
    await writeFile(file, code)
  }
}

const buildServer = (outfile) =>
  bundle({
    entryPoints: [path.join(root, 'server/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: { __CARREL_VERSION__: JSON.stringify(version) },
    legalComments: 'none',
    // Native parts, which a bundle cannot carry, and what is loaded only where the settings ask for it.
    external: ['lmdb', 'ws', '@redis/client'],
    // Packages written for require, in a module.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })

const compress = async (app) => {
  for (const file of await filesIn(app)) {
    if (!COMPRESSIBLE.test(file)) continue
    const plain = await readFile(file)
    if (plain.length < MIN_COMPRESSED_BYTES) continue
    const forms = {
      '.br': brotliCompressSync(plain, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
      }),
      '.gz': gzipSync(plain, { level: 9 }),
    }
    for (const [suffix, bytes] of Object.entries(forms))
      if (bytes.length < plain.length) await writeFile(file + suffix, bytes)
  }
}

const main = async () => {
  // One part alone, for tests that run it: --server <file>, or --worker <folder of a built app>.
  const [part, place] = process.argv.slice(2)
  if (part === '--server') return buildServer(path.resolve(place))
  if (part === '--worker') {
    const app = path.resolve(place)
    const scratch = await mkdtemp(path.join(tmpdir(), 'carrel-worker-'))
    await buildWorker(app, scratch).finally(() => rm(scratch, { recursive: true, force: true }))
    return
  }
  const sources = await readSources()
  if (process.argv.includes('--if-stale') && (await isFresh(sources))) return
  const began = Date.now()
  console.log('Building Carrel …')
  // Beside the old build, and put in its place when whole: a build that fails leaves what ran before.
  const next = path.join(dist, `next-${process.pid}`)
  const app = path.join(next, 'app')
  await rm(next, { recursive: true, force: true })
  await mkdir(next, { recursive: true })
  try {
    const { build } = await import('vite')
    await build({
      root: path.join(root, 'src'),
      configFile: path.join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: app, emptyOutDir: true },
    })
    await shrinkBoot(app)
    const shipped = await buildWorker(app, next)
    await compress(app)
    await buildServer(path.join(next, 'server/main.js'))
    for (const part of ['app', 'server']) {
      await rm(path.join(dist, part), { recursive: true, force: true })
      await rename(path.join(next, part), path.join(dist, part))
    }
    await writeFile(stamp, `${JSON.stringify({ sources })}\n`)
    console.log(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s; ${shipped} files work offline.`)
  } finally {
    await rm(next, { recursive: true, force: true })
  }
}

await main()
