import { describe, expect, it, test } from 'vitest'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import type { Paper } from '../../src/domain/paper.ts'
import { parseDay } from '../../src/lib/day.ts'
import { printBibliography } from '../../src/formats/bibtex.ts'
import { printCslJson } from '../../src/formats/printCslJson.ts'
import { readOne } from './references/reading.ts'

const aPaper = (fields: Partial<Paper>): Paper => {
  const key = parsePaperKey(
    fields.arxivId ? `arxiv:${fields.arxivId}` : 'title:0123456789abcdef0123456789abcdef',
  )
  if (!key) throw new Error('a key')
  return { key, sources: ['file'], title: 'A title', ...fields }
}
const day = parseDay('2017-06-12')
if (!day) throw new Error('a day')
const printed = (fields: Partial<Paper>): Readonly<Record<string, unknown>> => {
  const [item]: Readonly<Record<string, unknown>>[] = JSON.parse(printCslJson([aPaper(fields)]))
  if (!item) throw new Error('one item')
  return item
}

test('a preprint says all that is known of it, as citation processors read it', () => {
  expect(
    printed({
      title: 'Attention Is All You Need: $O(n^2)$ \\& more',
      authors: ['Ashish Vaswani', 'Łukasz Kaiser'],
      date: day,
      arxivId: '1706.03762',
      doi: '10.48550/arxiv.1706.03762',
      abstract: 'The dominant\n  models.',
    }),
  ).toEqual({
    id: 'vaswani2017attention',
    'citation-key': 'vaswani2017attention',
    type: 'article',
    title: 'Attention Is All You Need: O(n²) & more',
    author: [
      { family: 'Vaswani', given: 'Ashish' },
      { family: 'Kaiser', given: 'Łukasz' },
    ],
    issued: { 'date-parts': [[2017, 6, 12]] },
    abstract: 'The dominant models.',
    archive: 'arXiv',
    archive_location: '1706.03762',
    number: 'arXiv:1706.03762',
    publisher: 'arXiv',
    DOI: '10.48550/arxiv.1706.03762',
    URL: 'https://arxiv.org/abs/1706.03762',
  })
})

test('a paper that is known by a DOI, by its page, or by its title alone says no more than that', () => {
  expect(printed({ doi: '10.1000/x' })).toMatchObject({ type: 'article', DOI: '10.1000/x' })
  expect(printed({ doi: '10.1000/x', pageUrl: 'https://example.org' })).not.toHaveProperty('URL')
  expect(printed({ arxivId: '1706.03762', doi: '10.1000/x' })).not.toHaveProperty('publisher')
  expect(printed({ pageUrl: 'https://example.org/a' })).toMatchObject({
    type: 'webpage',
    URL: 'https://example.org/a',
  })
  expect(printed({ pageUrl: 'javascript:alert(1)' })).toEqual({
    id: 'title',
    'citation-key': 'title',
    type: 'article',
    title: 'A title',
  })
})

test('a paper of which only the year or month and the venue are known says those', () => {
  expect(printed({ issued: '2017', venue: 'Nature \\& Life' })).toMatchObject({
    issued: { 'date-parts': [[2017]] },
    'container-title': 'Nature & Life',
  })
  expect(printed({ issued: '2017-05' })['issued']).toEqual({ 'date-parts': [[2017, 5]] })
  expect(printed({ issued: '2017', date: day })['issued']).toEqual({ 'date-parts': [[2017, 6, 12]] })
})

describe('an author', () => {
  it.each([
    ['Ada Lovelace', { family: 'Lovelace', given: 'Ada' }],
    ['Lovelace, Ada King', { family: 'Lovelace', given: 'Ada King' }],
    ['Laurens van der Maaten', { family: 'Maaten', given: 'Laurens', 'non-dropping-particle': 'van der' }],
    ['van der Maaten, Laurens', { family: 'van der Maaten', given: 'Laurens' }],
    ['J. W. Tukey', { family: 'Tukey', given: 'J. W.' }],
    ['Sammy Davis Jr.', { family: 'Davis', given: 'Sammy', suffix: 'Jr.' }],
    ['Sammy Davis, Jr.', { family: 'Davis', given: 'Sammy', suffix: 'Jr.' }],
    ['Davis, Jr., Sammy', { family: 'Davis', given: 'Sammy', suffix: 'Jr.' }],
    ['Jean-Yves Le Boudec', { family: 'Boudec', given: 'Jean-Yves Le' }],
    ["Kathleen O'Neill", { family: "O'Neill", given: 'Kathleen' }],
    ["Erd{\\H o}s P{\\'a}l", { family: 'Pál', given: 'Erdős' }],
    ['Игорь Тамм', { family: 'Тамм', given: 'Игорь' }],
    ['王伟', { literal: '王伟' }],
    ['王 伟', { literal: '王 伟' }],
    ['Plato', { literal: 'Plato' }],
    ['The ATLAS Collaboration', { literal: 'The ATLAS Collaboration' }],
    ['Qwen Team', { literal: 'Qwen Team' }],
    ['de Vries', { family: 'Vries', given: 'de' }],
    ['A, B, C, D', { literal: 'A, B, C, D' }],
    ['GPT-4', { literal: 'GPT-4' }],
    ['World Health Organization', { literal: 'World Health Organization' }],
    ['Universität Wien', { literal: 'Universität Wien' }],
    ['William H. Press', { family: 'Press', given: 'William H.' }],
    [
      'Ministeriet for By, Bolig og Landdistrikter',
      { literal: 'Ministeriet for By, Bolig og Landdistrikter' },
    ],
    ['王, 伟', { family: '王', given: '伟' }],
    ['al-Khwarizmi, Muhammad', { family: 'al-Khwarizmi', given: 'Muhammad' }],
    ['Smith JA', { family: 'Smith', given: 'JA' }],
    ['van den Berg J', { family: 'van den Berg', given: 'J' }],
    ['J. LI', { family: 'LI', given: 'J.' }],
    ['Ann King II', { family: 'King', given: 'Ann', suffix: 'II' }],
  ] as const)('%s', (name, parts) => {
    expect(printed({ authors: [name] })['author']).toEqual([parts])
  })
})

test('papers go by the keys that they have in BibTeX, each once', () => {
  const papers = ['One', 'Two'].map((title) =>
    aPaper({ title: `${title} same`, authors: ['Ada Lovelace'], date: day }),
  )
  const twice = [...papers, ...papers]
  const items: { readonly id: string }[] = JSON.parse(printCslJson(twice))
  const keys = [...printBibliography(twice).matchAll(/^@misc\{([^,]+),/gm)].map(([, key]) => key)
  expect(items.map(({ id }) => id)).toEqual(keys)
  expect(new Set(keys).size).toBe(4)
  expect(JSON.parse(printCslJson([]))).toEqual([])
})

test.each([
  [
    '@article{smith, title={T one}, author={A. Bee}, journal={J of X}, volume=12, number=3, pages={45--67}, publisher={P}, year=2010, month=may, day=2, issn={1234-5678}, doi={10.1000/x}}',
  ],
  [
    '@inproceedings{a1, title={T one}, booktitle={Proc. of X}, editor={A. Bee and {The Group}}, series={LNCS}, volume=7, number=8, address={Bonn}, organization={ACM}, year=2010}',
  ],
  [
    '@book{b1, title={T one}, editor={A. Bee}, publisher={P}, edition={2}, isbn={978-3-540-12345-6}, year=2010}',
  ],
  ['@phdthesis{p1, title={T one}, author={A. Bee}, school={ETH}, year=2010}'],
  ['@techreport{t1, title={T one}, institution={MIT}, number={12}, type={Memo}, year=2010}'],
  ['@online{o1, title={T one}, url={https://example.org/x}, year=2010}'],
])('what is printed of %s is read as it was', (text) => {
  const before = readOne(text)
  const { title, authors, issued, doi, url, venue, details } = before
  const paper: Paper = {
    key: paperKeyOf({ title }),
    sources: ['file'],
    title,
    authors,
    issued: issued ?? '',
    ...(doi === null ? {} : { doi }),
    ...(url === null ? {} : { pageUrl: url }),
    ...(venue === null ? {} : { venue }),
    ...(details === null ? {} : { details }),
  }
  const after = readOne(printCslJson([paper]))
  const { organization, ...rest } = details ?? {}
  const genre = before.details?.type === 'phdthesis' ? { genre: 'PhD thesis' } : {}
  // CSL has one place for whoever made it.
  expect(after.details).toEqual({ ...rest, ...genre, ...(organization ? { publisher: organization } : {}) })
  expect([after.title, after.authors, after.issued, after.doi, after.url]).toEqual([
    title,
    authors,
    issued,
    doi,
    url,
  ])
})
