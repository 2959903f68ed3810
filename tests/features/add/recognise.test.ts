import { expect, test } from 'vitest'
import { MAX_HAND_TITLE, MAX_IDS, MAX_IDS_TEXT } from '../../../src/features/add/limits.ts'
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
