import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { startCarrelServer } from '../helpers/carrelServer.ts'
import { openBareBrowser } from './bareBrowser.ts'
import { line, median } from './figures.ts'

const ROUNDS = 7
/** What a phone of some years ago is beside this machine. */
const SLOW_DOWN = 4
/** What a visit still writes after its first papers. */
const SETTLE_MS = 1_500
const STATIC_PAGE = '/assets/bench-papers.html'

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The same papers as plain HTML with their style in the page: the least a browser can be asked to do. */
const staticPage = (): string => {
  const papers = starter.papers
    .map(
      ({ title, summary }) =>
        `<article class="paper"><h3><a href="#">${escapeHtml(title)}</a></h3><p>${escapeHtml(summary)}</p></article>`,
    )
    .join('\n')
  return `<!doctype html><meta charset="utf-8"><title>Papers</title><style>body{font:16px serif;margin:2rem}</style>\n${papers}`
}

/** Runs in the page before anything else: notes when the first title of a paper was on the screen. */
const watchFirstPaper = (): void => {
  const observer = new MutationObserver(() => {
    const title = document.querySelector('article.paper h3')
    if (!title) return
    observer.disconnect()
    title.setAttribute('elementtiming', 'first-paper')
  })
  observer.observe(document, { childList: true, subtree: true })
  new PerformanceObserver((list) => {
    const [entry] = list.getEntries()
    // The time of the frame on the screen, and not of the script or the layout before it.
    if (entry) Object.assign(globalThis, { firstPaperAt: Reflect.get(entry, 'renderTime') })
  }).observe({ type: 'element', buffered: true })
}

const firstPaper = async (profile: string, address: string): Promise<number> => {
  const page = await openBareBrowser(profile)
  await page.send('Page.enable')
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${String(watchFirstPaper)})()` })
  await page.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN })
  await page.send('Page.navigate', { url: address })
  const at = Number(await page.until('globalThis.firstPaperAt'))
  await page.close()
  return at
}

/** A visit at full speed, as long as it takes until `sign` is true in the page. */
const visit = async (profile: string, address: string, sign: string): Promise<void> => {
  const page = await openBareBrowser(profile)
  await page.send('Page.navigate', { url: address })
  await page.until(sign)
  await pause(SETTLE_MS)
  await page.close()
}

/**
 * From navigation to the first papers painted, with the server gone and a browser just started, at a quarter of the
 * CPU; beside a static page with the same papers that the same service worker serves.
 */
export const measureColdStart = async (): Promise<void> => {
  const root = path.resolve(import.meta.dirname, '../..')
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-bench-'))
  const app = path.join(folder, 'app')
  const profile = path.join(folder, 'profile')
  cpSync(path.join(root, 'dist/app'), app, { recursive: true })
  writeFileSync(path.join(app, STATIC_PAGE), staticPage())
  try {
    const server = await startCarrelServer(path.join(folder, 'data'), 0, { CARREL_APP: app })
    const origin = `http://localhost:${server.port}`
    const papers = "document.querySelector('article.paper h3') !== null"
    await visit(profile, origin, `${papers} && navigator.serviceWorker.controller !== null`)
    // Now under the worker: the static page is kept by it, and the feed is on the disk. Three visits each, as a
    // browser keeps what it compiled only of scripts it has met before.
    for (let time = 0; time < 3; time++)
      for (const address of [`${origin}${STATIC_PAGE}`, origin]) await visit(profile, address, papers)
    await server.stop()

    const times: { readonly app: number[]; readonly page: number[] } = { app: [], page: [] }
    for (let round = 0; round < ROUNDS; round++)
      for (const [kind, address] of [
        ['app', origin],
        ['page', `${origin}${STATIC_PAGE}`],
      ] as const)
        times[kind].push(await firstPaper(profile, address))
    console.log(`\nCold start, offline, CPU slowed ${SLOW_DOWN} times: navigation to first papers painted`)
    console.log(line('a static page with the same 41 papers', times.page))
    console.log(line('the app', times.app))
    console.log(`  ratio ${(median(times.app) / median(times.page)).toFixed(2)} (aim ≤ 2.5)`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
