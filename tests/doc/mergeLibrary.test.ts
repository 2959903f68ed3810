import { expect, test } from 'vitest'
import { listActs } from '../../src/doc/activity.ts'
import { setDaysDone } from '../../src/doc/daysDone.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { addListEntry, setFeed } from '../../src/doc/libraryLists.ts'
import { addDevice } from '../../src/doc/devices.ts'
import { readLibrary, type LibraryView } from '../../src/doc/libraryView.ts'
import { isUntouched, mergeLibrary, type MergeWishes } from '../../src/doc/mergeLibrary.ts'
import { noteWords } from '../../src/doc/note.ts'
import { plainText } from '../../src/doc/sharedText.ts'
import { tagPaper } from '../../src/doc/tagging.ts'
import { skipPapers } from '../../src/doc/skips.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import { createReplica, exchange, paper, seeded, snapshot, type Replica } from './replica.ts'

const TODAY = parseDay('2025-06-15') ?? ('' as Day)
const NOTHING: MergeWishes = { better: new Set(), selves: new Map(), foreign: true }

const viewOf = ({ doc }: Replica): LibraryView => readLibrary(doc).view()
const noteOf = ({ doc }: Replica, number: number): string => plainText(verbs.libraryNote(doc, paper(number)))
const write = ({ doc }: Replica, number: number, text: string): void => {
  const note = verbs.libraryNote(doc, paper(number))
  // As it is typed: letter by letter.
  for (const letter of text) note.insert(note.length, letter)
}
const listed = (desk: Replica, id: string, link: string, room = `room-${id}`): void =>
  void addListEntry(desk, { listId: id, room, link, title: `${desk.by} ${id}`, colour: 2 })

const library = (by: string, seed = 1): Replica => {
  const desk = createReplica(by, seed)
  verbs.createLibrary(desk)
  return desk
}
const key = (letter: string): string => letter.repeat(43)

test('D18: what only one of two libraries holds is in the merged one, all of it', () => {
  const [own, other] = [library('own'), library('other', 2)]
  verbs.savePaper(own, paper(1), [snapshot(1)])
  verbs.savePaper(other, paper(2), [snapshot(2)])
  tagPaper(other, paper(2), 'To Discuss', [snapshot(2)])
  verbs.setReading(other, paper(3), 'reading', [snapshot(3)])
  skipPapers(own, TODAY, [paper(4)])
  skipPapers(other, TODAY, [paper(5)])
  setDaysDone(other, [TODAY], true)
  setFeed(other, { feedId: 'f', link: 'feed-link', own: true })
  verbs.writeAlias(other, paper(2), paper(2))
  listed(other, 'theirs', 'link')
  write(other, 2, 'A thought')
  other.doc.getMap('fromTomorrow').set('a', 1)
  expect(mergeLibrary(own.doc, other.doc, NOTHING)).toBe(true)
  const view = viewOf(own)
  expect([...view.saved.keys()].sort()).toEqual([paper(1), paper(2)])
  expect(view.tags.get(paper(2))).toEqual(['to-discuss'])
  expect(view.reading.get(paper(3))).toBe('reading')
  expect([...view.skipped].sort()).toEqual([paper(4), paper(5)])
  expect(view.days.has(TODAY)).toBe(true)
  expect(view.feeds.get('f')).toMatchObject({ own: true, link: 'feed-link' })
  expect(view.lists.get('theirs')?.link).toBe('link')
  expect(view.papers.get(paper(2))?.title).toBe('Paper number 2')
  expect(noteOf(own, 2)).toBe('A thought')
  expect(own.doc.getMap('fromTomorrow').get('a')).toBe(1)
})

test('D18: the profile, settings and tag names of the library merged into stand, whoever’s client wins in Yjs', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const [own, other] = [library('own', seed), library('other', seed + 50)]
    verbs.setProfile(own, { name: 'Ada', colour: 3 })
    verbs.setProfile(other, { name: 'Ada on the phone', colour: 5 })
    verbs.setSetting(own, 'sort', 'top')
    verbs.setSetting(other, 'sort', 'new')
    verbs.setSetting(other, 'other', 'kept')
    tagPaper(own, paper(1), 'RL', [])
    tagPaper(other, paper(1), 'rl', [])
    mergeLibrary(own.doc, other.doc, NOTHING)
    const view = viewOf(own)
    expect(view.profile).toEqual({ name: 'Ada', colour: 3 })
    expect(view.tagNames.get('rl')?.name).toBe('RL')
    expect([view.settings.get('sort'), view.settings.get('other')]).toEqual(['top', 'kept'])
  }
})

test('D18: the profile stands too where the two have a past in common', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const own = library('own', seed)
    const away = createReplica('away', seed + 50, own)
    verbs.setProfile(own, { name: 'Ada', colour: 3 })
    verbs.setProfile(away, { name: 'Ada, lost', colour: 5 })
    mergeLibrary(own.doc, away.doc, { ...NOTHING, foreign: false })
    expect(viewOf(own).profile).toEqual({ name: 'Ada', colour: 3 })
  }
})

test('D18: the other’s profile fills an empty one', () => {
  const [own, other] = [library('own'), library('other', 2)]
  verbs.setProfile(other, { name: 'Ada', colour: 5 })
  mergeLibrary(own.doc, other.doc, NOTHING)
  expect(viewOf(own).profile).toEqual({ name: 'Ada', colour: 5 })
})

test('D18: both notes on a paper are kept, apart, and one that is the same stands once', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const [own, other] = [library('own', seed), library('other', seed + 50)]
    write(own, 1, 'mine')
    write(other, 1, 'theirs')
    write(own, 2, 'the same')
    write(other, 2, 'the same')
    write(own, 3, 'only mine')
    mergeLibrary(own.doc, other.doc, NOTHING)
    expect(noteOf(own, 1).split('\n\n').sort()).toEqual(['mine', 'theirs'])
    expect(noteOf(own, 2)).toBe('the same')
    expect(noteOf(own, 3)).toBe('only mine')
  }
})

test('D18: notes that were typed from the back, and would mix, are kept whole', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const [own, other] = [library('own', seed), library('other', seed + 50)]
    const random = seeded(seed)
    const scribble = (desk: Replica, letters: string): string => {
      const note = verbs.libraryNote(desk.doc, paper(1))
      for (const letter of letters) note.insert(Math.floor(random() * (note.length + 1)), letter)
      return plainText(note)
    }
    const [mine, theirs] = [scribble(own, 'abcdefgh'), scribble(other, 'ABCDEFGH')]
    mergeLibrary(own.doc, other.doc, NOTHING)
    expect(noteOf(own, 1).split('\n\n').sort()).toEqual([mine, theirs].sort())
  }
})

test('D18, D62: notes under two names of one paper are both found once the merge knows that it is one', () => {
  const [own, other] = [library('own'), library('other', 2)]
  const weak = `title:${'a'.repeat(16)}` as ReturnType<typeof paper>
  own.doc.getText(`note:${weak}`).insert(0, 'under its title')
  other.doc.getText(`note:${paper(1)}`).insert(0, 'under its number')
  verbs.writeAlias(other, weak, paper(1))
  mergeLibrary(own.doc, other.doc, NOTHING)
  if (viewOf(own).aliases.size > 0)
    expect(noteWords(own.doc, paper(1))).toBe('under its number\n\nunder its title')
  else throw new Error('the alias was not taken')
})

const self = { member: 'me-there', handOver: key('h') }

test('D18: of two links to one list the one that allows more stands, with the id under which one is known here', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const [own, other] = [library('own', seed), library('other', seed + 50)]
    other.clock += 500
    listed(own, 'both', 'reads')
    listed(other, 'both', 'writes')
    listed(own, 'worse', 'owns')
    listed(other, 'worse', 'reads')
    listed(own, 'moved', 'new', 'new-room')
    listed(other, 'moved', 'old', 'old-room')
    listed(other, 'theirs', 'writes')
    mergeLibrary(own.doc, other.doc, {
      better: new Set(['both']),
      selves: new Map(['both', 'theirs'].map((id) => [id, self])),
      foreign: true,
    })
    const { lists } = viewOf(own)
    expect(lists.get('both')).toMatchObject({ link: 'writes', title: 'own both', member: null })
    expect(lists.get('worse')).toMatchObject({ link: 'owns' })
    expect(lists.get('moved')).toMatchObject({ link: 'new', room: 'new-room' })
    expect(lists.get('theirs')).toMatchObject({ link: 'writes', ...self })
    // A move and a new title leave the id alone.
    addListEntry(own, { listId: 'theirs', room: 'r2', link: 'l2', title: 'New', colour: 1 })
    expect(viewOf(own).lists.get('theirs')).toMatchObject({ link: 'l2', ...self })
  }
})

test('D18: what two libraries know of one paper is joined', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const [own, other] = [library('own', seed), library('other', seed + 50)]
    verbs.savePaper(own, paper(1), [{ ...snapshot(1), authors: ['Ada'] }])
    verbs.savePaper(other, paper(1), [{ ...snapshot(1), abstract: 'It shows.' }])
    mergeLibrary(own.doc, other.doc, NOTHING)
    expect(viewOf(own).papers.get(paper(1))).toMatchObject({ authors: ['Ada'], abstract: 'It shows.' })
  }
})

test('D18: devices of another person’s library stay behind, those of one’s own come along', () => {
  for (const foreign of [true, false]) {
    const [own, other] = [library('own'), library('other', 2)]
    addDevice(own, { name: 'Laptop', key: key('a') })
    addDevice(other, { name: 'Phone', key: key('b') })
    mergeLibrary(own.doc, other.doc, { ...NOTHING, foreign })
    expect([...viewOf(own).devices.keys()].sort()).toEqual(foreign ? ['own'] : ['other', 'own'].sort())
  }
})

test('D18: done twice, or on two devices, it is done once', () => {
  const [own, other] = [library('own'), library('other', 2)]
  write(own, 1, 'mine')
  write(other, 1, 'theirs')
  verbs.setProfile(own, { name: 'Ada', colour: 3 })
  verbs.setProfile(other, { name: 'Eve', colour: 5 })
  mergeLibrary(own.doc, other.doc, NOTHING)
  const second = createReplica('second', 9, own)
  const before = noteOf(own, 1)
  // Meanwhile the other library has grown, as where another tab still wrote in it.
  verbs.savePaper(other, paper(7), [snapshot(7)])
  write(other, 1, '!')
  mergeLibrary(own.doc, other.doc, NOTHING)
  mergeLibrary(second.doc, other.doc, NOTHING)
  mergeLibrary(second.doc, other.doc, NOTHING)
  exchange(own, second)
  for (const one of [own, second]) {
    expect(noteOf(one, 1).replace('!', '')).toBe(before)
    expect(viewOf(one).saved.has(paper(7))).toBe(true)
    expect(viewOf(one).profile.name).toBe('Ada')
  }
  expect(noteOf(own, 1)).toBe(noteOf(second, 1))
})

test('D18: what was removed from a library since they parted does not come back with an older copy', () => {
  const own = library('own')
  verbs.savePaper(own, paper(1), [snapshot(1)])
  verbs.savePaper(own, paper(2), [snapshot(2)])
  const away = createReplica('away', 5, own)
  verbs.unsavePaper(own, paper(1))
  verbs.savePaper(away, paper(3), [snapshot(3)])
  mergeLibrary(own.doc, away.doc, { ...NOTHING, foreign: false })
  expect([...viewOf(own).saved.keys()].sort()).toEqual([paper(2), paper(3)])
})

test('D18: a library of a newer schema is neither read nor written', () => {
  const [own, other] = [library('own'), library('other', 2)]
  verbs.savePaper(other, paper(1), [snapshot(1)])
  other.doc.getMap('meta').set('schema', 2)
  expect(mergeLibrary(own.doc, other.doc, NOTHING)).toBe(false)
  expect(viewOf(own).saved.size).toBe(0)
  expect(mergeLibrary(other.doc, own.doc, NOTHING)).toBe(false)
})

test('D18: random libraries merge without a loss, whichever is merged into which', () => {
  for (let seed = 1; seed <= 25; seed++) {
    const random = seeded(seed)
    const live = (desk: Replica): void => {
      for (let act = 0; act < 30; act++) {
        const number = Math.floor(random() * 8)
        desk.clock += 1_000
        const verb = Math.floor(random() * 6)
        if (verb === 0) verbs.savePaper(desk, paper(number), [snapshot(number)])
        else if (verb === 1) verbs.unsavePaper(desk, paper(number))
        else if (verb === 2) tagPaper(desk, paper(number), `tag ${act % 3}`, [snapshot(number)])
        else if (verb === 3) skipPapers(desk, TODAY, [paper(number)])
        else if (verb === 4) write(desk, number, `${desk.by}${act} `)
        else verbs.setReading(desk, paper(number), 'read', [snapshot(number)])
      }
    }
    const [own, other] = [library('own', seed), library('other', seed + 1_000)]
    live(own)
    live(other)
    const before = [own, other].map(viewOf)
    const acts = [...listActs(own.doc), ...listActs(other.doc)]
    const notes = [own, other].map((one) => [0, 1, 2, 3, 4, 5, 6, 7].map((number) => noteOf(one, number)))
    mergeLibrary(own.doc, other.doc, NOTHING)
    const view = viewOf(own)
    for (const [at, past] of before.entries()) {
      for (const one of past.saved.keys()) expect(view.saved.has(one)).toBe(true)
      for (const one of past.skipped) expect(view.skipped.has(one)).toBe(true)
      for (const [one, tags] of past.tags)
        expect(view.tags.get(one)).toEqual(expect.arrayContaining([...tags]))
      for (const one of past.reading.keys()) expect(view.reading.has(one)).toBe(true)
      for (const one of past.papers.keys()) expect(view.papers.has(one)).toBe(true)
      for (const [number, text] of (notes[at] ?? []).entries()) expect(noteOf(own, number)).toContain(text)
    }
    expect(listActs(own.doc)).toHaveLength(acts.length)
    expect(view.unreadable).toBe(0)
  }
})

test('D18: a library in which nothing was ever done is known as such', () => {
  const own = library('own')
  addDevice(own, { name: 'Laptop', key: key('a') })
  expect(isUntouched(own.doc)).toBe(true)
  verbs.savePaper(own, paper(1), [])
  expect(isUntouched(own.doc)).toBe(false)
  verbs.unsavePaper(own, paper(1))
  expect(isUntouched(own.doc)).toBe(false)
  const noted = library('noted', 2)
  write(noted, 1, 'x')
  expect(isUntouched(noted.doc)).toBe(false)
})
