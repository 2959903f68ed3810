import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import * as Y from 'yjs'
import { openBrowser } from '../helpers/browser.ts'
import { line, median } from './figures.ts'
import type { Opening, OpeningBench } from './openingInPage.ts'
import { writeThreeYears } from './threeYears.ts'

const ROUNDS = 9

/** A page with nothing in it but the code that is measured, and the state it is measured with. */
const servePage = async (script: string, state: Uint8Array) => {
  const server = createServer((request, response) => {
    if (request.url === '/state') response.end(state)
    else {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><meta charset="utf-8"><title>Bench</title><script>${script}</script>`)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the page has no address')
  return { server, origin: `http://localhost:${address.port}` }
}

/**
 * Opening a library of three years from the disk of a real browser, with the view of it that the app reads, beside
 * Yjs's own decoding of the same state.
 */
export const measureOpening = async (): Promise<void> => {
  const state = Y.encodeStateAsUpdate(writeThreeYears())
  const root = path.resolve(import.meta.dirname, '../..')
  const bundle = await build({
    entryPoints: [path.join(root, 'tests/bench/openingInPage.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  })
  const script = bundle.outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? ''
  const { server, origin } = await servePage(script, state)
  const profile = mkdtempSync(path.join(tmpdir(), 'carrel-opening-'))
  const { context, page } = await openBrowser(profile)
  // reason: what the page's script put there, by its own type
  type Global = typeof globalThis & { readonly openingBench: OpeningBench }
  try {
    await page.goto(origin)
    await page.evaluate(() => (globalThis as Global).openingBench.keep()) // reason: the line above
    const rounds: Opening[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const times = await page.evaluate(() => (globalThis as Global).openingBench.measure()) // reason: as above
      // The first one compiles.
      if (round > 0) rounds.push(times)
    }
    const of = (name: keyof Opening): readonly number[] => rounds.map((times) => times[name])
    const ratio = (name: keyof Opening, to: keyof Opening): string =>
      (median(of(name)) / median(of(to))).toFixed(2)
    console.log(`\nOpening a library of three years: ${rounds[0]?.saved} saved, ${state.length} bytes`)
    console.log(line('Y.applyUpdate of its state', of('decode')))
    console.log(line('the same, read from the disk with nothing around', of('bare')))
    console.log(line('the store, until the document is loaded', of('store')))
    console.log(line('the store, with the view of the library', of('view')))
    console.log(`  ratio ${ratio('store', 'decode')} (aim ≤ 1.5); with the view ${ratio('view', 'decode')}`)
  } finally {
    await context.close()
    server.close()
    rmSync(profile, { recursive: true, force: true })
  }
}
