import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import { arxivKey } from '../../src/domain/paperKey.ts'
import { ok } from '../../src/lib/result.ts'
import { keepLookedUp } from '../../src/state/keepLookedUp.ts'
import { freshBrowser } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { openWorld, type World } from '../sync/world.ts'
import { endPages, openPage } from './listsPage.ts'

let world: World
beforeEach(async () => {
  freshBrowser()
  world = await openWorld()
})
afterEach(async () => {
  endPages()
  await world.close()
})

const [untitled, titled, elsewhere] = [arxivKey('2501.00001'), arxivKey('2501.00002'), arxivKey('2501.00003')]
const found = (title: string): PaperSnapshot => ({
  source: 'arxiv',
  title,
  abstract: `What ${title} is about.`,
})
type Page = ReturnType<typeof openPage>
const keep = (page: Page): Promise<boolean> =>
  keepLookedUp(
    { ...page, canonical: (key) => key, libraryKept: async () => ok(null) },
    new Map([
      [untitled, found('Looked up')],
      [titled, found('Known better')],
      [elsewhere, found('Nobody put it here')],
    ]),
  )
const titleIn = (page: Page, list: string, key: typeof untitled): string | undefined =>
  page.lists.open(list).entry(key)?.paper?.title

test('a member’s look-up fills a paper without a title in the shared list, for everybody, and nothing else', async () => {
  const ada = openPage(world.url())
  const id = await ada.make()
  ada.lists.open(id).add([untitled])
  const { edit } = await ada.lists.open(id).links()
  const ben = openPage(world.url())
  const preview = await ben.look(edit ?? '')
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ben.lists.join(preview, { name: 'Ben', colour: 1 })
  await until(() => ben.lists.open(id).entry(untitled) !== null, 'the paper is there')
  expect(titleIn(ben, id, untitled)).toBeUndefined()

  expect(await keep(ben)).toBe(true)
  expect(ben.view.papers().get(untitled)?.title).toBe('Looked up')
  await until(() => titleIn(ada, id, untitled) === 'Looked up', 'who made the list has it')
  // What Ben looked up beside it is nobody's business.
  expect([...(ada.lists.held().get(id)?.view.papers().keys() ?? [])]).toEqual([untitled])
  expect(ben.history.toast()).toBeNull()
})

test('who may only read fills it for themselves', async () => {
  const ada = openPage(world.url())
  const id = await ada.make()
  ada.lists.open(id).add([untitled])
  const { read } = await ada.lists.open(id).links()
  const ben = openPage(world.url())
  const preview = await ben.look(read)
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ben.lists.join(preview, { name: '', colour: 1 })
  await until(() => ben.lists.open(id).entry(untitled) !== null, 'the paper is there')
  expect(await keep(ben)).toBe(true)
  expect(ben.view.papers().get(untitled)?.title).toBe('Looked up')
  expect(ben.lists.held().get(id)?.view.papers().size).toBe(0)
})

test('a library that a newer version changed is not written, so that the look-up goes on waiting', async () => {
  const ada = openPage(world.url())
  ada.library.getMap('meta').set('schema', 99)
  expect(await keep(ada)).toBe(false)
  expect(ada.view.papers().size).toBe(0)
})
