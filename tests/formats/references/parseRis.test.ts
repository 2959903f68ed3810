import { expect, test } from 'vitest'
import { readSharedData } from '../../sources/sharedData.ts'
import { readFile, readOne } from './reading.ts'

test('tags of several programs say the same', () => {
  const first = readOne(
    'TY  - JOUR\nT1  - A title\nA1  - Smith, Ann, Jr.\nAU  - Lee, Bo\nY1  - 2016/05/12/Spring\nJF  - Journal\nM3  - 10.1000/x\nN2  - Abstract\nKW  - a; b\nER  - ',
  )
  expect(first).toMatchObject({
    title: 'A title',
    authors: ['Bo Lee', 'Ann Smith Jr.'],
    issued: '2016-05-12',
    venue: 'Journal',
    doi: '10.1000/x',
    abstract: 'Abstract',
    keywords: ['a', 'b'],
  })
  const second = readOne(
    'TY  - CHAP\nCT  - Chapter\nA2  - Ed, Itor\nPY  - 2016\nDA  - 2016/07//\nUR  - https://doi.org/10.1000/Y\nL2  - https://arxiv.org/pdf/1706.03762v1.pdf\nER  -',
  )
  expect(second).toMatchObject({
    title: 'Chapter',
    authors: ['Itor Ed'],
    issued: '2016-07',
    doi: '10.1000/y',
    arxivId: '1706.03762',
  })
})

test.each(['\n', '\r\n', '\r'])(
  'lines end in any way, %j, go on in the next, and begin with a mark',
  (end) => {
    const text = [
      '\uFEFFTY  - JOUR',
      'TI  - A long',
      '      title that goes on',
      'AU  - Smith, A.',
      'ER  - ',
    ].join(end)
    expect(readOne(text)).toMatchObject({
      line: 1,
      title: 'A long title that goes on',
      authors: ['A. Smith'],
    })
  },
)

test('an end that is missing, a type that stands twice, and an empty reference', () => {
  const { references, skipped } = readFile(
    'TY  - JOUR\nTY  - MGZN\nTI  - One\n\nTY  - JOUR\nTI  - Two\nER  -\n\nTY  - JOUR\nER  - \nTY  - JOUR\nAU  - No Title\nER  - ',
  )
  expect(references.map(({ line, title }) => [line, title])).toEqual([
    [1, 'One'],
    [5, 'Two'],
  ])
  expect(skipped.map(({ line }) => line)).toEqual([9, 11])
})

test('tags in small letters, and without a blank behind the sign', () => {
  const { references, skipped } = readFile(
    'TY  - JOUR\nTI  - One\nER  - \nTY  -JOUR\nTI  -Two\nAB  - It is\nab -negative\nER  -\nty  - JOUR\nti  - Three\ner  - ',
  )
  expect(references.map(({ title, abstract }) => [title, abstract])).toEqual([
    ['One', null],
    ['Two', 'It is ab -negative'],
    ['Three', null],
  ])
  expect(skipped).toEqual([])
  expect(readOne('ty  - JOUR\nti  - One\ner  - ').title).toBe('One')
})

test.each([
  ['Smith JA', 'JA Smith'],
  ['van der Berg J', 'J van der Berg'],
  ['Smith JA Jr', 'JA Smith Jr'],
  ['Smith, J. A.', 'J. A. Smith'],
  ['John Smith', 'John Smith'],
  ['John Smith III', 'John Smith III'],
  ['Study Group of the EU', 'Study Group of the EU'],
  ['World Health Organization', 'World Health Organization'],
])('the name %s is printed %s', (written, printed) =>
  expect(readOne(`TY  - JOUR\nTI  - T\nAU  - ${written}\nER  - `).authors).toEqual([printed]),
)

test('what a database adds in N1 is no note of the owner’s', () => {
  expect(
    readOne('TY  - JOUR\nTI  - T\nN1  - Export Date: 28 January 2025; Cited By: 0\nN1  - read this\nER  - ')
      .note,
  ).toBe('read this')
})

test('real files are read whole', () => {
  for (const [name, entries, dois] of [
    ['asysd-scopus-10.ris', 10, 10],
    ['citesource-benchmark-13.ris', 13, 7],
  ] as const) {
    const text = readSharedData(`ris/${name}`)
    if (text === null) continue
    const { references, skippedCount } = readFile(text)
    expect([references.length, skippedCount]).toEqual([entries, 0])
    expect(references.filter(({ doi }) => doi !== null).length).toBe(dois)
    expect(references.every(({ authors, issued }) => authors.length > 0 && issued !== null)).toBe(true)
  }
})

test('what is no mark of text stays: a comparison is not taken for one', () => {
  const record = 'TY  - JOUR\nTI  - The case <i>n</i> > p\nAB  - We treat n<p and the case n>p.\nER  - '
  expect(readOne(record)).toMatchObject({
    title: 'The case n > p',
    abstract: 'We treat n<p and the case n>p.',
  })
})
