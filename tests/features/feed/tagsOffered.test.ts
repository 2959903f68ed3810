import { expect, test } from 'vitest'
import { MAX_TAG_FILTERS } from '../../../src/features/feed/limits.ts'
import { tagsOffered } from '../../../src/features/feed/tagsOffered.ts'

/** So many tags, of which the first is on the fewest papers. */
const tags = (number: number): ReadonlyMap<string, number> =>
  new Map(Array.from({ length: number }, (_, at) => [`t${at}`, at + 1]))

test('as many tags as a menu holds are offered, those of most papers first, and one more is not', () => {
  expect(tagsOffered(tags(MAX_TAG_FILTERS), undefined)).toHaveLength(MAX_TAG_FILTERS)
  const offered = tagsOffered(tags(MAX_TAG_FILTERS + 1), undefined)
  expect(offered).toHaveLength(MAX_TAG_FILTERS)
  expect(offered[0]).toBe(`t${MAX_TAG_FILTERS}`)
  expect(offered).not.toContain('t0')
})

test('the tag that is chosen can be let go of, however few papers have it', () => {
  const offered = tagsOffered(tags(MAX_TAG_FILTERS + 1), 't0')
  expect(offered).toHaveLength(MAX_TAG_FILTERS)
  expect(offered.at(-1)).toBe('t0')
  expect(tagsOffered(tags(2), 'gone')).toEqual(['t1', 't0', 'gone'])
})
