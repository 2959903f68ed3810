import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpen, MAX_FILTER_TAGS, parseFilter, printFilter } from '../../../src/domain/paperFilter.ts'
import { arxivKey, type PaperKey } from '../../../src/domain/paperKey.ts'
import { READING_STATES, type ReadingState } from '../../../src/domain/reading.ts'
import {
  filterPapers,
  namePart,
  partsOf,
  shownFilter,
  type PaperFacts,
} from '../../../src/features/library/filterPapers.ts'
import { sortTags } from '../../../src/features/library/sortTags.ts'

const TAGS = Array.from({ length: 200 }, (_, at) => `tag-${at}`)
const keys: readonly PaperKey[] = Array.from({ length: 5_000 }, (_, at) => arxivKey(`2501.${10_000 + at}`))
const numberOf = (key: PaperKey): number => Number(key.slice(-5)) - 10_000
const tagsOf = (key: PaperKey): readonly string[] => {
  const number = numberOf(key)
  return [TAGS[number % 200] ?? '', TAGS[(number * 7) % 200] ?? '']
}
const readingOf = (key: PaperKey): ReadingState | null => READING_STATES[numberOf(key) % 4] ?? null
const textOf = (key: PaperKey): string => `a paper about number ${numberOf(key)} and graphs`
const facts: PaperFacts = { tagsOf, readingOf, textOf }

describe('filterPapers', () => {
  test('lets through what has all the tags, none of the others, the state and every word, in order', () => {
    const part = fc.record({
      tags: fc.array(fc.constantFrom(...TAGS.slice(0, 20)), { maxLength: 2 }),
      not: fc.array(fc.constantFrom(...TAGS.slice(0, 20)), { maxLength: 2 }),
      reading: fc.constantFrom(null, 'none' as const, ...READING_STATES),
      text: fc.constantFrom('', 'GRAPHS', 'number  4', 'nowhere', 'Gráphs 12'),
    })
    let passed = 0
    fc.assert(
      fc.property(part, (filter) => {
        const some = keys.slice(0, 400)
        const words = filter.text.toLowerCase().replace('á', 'a').split(' ').filter(Boolean)
        const expected = some.filter(
          (key) =>
            filter.tags.every((tag) => tagsOf(key).includes(tag)) &&
            !filter.not.some((tag) => tagsOf(key).includes(tag)) &&
            (filter.reading === null || (readingOf(key) ?? 'none') === filter.reading) &&
            words.every((word) => textOf(key).includes(word)),
        )
        passed += expected.length
        expect(filterPapers(some, filter, facts)).toEqual(expected)
      }),
      { seed: 5 },
    )
    expect(passed).toBeGreaterThan(100)
  })

  test('looks at each of 5,000 papers once, and at the words of those alone that pass the rest', () => {
    const asked = { tags: 0, reading: 0, text: 0 }
    const counted: PaperFacts = {
      tagsOf: (key) => (asked.tags++, tagsOf(key)),
      readingOf: (key) => (asked.reading++, readingOf(key)),
      textOf: (key) => (asked.text++, textOf(key)),
    }
    const filter = parseFilter({ tags: 'tag-7', not: 'tag-9', reading: 'none', text: 'graphs' })
    const found = filterPapers(keys, filter, counted)
    expect(found.length).toBeGreaterThan(0)
    expect(asked.tags).toBe(5_000)
    expect(asked.reading).toBeLessThan(100)
    expect(asked.text).toBe(found.length)
    asked.tags = asked.reading = asked.text = 0
    filterPapers(keys, parseFilter({ reading: 'read' }), counted)
    expect(asked).toEqual({ tags: 0, reading: 5_000, text: 0 })
  })
})

describe('a filter', () => {
  test('is read from an address as it was printed', () => {
    const filter = fc.record({
      tags: fc.uniqueArray(fc.stringMatching(/^\S{1,9}$/), { maxLength: 4 }),
      not: fc.uniqueArray(fc.stringMatching(/^\S{1,9}$/), { maxLength: 4 }),
      reading: fc.constantFrom(null, 'none' as const, ...READING_STATES),
      text: fc.stringMatching(/^\S.{0,20}$/),
    })
    fc.assert(
      fc.property(filter, (one) => {
        expect(parseFilter({ ...printFilter(one) })).toEqual(one)
      }),
    )
  })

  test('leaves out of an address what makes no sense, and bounds the rest', () => {
    expect(parseFilter({ tags: 2025, not: ['a'], reading: 'eaten', text: null })).toEqual({
      tags: ['2025'],
      not: [],
      reading: null,
      text: '',
    })
    expect(parseFilter({ tags: TAGS.join(' ') }).tags).toHaveLength(MAX_FILTER_TAGS)
    expect(isOpen(parseFilter({ text: '  ', tags: '' }))).toBe(true)
    expect(isOpen(parseFilter({ not: 'a' }))).toBe(false)
  })

  test('asks once for tags that have become one, and can be loosened part by part', () => {
    const filter = shownFilter(
      parseFilter({ tags: 'rl learning', not: 'x', reading: 'none', text: ' graph ' }),
      (id) => (id === 'rl' ? 'learning' : id),
    )
    const parts = partsOf(filter)
    expect(parts.map((part) => namePart(part, (id) => id.toUpperCase()))).toEqual([
      'LEARNING',
      'not X',
      'Not begun',
      '“graph”',
    ])
    for (const { without } of parts) expect(partsOf(without)).toHaveLength(parts.length - 1)
  })
})

test('tags stand by name, by their number of papers, or by when they were last given', () => {
  const tags = ['a', 'b', 'c'].map((id, at) => ({ id, name: id, colour: 0, count: [1, 3, 1][at] ?? 0 }))
  const used = new Map([
    ['a', 5],
    ['c', 9],
  ])
  const order = (sort: 'name' | 'count' | 'used') =>
    sortTags(tags, sort, used)
      .map(({ id }) => id)
      .join('')
  expect([order('name'), order('count'), order('used')]).toEqual(['abc', 'bac', 'cab'])
})
