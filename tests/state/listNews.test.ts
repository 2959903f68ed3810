import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readSeen } from '../../src/doc/listSeen.ts'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
import type { Activity } from '../../src/state/activity.ts'
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
  vi.unstubAllGlobals()
  await world.close()
})

const keyOf = (text: string) => {
  const key = parsePaperKey(text)
  if (!key) throw new Error(text)
  return key
}
const PAPERS = ['arxiv:2501.00001', 'arxiv:2501.00002', 'arxiv:2501.00003', 'arxiv:2501.00004'].map(keyOf)
const [first = keyOf(''), second = keyOf(''), third = keyOf('')] = PAPERS

type Page = ReturnType<typeof openPage>

/** A list of Ada's with papers, and Ben, who has joined it in a browser of his own. */
const two = async (kind: 'edit' | 'read' = 'edit') => {
  const ada = openPage(world.url())
  const id = await ada.make()
  ada.lists.open(id).add(PAPERS)
  ada.lists.rename({ name: 'Ada', colour: 1 })
  const link = (await ada.lists.open(id).links())[kind]
  freshBrowser()
  const ben = openPage(world.url())
  const preview = await ben.look(link ?? '')
  await until(() => preview.phase() === 'ready', 'the list has come')
  await ben.lists.join(preview, { name: 'Ben', colour: 2 })
  if (kind === 'edit') await until(() => ada.lists.open(id).members().length === 2, 'Ada sees Ben')
  const newsOf = (page: Page) => {
    const news = page.lists.open(id).news()
    if (!news) throw new Error('the list is not open')
    return news
  }
  await until(() => ben.lists.open(id).news() !== null, 'Ben’s list is open')
  await until(() => ben.lists.open(id).entries('newest').length === PAPERS.length, 'Ben has the papers')
  // What happens in the very moment in which a list comes into the library counts as before it.
  for (const page of [ada, ben])
    await until(() => Date.now() > (page.view.lists().get(id)?.at ?? Infinity), 'a moment has passed')
  const nameIn = (page: Page) => (member: string) => page.lists.open(id).member(member)?.name ?? ''
  const activity = (page: Page): Promise<Activity> => newsOf(page).activity(nameIn(page))
  return { ada, ben, id, newsOf, nameIn, activity }
}
const told = (activity: Activity): readonly string[] =>
  activity
    .lines(200)
    .map((line) =>
      [line.who?.me ? 'You' : line.who?.name, line.did, line.papers > 1 ? line.papers : '', line.tail]
        .filter(Boolean)
        .join(' '),
    )

test('D45: what others do in a list that is not looked at is counted, with what speaks to one, and one’s own is not', async () => {
  const { ada, ben, id, newsOf } = await two()
  expect([newsOf(ada).unseen(), newsOf(ben).unseen()]).toEqual([
    { acts: 0, mentions: 0 },
    { acts: 0, mentions: 0 },
  ])
  const her =
    ada.lists
      .open(id)
      .members()
      .find(({ name }) => name === 'Ada')?.id ?? ''
  ben.lists.open(id).vote(first)
  ben.lists.open(id).comment(second, 'See table 2, Ada', [her])
  await until(() => newsOf(ada).unseen().acts === 2, 'Ada hears of both')
  expect(newsOf(ada).unseen()).toEqual({ acts: 2, mentions: 1 })
  ada.lists.open(id).vote(first)
  expect(newsOf(ada).unseen().acts).toBe(2)
  await until(() => newsOf(ben).unseen().acts === 1, 'Ben hears of hers')
})

test('D44: looked at for a moment, a list is seen, and stays so; in the visit it is shown what was new', async () => {
  const { ada, ben, id, newsOf, nameIn } = await two()
  ben.lists.open(id).vote(first)
  ben.lists.open(id).comment(second, 'See table 2', [])
  await until(() => newsOf(ada).unseen().acts === 2, 'Ada hears of both')
  const said: string[] = []
  const leave = newsOf(ada).look({ nameOf: nameIn(ada), say: (sentence) => said.push(sentence) })
  expect(newsOf(ada).unseen().acts).toBe(0)
  expect(newsOf(ada).fresh()).toEqual({ acts: 2, mentions: 0 })
  expect([newsOf(ada).freshOn(first).acts, newsOf(ada).freshOn(second).acts]).toEqual([0, 1])
  expect(readSeen(ada.library, id).at).toBe(0)
  await until(() => readSeen(ada.library, id).at > 0, 'the look is noted')
  expect(newsOf(ada).fresh().acts).toBe(2)
  newsOf(ada).readPaper(second)
  expect(newsOf(ada).freshOn(second).acts).toBe(0)
  // Under her eyes: said once, in words.
  ben.lists.open(id).remove(third)
  await until(() => newsOf(ada).fresh().acts === 3, 'it is new')
  await until(() => said.length > 0, 'it is said')
  expect(said).toEqual(['Ben removed A paper without a title'])
  leave()
  // Noted as seen on leaving, too, and what comes then is new again.
  expect(newsOf(ada).unseen().acts).toBe(0)
  expect(newsOf(ada).fresh().acts).toBe(0)
  ben.lists.open(id).unvote(first)
  await until(() => newsOf(ada).unseen().acts === 1, 'new again')
  expect(ada.library.getMap('acts').size).toBe(1)
}, 30_000)

test('D44: whoever only passes by has seen nothing', async () => {
  const { ada, ben, id, newsOf, nameIn } = await two()
  ben.lists.open(id).vote(first)
  await until(() => newsOf(ada).unseen().acts === 1, 'Ada hears')
  newsOf(ada).look({ nameOf: nameIn(ada), say: () => undefined })()
  expect(newsOf(ada).unseen().acts).toBe(1)
  expect(readSeen(ada.library, id).at).toBe(0)
})

test('D44: what comes while the page is hidden has not been seen, and begins another visit', async () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', page)
  const show = (visibilityState: string): void => {
    page.visibilityState = visibilityState
    page.dispatchEvent(new Event('visibilitychange'))
  }
  const { ada, ben, id, newsOf, nameIn } = await two()
  const leave = newsOf(ada).look({ nameOf: nameIn(ada), say: () => undefined })
  ben.lists.open(id).vote(first)
  await until(() => newsOf(ada).fresh().acts === 1, 'it is new')
  await until(() => readSeen(ada.library, id).at > 0, 'and seen')
  const seenAt = readSeen(ada.library, id).at
  show('hidden')
  ben.lists.open(id).vote(second)
  ben.lists.open(id).vote(third)
  await until(() => newsOf(ada).unseen().acts === 2, 'she hears of both in the menu')
  expect(readSeen(ada.library, id).at).toBe(seenAt)
  show('visible')
  expect([newsOf(ada).unseen().acts, newsOf(ada).fresh().acts]).toEqual([0, 2])
  leave()
}, 30_000)

test('D46: runs of one person’s acts of one kind are one line, what is new stands apart, and what comes later waits', async () => {
  const { ada, ben, id, newsOf, nameIn, activity } = await two()
  for (const key of [first, second, third]) ben.lists.open(id).vote(key)
  ben.lists.open(id).setReading(first, 'read')
  ben.lists.open(id).setTitle('Thursday')
  await until(() => newsOf(ada).unseen().acts === 5, 'Ada hears')
  const leave = newsOf(ada).look({ nameOf: nameIn(ada), say: () => undefined })
  const opened = await activity(ada)
  expect(told(opened)).toEqual([
    'Ben named the list “Thursday”',
    'Ben has read',
    'Ben voted for 3',
    'You added 4',
  ])
  expect(opened.lines(200).map(({ fresh }) => fresh)).toEqual([true, true, true, false])
  const run = opened.lines(200)[2]
  expect(run && opened.each(run).map(({ acts, did }) => [acts.length, did])).toEqual([
    [1, 'voted for'],
    [1, 'voted for'],
    [1, 'voted for'],
  ])
  expect(newsOf(ada).fresh().acts).toBe(0)
  ben.lists.open(id).comment(first, 'A thought', [])
  await until(() => opened.waiting() === 1, 'it waits')
  expect(told(opened)).toHaveLength(4)
  opened.show()
  expect([told(opened)[0], opened.lines(200)[0]?.quote, opened.lines(200)[0]?.undo]).toEqual([
    'Ben wrote about',
    'A thought',
    null,
  ])
  opened.close()
  leave()
})

test('D42: an act of somebody else’s is undone from the activity, and done again from the toast and from the activity', async () => {
  const { ada, ben, id, newsOf, activity } = await two()
  const entries = (page: Page) => page.lists.open(id).entries('newest').length
  ben.lists.open(id).remove(first)
  ben.lists.open(id).remove(second)
  await until(() => newsOf(ada).unseen().acts === 2, 'Ada hears')
  const opened = await activity(ada)
  const [line] = opened.lines(200)
  expect(line?.undo).toBe('Puts them back on the list.')
  if (line) opened.undo(line)
  expect(entries(ada)).toBe(4)
  expect(ada.history.toast()).toMatchObject({ sentence: 'Undone: Ben removed 2 papers', undoable: true })
  expect(told(opened)).toEqual(['You undid: Ben removed 2', 'You added 4'])
  await until(() => entries(ben) === 4, 'Ben has them again')
  ada.history.undo()
  expect(ada.history.toast()?.sentence).toBe('Done again: Ben removed 2 papers')
  expect([entries(ada), told(opened)[0]]).toEqual([2, 'You did again: Ben removed 2'])
  const [again] = opened.lines(200)
  if (again) opened.undo(again)
  expect(entries(ada)).toBe(4)
  // Somebody changes part of it since: the rest is undone, and it says what stays.
  ben.lists.open(id).setTitle('His')
  ben.lists.open(id).setTitle('Mine')
  await until(() => ada.lists.open(id).title() === 'Mine', 'Ada sees the name')
  opened.show()
  const changed = opened.lines(200).find(({ did }) => did === 'named the list “His”')
  await until(() => opened.lines(200).some(({ fixed }) => fixed === 'Changed since'), 'looked at again')
  if (changed) opened.undo(changed)
  expect(ada.lists.open(id).title()).toBe('Mine')
  opened.close()
})

test('D46: whoever may only read sees what happened, and can undo nothing', async () => {
  const { ada, ben, id, newsOf, activity } = await two('read')
  ada.lists.open(id).vote(first)
  await until(() => newsOf(ben).unseen().acts === 1, 'Ben hears')
  const opened = await activity(ben)
  expect(told(opened)).toEqual(['Ada voted for', 'Ada added 4'])
  expect(opened.lines(200).map(({ undo, fixed }) => [undo, fixed])).toEqual([
    [null, ''],
    [null, ''],
  ])
  const [line] = opened.lines(200)
  if (line) opened.undo(line)
  expect(ben.lists.open(id).entry(first)?.votes).toHaveLength(1)
  opened.close()
})
