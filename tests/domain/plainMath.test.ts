import { expect, test } from 'vitest'
import { plainMath } from '../../src/domain/plainMath.ts'

test.each([
  ['O(n^2)', 'O(n²)'],
  ['x_i^{2}', 'xᵢ²'],
  ['\\mathcal{O}(\\sqrt{n})', 'O(√n)'],
  ['\\frac{a}{b} \\leq \\alpha', 'a/b ≤ α'],
  ['\\text{softmax}(x)', 'softmax(x)'],
  ['95\\%', '95%'],
  ['10^{-3}', '10⁻³'],
])('%s reads %s', (tex, expected) => {
  expect(plainMath(tex)).toBe(expected)
})
