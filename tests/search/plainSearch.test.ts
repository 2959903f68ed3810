import { describe, expect, test } from 'vitest'
import type { Paper } from '../../src/domain/paper.ts'
import { paperKeyOf } from '../../src/domain/paperKey.ts'
import { createPlainSearch, type SearchablePaper } from '../../src/search/plainSearch.ts'
import type { Pace } from '../../src/search/slices.ts'

const patient: Pace = { now: () => 0, rest: () => Promise.resolve() }
const paper = (fields: Partial<Paper> & { readonly title: string }): Paper => ({
  key: paperKeyOf(fields),
  sources: ['page'],
  ...fields,
})
const grok = paper({
  title: 'Grokking at the Edge',
  arxivId: '2501.04697',
  authors: ['Lucas Prieto', 'Melih Barsbey'],
})
const nets = paper({
  title: 'Neural Nets',
  abstract: 'On the edge of chaos.',
  doi: '10.1000/xyz',
  date: undefined as never,
})
const cafe = paper({ title: 'Café économique', authors: ['Łukasz Kaiser'] })
const all: readonly SearchablePaper[] = [
  { paper: grok, tags: ['To present'] },
  { paper: nets, tags: [] },
  { paper: cafe, tags: ['Straße'] },
]
const find = async (query: string, papers = all) => {
  const search = createPlainSearch(patient)
  search.update(papers)
  return (await search.find(query, 10, new AbortController().signal)).keys
}

describe('a search by words', () => {
  test('finds by title, abstract, author, tag and id, and a word in the title says most', async () => {
    expect(await find('edge')).toEqual([grok.key, nets.key])
    expect(await find('chaos')).toEqual([nets.key])
    expect(await find('barsbey grok')).toEqual([grok.key])
    expect(await find('present')).toEqual([grok.key])
    expect(await find('2501.04697')).toEqual([grok.key])
    expect(await find('https://arxiv.org/abs/2501.04697v2')).toEqual([grok.key])
    expect(await find('https://doi.org/10.1000/XYZ')).toEqual([nets.key])
  })

  test('every word must be there, and begin a word', async () => {
    expect(await find('edge chaos')).toEqual([nets.key])
    expect(await find('dge')).toEqual([])
    expect(await find('')).toEqual([])
    expect(await find('  ·  ')).toEqual([])
  })

  test('accents, case and letters that carry their mark inside do not matter', async () => {
    for (const query of ['cafe', 'CAFÉ', 'economique', 'lukasz', 'Łukasz', 'strasse', 'straße'])
      expect(await find(query), query).toEqual([cafe.key])
  })

  test('takes over papers that have changed', async () => {
    const search = createPlainSearch(patient)
    const signal = new AbortController().signal
    search.update(all)
    expect((await search.find('neural', 10, signal)).total).toBe(1)
    search.update([{ paper: { ...nets, title: 'Other words' }, tags: [] }])
    expect((await search.find('neural', 10, signal)).total).toBe(0)
    expect((await search.find('other', 10, signal)).total).toBe(1)
  })

  test('rests between slices, and gives up when nobody waits any more', async () => {
    const many = Array.from({ length: 1_000 }, (_, number): SearchablePaper => ({
      paper: paper({ title: `Edge ${number}`, arxivId: `2501.${String(10_000 + number)}` }),
      tags: [],
    }))
    let now = 0
    let rests = 0
    const asked = new AbortController()
    const search = createPlainSearch({
      now: () => (now += 1),
      rest: () => {
        if (++rests === 3) asked.abort()
        return Promise.resolve()
      },
    })
    search.update(many)
    expect((await search.find('edge', 10, asked.signal)).total).toBe(0)
    expect(rests).toBe(3)
    expect((await search.find('edge', 10, new AbortController().signal)).total).toBe(1_000)
  })
})
