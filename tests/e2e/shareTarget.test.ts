import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { faultsOf } from './axe.ts'
import { createPerson, type Person } from './person.ts'
import { shareInto } from './shareInto.ts'

describe('what another app shares', () => {
  let folder: string
  let server: CarrelServer
  let ada: Person
  const kept = (page: Page): Promise<unknown> =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready
      while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20))
    })
  const shelf = (page: Page) => page.getByRole('region', { name: 'Shared into Carrel' })

  beforeAll(buildCarrel)
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-share-'))
    server = await startCarrelServer(folder)
    ada = createPerson(() => `http://localhost:${server.port}`)
  })
  afterEach(async () => {
    await ada.leave()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is kept with no network until the person is done with it, whatever is closed meanwhile', async () => {
    const page = await ada.open('/')
    await kept(page)
    await server.stop('SIGKILL')
    await shareInto(page, { text: 'Look at this: https://arxiv.org/abs/2306.99991' })
    await page.getByText('arXiv 2306.99991').first().waitFor()
    await shareInto(page, {
      files: [
        ['ids.txt', 'doi:10.1000/xyz123'],
        ['library.carrel', 'sealed'],
      ],
    })
    await page.getByText('DOI 10.1000/xyz123').first().waitFor()

    await ada.close()
    const again = await ada.open('/add')
    await shelf(again).getByRole('button', { name: 'ids.txt', exact: true }).waitFor()
    expect(await shelf(again).getByRole('listitem').count()).toBe(2)
    expect(await faultsOf(again)).toEqual([])
    // The page of backups takes it, and says what it is.
    await shelf(again).getByRole('button', { name: 'library.carrel', exact: true }).click()
    await again.getByText('This is no backup of Carrel').first().waitFor()
    await again.goBack()
    await shelf(again)
      .getByRole('button', { name: /^Look at this/ })
      .click()
    await again.getByText('arXiv 2306.99991').first().waitFor()
    await shelf(again).getByRole('button', { name: 'Done with it: ids.txt' }).click()
    await expect.poll(() => shelf(again).getByRole('listitem').count()).toBe(1)
    await again.reload()
    await shelf(again).waitFor()
    expect(await shelf(again).getByRole('listitem').count()).toBe(1)
  })

  test('is said not to have been kept where nothing could keep it', async () => {
    const page = await ada.open('/you')
    await page.evaluate(async () => {
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister()
    })
    await page.goto(`http://localhost:${server.port}/healthz`)
    await shareInto(page, { text: 'lost' })
    await page.getByText('What you shared could not be kept on this device').first().waitFor()
  })

  test('and a file that the system opens with Carrel is taken in the same way', async () => {
    const page = await ada.open('/')
    await kept(page)
    await page.addInitScript(() => {
      const handle = { kind: 'file', getFile: async () => new File(['arXiv:2306.99992'], 'opened.txt') }
      // The browser's own cannot be assigned to.
      Object.defineProperty(globalThis, 'launchQueue', {
        value: { setConsumer: (take: (launch: unknown) => void) => take({ files: [handle] }) },
      })
    })
    await page.goto(`http://localhost:${server.port}/add`)
    await page.getByText('arXiv 2306.99992').first().waitFor()
    await shelf(page).getByRole('button', { name: 'opened.txt', exact: true }).waitFor()
  })
})
