import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rebase, spliceBetween, type Splice } from '../../src/editor/splice.ts'

const apply = (text: string, { index, remove, insert }: Splice): string =>
  text.slice(0, index) + insert + text.slice(index + remove)

describe('the smallest change between two texts', () => {
  test('is none between equal texts', () => {
    expect(spliceBetween('same', 'same', 2)).toBeNull()
  })

  test('is where the caret is when letters repeat', () => {
    expect(spliceBetween('aaa', 'aaaa', 2)).toEqual({ index: 1, remove: 0, insert: 'a' })
    expect(spliceBetween('aaa', 'aaaa', 4)).toEqual({ index: 3, remove: 0, insert: 'a' })
  })

  test('is small although the caret is elsewhere, as after the browser’s own undo', () => {
    expect(spliceBetween('hello world', 'hello big world', 0)).toMatchObject({ remove: 0, insert: ' big' })
  })

  test('never cuts a surrogate pair', () => {
    expect(spliceBetween('a😀b', 'a😁b', 3)).toEqual({ index: 1, remove: 2, insert: '😁' })
    // 🀀 (D83C DC00) and 😀 (D83D DE00) share no half; 🐀 (D83D DC00) shares one with each.
    expect(spliceBetween('🀀', '🐀', 2)).toEqual({ index: 0, remove: 2, insert: '🐀' })
  })

  test('always leads from one to the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '😀', '🐀', '\n'), { maxLength: 12 })
      .map((a) => a.join(''))
    fc.assert(
      fc.property(text, text, fc.nat(12), (before, after, caret) => {
        const splice = spliceBetween(before, after, caret)
        expect(splice ? apply(before, splice) : before).toBe(after)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a change made while others wrote', () => {
  test('moves behind what came in front of it', () => {
    expect(rebase({ index: 2, remove: 0, insert: 'x' }, 4, [[{ insert: 'long ' }]])).toEqual([
      { index: 7, remove: 0, insert: 'x' },
    ])
  })

  test('removes what it removed, and leaves what others wrote inside', () => {
    let text = 'ab NEW cd'
    for (const splice of rebase({ index: 0, remove: 4, insert: 'z' }, 4, [
      [{ retain: 2 }, { insert: ' NEW ' }],
    ]))
      text = apply(text, splice)
    expect(text).toBe('z NEW ')
  })

  test('removes nothing twice', () => {
    let text = 'ad'
    for (const splice of rebase({ index: 1, remove: 2, insert: '' }, 4, [[{ retain: 1 }, { delete: 2 }]]))
      text = apply(text, splice)
    expect(text).toBe('ad')
  })
})
