// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from '../../../src/features/lists/drafts.ts'
import { MAX_DRAFT_LETTERS } from '../../../src/features/lists/limits.ts'

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers({ now: 1_750_000_000_000 })
})
afterEach(() => void vi.useRealTimers())

test('a draft is kept word by word, each at its place, until it is sent', () => {
  keepDraft('list paper', 'Half a thought,\n12 345 of it')
  keepDraft('list paper comment', 'an answer')
  expect(readDraft('list paper')).toBe('Half a thought,\n12 345 of it')
  expect(readDraft('list paper comment')).toBe('an answer')
  keepDraft('list paper', '')
  expect(readDraft('list paper')).toBe('')
  expect(readDraft('list paper comment')).toBe('an answer')
})

test('no draft makes way for another: of many all are kept, and what does not fit is said not to', () => {
  localStorage.setItem('carrel.single-keys', 'off')
  const long = 'x'.repeat(9_000)
  let kept = 0
  while (keepDraft(`place ${kept}`, long)) kept++
  expect(kept).toBeGreaterThan(100)
  for (let nth = 0; nth < kept; nth++) expect(readDraft(`place ${nth}`)).toBe(long)
  expect(readDraft(`place ${kept}`)).toBe('')
  expect(localStorage.getItem('carrel.single-keys')).toBe('off')
  // Those that are there can be written on and sent, which makes room.
  expect(keepDraft('place 0', 'shorter')).toBe(true)
  expect(keepDraft('place 1', '')).toBe(true)
  expect(keepDraft(`place ${kept}`, long)).toBe(true)
})

test('drafts fill their room to the last letter, and not beyond it', () => {
  // The draft's own name, when it was written, and the space between.
  const beside = 'carrel.draft place'.length + String(Date.now()).length + 1
  expect(keepDraft('place', 'x'.repeat(MAX_DRAFT_LETTERS - beside))).toBe(true)
  expect(keepDraft('other', 'y')).toBe(false)
  expect(keepDraft('place', 'x'.repeat(MAX_DRAFT_LETTERS - beside + 1))).toBe(false)
  // What was kept of it before is still there.
  expect(readDraft('place')).toHaveLength(MAX_DRAFT_LETTERS - beside)
})

test('where the browser refuses, that is said', () => {
  const refuse = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(keepDraft('place', 'a thought')).toBe(false)
  refuse.mockRestore()
  expect(keepDraft('place', 'a thought')).toBe(true)
})

test('what stands there in no form is no draft', () => {
  localStorage.setItem('carrel.draft place', 'nonsense')
  expect(readDraft('place')).toBe('')
  keepDraft('place', 'a')
  expect(readDraft('place')).toBe('a')
})
