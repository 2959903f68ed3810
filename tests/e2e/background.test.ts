import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { startCutProxy, type CutProxy } from '../helpers/cutProxy.ts'
import { addToList, createPerson, delivered, openPaper, WAIT_MS } from './person.ts'
import { joinList, shareList } from './sharing.ts'

const LISTS = ['Thursday reading group', 'Things to try'] as const
const title = (at: number): string => starter.papers[at]?.title ?? ''

describe('lists nobody has open', () => {
  let folder: string
  let server: CarrelServer
  let wire: CutProxy
  const ada = createPerson(() => `http://localhost:${server.port}`)
  const ben = createPerson(() => wire.origin)
  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-background-'))
    server = await startCarrelServer(folder)
    wire = await startCutProxy(() => server.port)
  }, 120_000)
  afterAll(async () => {
    await ada.leave()
    await ben.leave()
    await wire.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test(
    'every list is in step without being opened, over one connection, also after a sleep in which the line died',
    { timeout: 120_000 },
    async () => {
      onTestFailed(async () => {
        await ada.picture('background-ada')
        await ben.picture('background-ben')
      })
      const adas = await ada.open('/')
      const links: string[] = []
      for (const list of LISTS) {
        const sheet = await openPaper(adas, title(0))
        await addToList(sheet, list)
        links.push(await shareList(adas, list))
        await adas.goto(`http://localhost:${server.port}/`)
      }
      for (const link of links) await joinList(ben, link, 'Ben')
      // A start of its own, on a page that shows no list.
      await ben.close()
      const sockets: string[] = []
      const bens = await ben.open('/saved')
      bens.on('websocket', (socket) => sockets.push(socket.url()))
      await bens.reload()
      await delivered(bens)

      for (const list of LISTS) {
        const sheet = await openPaper(adas, title(1))
        await addToList(sheet, list)
        await adas.goto(`http://localhost:${server.port}/`)
      }
      await delivered(adas)
      const papersOf = (list: string) =>
        bens
          .locator('section.list a', { hasText: list })
          .first()
          .evaluate((link) => link.textContent ?? '')
      await bens.locator('nav.rail').getByRole('link', { name: LISTS[0] }).waitFor()
      // The page of all lists opens none of them.
      await bens.goto(`${wire.origin}/lists`)
      await expect
        .poll(() => Promise.all(LISTS.map(papersOf)), { timeout: WAIT_MS, interval: 200 })
        .toEqual(LISTS.map(() => expect.stringContaining('2 papers')))
      expect(sockets.every((url) => url.endsWith('/relay'))).toBe(true)

      // The line dies without a word; the browser says that the network is back.
      await delivered(bens)
      const before = sockets.length
      wire.swallow()
      const sheet = await openPaper(adas, title(2))
      await addToList(sheet, LISTS[1])
      await delivered(adas)
      await ben.context().setOffline(true)
      await ben.context().setOffline(false)
      await expect.poll(() => papersOf(LISTS[1]), { timeout: WAIT_MS, interval: 200 }).toContain('3 papers')
      expect(sockets.length).toBe(before + 1)
    },
  )
})
