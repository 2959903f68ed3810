import { expect, test } from 'vitest'
import { joinNames } from '../../src/lib/text.ts'

test('names stand in their order where one is written from right to left, and are plain text elsewhere', () => {
  expect(joinNames(['Ann Lee', 'Bo Chen'])).toBe('Ann Lee, Bo Chen')
  expect(joinNames(['محمد العلي', 'Cohen, יעל'])).toBe('\u2068محمد العلي\u2069, \u2068Cohen, יעל\u2069')
  expect(joinNames([])).toBe('')
})
