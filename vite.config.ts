import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import solid from 'vite-plugin-solid'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

// The Solid plugin asks for the browser's form of packages, and ws has none that works.
const alias = { ws: fileURLToPath(new URL('node_modules/ws/wrapper.mjs', import.meta.url)) }

/**
 * Chromium compiles the functions of a file that begins with this while the file comes, beside the page's thread, and
 * not one by one as they are called on it. It says nothing to any other browser.
 */
const compiledAhead: Plugin = {
  name: 'carrel:compiled-ahead',
  enforce: 'post',
  generateBundle: {
    // Vite itself still writes in front of it before.
    order: 'post',
    handler(_options, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk' && chunk.isEntry)
          chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`
    },
  },
}

/**
 * Lets go of lib0's schemas, which nothing here checks anything with: four that its `dom` makes of what may be in a page
 * held them all in the first load, as a bundler cannot know that making one does nothing else.
 */
const withoutSchemas: Plugin = {
  name: 'carrel:without-schemas',
  apply: 'build',
  transform: {
    filter: { id: /\/lib0\/dom\.js$/ },
    handler(code) {
      const pure = code.replaceAll('= $.$custom(', '= /* @__PURE__ */ $.$custom(')
      if (pure === code) this.error('lib0/dom.js makes no schemas any more, and this plugin can go')
      return { code: pure, map: null }
    },
  },
}

/** Leaves the beginning of the app to public/boot.js, which first shows what was last seen. */
const begunByBoot: Plugin = {
  name: 'carrel:begun-by-boot',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace(
        /<script type="module" crossorigin src="([^"]+)"><\/script>/,
        '<link rel="modulepreload" crossorigin href="$1">',
      ),
  },
}

/** Parts without which a first visit shows no paper. */
const AWAITED = /\/(?:keyringWriting|transport|afterStart|ed25519)-/

export default defineConfig({
  define: { __CARREL_VERSION__: JSON.stringify(version) },
  root: 'src',
  publicDir: '../public',
  plugins: [solid(), withoutSchemas, compiledAhead, begunByBoot],
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: {
      polyfill: false,
      // What a part needs is listed in the file of every first load, by name. A first visit waits for these few; the
      // others say themselves what they need, and from the second visit on all of it is on the device.
      resolveDependencies: (part, names) =>
        AWAITED.test(part) ? names : names.filter((name) => name.endsWith('.css')),
    },
    reportCompressedSize: false,
    rolldownOptions: {
      // How long a plugin took is nothing to whoever starts Carrel for the first time.
      checks: { pluginTimings: false },
      // A number that another file names is written where it is used, and takes no name to be handed over by.
      optimization: { inlineConst: { mode: 'all' } },
      // What every start needs is one file: cut by who shares it with whom it was twenty, each with a header of its own
      // to fetch and each packed without what the others have in common.
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'] },
            // Two small files that the same pages need.
            { name: 'lookups', test: /src\/(?:state\/lookups\.ts|ui\/LookupLine\.tsx)$/ },
            // What makes keys brings SHA-256 along, and no first visit makes any.
            { name: 'paperKeys', test: /src\/domain\/paperKeyOf\.ts$/ },
            // What several parts write and read in documents: each of its own was twenty small files, and their names.
            { name: 'documents', test: /src\/(?:doc|crypto|domain)\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/relay': { target: 'ws://localhost:8787', ws: true }, '/carrel.json': 'http://localhost:8787' },
  },
  test: {
    projects: [
      {
        extends: true,
        root: '.',
        resolve: { alias },
        test: {
          name: 'unit',
          root: '.',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/**'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        root: '.',
        resolve: { alias },
        test: {
          name: 'e2e',
          root: '.',
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 240_000,
          // As long as any other wait of a browser (tests/e2e/person.ts): a second is too short for a busy machine.
          expect: { poll: { timeout: 30_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
})
