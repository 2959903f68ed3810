import { expect, test } from 'vitest'
import { queryWords } from '../../src/domain/fold.ts'
import { MAX_QUERY_LENGTH, MAX_QUERY_WORDS } from '../../src/domain/limits.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { MAX_PALETTE_PAPERS, MAX_RESULTS } from '../../src/features/search/limits.ts'
import { createPlainSearch } from '../../src/search/plainSearch.ts'

test.each([
  ['the page', MAX_RESULTS],
  ['the palette', MAX_PALETTE_PAPERS],
])('as many papers as %s shows are found, of one more the number is told', async (_, most) => {
  const search = createPlainSearch({ now: () => 0, rest: () => Promise.resolve() })
  const put = (from: number, to: number): void =>
    search.put(
      Array.from({ length: to - from }, (_unused, at) => {
        const fields = { title: `Edge ${from + at}`, arxivId: `2501.${10_000 + from + at}` }
        return { paper: { key: paperKeyOf(fields), sources: ['page'], ...fields }, tags: [] }
      }),
    )
  const find = async () => {
    const { keys, total } = await search.find('edge', most, new AbortController().signal)
    return [keys.length, total]
  }
  put(0, most)
  expect(await find()).toEqual([most, most])
  put(most, most + 1)
  expect(await find()).toEqual([most, most + 1])
})

test('a query is read to its longest, and to as many words as narrow anything down', () => {
  const words = (number: number): string => Array.from({ length: number }, (_, at) => `w${at}`).join(' ')
  expect(queryWords(words(MAX_QUERY_WORDS))).toHaveLength(MAX_QUERY_WORDS)
  expect(queryWords(words(MAX_QUERY_WORDS + 1))).toEqual(queryWords(words(MAX_QUERY_WORDS)))
  const long = 'x'.repeat(MAX_QUERY_LENGTH)
  expect(queryWords(long)).toEqual([long])
  expect(queryWords(`${long}y`)).toEqual([long])
})
