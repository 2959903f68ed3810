import { expect, test } from 'vitest'
import type { Paper } from '../../../src/domain/paper.ts'
import { paperKeyOf } from '../../../src/domain/paperKeyOf.ts'
import { EXCERPT_LENGTH, MAX_NAMED_AUTHORS, MAX_PALETTE_PLACES } from '../../../src/features/search/limits.ts'
import { placeEntries } from '../../../src/features/search/paletteEntries.ts'
import { printAuthors, printExcerpt } from '../../../src/features/search/paperFacts.ts'
import type { Carrel } from '../../../src/state/carrel.ts'

/** What the palette asks of the app here: lists and tags by their number. */
const carrelWith = (lists: number, tags: number): Carrel => {
  const known = {
    lists: {
      all: () =>
        Array.from({ length: lists }, (_, at) => ({ id: `l${at}`, title: `Group ${at}`, frozen: null })),
    },
    library: {
      tags: () => Array.from({ length: tags }, (_, at) => ({ id: `t${at}`, name: `group ${at}`, count: 1 })),
    },
  }
  // reason: nothing else is asked for names
  return known as unknown as Carrel
}
const places = (lists: number, tags: number): readonly string[] =>
  placeEntries(carrelWith(lists, tags), 'group', []).map(({ aim }) => aim.type)

test('places fill their room in the palette, lists before tags, and no further', () => {
  expect(places(MAX_PALETTE_PLACES, 0)).toHaveLength(MAX_PALETTE_PLACES)
  expect(places(MAX_PALETTE_PLACES + 1, 1)).toEqual(Array(MAX_PALETTE_PLACES).fill('list'))
  expect(places(1, MAX_PALETTE_PLACES)).toEqual(['list', ...Array(MAX_PALETTE_PLACES - 1).fill('tag')])
})

test('of the authors that were searched for, so many are named and the others counted', () => {
  const of = (authors: number): Paper => ({
    key: paperKeyOf({ title: 'T' }),
    sources: ['page'],
    title: 'T',
    authors: Array.from({ length: authors }, (_, at) => `Kim ${at}`),
  })
  expect(printAuthors(of(MAX_NAMED_AUTHORS), ['kim'])).toBe('Kim 0, Kim 1, Kim 2')
  expect(printAuthors(of(MAX_NAMED_AUTHORS + 1), ['kim'])).toBe('Kim 0, Kim 1, Kim 2 and 1 more')
})

test('an abstract as long as its excerpt stands whole, a longer one is cut around the word', () => {
  const of = (abstract: string): Paper => ({
    key: paperKeyOf({ title: 'T' }),
    sources: ['page'],
    title: 'T',
    abstract,
  })
  const words = (length: number): string => `kernel ${'word '.repeat(length)}`.slice(0, length).trim()
  const whole = words(EXCERPT_LENGTH)
  expect(printExcerpt(of(whole), ['kernel'])).toBe(whole)
  expect(printExcerpt(of(words(EXCERPT_LENGTH * 3)), ['kernel']).length).toBeLessThanOrEqual(
    EXCERPT_LENGTH + 4,
  )
})
