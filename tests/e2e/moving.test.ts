import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { addToList, createPerson, delivered, openPaper, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const LIST = 'Thursday reading group'
const PAPER = starter.papers[0]?.title ?? ''

describe('a list that moves', () => {
  let folder: string
  let server: CarrelServer
  const people: Person[] = []
  const somebody = (options: Parameters<typeof createPerson>[1] = {}): Person => {
    const person = createPerson(() => `http://localhost:${server.port}`, options)
    people.push(person)
    return person
  }
  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-moving-'))
    server = await startCarrelServer(folder)
  }, 120_000)
  afterAll(async () => {
    for (const person of people) await person.leave()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test(
    'the owner leaves somebody out: the others go on by themselves, also one who was away, and old links open nothing',
    { timeout: 180_000 },
    async () => {
      const [ana, ben, cleo] = [somebody(), somebody(), somebody()]
      onTestFailed(async () => {
        for (const [at, person] of people.entries()) await person.picture(`moving-${at}`)
      })
      const anas = await ana.open('/')
      await addToList(await openPaper(anas, PAPER), LIST)
      const link = await shareList(anas, LIST)
      await joinList(ben, link, 'Ben')
      await joinList(cleo, link, 'Cleo')
      await anas.getByText('Ben').first().waitFor({ state: 'attached' })
      await delivered(cleo.page())
      await cleo.close()
      // Ben is offline while it happens, and writes.
      await delivered(ben.page())
      await ben.context().setOffline(true)
      const bens = ben.page()
      const sheet = await openPaper(bens, PAPER)
      await sheet.getByLabel(`Write to ${LIST}`).fill('Written while away.')
      await sheet.getByRole('button', { name: 'Comment' }).click()
      await sheet.getByText('Written while away.').waitFor()

      await goToList(anas, LIST)
      await anas.getByRole('button', { name: 'Share' }).click()
      // By keyboard alone: to the button, to Ben's box, to the button that does it.
      await anas.getByRole('button', { name: /Remove somebody/ }).focus()
      await anas.keyboard.press('Enter')
      const dialog = anas.getByRole('dialog', { name: /Who stays/ })
      await dialog.getByRole('checkbox', { name: /Ben/ }).focus()
      await anas.keyboard.press('Space')
      await dialog.getByText('stays', { exact: true }).waitFor()
      await dialog.getByRole('button', { name: 'Leave out Cleo' }).focus()
      await anas.keyboard.press('Enter')
      await dialog.waitFor({ state: 'hidden' })
      await anas.getByText('Left out: Cleo.').first().waitFor()
      await delivered(anas)

      // Ben comes back, and what he wrote comes along.
      await ben.context().setOffline(false)
      await (await openPaper(anas, PAPER)).getByText('Written while away.').waitFor()
      await anas.locator('article.paper-sheet').getByLabel(`Write to ${LIST}`).fill('Seen.')
      await anas.locator('article.paper-sheet').getByRole('button', { name: 'Comment' }).click()
      await bens.locator('article.paper-sheet').getByText('Seen.').waitFor()

      // Cleo keeps what she had, and is told.
      const cleos = await cleo.open('/')
      await goToList(cleos, LIST)
      await cleos.getByText('you were not taken along').waitFor()
      const hers = await openPaper(cleos, PAPER)
      expect(await hers.getByText('Seen.').count()).toBe(0)
      expect(await hers.getByLabel(`Write to ${LIST}`).count()).toBe(0)

      const dan = somebody()
      const dans = await dan.open(`/join${new URL(link).hash}`)
      await dans.getByRole('heading', { name: 'This list has moved' }).waitFor()
      expect(await dans.getByRole('button', { name: 'Join', exact: true }).count()).toBe(0)

      // The new link lets her in again.
      await anas.keyboard.press('Escape')
      const fresh = await shareList(anas, LIST)
      expect(new URL(fresh).hash).not.toBe(new URL(link).hash)
      await joinList(cleo, fresh, 'Cleo')
      await (await openPaper(cleo.page(), PAPER)).getByText('Seen.').waitFor({ timeout: WAIT_MS })
    },
  )
})
