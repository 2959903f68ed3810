import { expect, test } from 'vitest'
import { paperKeyOf, titleKey } from '../../src/domain/paperKeyOf.ts'
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

const areOne = (a: NamedReference, b: NamedReference): readonly boolean[] =>
  [keys(a, b), keys(b, a)].map(([one, other]) => one === other)
const ONE = [true, true]
const TWO = [false, false]

test.each([
  ['Chapter on cooking', ['J Smith'], 'Wholly other subject of law', ['J Smith'], TWO],
  ['Deep Learning', ['Ian Goodfellow'], 'Deep Learning in Practice for Doctors', ['A Roe'], TWO],
  ['Introduction', ['A Roe'], 'Introduction', ['J Smith'], TWO],
  ['Cooking', [], 'Cook', [], TWO],
  ['Lectures on cooking, 1', ['J Smith'], 'Lectures on cooking, 2', ['J Smith'], TWO],
  ['Deep Learning', ['Ian Goodfellow'], 'Deep learning: a book', ['I. Goodfellow'], ONE],
  ['Deep Learning', [], 'Deep Learning: A Book', ['I. Goodfellow'], ONE],
  ['A Survey', ['J Smith'], 'A survey: part', ['John Smith'], ONE],
  ['Fast graphs for all people', ['Smith JA'], 'Fast graph methods for people', ['J. A. Smith'], ONE],
  ['深度学习方法', ['李'], '深度学习的方法', ['李'], ONE],
])('D47: under one DOI “%s” of %j and “%s” of %j', (title, authors, other, others, expected) => {
  const doi = '10.1007/978-3-540-1'
  expect(areOne(reference(title, { authors, doi }), reference(other, { authors: others, doi }))).toEqual(
    expected,
  )
})

test('D47: one arXiv id is one paper, whatever it is called', () => {
  const arxivId = '2401.00001'
  expect(
    areOne(
      reference('First name', { arxivId, authors: ['A'] }),
      reference('Another', { arxivId, authors: ['B'] }),
    ),
  ).toEqual(ONE)
})

test('D47: volumes of one title that name nobody are one only in one year', () => {
  const volume = (issued: string | null, authors: readonly string[] = []) =>
    reference('Proceedings of the Annual Meeting', { issued, authors })
  expect(areOne(volume('2019'), volume('2020'))).toEqual(TWO)
  expect(areOne(volume('2019'), volume('2019-05'))).toEqual(ONE)
  expect(areOne(volume('2019', ['Ed Itor']), volume('2020', ['E. Itor']))).toEqual(ONE)
  // One that does not say its year cannot tie the two others together.
  expect(new Set(keys(volume(null), volume('2019'), volume('2020'))).size).toBe(2)
})

test.each([
  ['C', 'C++', TWO],
  ['C++', 'C#', TWO],
  ['On A* and more', 'On A and more', TWO],
  [
    'Observation of the $\\Xi_c$ decay in collisions',
    'Observation of the $\\Omega_c$ decay in collisions',
    TWO,
  ],
  ['Study of the rare $B^+$ decays', 'Study of the rare $B^{-}$ decays', TWO],
  ['Study of the rare $B^+$ decays', 'Study of the rare B$^{+}$ decays', ONE],
  ['Study of the rare $B^+$ decays', 'Study of the rare B⁺ decays', ONE],
  ['Study of the rare $\\mathrm{B}^+$ decays', 'Study of the rare B+ decays', ONE],
  ['Annihilation of slow $e^+e^-$ pairs', 'Annihilation of slow e+e- pairs', ONE],
  ['Self-attention in deep nets', 'Self attention in deep nets', ONE],
  ['A survey of many things*', 'A Survey of Many Things', ONE],
  ['Clustering with $k$-means and $p-q$ trees', 'Clustering with k-means and p-q trees', ONE],
  ['$C^*$-algebras of many kinds', 'C*-Algebras of Many Kinds', ONE],
  ['Pre- and post-training of nets', 'Pre and post training of nets', ONE],
])('D47: titles that read alike without their signs: “%s” and “%s”', (one, other, expected) => {
  const said = { authors: ['LHCb Collaboration'], issued: '2020' }
  expect(areOne(reference(one, said), reference(other, said))).toEqual(expected)
})

test('D47: three papers whose titles differ in signs alone are three, and each is itself again', () => {
  const all = ['C', 'C++', 'C#', 'C', 'C++', 'C#'].map((title) =>
    reference(title, { authors: ['A B'], issued: '1999' }),
  )
  const made = keys(...all)
  expect(new Set(made).size).toBe(3)
  expect(made.slice(3)).toEqual(made.slice(0, 3))
})

test('D47: a key that another paper here has is not taken', () => {
  const chapter = reference('Maritime law', { authors: ['Bo Roe'], doi: '10.1007/b1' })
  const book = reference('Cooking rice', { authors: ['Ann Smith'] })
  const isHere = paperKeyOf({ doi: '10.1007/b1', title: '' })
  const keyed = createReferenceKeys<NamedReference>((key, mayBe) => key === isHere && !mayBe(book))(chapter)
  expect(keyed.sharesId).toBe(true)
  expect(keyed.key).toMatch(/^title:/)
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
