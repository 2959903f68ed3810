import type { Page } from 'playwright-core'
import type { Person } from './person.ts'

/** The new device shows its code; the answer is the address in it. */
export const showCode = async (person: Person): Promise<string> => {
  const page = await person.open('/link/new')
  await page.getByRole('button', { name: 'Show the code' }).click()
  return page.getByLabel('Link for your other device').inputValue()
}

/** The six digits on a device's screen. */
export const codeOn = (page: Page): Promise<string | null> =>
  page.locator('.link-code').getAttribute('aria-label')

/** Both look at the numbers, and find them alike. */
export const compareAndAgree = async (asker: Page, giver: Page): Promise<void> => {
  const codes: (string | null)[] = []
  for (const page of [asker, giver]) {
    await page.getByRole('heading', { name: 'Compare the two screens' }).waitFor()
    codes.push(await codeOn(page))
  }
  if (!/^\d( \d){5}$/.test(codes[0] ?? '') || codes[0] !== codes[1])
    throw new Error(`the screens say ${codes.join(' and ')}`)
  for (const page of [asker, giver]) await page.getByRole('button', { name: 'They are the same' }).click()
  for (const page of [asker, giver])
    await page.getByRole('heading', { name: 'Linked', exact: true }).waitFor()
}

/** Gives `asker`, a new device, what `giver` has; both are in hand. The answer is the asker's page. */
export const linkDevices = async (asker: Person, giver: Person): Promise<Page> => {
  const address = await showCode(asker)
  const gives = await giver.open(`/link${new URL(address).hash}`)
  await gives.getByRole('button', { name: 'I hold it in my hand' }).waitFor()
  if (new URL(gives.url()).hash !== '') throw new Error('the code is still in the address')
  await gives.getByRole('button', { name: 'I hold it in my hand' }).click()
  await compareAndAgree(asker.page(), gives)
  await asker.page().getByRole('button', { name: 'Open your library' }).click()
  await asker.page().locator('.recalled').waitFor({ state: 'detached' })
  return asker.page()
}
