import { expect, test } from 'vitest'
import { safeUrl } from '../../src/lib/safeUrl.ts'

test.each([
  ['https://arxiv.org/abs/2501.04697', 'https://arxiv.org/abs/2501.04697'],
  ['http://example.org', 'http://example.org/'],
  ['javascript:alert(1)', null],
  ['JaVaScRiPt:alert(1)', null],
  ['data:text/html,x', null],
  ['//example.org', null],
  ['not an address', null],
  [undefined, null],
])('%s leads to %s', (text, expected) => {
  expect(safeUrl(text)).toBe(expected)
})
