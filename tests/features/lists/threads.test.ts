import { describe, expect, test } from 'vitest'
import { threadsOf } from '../../../src/features/lists/threads.ts'
import type { ListComment } from '../../../src/state/lists.ts'

const said = (id: string, at: number, replyTo: string | null = null): ListComment => ({
  id,
  author: 'ana',
  at,
  text: id,
  replyTo,
  mentions: [],
  resolved: null,
  mine: false,
})
/** `root(reply reply)`, in the order shown. */
const shape = (comments: readonly ListComment[]): readonly string[] =>
  threadsOf(comments).map(({ comment, replies }) => `${comment.id}(${replies.map(({ id }) => id).join(' ')})`)

describe('the threads of a discussion', () => {
  test('stand in the order they were begun, whatever order they arrived in', () => {
    expect(shape([said('late', 30), said('early', 10), said('middle', 20)])).toEqual([
      'early()',
      'middle()',
      'late()',
    ])
  })

  test('hold their answers in the order they were given', () => {
    expect(shape([said('a', 10), said('b', 20), said('second', 40, 'a'), said('one', 30, 'a')])).toEqual([
      'a(one second)',
      'b()',
    ])
  })

  test('have one level: an answer to an answer stands under the first comment', () => {
    expect(shape([said('a', 10), said('b', 20, 'a'), said('c', 30, 'b')])).toEqual(['a(b c)'])
  })

  test('keep an answer whose comment was removed, as a thread of its own', () => {
    expect(shape([said('b', 20, 'gone'), said('c', 30, 'b')])).toEqual(['b(c)'])
  })

  test('put two of one moment in one order on every device', () => {
    expect(shape([said('b', 10), said('a', 10)])).toEqual(shape([said('a', 10), said('b', 10)]))
  })

  test('show every comment also where answers go round in a circle', () => {
    const circle = [said('a', 10, 'b'), said('b', 20, 'a'), said('c', 30, 'c'), said('d', 40, 'a')]
    const shown = threadsOf(circle).flatMap(({ comment, replies }) => [comment, ...replies])
    expect(shown.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('of nothing are none', () => {
    expect(threadsOf([])).toEqual([])
  })
})
