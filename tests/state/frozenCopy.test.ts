import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseLink } from '../../src/crypto/link.ts'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
import { stateOf } from '../../src/doc/sharedDoc.ts'
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
const first = keyOf('arxiv:2501.00001')
const second = keyOf('arxiv:2501.00002')

type Page = ReturnType<typeof openPage>
const listOf = (page: Page, id: string) => page.lists.open(id)
const leave = async (page: Page, id: string) => (await page.lists.life()).leave(id, true)
const copyOf = (page: Page): string => {
  const copy = page.lists.all().find(({ frozen }) => frozen !== null)
  if (!copy) throw new Error('there is no copy')
  return copy.id
}
/** All that a person sees of a list, under names instead of ids. */
const shown = (page: Page, id: string) => {
  const list = listOf(page, id)
  const name = (member: string) => list.member(member)?.name ?? 'nobody'
  return {
    title: list.title(),
    description: list.description(),
    members: list
      .members()
      .map((member) => member.name)
      .sort(),
    entries: list.entries('hand').map((entry) => ({
      ...entry,
      addedBy: name(entry.addedBy),
      votes: entry.votes.map(name),
      reading: [...entry.reading].map(([member, state]) => [name(member), state]),
      presenter: entry.presenter === null ? null : name(entry.presenter),
    })),
    comments: list
      .commentsOn(first)
      .map(({ author, text, mine, mentions }) => [name(author), text, mine, mentions.map(name)]),
    tags: list.tags()?.of(first),
  }
}

/** A list of Ada's with all that can be in one, and Ben in it in a browser of his own. */
const two = async (link: 'edit' | 'read' = 'edit') => {
  const ada = openPage(world.url())
  const id = await ada.make()
  const own = listOf(ada, id)
  own.add([first, second])
  own.setDescription('What we read on Thursdays')
  own.setWhy(first, 'the proof')
  own.vote(first)
  own.tags()?.add(first, 'Theory')
  own.setStage(second, 'reading')
  ada.lists.rename({ name: 'Ada', colour: 1 })
  own.comment(first, 'Read section 3', [])
  const address = (await own.links())[link] ?? ''
  freshBrowser()
  const ben = openPage(world.url())
  const preview = await ben.look(address)
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ben.lists.join(preview, { name: 'Ben', colour: 2 })
  await until(() => listOf(ben, id).entries('hand').length === 2, 'Ben has it')
  if (link === 'edit') {
    listOf(ben, id).vote(first)
    listOf(ben, id).setReading(first, 'read')
    listOf(ben, id).comment(first, 'I did', [])
    await until(() => listOf(ada, id).commentsOn(first).length === 2, 'Ada hears Ben')
  }
  return { ada, ben, id }
}

test('who leaves with a copy keeps everything as it was, under everybody’s names, and cannot change it', async () => {
  const { ada, ben, id } = await two()
  const before = shown(ben, id)
  expect(await leave(ben, id)).toEqual({ ok: true, value: null })
  const copy = copyOf(ben)
  expect(shown(ben, copy)).toEqual(before)
  expect(before.comments).toEqual([
    ['Ada', 'Read section 3', false, []],
    ['Ben', 'I did', true, []],
  ])
  await until(() => ben.lists.documents().length === 1, 'only the copy is open')
  const stored = () => ben.lists.documents().map(({ doc }) => stateOf(doc))
  const [state] = stored()
  expect(ben.lists.all().map((one) => [one.id, one.role, one.archived])).toEqual([[copy, 'reader', true]])
  expect(listOf(ben, copy).role()).toBe('reader')
  expect(await listOf(ben, copy).links()).toEqual({ edit: null, read: '' })
  for (const verb of [
    () => listOf(ben, copy).vote(second),
    () => listOf(ben, copy).setTitle('Mine now'),
    () => listOf(ben, copy).tags()?.add(first, 'Mine'),
    () => ben.lists.rename({ name: 'Benjamin', colour: 3 }),
    () => listOf(ben, copy).comment(first, 'after the fact', []),
  ])
    verb()
  expect(shown(ben, copy)).toEqual(before)
  await until(() => listOf(ben, copy).status().phase === 'delivered', 'the relay has it')
  expect(stored()).toEqual([state])
  expect([...ben.view.pins().keys()].filter((pin) => pin.startsWith(copy))).toEqual([])
  // What the others do after that is theirs.
  listOf(ada, id).remove(first)
  listOf(ada, id).comment(second, 'he has gone', [])
  await until(() => listOf(ada, id).members().length === 1, 'Ada sees that he has left')
  expect(shown(ben, copy)).toEqual(before)
})

test('the copy is in a room and under a secret that nobody of the list was given', async () => {
  const { ada, ben, id } = await two()
  const room = ben.view.lists().get(id)?.room
  await leave(ben, id)
  const entry = ben.view.lists().get(copyOf(ben))
  const [copy, list] = await Promise.all([
    parseLink(entry?.link ?? ''),
    parseLink(ada.view.lists().get(id)?.link ?? ''),
  ])
  if (!copy.ok || !list.ok) throw new Error('a link is none')
  expect(entry?.room).not.toBe(room)
  expect(copy.value.capability.room).not.toBe(list.value.capability.room)
  expect(copy.value.capability.readSecret).not.toEqual(list.value.capability.readSecret)
  expect(copy.value.capability.ownerSecret).not.toEqual(list.value.capability.ownerSecret)
  // Nothing of it is in the list that he left.
  const told = JSON.stringify(ada.lists.open(id).members())
  expect(told).not.toContain(copyOf(ben))
})

test('a copy is on all of a person’s devices', async () => {
  const { ben, id } = await two()
  await leave(ben, id)
  const copy = copyOf(ben)
  const before = shown(ben, copy)
  await until(() => listOf(ben, copy).status().phase === 'delivered', 'the relay has the copy')
  freshBrowser()
  const phone = openPage(world.url(), ben.library, ben.librarySecret)
  await until(() => listOf(phone, copy).phase() === 'ready', 'the phone has it')
  await until(() => JSON.stringify(shown(phone, copy)) === JSON.stringify(before), 'all of it')
  expect(listOf(phone, copy).role()).toBe('reader')
  phone.lists.rename({ name: 'Benjamin', colour: 3 })
  expect(shown(phone, copy)).toEqual(before)
})

test('a reader keeps a copy too', async () => {
  const { ben, id } = await two('read')
  const before = shown(ben, id)
  await leave(ben, id)
  const copy = copyOf(ben)
  expect(shown(ben, copy)).toEqual(before)
  await until(() => listOf(ben, copy).status().phase === 'delivered', 'it is in a room of his own')
})

test('leaving undone, the list is back and the copy gone; a copy deleted comes back by undoing', async () => {
  const { ada, ben, id } = await two()
  await leave(ben, id)
  ben.history.undo()
  await until(() => listOf(ben, id).phase() === 'ready', 'the list is back')
  await until(() => listOf(ada, id).members().length === 2, 'and Ben in it')
  expect(ben.lists.all().map((one) => [one.id, one.archived])).toEqual([[id, false]])
  await leave(ben, id)
  const copy = copyOf(ben)
  const before = shown(ben, copy)
  const life = await ben.lists.life()
  life.deleteCopy(copy)
  expect(ben.lists.all()).toEqual([])
  ben.history.undo()
  await until(() => listOf(ben, copy).phase() === 'ready', 'the copy is back')
  await until(() => listOf(ben, copy).entries('hand').length === 2, 'with what was in it')
  expect(shown(ben, copy)).toEqual(before)
})

test('a list that is no copy is not deleted as one', async () => {
  const page = openPage(world.url())
  const id = await page.make()
  const life = await page.lists.life()
  life.deleteCopy(id)
  expect(page.lists.all().map((one) => one.id)).toEqual([id])
})

test('a list whose contents have not come is not copied, and is not left by the attempt', async () => {
  const { ben, id } = await two()
  await until(() => listOf(ben, id).status().phase === 'delivered', 'the relay has all')
  await world.stop()
  freshBrowser()
  // A second device, without a network, that only knows the list's link.
  const phone = openPage(world.url(), ben.library, ben.librarySecret)
  await until(() => listOf(phone, id).phase() === 'waiting', 'it waits')
  const life = await phone.lists.life()
  expect(life.canCopy(id)).toBe(false)
  expect(await leave(phone, id)).toMatchObject({ ok: false })
  expect(phone.lists.all().map((one) => one.id)).toEqual([id])
  await world.restart()
})

test('where the disk refuses the copy, the list is not left, and nothing of the copy remains', async () => {
  const { ada, ben, id } = await two()
  await until(() => listOf(ben, id).status().phase === 'delivered', 'the relay has all')
  const free = failWriting('QuotaExceededError')
  try {
    expect(await leave(ben, id)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/disk refused the copy/),
    })
  } finally {
    free()
  }
  expect(ben.lists.all().map((one) => one.id)).toEqual([id])
  expect(listOf(ada, id).members().length).toBe(2)
  expect(ben.history.canUndo()).toBe(false)
  // Nothing stands in the way of trying again.
  expect(await leave(ben, id)).toMatchObject({ ok: true })
  expect(ben.lists.all().map((one) => one.archived)).toEqual([true])
})

test('a copy moves to a new room as the person’s own lists do, and nothing is written in it', async () => {
  const { ben, id } = await two()
  await leave(ben, id)
  const copy = copyOf(ben)
  const before = shown(ben, copy)
  await until(() => listOf(ben, copy).status().phase === 'delivered', 'the relay has the copy')
  const room = ben.view.lists().get(copy)?.room
  expect(await listOf(ben, copy).moveAway({ keep: [], readersFollow: false })).toMatchObject({ ok: true })
  await until(() => ben.view.lists().get(copy)?.room !== room, 'it has moved')
  await until(() => listOf(ben, copy).phase() === 'ready', 'it is open again')
  await until(() => JSON.stringify(shown(ben, copy)) === JSON.stringify(before), 'all of it')
  expect(ben.view.lists().get(copy)?.frozen).not.toBeNull()
  expect(listOf(ben, copy).role()).toBe('reader')
})

test('a list is gone at once for who leaves it, also while the others are still being told', async () => {
  const { ada, ben, id } = await two()
  await world.stop()
  const life = await ben.lists.life()
  const leaving = life.leave(id, true)
  await until(() => ben.lists.all().some(({ frozen }) => frozen !== null), 'the copy is there')
  expect(ben.lists.all().map(({ frozen }) => frozen !== null)).toEqual([true])
  await world.restart()
  expect(await leaving).toMatchObject({ ok: true })
  await until(() => listOf(ada, id).members().length === 1, 'Ada hears that he has left')
})
