import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startCarrelServer } from '../helpers/carrelServer.ts'
import { openBareBrowser, type BarePage } from './bareBrowser.ts'
import { BIG_MONTH, publishBigFeed } from '../helpers/bigFeed.ts'
import { line, median } from './figures.ts'
import { awaitAct, watchFrames, type ActTimes, type Frames } from './inPage.ts'

const PAPERS = 2_000
/** What a phone of some years ago is beside this machine. */
const SLOW_DOWN = 4
const ROUNDS = 15
const SCROLLS = 3
/** px, and px a second: a hard fling through some two hundred rows. */
const SCROLL_WAY = 24_000
const SCROLL_SPEED = 6_000
const SLOW_FRAME_MS = 32
/** Each some eight acts: more of them than a reader has in an hour. */
const CYCLES = 240
const SETTLE_MS = 3_000
/** A quick hand; what the last key left to be done after its frame is no part of this one. */
const BETWEEN_KEYS_MS = 150

const KEYS: Readonly<Record<string, { readonly code: string; readonly number: number }>> = {
  Enter: { code: 'Enter', number: 13 },
  Escape: { code: 'Escape', number: 27 },
  ArrowDown: { code: 'ArrowDown', number: 40 },
  Backspace: { code: 'Backspace', number: 8 },
}
const ALT = 1
const CTRL = 2

const press = async (page: BarePage, key: string, modifiers = 0): Promise<void> => {
  const known = KEYS[key]
  const letter = key.length === 1
  const common = {
    key,
    modifiers,
    code: known?.code ?? (/[a-z]/.test(key) ? `Key${key.toUpperCase()}` : ''),
    windowsVirtualKeyCode: known?.number ?? key.toUpperCase().charCodeAt(0),
  }
  const text = letter && modifiers === 0 ? { text: key } : key === 'Enter' ? { text: '\r' } : {}
  await page.send('Input.dispatchKeyEvent', {
    type: text.text ? 'keyDown' : 'rawKeyDown',
    ...common,
    ...text,
  })
  await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
}

const run = async (page: BarePage, expression: string): Promise<unknown> => {
  const { result, exceptionDetails } = await page.send('Runtime.evaluate', {
    expression,
    returnByValue: true,
    awaitPromise: true,
  })
  if (exceptionDetails) throw new Error(`${expression.slice(0, 200)}: ${JSON.stringify(exceptionDetails)}`)
  return typeof result === 'object' && result !== null ? Reflect.get(result, 'value') : undefined
}

/** CPU time of the page's thread so far, in ms: what other work on the machine does not change. */
const threadTime = async (page: BarePage): Promise<number> => (await metricsOf(page))('TaskDuration') * 1_000

const metricsOf = async (page: BarePage): Promise<(name: string) => number> => {
  const { metrics } = await page.send('Performance.getMetrics')
  const named = new Map<string, number>(
    Array.isArray(metrics)
      ? metrics.map((one: { name: string; value: number }) => [one.name, one.value])
      : [],
  )
  return (name) => named.get(name) ?? Number.NaN
}

/** An act's times, and the CPU time of the page's thread until it had been asked for them, in ms. */
type Act = ActTimes & { readonly cpu: number }

const act = async (page: BarePage, key: string, sign: string, modifiers = 0): Promise<Act> => {
  await pause(BETWEEN_KEYS_MS)
  await run(page, `(${String(awaitAct)})(${JSON.stringify(sign)})`)
  const before = await threadTime(page)
  await press(page, key, modifiers)
  // reason: awaitAct in the page resolves with exactly this
  const times = (await run(page, 'globalThis.benchAct')) as ActTimes
  return { ...times, cpu: (await threadTime(page)) - before }
}

const scroll = async (page: BarePage, row: string): Promise<Frames & { readonly cpu: number }> => {
  const place = { x: 500, y: 600 }
  const before = await threadTime(page)
  await run(page, `(${String(watchFrames)})(${place.x}, ${place.y}, ${JSON.stringify(row)})`)
  for (const way of [-SCROLL_WAY, SCROLL_WAY])
    await page.send('Input.synthesizeScrollGesture', {
      ...place,
      yDistance: way,
      speed: SCROLL_SPEED,
      gestureSourceType: 'mouse',
    })
  // reason: watchFrames in the page stops with exactly this
  const frames = (await run(page, 'globalThis.benchFrames.stop()')) as Frames
  return { ...frames, cpu: (await threadTime(page)) - before }
}

const printFrames = (name: string, runs: readonly (Frames & { readonly cpu: number })[]): void => {
  const all = runs.flatMap(({ intervals }) => intervals)
  const seconds = all.reduce((sum, one) => sum + one, 0) / 1_000
  const slow = all.filter((one) => one > SLOW_FRAME_MS + 1).length
  const blank = runs.reduce((sum, one) => sum + one.blank, 0)
  const cpu = runs.reduce((sum, one) => sum + one.cpu, 0) / all.length
  console.log(
    `  ${name.padEnd(46)} ${cpu.toFixed(1)} ms of the page's thread a frame; ${(all.length / seconds).toFixed(1)} frames a second, ${slow} of ${all.length} over ${SLOW_FRAME_MS} ms, longest ${Math.max(...all).toFixed(0)} ms, ${blank} without a row`,
  )
}

const printActs = (name: string, bare: readonly Act[], acts: readonly Act[]): void => {
  console.log(
    line(
      name,
      acts.map((one) => one.busy),
    ),
  )
  const same = acts.filter((one) => one.sameFrame).length
  const over = (of: (one: Act) => number): string => (median(acts.map(of)) - median(bare.map(of))).toFixed(1)
  console.log(
    `    ${over((one) => one.busy)} ms more than the bare page's (aim ≤ 16); ${same} of ${acts.length} in the next frame, ended ${over((one) => one.painted)} ms later; ${over((one) => one.cpu)} ms more of CPU with some of what is done after the frame; ${median(acts.map((one) => one.changes))} changes of the page`,
  )
}

/** The least that 2,000 rows can be, and a page with nothing but a text that any key changes. */
const BARE_ROWS = `document.body.innerHTML = Array.from({ length: ${PAPERS} }, (_, at) =>
  '<article style="height:130px"><h3>' + at + '</h3><p>A row of a page that does nothing else.</p></article>').join('')`
const BARE_TEXT = `document.body.innerHTML = '<p id="text">0</p>';
  addEventListener('keydown', () => { const text = document.getElementById('text'); text.textContent = String(Number(text.textContent) + 1) })`

const SELECTED = `document.querySelector('article.paper.sel')`
const pressed = (name: string, on: boolean): string =>
  `${SELECTED}?.querySelector('button[aria-label="${name}"]')?.getAttribute('aria-pressed') === '${on}'`
const selectedTitle = `(${SELECTED}?.querySelector('h3 a')?.dataset.paper ?? '')`

const times = async (rounds: number, one: (round: number) => Promise<Act>): Promise<readonly Act[]> => {
  const found: Act[] = []
  for (let round = 0; round < rounds; round++) found.push(await one(round))
  return found
}

const inFeed = async (page: BarePage, bare: readonly Act[]): Promise<void> => {
  const next = async (): Promise<Act> => {
    const before = await run(page, selectedTitle)
    return act(page, 'j', `${selectedTitle} !== ${JSON.stringify(before)}`)
  }
  printActs('j, the next paper', bare, await times(ROUNDS, next))
  const saves: Act[] = []
  const undos: Act[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await next()
    saves.push(await act(page, 's', pressed('Save', true)))
    undos.push(await act(page, 'u', pressed('Save', false)))
  }
  printActs('s, saved', bare, saves)
  printActs('u, undone', bare, undos)
  const skips = await times(ROUNDS, async () => {
    await next()
    const key = String(await run(page, selectedTitle))
    const row = `document.querySelector('[data-paper="${key}"]')?.closest('article')`
    return act(page, 'x', `${row}?.classList.contains('read')`)
  })
  printActs('x, skipped', bare, skips)
}

const inSearch = async (page: BarePage, bare: readonly Act[]): Promise<void> => {
  await press(page, 'k', CTRL)
  await page.until(`document.querySelector('[role="dialog"] input') === document.activeElement`)
  const found: Act[] = []
  for (const word of ['learn', 'model', 'noise']) {
    for (const [at, letter] of [...word].entries())
      found.push(
        await act(
          page,
          letter,
          `[...document.querySelectorAll('[role="dialog"] mark')].some((mark) => mark.textContent.toLowerCase() === ${JSON.stringify(word.slice(0, at + 1))})`,
        ),
      )
    for (const _ of word) await press(page, 'Backspace')
  }
  printActs('a letter in the palette, results painted', bare, found)
  await press(page, 'Escape')
  await press(page, 'Escape')
}

const inList = async (page: BarePage, bare: readonly Act[]): Promise<void> => {
  for (let at = 0; at < 4; at++) {
    await press(page, 'j')
    await press(page, 'l')
    await page.until(
      `document.activeElement?.getAttribute('aria-label') === 'Add to a list' || document.activeElement?.getAttribute('role') === 'combobox'`,
    )
    await page.send('Input.insertText', { text: 'Bench' })
    await pause(200)
    await press(page, 'Enter')
    await page.until(
      `[...document.querySelectorAll('article.paper-sheet a')].some((link) => link.textContent.trim() === 'Bench')`,
    )
    for (let out = 0; out < 2; out++) {
      await press(page, 'Escape')
      await pause(200)
    }
    await page.until(`document.querySelector('article.paper-sheet') === null`)
  }
  await run(
    page,
    `[...document.querySelectorAll('nav.rail a')].find((link) => link.textContent.includes('Bench')).click()`,
  )
  await page.until(`document.querySelectorAll('.shared-list article.paper').length === 4`)
  await pause(SETTLE_MS)
  await press(page, 'j')
  const votes = await times(ROUNDS, (round) =>
    act(
      page,
      'v',
      `${SELECTED}?.querySelector('button.votes')?.getAttribute('aria-pressed') === '${round % 2 === 0}'`,
    ),
  )
  printActs('v, voted', bare, votes)
  await run(
    page,
    `[...document.querySelectorAll('.list-bar button')].find((one) => one.textContent === 'By hand').click()`,
  )
  await pause(500)
  const place = `[...document.querySelectorAll('article.paper')].indexOf(${SELECTED})`
  const moves: Act[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = Number(await run(page, place))
    const down = before < 3
    moves.push(
      await act(page, down ? 'ArrowDown' : 'ArrowUp', `${place} === ${down ? before + 1 : before - 1}`, ALT),
    )
  }
  printActs('Alt and an arrow, moved', bare, moves)
}

/** Heap in MB, nodes and listeners, after everything that can go has gone. */
const weigh = async (page: BarePage): Promise<{ heap: number; nodes: number; listeners: number }> => {
  for (let time = 0; time < 2; time++) await page.send('HeapProfiler.collectGarbage')
  const of = await metricsOf(page)
  return { heap: of('JSHeapUsedSize') / 1e6, nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

const liveThroughAnHour = async (page: BarePage): Promise<void> => {
  const seen: Awaited<ReturnType<typeof weigh>>[] = []
  for (let cycle = 0; cycle <= CYCLES; cycle++) {
    if (cycle % (CYCLES / 4) === 0) seen.push(await weigh(page))
    for (const key of ['j', 's', 'u', 'Enter']) await press(page, key)
    await page.until(`document.querySelector('article.paper-sheet h1') !== null`)
    await press(page, 'Escape')
    await press(page, 'k', CTRL)
    await page.send('Input.insertText', { text: 'noise' })
    await press(page, 'Escape')
    await press(page, 'Escape')
    await press(page, cycle % 8 < 4 ? '[' : ']')
  }
  console.log(
    `\nMemory over ${CYCLES} rounds of moving, saving, undoing, reading, searching and changing the day`,
  )
  for (const [at, one] of seen.entries())
    console.log(
      `  after ${String((CYCLES / 4) * at).padStart(3)} rounds ${one.heap.toFixed(1).padStart(8)} MB, ${one.nodes} nodes, ${one.listeners} listeners`,
    )
  const [, first] = seen
  const last = seen.at(-1)
  if (first && last)
    console.log(`  the last beside the second: ${(last.heap / first.heap).toFixed(2)} (aim: flat)`)
}

/** How it is to read: frames while flinging through 2,000 papers, acts to their paint, memory, at a quarter of the CPU. */
export const measureReading = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-bench-'))
  const data = path.join(folder, 'data')
  await publishBigFeed(data, PAPERS)
  const server = await startCarrelServer(data)
  const origin = `http://localhost:${server.port}`
  const page = await openBareBrowser(path.join(folder, 'profile'))
  const slow = (rate: number) => page.send('Emulation.setCPUThrottlingRate', { rate })
  const month = `${origin}/feed/${BIG_MONTH}?sort=top&unread=false&range=month`
  const row = '.papers > li'
  try {
    await page.send('Page.enable')
    await page.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
    await page.send('Performance.enable')
    await page.send('Page.navigate', { url: month })
    // The first visit draws what has come so far, and lets the rest wait for a word.
    await page.until(`document.querySelector('.list .bar')?.textContent.includes('2,000 papers')`)
    await pause(SETTLE_MS)
    await page.send('Page.navigate', { url: month })
    await page.until(
      `document.querySelector('${row}')?.getAttribute('aria-setsize') >= ${PAPERS} && document.querySelector('.pick') !== null`,
    )
    await pause(SETTLE_MS)

    console.log(`\nScrolling ${PAPERS} papers of a month, CPU slowed ${SLOW_DOWN} times`)
    await slow(SLOW_DOWN)
    const frames: Awaited<ReturnType<typeof scroll>>[] = []
    for (let time = 0; time < SCROLLS; time++) frames.push(await scroll(page, row))
    await page.send('Page.navigate', { url: 'about:blank' })
    await run(page, BARE_ROWS)
    const bareFrames: Awaited<ReturnType<typeof scroll>>[] = []
    for (let time = 0; time < SCROLLS; time++) bareFrames.push(await scroll(page, 'article'))
    await run(page, BARE_TEXT)
    const bare = await times(ROUNDS, async () => {
      const before = Number(await run(page, `document.getElementById('text').textContent`))
      return act(page, 'j', `document.getElementById('text').textContent === '${before + 1}'`)
    })
    printFrames('a page of 2,000 plain rows', bareFrames)
    printFrames('the app (aim: 60, none over 32 ms)', frames)

    console.log(
      `\nActs among ${PAPERS} papers, CPU slowed ${SLOW_DOWN} times: the key's own task and the frame that shows what it did`,
    )
    console.log(
      line(
        'a key that changes a text on a bare page',
        bare.map((one) => one.busy),
      ),
    )
    await slow(1)
    await page.send('Page.navigate', { url: month })
    await page.until(`document.querySelector('.pick') !== null`)
    await pause(SETTLE_MS)
    await slow(SLOW_DOWN)
    await inFeed(page, bare)
    await inSearch(page, bare)
    await slow(1)
    await page.send('Page.navigate', { url: `${origin}/feed/2025-12-20?sort=top&unread=false` })
    await page.until(`document.querySelector('.pick') !== null`)
    await pause(SETTLE_MS)
    await liveThroughAnHour(page)
    console.log('\nActs in a list, CPU slowed again')
    await slow(SLOW_DOWN)
    await inList(page, bare)
  } finally {
    await page.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
