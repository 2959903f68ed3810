import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WebSocketServer } from 'ws'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { addToList, createPerson, delivered, openPaper } from '../e2e/person.ts'
import { joinList, shareList } from '../e2e/sharing.ts'
import { startCarrelServer } from '../helpers/carrelServer.ts'
import { line, median } from './figures.ts'

const ROUNDS = 21

/** One bare WebSocket round trip from a page, in ms. */
const echo = (address: string): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(address)
    socket.addEventListener('open', () => {
      const sent = performance.now()
      socket.addEventListener('message', () => {
        resolve(performance.now() - sent)
        socket.close()
      })
      socket.send('x'.repeat(200))
    })
  })

/** Resolves with the wall clock of the frame in which `text` was painted. */
const painted = (text: string): Promise<number> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!document.querySelector('.talk')?.textContent?.includes(text)) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())))
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { childList: true, subtree: true, characterData: true })
    look()
  })

/** From a comment sent in one browser to its paint in another, beside the echo of a bare WebSocket. */
export const measureEditToPaint = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-bench-'))
  const server = await startCarrelServer(path.join(folder, 'data'))
  const echoes = new WebSocketServer({ port: 0 })
  echoes.on('connection', (socket) => socket.on('message', (data) => socket.send(data)))
  // reason: a TCP server that listens has an address object, never a pipe name
  const echoAddress = `ws://localhost:${(echoes.address() as AddressInfo).port}`
  const origin = () => `http://localhost:${server.port}`
  const [ada, ben] = [createPerson(origin), createPerson(origin)]
  const title = starter.papers[0]?.title ?? ''
  try {
    const hers = await ada.open('/')
    await addToList(await openPaper(hers, title), 'Bench')
    const link = await shareList(hers, 'Bench')
    await delivered(hers)
    await joinList(ben, link, 'Ben')
    await openPaper(ben.page(), title)
    await openPaper(hers, title)
    const times: { readonly paint: number[]; readonly echo: number[] } = { paint: [], echo: [] }
    for (let round = 0; round < ROUNDS; round++) {
      const text = `bench ${round} done`
      const seen = ben.page().evaluate(painted, text)
      await hers.getByLabel('Write to Bench').fill(text)
      const sent = await hers.evaluate(() => {
        const button = [...document.querySelectorAll('button')].find(
          (one) => one.textContent.trim() === 'Comment',
        )
        const at = performance.timeOrigin + performance.now()
        button?.click()
        return at
      })
      times.paint.push((await seen) - sent)
      times.echo.push(await hers.evaluate(echo, echoAddress))
    }
    console.log('\nAn edit in one browser painted in another')
    console.log(line('echo of a bare WebSocket', times.echo))
    console.log(line('edit to paint, sealed, stored, acknowledged', times.paint))
    console.log(`  ${(median(times.paint) - median(times.echo)).toFixed(1)} ms over the echo (aim ≤ 60 ms)`)
  } finally {
    await ada.leave()
    await ben.leave()
    echoes.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
