import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
import { failWriting, freshBrowser } from '../storage/faults.ts'
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

const keyOf = (text: string) => {
  const key = parsePaperKey(text)
  if (!key) throw new Error(text)
  return key
}
const PAPERS = ['arxiv:2501.00001', 'arxiv:2501.00002', 'arxiv:2501.00003'].map(keyOf)
const [first = keyOf(''), , third = keyOf('')] = PAPERS

type Page = ReturnType<typeof openPage>
const leave = async (page: Page, id: string, copy = false) => (await page.lists.life()).leave(id, copy)
const names = (page: Page, id: string) =>
  page.lists
    .open(id)
    .members()
    .map(({ name }) => name)
    .sort()
const said = (page: Page, id: string) =>
  page.lists
    .open(id)
    .commentsOn(first)
    .map(({ text, author }) => `${page.lists.open(id).member(author)?.name}: ${text}`)

/** A list of Ada's with three papers, and Ben, who has joined it in a browser of his own. */
const two = async () => {
  const ada = openPage(world.url())
  const id = await ada.make()
  for (const list of [ada.lists.open(id)]) list.add(PAPERS)
  ada.lists.rename({ name: 'Ada', colour: 1 })
  const { edit } = await ada.lists.open(id).links()
  freshBrowser()
  const ben = openPage(world.url())
  const preview = await ben.look(edit ?? '')
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ben.lists.join(preview, { name: 'Ben', colour: 2 })
  await until(() => names(ada, id).length === 2, 'Ada sees Ben')
  ben.lists.open(id).comment(first, 'I was here', [])
  await until(() => said(ada, id).length === 1, 'Ada hears Ben')
  return { ada, ben, id }
}

test('who leaves is gone for the others, who keep what was said under its name; undone, all is as before', async () => {
  const { ada, ben, id } = await two()
  await leave(ben, id)
  await until(() => names(ada, id).join() === 'Ada', 'Ada is alone')
  expect(said(ada, id)).toEqual(['Ben: I was here'])
  expect([...ben.view.lists().keys()]).toEqual([])
  await until(() => ben.lists.open(id).phase() === 'missing', 'the list is closed')
  // The others go on meanwhile.
  ada.lists.open(id).remove(third)
  ben.history.undo()
  await until(() => ben.lists.open(id).phase() === 'ready', 'the list is back')
  await until(() => names(ada, id).join() === 'Ada,Ben', 'Ada sees Ben again')
  await until(() => ben.lists.open(id).entries('hand').length === 2, 'what was done meanwhile has come')
  expect(said(ben, id)).toEqual(['Ben: I was here'])
})

test('who leaves without a network and comes back by the link has all that was never sent', async () => {
  const { ada, ben, id } = await two()
  const { edit } = await ada.lists.open(id).links()
  await world.stop()
  ben.lists.open(id).comment(first, 'written offline', [])
  await leave(ben, id)
  await until(() => ben.lists.open(id).phase() === 'missing', 'the list is closed')
  await world.restart()
  const preview = await ben.look(edit ?? '')
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ben.lists.join(preview, { name: 'Ben', colour: 2 })
  await until(() => said(ada, id).length === 2, 'what was written offline has come')
  expect(names(ada, id)).toEqual(['Ada', 'Ben'])
})

test('nobody leaves with words that neither the disk nor the relay has', async () => {
  const { ada, ben, id } = await two()
  await world.stop()
  const free = failWriting('QuotaExceededError')
  try {
    ben.lists.open(id).comment(first, 'only in this page', [])
    expect(await leave(ben, id)).toMatchObject({
      error: expect.stringMatching(/stays: this device’s disk refuses/),
    })
    expect([...ben.view.lists().keys()]).toEqual([id])
    expect(said(ben, id)).toContain('Ben: only in this page')
  } finally {
    free()
  }
  await world.restart()
  await until(
    () => said(ada, id).length === 2 && ben.lists.open(id).status().waiting === 0,
    'the relay has it',
  )
  // The disk has not been asked again yet; now nothing rests on it.
  await leave(ben, id)
  expect([...ben.view.lists().keys()]).toEqual([])
})

test('leaving a list that is not there does nothing', async () => {
  const page = openPage(world.url())
  await leave(page, 'no-such-list')
  expect(page.history.canUndo()).toBe(false)
  expect(await (await page.lists.life()).duplicate('no-such-list')).toMatchObject({ ok: false })
})

test('a copy is a list of its own with the papers, their order and reasons, and nobody else in it', async () => {
  const { ada, ben, id } = await two()
  ada.lists.open(id).move(third, first)
  ada.lists.open(id).setWhy(third, 'the proof')
  await until(() => ben.lists.open(id).entry(third)?.why === 'the proof', 'Ben has it')
  const made = await (await ben.lists.life()).duplicate(id)
  if (!made.ok) throw new Error(made.error)
  const copy = ben.lists.open(made.value)
  expect(copy.entries('hand').map(({ key, why }) => [key, why])).toEqual(
    ben.lists
      .open(id)
      .entries('hand')
      .map(({ key, why }) => [key, why]),
  )
  expect(copy.entries('hand')[0]?.key).toBe(third)
  expect([copy.role(), copy.title(), copy.members().length]).toEqual(['owner', 'Reading group (copy)', 1])
  expect(copy.commentsOn(first)).toEqual([])
  expect(ada.view.lists().size).toBe(1)
})
