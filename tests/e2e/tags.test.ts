import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildCarrel, startCarrelServer, type CarrelServer } from '../helpers/carrelServer.ts'
import { createPerson } from './person.ts'

/** The name of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement
    return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? ''
  })
/** Goes down an open menu to the item, and takes it. */
const chooseInMenu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('menuitem', { name: item }).waitFor()
  await page.locator('[role="menu"]:focus').waitFor()
  const highlighted = page.locator('[data-highlighted]')
  for (let step = 0; step < 8; step++) {
    if ((await highlighted.allTextContents()).some((text) => text.includes(item))) break
    await page.keyboard.press('ArrowDown')
    await highlighted.waitFor()
  }
  await page.keyboard.press('Enter')
}
const tagNames = (page: Page): Promise<readonly string[]> =>
  page.locator('.tag-lines [data-tag]').allTextContents()
/** What is read aloud on a page, as the browser tells it. */
const readAloud = async (page: Page): Promise<string> => {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return nodes
    .filter((node) => !node.ignored && node.role?.value === 'StaticText')
    .map((node) => String(node.name?.value ?? ''))
    .join('')
}
const titles = (page: Page): Promise<readonly string[]> =>
  page.locator('section.list article.paper h3').allTextContents()

describe('tags, a filter and a view', () => {
  let folder: string
  let server: CarrelServer
  const person = createPerson(() => `http://localhost:${server.port}`, { keepsApp: false })

  beforeAll(async () => {
    buildCarrel()
    folder = mkdtempSync(path.join(tmpdir(), 'carrel-tags-'))
    server = await startCarrelServer(folder)
  })
  afterAll(async () => {
    await person.leave()
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('are given, renamed, merged, undone, filtered by, kept and found again, by keyboard alone', async () => {
    const page = await person.open('/')
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    await page.locator('#app article.paper h3').first().waitFor()
    // Three papers are saved, with the tags rl + agents, reinforcement learning + agents, rl + agents + survey.
    for (const names of [
      ['rl', 'agents'],
      ['Reinforcement learning', 'agents'],
      ['rl', 'agents', 'survey'],
    ]) {
      await press('j', 's', 't')
      const field = page.getByRole('combobox', { name: 'Add a tag' })
      await field.waitFor()
      for (const name of names) {
        await page.keyboard.type(name)
        await press('Enter')
        await page.locator('.paper-sheet .tag.own a').getByText(name, { exact: true }).waitFor()
      }
      await press('Escape', 'Escape')
      await page.locator('.paper-sheet').waitFor({ state: 'detached' })
    }

    // Read aloud, no tag runs into the next.
    expect(await readAloud(page)).toContain('tag agents,tag rl,tag survey,')

    // Renaming in place.
    await press('g', 't')
    await expect.poll(() => tagNames(page)).toEqual(['agents', 'Reinforcement learning', 'rl', 'survey'])
    await press('j', 'F2')
    await expect.poll(() => focused(page)).toBe('New name of agents')
    await page.keyboard.type('LLM agents')
    await press('Enter')
    await expect.poll(() => tagNames(page)).toEqual(['LLM agents', 'Reinforcement learning', 'rl', 'survey'])
    await expect.poll(() => focused(page)).toBe('LLM agents')

    // Merging, with a sentence first; undone, and done again by renaming.
    await press('j', 'j')
    await expect.poll(() => focused(page)).toBe('rl')
    await press('Tab', 'Enter')
    await chooseInMenu(page, 'Merge into…')
    await expect.poll(() => page.locator('select:focus').count()).toBe(1)
    await page.keyboard.type('Reinf')
    await page
      .getByText('2 papers tagged “rl” get “Reinforcement learning” instead. You can undo it.')
      .waitFor()
    await press('Tab', 'Tab')
    await expect.poll(() => focused(page)).toBe('Merge')
    await press('Enter')
    await expect.poll(() => tagNames(page)).toEqual(['LLM agents', 'Reinforcement learning', 'survey'])
    await expect.poll(() => focused(page)).toBe('Reinforcement learning')
    await press('u')
    await expect.poll(() => tagNames(page)).toEqual(['LLM agents', 'Reinforcement learning', 'rl', 'survey'])
    await page.locator('[data-tag="rl"]').focus()
    await press('F2')
    await expect.poll(() => focused(page)).toBe('New name of rl')
    await page.keyboard.type('reinforcement LEARNING')
    await press('Enter')
    await expect.poll(() => tagNames(page)).toEqual(['LLM agents', 'Reinforcement learning', 'survey'])

    await expect.poll(() => focused(page)).toBe('Reinforcement learning')

    // Removing, and back.
    await page.locator('[data-tag="survey"]').focus()
    await press('Tab', 'Enter')
    await chooseInMenu(page, 'Remove from 1 paper')
    await expect.poll(() => tagNames(page)).toEqual(['LLM agents', 'Reinforcement learning'])
    await expect.poll(() => focused(page)).toBe('Reinforcement learning')
    await press('u')
    await expect.poll(() => tagNames(page)).toHaveLength(3)

    // A filter: with one tag, without another.
    await press('g', 's')
    await page.getByRole('heading', { name: 'Saved' }).waitFor()
    await expect.poll(() => titles(page)).toHaveLength(3)
    const all = await titles(page)
    await press('f')
    await expect.poll(() => focused(page)).toBe('Words of a title, author or abstract')
    await press('Tab', 'Enter')
    await expect.poll(() => focused(page)).toBe('With tag')
    await page.keyboard.type('reinf')
    await press('Enter', 'Escape')
    await page.getByText('3 of 3 papers').waitFor()
    await expect.poll(() => focused(page)).toBe('With tag')
    await press('Tab', 'Enter')
    await page.keyboard.type('surv')
    await press('Enter', 'Escape')
    await page.getByText('2 of 3 papers').waitFor()
    expect(new URL(page.url()).search).toBe('?tags=reinforcement-learning&not=survey')
    await page.goBack()
    await page.getByText('3 of 3 papers').waitFor()
    await page.goForward()
    await page.getByText('2 of 3 papers').waitFor()
    const passing = await titles(page)
    expect(passing).toHaveLength(2)

    // Kept, and there after a reload, in the menu and in the palette.
    await page.getByRole('button', { name: 'Keep this view' }).focus()
    await press('Enter')
    const name = page.getByRole('dialog').getByLabel('Name')
    await expect.poll(() => name.inputValue()).toBe('Reinforcement learning, not survey')
    await name.fill('To discuss')
    await press('Enter')
    await page.getByRole('heading', { name: 'To discuss' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'To discuss' }).waitFor()
    await expect.poll(() => titles(page)).toEqual(passing)
    // One key clears; what nothing passes says what to loosen.
    await page.locator('section.list article.paper h3 a').first().focus()
    await press('Escape')
    await expect.poll(() => titles(page)).toEqual(all)
    await press('f')
    await page.keyboard.type('a word that no paper has')
    await page.getByText('No paper passes this filter').waitFor()
    await page.getByRole('button', { name: /^Drop “a word that no paper has”/ }).focus()
    await press('Enter')
    await expect.poll(() => titles(page)).toEqual(all)
    await expect.poll(async () => all.includes(await focused(page))).toBe(true)
    await press('Control+k')
    await page.getByRole('combobox', { name: 'Papers, lists, tags and commands' }).waitFor()
    await page.keyboard.type('to disc')
    await page.getByRole('option', { name: 'To discuss' }).waitFor()
    await press('Enter')
    await expect.poll(() => titles(page)).toEqual(passing)

    // A second view, moved before the first, both kept in that order; removed, and back.
    await page.goto(new URL('/saved?reading=none', page.url()).href)
    await page.getByText('3 of 3 papers').waitFor()
    await page.getByRole('button', { name: 'Keep this view' }).focus()
    await press('Enter')
    await name.fill('Not begun')
    await press('Enter')
    const views = page.locator('nav.rail [data-view]')
    await expect.poll(() => views.allTextContents()).toEqual(['To discuss', 'Not begun'])
    await views.last().focus()
    await press('Alt+ArrowUp')
    await expect.poll(() => views.allTextContents()).toEqual(['Not begun', 'To discuss'])
    await expect.poll(() => focused(page)).toBe('Not begun')
    await page.reload()
    await expect.poll(() => views.allTextContents()).toEqual(['Not begun', 'To discuss'])
    await views.first().dragTo(views.last())
    await expect.poll(() => views.allTextContents()).toEqual(['To discuss', 'Not begun'])
    await press('u')
    await expect.poll(() => views.allTextContents()).toEqual(['Not begun', 'To discuss'])
    await page.getByRole('button', { name: 'What to do with the view Not begun' }).focus()
    await press('Enter')
    await chooseInMenu(page, 'Remove the view')
    await expect.poll(() => views.allTextContents()).toEqual(['To discuss'])
    await expect.poll(() => focused(page)).toBe('Keep this view')
    await press('u')
    await expect.poll(() => views.allTextContents()).toEqual(['Not begun', 'To discuss'])
  })
})
