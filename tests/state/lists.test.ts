import { afterEach, beforeEach, expect, test } from 'vitest'
import { asWriter, createCapability } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { removeListEntry } from '../../src/doc/libraryLists.ts'
import { followMove } from '../../src/doc/moves.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import { createList } from '../../src/doc/listDoc.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import { createDesk } from '../../src/state/desk.ts'
import { paper } from '../doc/replica.ts'
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

test('a link to another room that bears the id of a list here joins nothing, and the list keeps its key', async () => {
  const page = openPage(world.url())
  const id = await page.make()
  const before = page.view.lists().get(id)
  // Every member of a list knows its id, and may call a room of their own by it.
  const trap = await createCapability()
  const stranger = world.device(trap)
  createList(createDesk(stranger.doc, 'stranger'), {
    listId: id,
    title: 'Reading group',
    description: '',
    colour: 0,
    ownerKey: printBase64url(randomBytes(32)),
  })
  await stranger.sealed.settled()

  const preview = await page.look(await printLink(trap))
  await until(() => preview.phase() === 'ready', 'the trap shows itself')
  expect(preview.joined).toBeNull()
  const joined = await page.lists.join(preview, { name: 'Ada', colour: 1 })
  expect(joined).toMatchObject({ ok: false, error: expect.stringContaining('your list is as it was') })
  expect(page.view.lists().get(id)).toEqual(before)
  preview.discard()
})

test('one’s own list is known by its room, also right after a start when no list is open yet', async () => {
  const first = openPage(world.url())
  const id = await first.make()
  const edit = await printLink(await asWriter(await first.capabilityOf(id)))
  const second = openPage(world.url(), first.library)
  const preview = await second.look(edit)
  expect(preview.joined).toBe(id)
  preview.discard()
})

test('joining through a weaker link leaves the owner’s secret in the library', async () => {
  const page = openPage(world.url())
  const id = await page.make()
  const owner = await page.capabilityOf(id)
  const preview = await page.look(await printLink(await asWriter(owner)))
  await until(() => preview.phase() === 'ready', 'the list has come from the relay')
  expect(await page.lists.join(preview, { name: 'Ada', colour: 1 })).toEqual(ok(id))
  const after = await page.capabilityOf(id)
  expect([after.role, after.room]).toEqual(['owner', owner.room])
})

test('who joins through a link for reading, and then through one for editing, may write', async () => {
  const owner = openPage(world.url())
  const id = await owner.make()
  const links = await owner.lists.open(id).links()
  // Another person's browser, where nothing of this one is kept.
  freshBrowser()
  const guest = openPage(world.url())
  for (const [link, role] of [
    [links.read, 'reader'],
    [links.edit ?? '', 'writer'],
  ] as const) {
    const preview = await guest.look(link)
    await until(() => preview.phase() === 'ready', `the list has come for a ${role}`)
    expect(await guest.lists.join(preview, { name: 'Ben', colour: 2 })).toEqual(ok(id))
    expect((await guest.capabilityOf(id)).role).toBe(role)
    expect(guest.lists.all().map((list) => list.role)).toEqual([role])
  }
})

test('what an act leaves as it was keeps its identity: a vote draws no place of a list anew, a paper that one alone', async () => {
  const page = openPage(world.url())
  const [one, other] = [await page.make(), await page.make()]
  const summaries = () => page.lists.all()
  const placeOf = (id: string) => summaries().find((list) => list.id === id)
  const [before, still] = [placeOf(one), placeOf(other)]
  page.lists.open(one).add([paper(1)])
  expect(placeOf(one)).toMatchObject({ count: 1 })
  expect(placeOf(one)).not.toBe(before)
  expect(placeOf(other)).toBe(still)
  const all = summaries()
  page.lists.open(one).vote(paper(1))
  expect(page.lists.open(one).entry(paper(1))?.votes).toHaveLength(1)
  expect(summaries()).toBe(all)
})

/** A list with words that neither the disk nor the relay has taken. */
const unkept = async () => {
  const page = openPage(world.url())
  const id = await page.make()
  const from = await page.capabilityOf(id)
  const list = page.lists.open(id)
  await world.stop()
  const free = failWriting('QuotaExceededError')
  list.setDescription('only in this tab')
  return { page, id, from, list, free }
}

test('a list that moves while the disk is full keeps what waits in this tab', async () => {
  const { page, id, from, list, free } = await unkept()
  const to = await createCapability()
  const link = await printLink(from)
  followMove(page.desk, {
    listId: id,
    title: 'Reading group',
    colour: 0,
    from: { room: from.room, link, record: '' },
    to: { room: to.room, link: await printLink(to) },
  })
  await until(() => page.lists.held().get(id)?.capability.room === to.room, 'the list is open again')
  await until(() => list.phase() === 'ready', 'it has been read')
  expect(list.description()).toBe('only in this tab')
  await until(() => page.lists.documents().every((one) => !one.keeping()), 'the disk is said to be full')
  await until(() => page.lists.documents().length === 1, 'the one before is let go of')
  free()
  for (const { store } of page.lists.documents()) store.retry()
  await until(() => page.lists.documents().every((one) => one.keeping()), 'the disk has it')
})

test('a list that another device removes while the disk is full stays told, and comes back with all that was in it', async () => {
  const { page, id, list, free } = await unkept()
  const act = removeListEntry(page.desk, id)
  await until(() => list.phase() === 'missing', 'the list is gone')
  await until(() => page.lists.documents().length === 1, 'and held')
  expect(page.lists.documents()[0]?.keeping()).toBe(false)
  undoAct(page.desk, act ?? '')
  await until(() => list.phase() === 'ready', 'it is back')
  expect(list.description()).toBe('only in this tab')
  free()
})

test('what is done in a list that is not here is said not to have been done', () => {
  const page = openPage(world.url())
  page.lists.open('no-such-list').add([paper(1)])
  expect(page.history.toast()?.sentence).toMatch(/is not on this device any more/)
})
