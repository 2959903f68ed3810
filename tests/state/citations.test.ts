import { expect, test } from 'vitest'
import type { Paper } from '../../src/domain/paper.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { citedSentence } from '../../src/state/citations.ts'

const paper = (arxivId: string, authors?: readonly string[]): Paper => ({
  key: paperKeyOf({ arxivId, title: '' }),
  title: 'A Paper',
  arxivId,
  sources: ['starter'],
  ...(authors ? { authors } : {}),
})
const whole = paper('2501.00001', ['Ada Long'])
const nameless = paper('2501.00002')

test('an entry without authors is copied, and said to lack them', () => {
  expect(citedSentence([whole], true)).toBe('Citation copied as BibTeX')
  expect(citedSentence([nameless], true)).toBe(
    'Citation copied as BibTeX, without authors: their names are not known here',
  )
  expect(citedSentence([paper('2501.00003', [])], true)).toContain('without authors')
})

test('a book that was edited lacks nobody', () => {
  expect(citedSentence([{ ...nameless, details: { editors: ['A. Bee'] } }], true)).toBe(
    'Citation copied as BibTeX',
  )
})

test('of several it is said how many lack them', () => {
  expect(citedSentence([whole, whole], true)).toBe('2 citations copied as BibTeX')
  expect(citedSentence([whole, nameless], true)).toBe(
    '2 citations copied as BibTeX, 1 of them without authors: their names are not known here',
  )
})

test('what was not copied is not said to lack anything', () => {
  expect(citedSentence([nameless], false)).toBe('Citation not copied: this browser does not allow it')
  expect(citedSentence([], false)).toBe('Too little is known to cite this yet')
})
