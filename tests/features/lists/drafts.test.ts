// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from '../../../src/features/lists/drafts.ts'

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

test('of very many drafts those last written to are kept, and what else the app keeps is left alone', () => {
  localStorage.setItem('carrel.single-keys', 'off')
  for (let nth = 0; nth < 100; nth++) {
    vi.advanceTimersByTime(1_000)
    keepDraft(`place ${nth}`, `draft ${nth}`)
  }
  vi.advanceTimersByTime(1_000)
  keepDraft('place 0', 'written on')
  expect(readDraft('place 1')).toBe('draft 1')
  vi.advanceTimersByTime(1_000)
  keepDraft('one more', 'the newest')
  expect(readDraft('place 1')).toBe('')
  expect(readDraft('place 0')).toBe('written on')
  expect(readDraft('one more')).toBe('the newest')
  expect(localStorage.getItem('carrel.single-keys')).toBe('off')
})

test('what stands there in no form is no draft', () => {
  localStorage.setItem('carrel.draft place', 'nonsense')
  expect(readDraft('place')).toBe('')
  keepDraft('place', 'a')
  expect(readDraft('place')).toBe('a')
})
