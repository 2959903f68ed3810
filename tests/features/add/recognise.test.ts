import { describe, expect, test } from 'vitest'
import {
  MAX_HAND_TITLE,
  MAX_IDS,
  MAX_IDS_TEXT,
  MAX_ODD,
  MAX_ODD_LENGTH,
} from '../../../src/features/add/limits.ts'
import { recognise } from '../../../src/features/add/recognise.ts'
import { parseDay } from '../../../src/lib/day.ts'

const today = parseDay('2025-12-08')
if (!today) throw new Error('no day')
const ids = (number: number): string =>
  Array.from({ length: number }, (_, at) => `2501.${String(10_000 + at)}`).join(' ')
const named = (text: string): readonly [shown: number, left: number] | null => {
  const found = recognise(text, { today })
  return found.type === 'ids' ? [found.papers.length, found.left] : null
}

test('as many ids as are shown at once are all shown; of one more it is said that it is left', () => {
  expect(named(ids(MAX_IDS))).toEqual([MAX_IDS, 0])
  expect(named(ids(MAX_IDS + 1))).toEqual([MAX_IDS, 1])
  // The same one twice is one.
  expect(named(`${ids(MAX_IDS)} 2501.10000 2501.10000`)).toEqual([MAX_IDS, 0])
  expect(named(`${ids(MAX_IDS + 1)} ${ids(MAX_IDS + 1)}`)).toEqual([MAX_IDS, 1])
})

test('ids are looked for in a text up to its limit, and not in one a letter longer', () => {
  const text = (length: number): string => '2501.10000'.padEnd(length, ' ')
  expect(named(text(MAX_IDS_TEXT))).toEqual([1, 0])
  expect(named(text(MAX_IDS_TEXT + 1))).toBeNull()
})

test('words beside an id are its title as long as a title may be', () => {
  const title = (length: number): string | null => {
    const found = recognise(`${'t'.repeat(length)} 2501.10000`, { today })
    return found.type === 'ids' ? found.title : null
  }
  expect(title(MAX_HAND_TITLE)).toHaveLength(MAX_HAND_TITLE)
  expect(title(MAX_HAND_TITLE + 1)).toBeNull()
})

describe('what was meant as an id and is none', () => {
  const oddOf = (text: string): readonly [odd: readonly string[], more: number] | null => {
    const found = recognise(text, { today })
    return found.type === 'ids' ? [found.odd, found.moreOdd] : null
  }

  test('is named, whatever it was meant for; words, years and days are not', () => {
    expect(
      oddOf('2501.10000\n2501.1\n(2501.123456789),\n978-3-16-148410-0\nhttps://example.org/x\narXiv: hep'),
    ).toEqual([['2501.1', '2501.123456789', '978-3-16-148410-0', 'https://example.org/x', 'arXiv:hep'], 0])
    expect(oddOf('As said on 2025-12-08 by Doe et al. in 2021, 10.1000/xyz and 2501.10000 agree')).toEqual([
      [],
      0,
    ])
  })

  test('so many of them, each so long, and of one more it is said that there is more', () => {
    const odd = (number: number): string =>
      Array.from({ length: number }, (_, at) => `${at}/99999`).join('\n')
    expect(oddOf(`2501.10000 ${odd(MAX_ODD)}`)?.[1]).toBe(0)
    const [shown, more] = oddOf(`2501.10000 ${odd(MAX_ODD + 1)}`) ?? []
    expect(shown).toHaveLength(MAX_ODD)
    expect(more).toBe(1)
    const long = (length: number): string | undefined => oddOf(`2501.10000 ${'9'.repeat(length)}`)?.[0][0]
    expect(long(MAX_ODD_LENGTH)).toBe('9'.repeat(MAX_ODD_LENGTH))
    expect(long(MAX_ODD_LENGTH + 1)?.length).toBeLessThanOrEqual(MAX_ODD_LENGTH + 1)
    expect(long(MAX_ODD_LENGTH + 1)).not.toContain('9'.repeat(MAX_ODD_LENGTH + 1))
  })
})
