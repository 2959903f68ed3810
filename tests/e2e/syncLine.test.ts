import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { startCutProxy, type CutProxy } from '../helpers/cutProxy.ts'
import { createPerson, rowOf, type Person } from './person.ts'

const title = (at: number): string => starter.papers[at]?.title ?? ''
/** An act is on the relay and acknowledged, with a good deal to spare. */
const DELIVERED_MS = 700

let folder: string
let server: CarrelServer
let wire: CutProxy
let ada: Person

beforeAll(async () => {
  buildCarrel()
  folder = mkdtempSync(path.join(tmpdir(), 'carrel-sync-line-'))
  server = await startCarrelServer(folder)
  wire = await startCutProxy(() => server.port)
  ada = createPerson(() => wire.origin, { phone: true })
})
afterAll(async () => {
  await ada?.leave()
  await wire?.close()
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('on a phone an act that is delivered at once moves nothing; what waits is said, and that it was delivered', async () => {
  onTestFailed(() => ada.picture('sync-line'))
  const page = await ada.open('/')
  const line = page.locator('.phone-foot .sync')
  const save = async (at: number): Promise<void> => {
    await rowOf(page, title(at)).getByRole('button', { name: /^Save/ }).click()
  }
  await rowOf(page, title(0)).waitFor()
  await ada.open('/you')
  await page.getByText('Everything is delivered').waitFor()
  await page.getByRole('link', { name: 'Feed', exact: true }).click()
  await rowOf(page, title(0)).waitFor()
  await page.evaluate(() => {
    const foot = document.querySelector('.phone-foot')
    if (!foot) throw new Error('a phone has a foot')
    document.body.dataset['lines'] = '0'
    new MutationObserver(() => {
      if (!foot.querySelector('.sync')) return
      document.body.dataset['lines'] = String(Number(document.body.dataset['lines']) + 1)
    }).observe(foot, { childList: true, subtree: true })
  })
  for (const at of [0, 1, 2]) {
    await save(at)
    await page.waitForTimeout(DELIVERED_MS)
  }
  expect(await page.evaluate(() => document.body.dataset['lines'])).toBe('0')

  wire.cut()
  await save(3)
  await line.getByText('Waiting for the network: 1 change').waitFor()
  wire.mend()
  await line.getByText('Everything delivered', { exact: true }).waitFor()
  await line.waitFor({ state: 'detached' })
})
