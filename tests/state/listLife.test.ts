import { afterEach, beforeEach, expect, test } from 'vitest'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
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

const keyOf = (text: string) => {
  const key = parsePaperKey(text)
  if (!key) throw new Error(text)
  return key
}
const [a, b, c] = [keyOf('arxiv:2501.00001'), keyOf('arxiv:2501.00002'), keyOf('arxiv:2501.00003')]

type Page = ReturnType<typeof openPage>
const make = async (page: Page, title: string): Promise<string> => {
  const made = await page.lists.create({ title, description: '' })
  if (!made.ok) throw new Error(made.error)
  return made.value
}
const order = (page: Page) =>
  page.lists.all().map(({ title, archived }) => `${title}${archived ? ', archived' : ''}`)

test('an archived list stands last, goes on in step, can still be written to, and comes back', async () => {
  const ada = openPage(world.url())
  const [old] = [await make(ada, 'Old'), await make(ada, 'New')]
  const life = await ada.lists.life()
  ada.lists.open(old).add([a])
  life.archive(old)
  expect(order(ada)).toEqual(['New', 'Old, archived'])
  expect(ada.history.toast()?.sentence).toBe('Old archived')
  expect(ada.lists.holding(a).map(({ id }) => id)).toEqual([old])
  ada.lists.open(old).add([b])
  await until(() => ada.lists.open(old).status().phase === 'delivered', 'it is still carried')
  expect(ada.lists.open(old).role()).toBe('owner')
  ada.history.undo()
  ada.history.undo()
  expect(order(ada)).toEqual(['Old', 'New'])
  life.archive(old)
  life.unarchive(old)
  expect(order(ada)).toEqual(['Old', 'New'])
})

test('a list that was archived and left comes back among the others', async () => {
  const ada = openPage(world.url())
  const id = await make(ada, 'Old')
  const life = await ada.lists.life()
  const { edit } = await ada.lists.open(id).links()
  life.archive(id)
  await life.leave(id, false)
  const preview = await ada.look(edit ?? '')
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ada.lists.join(preview, { name: 'Ada', colour: 1 })
  expect(order(ada)).toEqual(['Old'])
})

test('a merge is told before it is done, takes in what is lacking, and is undone as one', async () => {
  const ada = openPage(world.url())
  const from = await make(ada, 'Old')
  const into = await make(ada, 'New')
  const [old, goal] = [ada.lists.open(from), ada.lists.open(into)]
  old.add([a, b])
  old.move(b, a)
  old.setWhy(a, 'an old reason')
  old.setWhy(b, 'the proof')
  old.tags()?.add(b, 'Theory')
  old.vote(b)
  old.comment(b, 'said there', [])
  goal.add([c, a])
  goal.setWhy(a, 'the newer reason')
  old.noteOn(b)?.text.insert(0, 'written together')
  const life = await ada.lists.life()
  expect(life.planMerge(from, into)).toEqual({
    fresh: 1,
    known: 1,
    comments: 1,
    notes: 1,
    ofOthers: false,
    tooMany: false,
  })
  expect(life.planMerge(from, from)).toBeNull()
  const before = goal.entries('hand')
  expect(await life.merge(from, into, true)).toEqual({ ok: true, value: null })
  expect(goal.entries('hand').map(({ key, why, votedByMe }) => [key, why, votedByMe])).toEqual([
    [c, '', false],
    [a, 'the newer reason', false],
    [b, 'the proof', true],
  ])
  expect(
    goal
      .tags()
      ?.of(b)
      .map(({ name }) => name),
  ).toEqual(['Theory'])
  expect(goal.commentsOn(b)).toEqual([])
  expect(old.commentsOn(b).length).toBe(1)
  expect(order(ada)).toEqual(['New', 'Old, archived'])
  expect(ada.history.toast()?.sentence).toBe('1 paper added to New, Old archived')
  ada.history.undo()
  expect(goal.entries('hand')).toEqual(before)
  expect(order(ada)).toEqual(['Old', 'New'])
  expect(old.entries('hand').map(({ key }) => key)).toEqual([b, a])
})

test('nothing is merged into a list that one may only read', async () => {
  const ada = openPage(world.url())
  const shared = await make(ada, 'Shared')
  const { read } = await ada.lists.open(shared).links()
  freshBrowser()
  const guest = openPage(world.url())
  const preview = await guest.look(read)
  await until(() => preview.phase() === 'ready', 'the list has come')
  await guest.lists.join(preview, { name: 'Guest', colour: 2 })
  const own = await make(guest, 'Own')
  guest.lists.open(own).add([a])
  const life = await guest.lists.life()
  expect(await life.merge(own, shared, true)).toMatchObject({ ok: false })
  expect(order(guest)).toEqual(['Shared', 'Own'])
  expect(guest.lists.open(shared).entries('hand')).toEqual([])
})

test('a list that moves to a new room takes its tags along, and stays archived for whoever archived it', async () => {
  const ada = openPage(world.url())
  const id = await make(ada, 'Old')
  const list = ada.lists.open(id)
  list.add([a])
  list.tags()?.add(a, 'Theory')
  const life = await ada.lists.life()
  life.archive(id)
  await until(() => list.status().phase === 'delivered', 'the relay has it')
  const room = ada.view.lists().get(id)?.room
  expect(await list.moveAway({ keep: [], readersFollow: false })).toMatchObject({ ok: true })
  await until(() => ada.view.lists().get(id)?.room !== room && list.phase() === 'ready', 'it has moved')
  await until(() => list.entries('hand').length === 1, 'with what is in it')
  expect(
    list
      .tags()
      ?.of(a)
      .map(({ name }) => name),
  ).toEqual(['Theory'])
  expect(order(ada)).toEqual(['Old, archived'])
})

test('a copy of a list has its tags, and none of what the group has read, planned or said', async () => {
  const ada = openPage(world.url())
  const id = await make(ada, 'Old')
  const list = ada.lists.open(id)
  list.add([a, b])
  list.tags()?.add(b, 'Theory')
  list.setStage(a, 'discussed')
  list.vote(a)
  const life = await ada.lists.life()
  const made = await life.duplicate(id)
  if (!made.ok) throw new Error(made.error)
  const copy = ada.lists.open(made.value)
  expect(copy.entries('hand').map(({ key, stage, votes }) => [key, stage, votes])).toEqual([
    [a, 'to-read', []],
    [b, 'to-read', []],
  ])
  expect(
    copy
      .tags()
      ?.of(b)
      .map(({ name }) => name),
  ).toEqual(['Theory'])
})

test('a tag that is none, or one too many, is refused in words', async () => {
  const ada = openPage(world.url())
  const list = ada.lists.open(await make(ada, 'Old'))
  list.add([a])
  const tags = list.tags()
  tags?.add(a, '  # ')
  expect(ada.history.toast()?.sentence).toMatch(/between 1 and 64/)
  for (let at = 0; at < 32; at++) tags?.add(a, `tag ${at}`)
  tags?.add(a, 'one more')
  expect(ada.history.toast()?.sentence).toMatch(/at most 32 tags/)
  expect(tags?.of(a).length).toBe(32)
})

test('nothing is merged into a list whose contents are still on their way', async () => {
  const ada = openPage(world.url())
  const far = await make(ada, 'Far')
  await until(() => ada.lists.open(far).status().phase === 'delivered', 'the relay has it')
  await world.stop()
  freshBrowser()
  // Her other device, which knows the list by its link alone.
  const phone = openPage(world.url(), ada.library, ada.librarySecret)
  const own = await make(phone, 'Near')
  phone.lists.open(own).add([a])
  await until(() => phone.lists.open(far).phase() === 'waiting', 'it waits')
  const life = await phone.lists.life()
  expect(await life.merge(own, far, true)).toMatchObject({ ok: false })
  expect(phone.lists.all().some(({ archived }) => archived)).toBe(false)
  await world.restart()
})
