// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { keepDraft, readDraft } from '../../src/drafts/drafts.ts'
import { forgetTyped, keepTyped, readTyped } from '../../src/drafts/typedFields.ts'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})
const NAMES = ['title', 'about'] as const
const first = { title: 'Thursday', about: '' }

test('fields are kept with what stood in them at first, until they are forgotten', () => {
  const typed = { now: { title: 'Thursday “readers”', about: 'Two\nlines' }, first }
  keepTyped('place', typed)
  expect(readTyped('place', NAMES)).toEqual(typed)
  forgetTyped('place')
  expect(readTyped('place', NAMES)).toBeNull()
})

test('fields in which nothing differs are nothing to keep, and an emptied field is', () => {
  keepTyped('place', { now: { ...first, about: 'x' }, first })
  keepTyped('place', { now: { ...first }, first })
  expect(readDraft('place')).toBe('')
  keepTyped('place', { now: { title: '', about: '' }, first })
  expect(readTyped('place', NAMES)?.now.title).toBe('')
})

test('what is in no such form is no draft of these fields', () => {
  for (const kept of [
    'a comment',
    '7',
    '[]',
    '{"now":{}}',
    '{"now":{"title":"a","about":"b"}}',
    '{"now":{"title":1,"about":"b"},"first":{"title":"a","about":"b"}}',
    '{"now":null,"first":null}',
  ]) {
    keepDraft('place', kept)
    expect(readTyped('place', NAMES)).toBeNull()
  }
})
