import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import * as Y from 'yjs'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { capabilityFromOwnerSecret, type Capability } from '../../src/crypto/capability.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc } from '../../src/sync/syncDoc.ts'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { startCutProxy, type CutProxy } from '../helpers/cutProxy.ts'
import { endAll, join } from '../relay/peer.ts'
import { QUICK, until } from '../sync/quick.ts'
import { NodeWebSocket } from '../sync/world.ts'
import { addToList, createPerson, delivered, openPaper, rowOf, WAIT_MS, type Person } from './person.ts'
import { goToList, joinList, shareList } from './sharing.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const title = (at: number): string => starter.papers[at]?.title ?? ''
const LIST = 'Thursday reading group'
const SAID = 'The second lemma does not hold for n = 2.'
const NOTE = 'Read the appendix before Thursday.'
const poll = { timeout: WAIT_MS, interval: 100 }
const DAY = 86_400_000

/** A process that believes it is yesterday. */
const YESTERDAY = `--import data:text/javascript,${encodeURIComponent(
  `const now = Date.now; Date.now = () => now() - ${DAY}`,
)}`

/** A device of somebody who has the link, as the shipped client is one; `work` is done in the list's document. */
const withDevice = async (
  port: number,
  capability: Capability,
  work: (doc: Y.Doc) => Promise<void> | void,
  timing = QUICK,
): Promise<void> => {
  const doc = new Y.Doc()
  const link = createRelayLink({ url: `ws://localhost:${port}/relay`, WebSocket: NodeWebSocket })
  const sealed = syncDoc({ doc, capability, link, presence: false, tabs: false, timing })
  await sealed.settled()
  await work(doc)
  await sealed.settled()
  sealed.destroy()
  link.close()
}
/** The log is replaced by a snapshot, as the client does by itself when it is long. */
const keepVersion = (port: number, capability: Capability): Promise<void> =>
  withDevice(
    port,
    capability,
    () =>
      until(async () => (await join(port, capability)).welcome.snapshotSize > 0, 'a version is kept', 60_000),
    { ...QUICK, compactRecords: 0, compactJitterMs: 0 },
  )

const librarySecretOf = async (page: Page): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await page.evaluate(
      () =>
        new Promise<number[]>((resolve, reject) => {
          const opening = indexedDB.open('carrel-keyring')
          opening.onerror = () => reject(new Error('the keyring does not open'))
          opening.onsuccess = () => {
            const asking = opening.result.transaction('values').objectStore('values').get('keyring')
            asking.onsuccess = () => {
              opening.result.close()
              resolve([...asking.result.librarySecret])
            }
          }
        }),
    ),
  )

/** What axe finds in the page as it stands. */
const faultsOf = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    // reason: axe came as a script a line above and has no types here
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  })
}

const openEarlier = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: 'Earlier versions' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: `Earlier versions of “` }).waitFor()
  return dialog
}
/** The oldest that is kept: yesterday's. */
const openOldest = async (dialog: Locator): Promise<void> => {
  await dialog.locator('.earlier-versions button').last().click()
  await dialog.getByRole('heading', { name: /^As it was on \w+day \d+ \w+, \d\d:\d\d$/ }).waitFor()
}

describe('what a list and a library were yesterday', () => {
  let folder: string
  let server: CarrelServer
  let wire: CutProxy
  let ada: Person
  let ben: Person
  let rita: Person
  let list: Capability
  let library: Capability

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-earlier-'))
    server = await startCarrelServer(folder, 0, { NODE_OPTIONS: YESTERDAY })
    wire = await startCutProxy(() => server.port)
    ada = createPerson(() => wire.origin, { still: true })
    ben = createPerson(() => wire.origin, { phone: true, dark: true, still: true })
    rita = createPerson(() => wire.origin, { still: true })
    const hers = await ada.open('/')
    for (const at of [0, 1, 2]) await addToList(await openPaper(hers, title(at)), LIST)
    const sheet = await openPaper(hers, title(0))
    await sheet.getByLabel(`Write to ${LIST}`).fill(SAID)
    await sheet.getByRole('button', { name: 'Comment' }).click()
    await sheet.getByText(SAID).waitFor()
    await sheet.getByRole('textbox', { name: 'Private note' }).fill(NOTE)
    const edit = await shareList(hers, LIST)
    const read = await shareList(hers, LIST, 'read')
    await delivered(hers)
    const parsed = await parseLink(edit)
    if (!parsed.ok) throw new Error(parsed.error)
    list = parsed.value.capability
    library = await capabilityFromOwnerSecret(await librarySecretOf(hers))
    await keepVersion(server.port, list)
    await keepVersion(server.port, library)
    await server.stop()
    server = await startCarrelServer(folder, server.port)
    await joinList(ben, edit, 'Ben')
    await joinList(rita, read, 'Rita')
  })
  afterAll(async () => {
    for (const person of [ada, ben, rita]) await person?.leave()
    await endAll()
    await wire?.close()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  const onFault = (): void =>
    onTestFailed(async () => {
      for (const [who, person] of Object.entries({ ada, ben, rita })) await person.picture(`earlier-${who}`)
    })

  test('what somebody with the link destroyed comes back for everybody, from yesterday’s version', async () => {
    onFault()
    await withDevice(server.port, list, (doc) => {
      doc.transact(() => {
        doc.getMap('added').clear()
        doc.getMap('meta').set('title', 'Spoilt')
        for (const id of doc.getMap('comments').keys()) {
          const text = doc.getText(`comment:${id}`)
          text.delete(0, text.length)
        }
      })
    })
    const [hers, bens] = [ada.page(), ben.page()]
    await expect.poll(() => bens.locator('#app article.paper').count(), poll).toBe(0)
    await goToList(hers, 'Spoilt')
    const dialog = await openEarlier(hers)
    expect(await faultsOf(hers)).toEqual([])
    await ada.picture('earlier-versions')
    await openOldest(dialog)
    await dialog.getByText('3 things are missing now; 1 thing reads differently.').waitFor()
    expect(await faultsOf(hers)).toEqual([])
    await ada.picture('earlier-differences')
    // Opening it has changed nothing.
    expect(await bens.locator('#app article.paper').count()).toBe(0)
    await dialog.getByRole('button', { name: `Bring back ${title(1)}` }).click()
    await rowOf(bens, title(1)).waitFor()
    expect(await bens.locator('#app article.paper').count()).toBe(1)
    // By the keyboard, where the focus was left.
    await expect
      .poll(() => hers.evaluate(() => document.activeElement?.textContent?.trim()), poll)
      .toBe('Undo')
    await hers.keyboard.press('Enter')
    await expect.poll(() => bens.locator('#app article.paper').count(), poll).toBe(0)
    await dialog.getByRole('button', { name: 'Bring back all that is missing' }).click()
    await dialog.getByRole('button', { name: 'Bring back: name' }).click()
    await dialog.getByText('Everything was as it is now.').waitFor()
    await hers.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    for (const at of [0, 1, 2]) await rowOf(bens, title(at)).waitFor()
    await bens.locator('header.list-bar h1', { hasText: LIST }).waitFor()
    await rowOf(bens, title(0)).locator('h3 a').click()
    await bens.getByText(SAID).waitFor()
    await bens.goBack()
  })

  test('on a phone in the dark it is as readable, and who may only read looks and changes nothing', async () => {
    onFault()
    const bens = ben.page()
    const dialog = await openEarlier(bens)
    await ben.picture('earlier-phone-versions')
    await openOldest(dialog)
    expect(await faultsOf(bens)).toEqual([])
    await ben.picture('earlier-phone')
    expect(
      await bens.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0)
    await bens.keyboard.press('Escape')
    await withDevice(server.port, list, (doc) => {
      for (const key of [...doc.getMap('added').keys()].slice(0, 1)) doc.getMap('added').delete(key)
    })
    const ritas = rita.page()
    await expect.poll(() => ritas.locator('#app article.paper').count(), poll).toBe(2)
    const reading = await openEarlier(ritas)
    await openOldest(reading)
    await reading.getByText('1 thing is missing now.').waitFor()
    await reading.getByText('only those who may edit can bring things back').waitFor()
    expect(await reading.getByRole('button', { name: /^Bring back/ }).count()).toBe(0)
    await ritas.keyboard.press('Escape')
  })

  test('a note that was lost comes back into the library, and without a connection the dialog says so', async () => {
    onFault()
    await withDevice(server.port, library, (doc) => {
      for (const name of [...doc.share.keys()].filter((root) => root.startsWith('note:'))) {
        const note = doc.getText(name)
        note.delete(0, note.length)
      }
    })
    const hers = await ada.open('/you')
    await hers.getByRole('button', { name: 'Look at earlier versions' }).click()
    const dialog = hers.getByRole('dialog')
    await openOldest(dialog)
    await dialog.getByText(NOTE).waitFor()
    await dialog.getByRole('button', { name: `Bring back the note of ${title(0)}` }).click()
    await dialog.getByText('Everything was as it is now.').waitFor()
    await hers.keyboard.press('Escape')
    await ada.open('/')
    const sheet = await openPaper(hers, title(0))
    await expect
      .poll(() => sheet.getByRole('textbox', { name: 'Private note' }).inputValue(), poll)
      .toBe(NOTE)
    // Only an app that is kept whole opens without the server.
    await hers.evaluate(async () => {
      await navigator.serviceWorker.ready
      while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20))
    })
    wire.cut()
    await ada.open('/you').catch(() => undefined)
    await hers.getByRole('button', { name: 'Look at earlier versions' }).click()
    await hers.getByRole('dialog').getByText('are kept on the server and need a connection').waitFor()
    wire.mend()
    await hers.getByRole('dialog').locator('.earlier-versions button').first().waitFor()
  })
})
