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

/** Milliseconds from the navigation to the frame on the screen, and not to the script or the layout before it. */
interface FirstPapers {
  /** Titles of papers can be read. */
  readonly painted: number
  /** They are the app's own, no picture of how it looked when it was left: it can be used. */
  readonly live: number
}

/** Runs in the page before anything else: notes when the first titles of papers were on the screen. */
const watchFirstPapers = (): void => {
  const TITLE = 'article.paper h3'
  const RECALLED = '.recalled'
  const at: { painted?: number; live?: number } = {}
  const observer = new MutationObserver(() => {
    const titles = [...document.querySelectorAll(TITLE)]
    const live = titles.find((title) => !title.closest(RECALLED))
    for (const title of [titles[0], live]) title?.setAttribute('elementtiming', 'paper')
    if (live) observer.disconnect()
  })
  observer.observe(document, { childList: true, subtree: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const time = Number(Reflect.get(entry, 'renderTime'))
      const title: unknown = Reflect.get(entry, 'element')
      at.painted ??= time
      // What was recalled is gone from the page by the time its frame is told of.
      if (title instanceof Element && title.isConnected && !title.closest(RECALLED)) at.live ??= time
    }
    if (at.live !== undefined) Object.assign(globalThis, { firstPapersAt: at })
  }).observe({ type: 'element', buffered: true })
}

const firstPapers = async (profile: string, address: string): Promise<FirstPapers> => {
  const page = await openBareBrowser(profile)
  await page.send('Page.enable')
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${String(watchFirstPapers)})()` })
  await page.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN })
  await page.send('Page.navigate', { url: address })
  const painted = Number(await page.until('globalThis.firstPapersAt?.painted'))
  const live = Number(await page.until('globalThis.firstPapersAt?.live'))
  await page.close()
  return { painted, live }
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
    const papers = "document.querySelector('#app article.paper h3, body > article.paper h3') !== null"
    await visit(profile, origin, `${papers} && navigator.serviceWorker.controller !== null`)
    // Now under the worker: the static page is kept by it, and the feed is on the disk. Three visits each, as a
    // browser keeps what it compiled only of scripts it has met before.
    for (let time = 0; time < 3; time++)
      for (const address of [`${origin}${STATIC_PAGE}`, origin]) await visit(profile, address, papers)
    await server.stop()

    const times: { readonly painted: number[]; readonly live: number[]; readonly page: number[] } = {
      painted: [],
      live: [],
      page: [],
    }
    for (let round = 0; round < ROUNDS; round++) {
      const app = await firstPapers(profile, origin)
      times.painted.push(app.painted)
      times.live.push(app.live)
      times.page.push((await firstPapers(profile, `${origin}${STATIC_PAGE}`)).painted)
    }
    const ratio = (of: readonly number[]): string => (median(of) / median(times.page)).toFixed(2)
    console.log(`\nCold start, offline, CPU slowed ${SLOW_DOWN} times: navigation to first papers painted`)
    console.log(line('a static page with the same 41 papers', times.page))
    console.log(line('the app, as it was last seen', times.painted))
    console.log(`  ratio ${ratio(times.painted)} (aim ≤ 2.5)`)
    console.log(line('the app itself, ready for use', times.live))
    console.log(`  ratio ${ratio(times.live)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
