import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { buildCarrel, startCarrelServer } from '../helpers/carrelServer.ts'
import { createPerson, type Person } from './person.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const axe = async (page: Page, name: string) => {
  await page.evaluate(AXE)
  const r: any = await page.evaluate(
    (tags) => (globalThis as any).axe.run({ runOnly: tags }),
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  )
  for (const v of r.violations)
    for (const n of v.nodes)
      console.log('AXE', name, v.id, n.html.slice(0, 160), n.failureSummary.slice(0, 200))
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (over > 0) console.log('OVERFLOW', name, over)
}
test('look', async () => {
  buildCarrel()
  const server = await startCarrelServer(mkdtempSync(path.join(tmpdir(), 'look-')))
  const origin = () => `http://localhost:${server.port}`
  for (const [kind, a, b] of [['light', { phone: true, still: true }, { still: true }]] as const) {
    const asker = createPerson(origin, a)
    const giver = createPerson(origin, b)
    const shot = async (who: Person, name: string) => {
      await who.page().waitForTimeout(250)
      await who.picture(`${kind}-${name}`)
      await axe(who.page(), `${kind}-${name}`)
    }
    const page = await asker.open('/link/new')
    await page.getByRole('button', { name: 'Show the code' }).waitFor()
    await shot(asker, 'ask-rest')
    await page.getByRole('button', { name: 'Show the code' }).click()
    const address = await page.getByLabel('Link for your other device').inputValue()
    await page.getByText('Waiting for your other').waitFor()
    await shot(asker, 'ask-code')
    const gives = await giver.open('/link')
    await gives.getByRole('button', { name: 'Open the link' }).click()
    await shot(giver, 'give-paste')
    await gives.getByLabel('Link shown by the new device').fill(address)
    await gives.getByRole('button', { name: 'Open the link' }).click()
    await gives.getByRole('button', { name: 'I hold it in my hand' }).waitFor()
    await shot(giver, 'give-rest')
    await gives.getByRole('button', { name: 'I hold it in my hand' }).click()
    await gives.getByRole('button', { name: 'They are the same' }).click()
    await shot(giver, 'give-compare')
    await page.getByRole('button', { name: 'They are the same' }).waitFor()
    await shot(asker, 'ask-compare')
    await page.getByRole('button', { name: 'They are the same' }).click()
    await page.getByRole('heading', { name: 'Linked', exact: true }).waitFor()
    await gives.getByRole('heading', { name: 'Linked', exact: true }).waitFor()
    await shot(asker, 'ask-done')
    await shot(giver, 'give-done')
    await gives.goto(`${origin()}/you`)
    await gives.locator('.device-list li').nth(1).waitFor()
    await gives.locator('#you-devices').scrollIntoViewIfNeeded()
    await shot(giver, 'you')
    await page.goto(`${origin()}/you`)
    await page.locator('.device-list li').nth(1).waitFor()
    await page.locator('#you-devices').scrollIntoViewIfNeeded()
    await shot(asker, 'you2')
    await gives.getByRole('button', { name: /I lost it/ }).click()
    await gives.getByRole('dialog').waitFor()
    await shot(giver, 'lose')
    await gives.keyboard.press('Escape')
    await gives.goto(`${origin()}/link`)
    await gives.getByLabel('Link shown by the new device').fill(address)
    await gives.getByRole('button', { name: 'Open the link' }).click()
    await gives.getByRole('button', { name: 'I hold it in my hand' }).click()
    await gives.getByRole('heading', { name: 'Not linked' }).waitFor()
    await shot(giver, 'ended')
    await asker.leave()
    await giver.leave()
  }
  await server.stop()
})
