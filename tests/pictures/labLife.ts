import type { Page } from 'playwright-core'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import { addTag, addToList, dayFromNow, delivered, openPaper, rowOf, type Person } from '../e2e/person.ts'
import { linkDevices } from '../e2e/linkDevices.ts'
import { goToList, joinList, shareList } from '../e2e/sharing.ts'

export const GROUP = 'Reading group'

export const titleOf = (at: number): string => starter.papers[at]?.title ?? ''

/** What the group has on its list: a paper of the feed, why it is there, and which of the three voted for it. */
const ENTRIES = [
  { at: 6, why: 'Explains the jump in our own training curves', votes: 'nti' },
  { at: 1, why: 'For Imke’s recordings', votes: 'ti' },
  { at: 4, why: '', votes: 'n' },
  { at: 9, why: 'The baseline everybody compares with', votes: 'ni' },
  { at: 12, why: '', votes: '' },
] as const

const leaveSheet = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.locator('article.paper-sheet').waitFor({ state: 'detached' })
}

const nameSelf = async (person: Person, name: string): Promise<void> => {
  const page = await person.open('/you')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.keyboard.press('Tab')
}

const vote = (page: Page, at: number): Promise<void> =>
  rowOf(page, titleOf(at))
    .getByRole('button', { name: /^Vote for/ })
    .click()

const fromMenu = async (page: Page, at: number, item: string): Promise<void> => {
  await rowOf(page, titleOf(at))
    .getByRole('button', { name: /^More for/ })
    .click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

const say = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel(`Write to ${GROUP}`).fill(text)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.locator('.talk').getByText(text).waitFor()
}

/** Saved, read and tagged papers, and a note: what a week of reading leaves behind. */
const readAlone = async (page: Page): Promise<void> => {
  for (const [at, tags] of [
    [6, ['grokking', 'to present']],
    [3, ['unlearning']],
    [8, ['unlearning', 'diffusion']],
    [0, ['diffusion']],
  ] as const) {
    const sheet = await openPaper(page, titleOf(at))
    await sheet.getByRole('button', { name: 'Save', exact: true }).first().click()
    for (const tag of tags) await addTag(sheet, tag)
    await leaveSheet(page)
  }
  const sheet = await openPaper(page, titleOf(6))
  await sheet.getByRole('group', { name: 'Reading' }).getByRole('button', { name: 'Reading' }).click()
  await sheet
    .getByRole('textbox', { name: 'Private note' })
    .fill('Section 4 is the part to show on Thursday.')
  await leaveSheet(page)
  for (const at of [2, 5]) {
    const row = rowOf(page, titleOf(at))
    await row.hover()
    await row.getByRole('button', { name: 'Skip' }).click()
  }
}

const planThursday = async (page: Page): Promise<void> => {
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Schedule' }).click()
  await page.getByRole('button', { name: 'Set a regular meeting' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Next meeting').fill(dayFromNow(3))
  await dialog.getByLabel('Time').fill('15:00')
  await dialog.getByLabel('Place or link').fill('Room 3.12')
  await dialog.getByRole('button', { name: 'Save' }).click()
  for (const [at, presenter] of [
    [6, 1],
    [1, 2],
  ] as const) {
    await page.getByRole('button', { name: `: date and presenter of ${titleOf(at)}` }).click()
    const day = dialog.getByRole('group', { name: 'Next meetings' }).getByRole('button')
    await (at === 6 ? day.first() : day.nth(1)).click()
    await dialog.getByLabel('Presenter').selectOption({ index: presenter })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
}

/** Three people, and Nadia's phone. */
export interface Lab {
  readonly nadia: Person
  readonly tomas: Person
  readonly imke: Person
  readonly phone: Person
}

/**
 * Three people of one lab do what a lab does, each in a browser of their own: a shared list with votes, reasons, a
 * meeting, a discussion. Nadia's browsers are left closed, the others are in the list; resolves with its address and
 * its links.
 */
export const liveInALab = async ({
  nadia,
  tomas,
  imke,
  phone,
}: Lab): Promise<{ readonly list: string; readonly link: string; readonly readOnly: string }> => {
  await nameSelf(nadia, 'Nadia Rahal')
  await linkDevices(phone, nadia)
  await phone.open('/you')
  await phone.close()
  const page = await nadia.open('/')
  await readAlone(page)
  for (const { at } of ENTRIES) {
    await addToList(await openPaper(page, titleOf(at)), GROUP)
    await leaveSheet(page)
  }
  const link = await shareList(page, GROUP)
  const readOnly = await shareList(page, GROUP, 'read')
  await delivered(page)
  await joinList(tomas, link, 'Tomás Vega')
  await joinList(imke, link, 'Imke Visser')
  for (const [letter, person] of [
    ['n', nadia],
    ['t', tomas],
    ['i', imke],
  ] as const) {
    await goToList(person.page(), GROUP)
    await rowOf(person.page(), titleOf(12)).waitFor()
    for (const { at, votes } of ENTRIES) if (votes.includes(letter)) await vote(person.page(), at)
  }
  for (const { at, why } of ENTRIES) {
    if (why === '') continue
    await fromMenu(page, at, 'Say why it is here')
    await page.getByLabel('Why this paper is here').fill(why)
    await page.keyboard.press('Enter')
  }
  await fromMenu(page, 6, 'Show the group: read')
  await fromMenu(tomas.page(), 6, 'Show the group: reading')
  await fromMenu(imke.page(), 1, 'Show the group: reading')
  await planThursday(page)

  await openPaper(tomas.page(), titleOf(6))
  await say(
    tomas.page(),
    'Figure 3 is what we saw in March: the loss falls long after the training set is learnt.',
  )
  await openPaper(imke.page(), titleOf(6))
  await say(imke.page(), 'Does it hold without weight decay? They only show it with.')
  await goToList(page, GROUP)
  await openPaper(page, titleOf(6))
  await page.locator('.talk').getByText('Does it hold').waitFor()
  await page
    .locator('.talk')
    .getByRole('button', { name: /^Answer/ })
    .last()
    .click()
  const answer = page.getByLabel('Answer Imke')
  await answer.fill('Appendix C does, with a smaller gap. I will bring a slide.')
  await answer.press('Control+Enter')
  await page.locator('.talk').getByText('I will bring a slide').waitFor()
  // They stay in the note, where their carets are seen.
  const note = (person: Person) => person.page().getByRole('textbox', { name: `Group’s note in ${GROUP}` })
  await note(tomas).fill(
    'For Thursday\n\nThe rank of the kernel before and after the jump: is it really fixed early on?',
  )
  await note(imke).click()
  await imke
    .page()
    .waitForFunction(() =>
      document.querySelector('.group-note .text-mirror')?.textContent?.includes('Thursday'),
    )
  await note(imke).press('Control+End')
  await imke.page().keyboard.type(' Appendix C says so.')
  await page.locator('.group-note .text-mirror', { hasText: 'Appendix C' }).waitFor({ state: 'attached' })
  await note(tomas).click()
  await delivered(page)
  const list = new URL(page.url()).pathname.replace(/\/paper\/.*$/u, '')
  await nadia.close()
  return { list, link, readOnly }
}
