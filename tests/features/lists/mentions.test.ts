import { describe, expect, test } from 'vitest'
import { memberNames } from '../../../src/features/lists/memberNames.ts'
import { mentionAt, mentionedIn, partsOf } from '../../../src/features/lists/mentions.ts'

const names = memberNames([
  { id: '1', name: 'Ada' },
  { id: '2', name: 'Ada Lovelace' },
  { id: '3', name: 'Ada Lovelace' },
  { id: '4', name: '' },
])
const shown = (text: string, ids: readonly string[]): readonly string[] =>
  partsOf(text, ids, names).map(({ text: part, member }) => (member === null ? part : `<${member}:${part}>`))

describe('a name that is being typed', () => {
  test.each([
    ['@', 1, { from: 0, query: '' }],
    ['Dear @ad', 8, { from: 5, query: 'ad' }],
    ['Dear @ada lo', 12, { from: 5, query: 'ada lo' }],
    ['(@ad', 4, { from: 1, query: 'ad' }],
    ['Dear @ad and', 8, { from: 5, query: 'ad' }],
    ['a@b.org', 7, null],
    ['@ ada', 5, null],
    ['@ada  x', 7, null],
    ['@ada\nx', 6, null],
    [`@${'x'.repeat(41)}`, 42, null],
    ['no sign', 7, null],
  ])('in %j at %i is %j', (text, caret, expected) => {
    expect(mentionAt(text, caret)).toEqual(expected)
  })
})

describe('whom a text speaks to', () => {
  test('the longest name counts, and only whole ones', () => {
    expect(shown('@Ada, @Ada Lovelace and @Ada Lovelace (2)!', ['1', '2', '3'])).toEqual([
      '<1:@Ada>',
      ', ',
      '<2:@Ada Lovelace>',
      ' and ',
      '<3:@Ada Lovelace (2)>',
      '!',
    ])
    expect(shown('@Adam and x@Ada', ['1'])).toEqual(['@Adam and x@Ada'])
  })
  test('nobody is marked whom the comment does not speak to, or who is called otherwise by now', () => {
    expect(shown('@Ada', [])).toEqual(['@Ada'])
    expect(shown('@Grace', ['1'])).toEqual(['@Grace'])
    expect(partsOf('', ['1'], names)).toEqual([])
  })
  test('each once, by what is there when it is sent', () => {
    expect(mentionedIn('@Ada @Ada @Ada Lovelace (2)', names)).toEqual(['1', '3'])
    expect(mentionedIn('nobody', names)).toEqual([])
  })
})
