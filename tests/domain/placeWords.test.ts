import { expect, test } from 'vitest'
import type { PaperDetails } from '../../src/domain/paper.ts'
import { kindWords, placeWords } from '../../src/domain/placeWords.ts'

test.each<[PaperDetails, string]>([
  [
    {
      type: 'article',
      journal: 'Journal of X',
      volume: '12',
      number: '3',
      pages: '45–67',
      publisher: 'Springer',
    },
    'Journal of X 12(3), 45–67, Springer',
  ],
  [{ type: 'article', journal: 'J', volume: '12', eid: 'e3' }, 'J 12, e3'],
  [{ type: 'article', journal: 'J', number: '3' }, 'J no. 3'],
  [
    {
      type: 'inproceedings',
      booktitle: 'Proc. of \\emph{Y}',
      series: 'LNCS',
      volume: '99',
      editors: ['A. Bee', 'C. Dee'],
      pages: '1–9',
    },
    'Proc. of Y, LNCS 99, edited by A. Bee, C. Dee, 1–9',
  ],
  [
    { type: 'incollection', booktitle: 'Book', editors: ['A', 'B', 'C', 'D', 'E'], edition: '2' },
    'Book, edited by A, B, C and 2 others, edition 2',
  ],
  [{ type: 'phdthesis', institution: 'ETH' }, 'PhD thesis, ETH'],
  [{ type: 'techreport', genre: 'Memo', number: '7', institution: 'MIT' }, 'Memo, no. 7, MIT'],
])('%j is said as %s', (details, words) => {
  expect(placeWords({ authors: ['Ada Lovelace'], details })).toEqual([words])
})

test('without details the place alone is said, and nothing twice', () => {
  expect(placeWords({ venue: 'Nature' })).toEqual(['Nature'])
  expect(placeWords({})).toEqual([])
  expect(placeWords({ details: { key: 'a' } })).toEqual([])
  expect(placeWords({ venue: 'Springer', details: { type: 'book', publisher: 'Springer' } })).toEqual([
    'Springer',
  ])
  expect(placeWords({ venue: 'Blog', details: { type: 'online' } })).toEqual(['Blog'])
})

test('who edited a book stands with it only where others wrote it', () => {
  const details: PaperDetails = { type: 'book', editors: ['A. Bee'], publisher: 'P' }
  expect(placeWords({ details })).toEqual(['P'])
  expect(placeWords({ authors: ['C. Dee'], details })).toEqual(['edited by A. Bee, P'])
})

test('kinds have words, and an unknown one its own', () => {
  expect([kindWords('inproceedings'), kindWords('performance')]).toEqual(['conference paper', 'performance'])
})
