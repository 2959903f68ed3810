import { expect, test } from 'vitest'
import { isNamed, MAX_OPTIONS, matchOptions } from '../../src/ui/matchOptions.ts'

const named = (...labels: readonly string[]) => labels.map((label) => ({ id: label, label }))
const found = (labels: readonly string[], query: string) =>
  matchOptions(named(...labels), query).map((option) => option.label)

test('the same word comes first, then beginnings, then words, then the rest', () => {
  expect(found(['misread', 'to read', 'reading', 'read', 'other'], 'READ')).toEqual([
    'read',
    'reading',
    'to read',
    'misread',
  ])
})

test('accents do not count', () => {
  expect(found(['Schrödinger'], 'schro')).toEqual(['Schrödinger'])
  expect(isNamed(named('Élan'), ' elan ')).toBe(true)
})

test('an empty query keeps the order, up to the limit', () => {
  const many = Array.from({ length: MAX_OPTIONS + 1 }, (_, index) => `tag ${index}`)
  expect(found(many, '')).toEqual(many.slice(0, MAX_OPTIONS))
  expect(found(many, 'tag')).toHaveLength(MAX_OPTIONS)
})
