import type { Page } from 'playwright-core'
import type { Person } from './person.ts'

/** Goes to the list called `title` by the rail, which a wide window shows. */
export const goToList = async (page: Page, title: string): Promise<void> => {
  await page.locator('nav.rail').getByRole('link', { name: title }).first().click()
  await page.locator('header.list-bar h1', { hasText: title }).waitFor()
}

/** The edit or the read link of a list of this person's, as the share dialog shows it. */
export const shareList = async (
  page: Page,
  title: string,
  kind: 'edit' | 'read' = 'edit',
): Promise<string> => {
  await goToList(page, title)
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  if (kind === 'read') await dialog.getByRole('button', { name: 'Can only read' }).click()
  const field = dialog.getByLabel(kind === 'edit' ? 'Link to edit the list' : 'Link to read the list')
  await field.waitFor()
  await page.waitForFunction(
    (label) => document.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)?.value.includes('#'),
    kind === 'edit' ? 'Link to edit the list' : 'Link to read the list',
  )
  const link = await field.inputValue()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  return link
}

/** Opens a link in this person's browser, under the address they know the server by, and joins. */
export const joinList = async (person: Person, link: string, name: string): Promise<void> => {
  const page = await person.open(`/join${new URL(link).hash}`)
  const press = page.getByRole('button', { name: /^(?:Join|Open the list)$/ })
  await press.waitFor()
  // Nobody hears of a reader, who is asked for no name.
  const field = page.getByLabel('Your name')
  if (await field.isVisible()) await field.fill(name)
  await press.click()
  await page.locator('header.list-bar').waitFor()
}
