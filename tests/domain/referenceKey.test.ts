import { expect, test } from 'vitest'
import { paperKeyOf, titleKey } from '../../src/domain/paperKey.ts'
import {
  createReferenceKeys,
  familyOf,
  isTelling,
  type NamedReference,
} from '../../src/domain/referenceKey.ts'

const reference = (title: string, more: Partial<NamedReference> = {}): NamedReference => ({
  title,
  authors: [],
  issued: null,
  arxivId: null,
  doi: null,
  ...more,
})
const keyReferences = (references: readonly NamedReference[]) => references.map(createReferenceKeys())
const keys = (...references: readonly NamedReference[]) => keyReferences(references).map(({ key }) => key)
const LONG = 'Attention Is All You Need'

test('D47: a reference is named by arXiv id, DOI, a telling title, or title, author and year', () => {
  expect(keys(reference(LONG, { arxivId: '1706.03762', doi: '10.1000/x' }))).toEqual(['arxiv:1706.03762'])
  expect(keys(reference(LONG, { doi: '10.1000/x' }))).toEqual(['doi:10.1000/x'])
  expect(keys(reference(LONG))).toEqual([titleKey('attention is all you need!')])
  expect(isTelling('Introduction') || isTelling('A note on A')).toBe(false)
  const [smith, jones, later, same] = keys(
    reference('Introduction', { authors: ['Ann Smith'], issued: '1999' }),
    reference('Introduction', { authors: ['Bo Jones'], issued: '1999' }),
    reference('Introduction', { authors: ['Ann Smith'], issued: '2005' }),
    reference('Introduction.', { authors: ['A. Smith'], issued: '1999-05' }),
  )
  expect(new Set([smith, jones, later]).size).toBe(3)
  expect(same).toBe(smith)
  expect(smith).not.toBe(titleKey('Introduction'))
})

test('D47: two papers of one title stay two, one paper said twice is one', () => {
  const [first, again, other] = keys(
    reference(LONG, { authors: ['Ashish Vaswani'], issued: '2017-12' }),
    reference(LONG, { authors: ['A. Vaswani'], issued: '2018' }),
    reference(LONG, { authors: ['Somebody Else'], issued: '2017' }),
  )
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

test('D47: the DOI of a book on its chapters names one of them, and the others by what they are', () => {
  const doi = '10.1000/book'
  const chapters = keyReferences([
    reference('The first of many chapters here', { doi, authors: ['Ann Smith'] }),
    reference('Quite another thing to read', { doi, authors: ['Bo Jones'] }),
    reference('The First of Many Chapters Here', { doi }),
  ])
  expect(chapters.map(({ sharesId }) => sharesId)).toEqual([false, true, false])
  expect(chapters[2]?.key).toBe(paperKeyOf({ doi, title: '' }))
  expect(chapters[1]?.key).toMatch(/^title:/)
})

test('D47: a file gives the same keys whenever it is read', () => {
  const file = [
    reference('One'),
    reference(LONG),
    reference('One', { authors: ['X Y'] }),
    reference(LONG, { issued: '1950' }),
  ]
  expect(keys(...file)).toEqual(keys(...structuredClone(file)))
})

test('family names as they are compared', () => {
  expect(
    [['Martin Luther King Jr.'], ['van Gogh, Vincent'], ['J{\\"o}rg M{\\"u}ller'], []].map(familyOf),
  ).toEqual(['king', 'gogh', 'muller', ''])
})
