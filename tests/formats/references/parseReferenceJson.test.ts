import { describe, expect, test } from 'vitest'
import { readSharedData } from '../../sources/sharedData.ts'
import { readFile, readOne, refusalOf } from './reading.ts'

const item = (fields: object) => readOne(JSON.stringify([{ type: 'article', title: 'T', ...fields }]))

describe('CSL-JSON', () => {
  test.each<[unknown, string | null]>([
    [{ 'date-parts': [['2011', 5, '25'], [2012]] }, '2011-05-25'],
    [{ 'date-parts': [2011, 5] }, '2011-05'],
    [{ 'date-parts': [['-334']] }, null],
    [{ 'date-parts': [[2017]], season: 4 }, '2017'],
    [{ raw: '12 May 2017' }, '2017-05-12'],
    [{ literal: 'circa 1890' }, '1890'],
    ['2017-05', '2017-05'],
    [2017, '2017'],
    [{ 'date-parts': [] }, null],
    [{ edtf: '2017-05~/2018' }, '2017-05'],
    [[{ year: 2017, month: 5 }], '2017-05'],
    [[[2017, 5]], '2017-05'],
    [{ raw: 'Spring 2017' }, '2017'],
    [null, null],
  ])('issued %j is %s', (issued, read) => expect(item({ issued }).issued).toBe(read))

  test('names are literal or in parts, with particles and suffixes', () => {
    const author = [
      { literal: 'A Group' },
      { family: 'Gogh', given: 'Vincent', 'non-dropping-particle': 'van' },
      { family: 'Humboldt', given: 'Alexander', 'dropping-particle': 'von', suffix: 'Jr.' },
      'Plain Name',
      7,
      null,
    ]
    expect(item({ author }).authors).toEqual([
      'A Group',
      'Vincent van Gogh',
      'Alexander von Humboldt Jr.',
      'Plain Name',
      '7',
    ])
  })

  test('ids, whatever they are called, and markup in titles', () => {
    expect(
      item({ title: 'H<sub>2</sub>O &amp; <i>E. coli</i>', doi: 'https://doi.org/10.1000/A' }),
    ).toMatchObject({ title: 'H₂O & E. coli', doi: '10.1000/a' })
    expect(item({ number: 'arXiv:1706.03762', note: 'DOI: 10.1000/n' })).toMatchObject({
      arxivId: '1706.03762',
      doi: '10.1000/n',
    })
  })

  test('paragraphs and formulas of an abstract stay apart, and comparisons are no markup', () => {
    expect(
      item({
        title: 'The <mml:math><mml:mi>x</mml:mi></mml:math> of n<p and n>p',
        abstract:
          '<jats:title>Abstract</jats:title><jats:p>One it.</jats:p><jats:title>Results</jats:title><jats:p>Two &amp;amp; three</jats:p>',
        author: [{ family: 'O&apos;Neill' }],
      }),
    ).toMatchObject({
      title: 'The x of n<p and n>p',
      abstract: 'One it. Results Two & three',
      authors: ["O'Neill"],
    })
  })

  test('items stand in a list, under a name, by their ids, or alone', () => {
    const one = { type: 'book', title: 'One', author: [{ family: 'A' }] }
    for (const file of [
      [one],
      { items: [one] },
      { x: one },
      one,
      { message: { items: [{ ...one, title: ['One'] }] } },
    ])
      expect(readOne(JSON.stringify(file)).title).toBe('One')
  })

  test('what is no reference is named by its number', () => {
    const { references, skipped } = readFile(
      JSON.stringify([{ type: 'book', title: 'One' }, 7, null, { type: 'book', author: [] }]),
    )
    expect(references.length).toBe(1)
    expect(skipped.map(({ line }) => line)).toEqual([2, 3, 4])
  })
})

describe('Zotero', () => {
  test('markup of a title and an abstract', () => {
    const file = {
      itemType: 'book',
      title: 'n<p of <i>E.</i> CO<sub>2</sub>',
      abstractNote: '<p>One.</p><p>Two.</p>',
    }
    expect(readOne(JSON.stringify([file]))).toMatchObject({ title: 'n<p of E. CO₂', abstract: 'One. Two.' })
  })

  test('creators, tags, notes, collections and attachments', () => {
    const file = {
      config: { label: 'BetterBibTeX JSON' },
      collections: { K: { name: 'Shelf', items: [1] } },
      items: [
        {
          itemType: 'journalArticle',
          itemID: 1,
          title: 'T',
          creators: [
            { creatorType: 'author', firstName: 'Martin Luther, Jr.', lastName: 'King' },
            { creatorType: 'editor', firstName: 'Ed', lastName: 'Itor' },
            { creatorType: 'author', name: 'A Group' },
          ],
          date: 'May 12, 2016',
          extra: 'arXiv: 1706.03762 [cs]\nDOI: 10.1000/e',
          tags: [{ tag: 'a' }, { tag: 'b', type: 1 }],
          notes: [{ note: '<p>One &lt; two</p><p>Three</p>' }],
        },
        { itemType: 'attachment', title: 'Full text' },
      ],
    }
    const { format, references, skipped } = readFile(JSON.stringify(file))
    expect(format).toBe('Zotero')
    expect(references[0]).toMatchObject({
      authors: ['Martin Luther King Jr.', 'A Group'],
      issued: '2016-05-12',
      arxivId: '1706.03762',
      doi: '10.1000/e',
      keywords: ['a', 'b'],
      groups: ['Shelf'],
      note: 'One < two\nThree',
    })
    expect(skipped.length).toBe(1)
  })
})

test('other JSON is refused, with what it is', () => {
  expect(refusalOf('{"format": "carrel-export", "papers": [{"title": "x", "doi": "10.1/x"}]}')).toContain(
    'Carrel’s own export',
  )
  expect(refusalOf('[{"title": "x", "paper": {}}]')).toContain('holds no references')
  for (const empty of ['[]', '{"items": []}']) expect(refusalOf(empty)).toContain('no papers in this file')
  expect(refusalOf('[{"paper": {"id": "2401.00001", "title": "x"}, "title": "x"}]')).toContain('1 paper.')
  expect(refusalOf('{"a": 1}')).toContain('holds no references')
  expect(refusalOf('[{"type": "book",\n "title": "x"')).toContain('Nothing was read')
})

test('real files are read whole', () => {
  for (const [name, entries] of [
    ['csl-json/bbt-dates-15.json', 15],
    ['zotero-json/bbt-particles-313-53.json', 53],
  ] as const) {
    const text = readSharedData(name)
    if (text !== null)
      expect([readFile(text).references.length, readFile(text).skippedCount]).toEqual([entries, 0])
  }
})
