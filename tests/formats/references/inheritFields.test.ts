import { expect, test } from 'vitest'
import type { BibtexEntry } from '../../../src/formats/references/bibtexEntries.ts'
import { inheritFields } from '../../../src/formats/references/inheritFields.ts'

const MOST_ASKED = 5_000

const entry = (key: string, fields: Readonly<Record<string, string>>, type = 'xdata'): BibtexEntry => ({
  line: 1,
  type,
  key,
  fields: new Map(Object.entries(fields)),
})

/** What an entry that borrows from `first` inherits, and how often an entry was asked for. */
const borrow = (lenders: readonly BibtexEntry[], first: string) => {
  const byKey = new Map(lenders.map((one) => [one.key, one]))
  let asked = 0
  const counted = {
    get(key: string) {
      // Where it never ends the test must.
      if (++asked > MOST_ASKED) throw new Error('an entry is asked for without end')
      return byKey.get(key)
    },
  }
  const fields = inheritFields(entry('m', { title: 'A title', xdata: first }, 'misc'), counted)
  return { fields, asked }
}
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)

test('an entry that names itself over and over lends once', () => {
  const { fields, asked } = borrow([entry('x', { xdata: 'x,'.repeat(12), year: '2001' })], 'x')
  expect(fields.get('year')).toBe('2001')
  expect(asked).toBeLessThan(50)
})

test('in a ring each lends once', () => {
  const all = numbers(12).map((at) => `r${at}`)
  const ring = all.map((key, at) => entry(key, { xdata: all.join(), [`from${at}`]: key }))
  const { fields, asked } = borrow(ring, all.join())
  expect(numbers(12).every((at) => fields.get(`from${at}`) === `r${at}`)).toBe(true)
  expect(asked).toBeLessThan(500)
})

test('of a tree as wide as it is deep only so many lend', () => {
  const wide = numbers(20_000).map((at) =>
    entry(`k${at}`, {
      xdata: numbers(20)
        .map((child) => `k${at * 20 + child + 1}`)
        .join(),
    }),
  )
  expect(borrow(wide, 'k0').asked).toBeLessThan(MOST_ASKED)
})

test('of a lender with fields without end the first are lent', () => {
  const many = entry('x', Object.fromEntries(numbers(50_000).map((at) => [`f${at}`, 'v'])))
  expect(borrow([many], 'x').fields.size).toBeLessThan(2_000)
})
