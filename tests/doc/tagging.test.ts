import fc from 'fast-check'
import { expect, test } from 'vitest'
import { undoAct } from '../../src/doc/undoing.ts'
import { bringBack } from '../../src/doc/bringBack.ts'
import { compareLibraries } from '../../src/doc/earlier.ts'
import { createLibrary, writeAlias } from '../../src/doc/libraryDoc.ts'
import { readLibrary, type LibraryView } from '../../src/doc/libraryView.ts'
import { mergeLibrary } from '../../src/doc/mergeLibrary.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { colourTag, mergeTags, removeTag, renameTag, tagPaper, untagPaper } from '../../src/doc/tagging.ts'
import { readTagTimes } from '../../src/doc/tagTimes.ts'
import { titleKey } from '../../src/domain/paperKeyOf.ts'
import { createReplica, exchange, paper, snapshot, type Replica } from './replica.ts'

const library = (by: string, seed = 1): Replica => {
  const desk = createReplica(by, seed)
  createLibrary(desk)
  return desk
}
/** Devices of one person that have heard of each other's beginning. */
const devices = (count: number): readonly [Replica, Replica, ...Replica[]] => {
  const first = library('one')
  const second = createReplica('two', 2, first)
  const others = Array.from({ length: count - 2 }, (_, at) => createReplica(`d${at + 3}`, at + 3, first))
  return [first, second, ...others]
}
const viewOf = ({ doc }: { readonly doc: SharedDoc }): LibraryView => readLibrary(doc).view()
const tag = (desk: Replica, number: number, name: string) =>
  tagPaper(desk, paper(number), name, [snapshot(number)])
/** The names of a paper's tags, as they are shown. */
const tagsOn = (desk: Replica, number: number): readonly string[] => {
  const view = viewOf(desk)
  return (view.tags.get(paper(number)) ?? []).map((id) => view.tagNames.get(id)?.name ?? id)
}
/** An older Carrel tags by the name's id and knows of nothing else. */
const tagAsOlder = ({ doc }: Replica, number: number, id: string, name: string): void => {
  doc.getMap('tags').set(`${paper(number)} ${id} old`, 1)
  if (!doc.getMap('tagNames').has(id)) doc.getMap('tagNames').set(id, JSON.stringify({ name, colour: 0 }))
}

test('D27: a renamed tag keeps its papers, also those it gets elsewhere at the same time', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  exchange(one, two)
  renameTag(one, 'rl', 'Reinforcement learning')
  tag(two, 2, 'rl')
  exchange(one, two)
  for (const desk of [one, two]) {
    expect(tagsOn(desk, 1)).toEqual(['Reinforcement learning'])
    expect(tagsOn(desk, 2)).toEqual(['Reinforcement learning'])
  }
})

test('D27: tagging by a name means the tag that is called so now, and an old name is free again', () => {
  const one = library('one')
  tag(one, 1, 'RL')
  renameTag(one, 'rl', 'Reinforcement learning')
  tag(one, 2, 'reinforcement  LEARNING')
  tag(one, 3, 'rl')
  tag(one, 4, 'RL')
  const view = viewOf(one)
  expect(view.tags.get(paper(2))).toEqual(['rl'])
  expect(view.tags.get(paper(3))).toEqual(['rl~2'])
  expect(view.tags.get(paper(4))).toEqual(['rl~2'])
  expect(tagsOn(one, 3)).toEqual(['rl'])
  mergeTags(one, 'rl~2', 'rl')
  tag(one, 5, 'rl')
  expect(viewOf(one).tags.get(paper(5))).toEqual(['rl~3'])
  expect(tagsOn(one, 3)).toEqual(['Reinforcement learning'])
})

test('D27: of two names given at once one counts everywhere, and a colour leaves the name alone', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  exchange(one, two)
  renameTag(one, 'rl', 'A')
  renameTag(two, 'rl', 'B')
  exchange(one, two)
  expect(tagsOn(one, 1)).toEqual(tagsOn(two, 1))
  const [name] = tagsOn(one, 1)
  const act = colourTag(one, 'rl', 5)
  expect(viewOf(one).tagNames.get('rl')).toEqual({ name, colour: 5 })
  expect(act && undoAct(one, act)).toBe(true)
  expect(viewOf(one).tagNames.get('rl')?.colour).not.toBe(5)
  expect(colourTag(one, 'rl', viewOf(one).tagNames.get('rl')?.colour ?? 0)).toBeNull()
  expect(renameTag(one, 'rl', '  ')).toBeNull()
  expect(renameTag(one, 'rl', 'x'.repeat(65))).toBeNull()
})

test('D28: what a device tags with a merged tag that has not heard of it is shown as the new one', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  tag(one, 2, 'Learning')
  exchange(one, two)
  mergeTags(one, 'rl', 'learning')
  tag(two, 3, 'RL')
  tagAsOlder(two, 4, 'rl', 'RL')
  exchange(one, two)
  for (const desk of [one, two])
    for (const number of [1, 2, 3, 4]) expect(tagsOn(desk, number)).toEqual(['Learning'])
})

test('D28: undoing a merge gives both back, with what was tagged meanwhile', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  tag(one, 2, 'Learning')
  exchange(one, two)
  const act = mergeTags(one, 'rl', 'learning')
  tag(two, 3, 'rl')
  exchange(one, two)
  expect(act && undoAct(one, act)).toBe(true)
  exchange(one, two)
  expect([1, 2, 3].map((number) => tagsOn(two, number))).toEqual([['RL'], ['Learning'], ['RL']])
})

test('D28: merges of three devices that cross or follow each other end as one tag, the same for all', () => {
  const [one, two, three] = devices(3)
  for (const [number, name] of ['a', 'b', 'c'].entries()) tag(one, number, name)
  exchange(one, two, three ?? one)
  mergeTags(one, 'a', 'b')
  mergeTags(two, 'b', 'a')
  mergeTags(three ?? one, 'b', 'c')
  exchange(one, two, three ?? one)
  const shown = [one, two, three ?? one].map((desk) => [0, 1, 2].map((number) => tagsOn(desk, number)))
  expect(shown[1]).toEqual(shown[0])
  expect(shown[2]).toEqual(shown[0])
  for (const names of shown[0] ?? []) expect(names).toHaveLength(1)
  expect(shown[0]?.[0]).toEqual(shown[0]?.[1])
})

test('D28: a circle of merges is the tag of the least id, and renaming it opens the circle', () => {
  const one = library('one')
  for (const [number, name] of ['b', 'c', 'd'].entries()) tag(one, number, name)
  const merges = one.doc.getMap('tagMerges')
  for (const [from, into] of ['bc', 'cd', 'db'].map((pair) => [...pair])) merges.set(from ?? '', into)
  for (const number of [0, 1, 2]) expect(tagsOn(one, number)).toEqual(['b'])
  renameTag(one, 'd', 'all')
  for (const number of [0, 1, 2]) expect(tagsOn(one, number)).toEqual(['all'])
  expect(merges.has('b')).toBe(false)
})

test('D28: taking a tag off a paper takes every id off that is shown as it', () => {
  const one = library('one')
  tag(one, 1, 'RL')
  tag(one, 1, 'Learning')
  mergeTags(one, 'rl', 'learning')
  expect(tagsOn(one, 1)).toEqual(['Learning'])
  const act = untagPaper(one, paper(1), 'rl')
  expect(tagsOn(one, 1)).toEqual([])
  expect(act && undoAct(one, act)).toBe(true)
  expect(tagsOn(one, 1)).toEqual(['Learning'])
  expect(mergeTags(one, 'rl', 'learning')).toBeNull()
  expect(mergeTags(one, 'learning', 'nowhere')).toBeNull()
})

test('D28: merges that lead nowhere, in long chains or are no merges at all do no harm', () => {
  const one = library('one')
  tag(one, 1, 'RL')
  const merges = one.doc.getMap('tagMerges')
  merges.set('rl', 7)
  merges.set('', 'rl')
  merges.set('a b', 'rl')
  expect(tagsOn(one, 1)).toEqual(['RL'])
  expect(viewOf(one).unreadable).toBe(1)
  one.doc.transact(() => {
    for (let at = 0; at < 20_000; at++) merges.set(`t${at}`, `t${at + 1}`)
  })
  const began = performance.now()
  expect(tagsOn(one, 1)).toEqual(['RL'])
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('D29: two tags that came by the same name are one, and go together from then on', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  exchange(one, two)
  renameTag(one, 'rl', 'Learning')
  tag(two, 2, 'learning')
  exchange(one, two)
  for (const desk of [one, two]) {
    expect(viewOf(desk).tags.get(paper(1))).toEqual(['learning'])
    expect(viewOf(desk).tags.get(paper(2))).toEqual(['learning'])
  }
  renameTag(two, 'learning', 'Agents')
  exchange(one, two)
  for (const number of [1, 2]) expect(tagsOn(one, number)).toEqual(['Agents'])
})

test('D29: renaming a tag to what another one is called makes it that one, undone in one act', () => {
  const one = library('one')
  tag(one, 1, 'RL')
  tag(one, 2, 'Learning')
  const act = renameTag(one, 'rl', 'learning')
  expect(tagsOn(one, 1)).toEqual(['Learning'])
  expect(act && undoAct(one, act)).toBe(true)
  expect(tagsOn(one, 1)).toEqual(['RL'])
})

test('D29: a tag that was renamed to another one goes with it, wherever that is renamed at the same time', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  tag(one, 2, 'Learning')
  exchange(one, two)
  renameTag(one, 'rl', 'Learning')
  renameTag(two, 'learning', 'Agents')
  exchange(one, two)
  for (const number of [1, 2]) expect(tagsOn(two, number)).toEqual(['Agents'])
})

test('D30: a removed tag is gone from every paper, and back with one undoing', () => {
  const one = library('one')
  const loose = titleKey('A paper by its title')
  tag(one, 1, 'RL')
  tag(one, 2, 'Learning')
  tagPaper(one, loose, 'rl', [])
  writeAlias(one, loose, paper(3))
  mergeTags(one, 'rl', 'learning')
  const act = removeTag(one, 'learning')
  expect([1, 2, 3].map((number) => tagsOn(one, number))).toEqual([[], [], []])
  expect(removeTag(one, 'learning')).toBeNull()
  expect(act && undoAct(one, act)).toBe(true)
  expect([1, 2, 3].map((number) => tagsOn(one, number))).toEqual([['Learning'], ['Learning'], ['Learning']])
})

test('D30: a tag given while it is removed elsewhere stands, under its name and colour', () => {
  const [one, two] = devices(2)
  tag(one, 1, 'RL')
  renameTag(one, 'rl', 'Learning')
  colourTag(one, 'rl', 6)
  exchange(one, two)
  removeTag(one, 'rl')
  tag(two, 2, 'learning')
  exchange(one, two)
  for (const desk of [one, two]) {
    expect(tagsOn(desk, 1)).toEqual([])
    expect(tagsOn(desk, 2)).toEqual(['Learning'])
    expect(viewOf(desk).tagNames.get('rl')?.colour).toBe(6)
  }
})

test('D30: thousands of papers lose a tag in one act and get it back', () => {
  const one = library('one')
  one.doc.transact(() => {
    for (let number = 0; number < 5_000; number++)
      one.doc.getMap('tags').set(`${paper(number)} rl old`, 1_750_000_000_000 + number)
  })
  const act = removeTag(one, 'rl')
  expect(viewOf(one).tags.size).toBe(0)
  expect(act && undoAct(one, act)).toBe(true)
  expect(viewOf(one).tags.size).toBe(5_000)
})

test('D1, D27, D28, D29: whatever devices rename, merge and tag at once, no paper loses a tag, and all agree', () => {
  const names = ['a', 'b', 'c', 'd', 'B ', 'e f']
  const step = fc.record({
    device: fc.nat(2),
    what: fc.constantFrom('tag', 'tag', 'rename', 'merge', 'colour', 'undo', 'meet', 'older'),
    first: fc.nat(5),
    second: fc.nat(5),
  })
  let merged = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const all = devices(3)
      const given: { readonly number: number; readonly id: string }[] = []
      const acts: { readonly by: Replica; readonly act: string }[] = []
      for (const { device, what, first, second } of steps) {
        const desk = all[device] ?? all[0]
        desk.clock += 1_000
        const ids = [...new Set([...viewOf(desk).tags.values()].flat())]
        const [from, into] = [ids[first % ids.length] ?? 'a', ids[second % ids.length] ?? 'b']
        let act: string | null = null
        if (what === 'tag') {
          const before = new Set(desk.doc.getMap('tags').keys())
          tag(desk, first, names[second] ?? 'a')
          for (const entry of desk.doc.getMap('tags').keys())
            if (!before.has(entry)) given.push({ number: first, id: entry.split(' ')[1] ?? '' })
        } else if (what === 'older') {
          tagAsOlder(desk, first, names[second % 4] ?? 'a', names[second % 4] ?? 'a')
          given.push({ number: first, id: names[second % 4] ?? 'a' })
        } else if (what === 'rename') act = renameTag(desk, from, names[second] ?? 'a')
        else if (what === 'merge') act = mergeTags(desk, from, into)
        else if (what === 'colour') act = colourTag(desk, from, second)
        else if (what === 'meet') exchange(desk, all[second % 3] ?? all[0])
        else {
          const last = acts.pop()
          if (last) undoAct(last.by, last.act)
        }
        if (act !== null) acts.push({ by: desk, act })
      }
      exchange(...all)
      const [view, ...others] = all.map(viewOf)
      for (const other of others) {
        expect(other.tags).toEqual(view?.tags)
        expect(other.tagIds).toEqual(view?.tagIds)
        expect(other.tagNames).toEqual(view?.tagNames)
      }
      merged += view?.tagIds.size ?? 0
      for (const { number, id } of given)
        expect(view?.tags.get(paper(number))).toContain(view?.tagIds.get(id) ?? id)
      for (const shown of view?.tagIds.values() ?? []) expect(view?.tagIds.has(shown)).toBe(false)
      const called = [...new Set([...(view?.tags.values() ?? [])].flat())].map(
        (id) => view?.tagNames.get(id)?.name.toLowerCase() ?? id,
      )
      expect(new Set(called).size).toBe(called.length)
    }),
    { numRuns: 300, seed: 27 },
  )
  expect(merged).toBeGreaterThan(100)
})

test('D28: two libraries that become one keep each other’s merges, and this one’s stand', () => {
  const [own, other] = [library('own'), library('other', 2)]
  tag(own, 1, 'RL')
  tag(own, 2, 'Learning')
  tag(other, 3, 'RL')
  tag(other, 4, 'Agents')
  tag(other, 5, 'Bots')
  mergeTags(own, 'rl', 'learning')
  mergeTags(other, 'rl', 'agents')
  mergeTags(other, 'bots', 'agents')
  mergeLibrary(own.doc, other.doc, { better: new Set(), selves: new Map(), foreign: true })
  expect([1, 2, 3, 4, 5].map((number) => tagsOn(own, number))).toEqual([
    ['Learning'],
    ['Learning'],
    ['Learning'],
    ['Agents'],
    ['Agents'],
  ])
})

test('D15, D28: when a tag was last given is said of the tag that is shown', () => {
  const one = library('one')
  const reader = readTagTimes(one.doc)
  tag(one, 1, 'RL')
  one.clock += 5_000
  tag(one, 2, 'Learning')
  const latest = reader.view().times.get('learning')
  expect(latest).toBe(one.clock)
  mergeTags(one, 'learning', 'rl')
  expect([...reader.view().times]).toEqual([['rl', latest]])
  removeTag(one, 'rl')
  expect(reader.view().times.size).toBe(0)
})

test('D40: an earlier version tells of names and merged tags, and brings each back by itself', () => {
  const one = library('one')
  tag(one, 1, 'RL')
  tag(one, 2, 'Learning')
  tag(one, 3, 'Gone')
  const then = createSharedDoc()
  mergeInto(then, stateOf(one.doc), 'test')
  const differences = () =>
    compareLibraries(
      viewOf({ doc: then }),
      viewOf(one),
      () => '',
      () => '',
    )
  renameTag(one, 'rl', 'Agents')
  mergeTags(one, 'rl', 'learning')
  // What a paper has under its tag's new name is not missing.
  expect(differences()).toEqual([
    { part: { type: 'tag', id: 'rl' }, key: null, before: ['RL'], after: ['Learning'] },
  ])
  removeTag(one, 'gone')
  expect(differences().map(({ part }) => part)).toEqual([
    { type: 'tag', id: 'rl' },
    { type: 'tags', key: paper(3) },
  ])
  const undo = bringBack(one, then, [{ type: 'tag', id: 'rl' }])
  expect(tagsOn(one, 1)).toEqual(['RL'])
  expect(differences().map(({ part }) => part?.type)).toEqual(['tags'])
  expect(undo?.()).toBe(true)
  expect(tagsOn(one, 1)).toEqual(['Learning'])
  bringBack(one, then, [{ type: 'tags', key: paper(3) }])
  expect(tagsOn(one, 3)).toEqual(['Gone'])
})
