import { createRoot, createSignal } from 'solid-js'
import { describe, expect, test } from 'vitest'
import { createStableOrder, settle } from '../../src/ui/stableOrder.ts'

const all = (): boolean => true

describe('rows under the reader’s eyes', () => {
  test('what comes first is shown at once', () => {
    expect(settle([], ['a', 'b'], all)).toEqual({ shown: ['a', 'b'], waiting: 0 })
  })

  test('what comes after the end joins at the end', () => {
    expect(settle(['a'], ['a', 'b'], all)).toEqual({ shown: ['a', 'b'], waiting: 0 })
  })

  test('what comes in between waits', () => {
    expect(settle(['a', 'b'], ['a', 'x', 'b', 'y'], all)).toEqual({ shown: ['a', 'b'], waiting: 2 })
  })

  test('another order does not move a row', () => {
    expect(settle(['a', 'b', 'c'], ['c', 'b', 'a'], all)).toEqual({ shown: ['a', 'b', 'c'], waiting: 0 })
  })

  test('a row the filter no longer wants stays, a row that no longer exists goes', () => {
    expect(settle(['a', 'b', 'c'], ['c'], (key) => key !== 'b')).toEqual({ shown: ['a', 'c'], waiting: 0 })
  })

  test('while rows are arriving and nobody reads yet, more of them take their places, and none is taken away', () => {
    createRoot((dispose) => {
      const [source, setSource] = createSignal<readonly string[]>(['c', 'd'])
      let arriving = true
      const order = createStableOrder({
        source,
        question: () => '',
        exists: all,
        arriving: () => arriving,
      })
      setSource(['a', 'c', 'b', 'd'])
      expect([order.shown(), order.waiting()]).toEqual([['a', 'c', 'b', 'd'], 0])
      setSource(['x', 'a', 'b', 'd'])
      expect([order.shown(), order.waiting()]).toEqual([['a', 'c', 'b', 'd'], 1])
      arriving = false
      setSource(['x', 'y', 'a', 'b', 'c', 'd'])
      expect([order.shown(), order.waiting()]).toEqual([['a', 'c', 'b', 'd'], 2])
      dispose()
    })
  })

  test('another question and a word of the reader let everything take its place', () => {
    createRoot((dispose) => {
      const [source, setSource] = createSignal<readonly string[]>(['a', 'b'])
      const [question, setQuestion] = createSignal('top')
      const order = createStableOrder({ source, question, exists: all })
      setSource(['x', 'b', 'a'])
      expect([order.shown(), order.waiting()]).toEqual([['a', 'b'], 1])
      order.refresh()
      expect([order.shown(), order.waiting()]).toEqual([['x', 'b', 'a'], 0])
      setSource(['a', 'b', 'x'])
      expect(order.shown()).toEqual(['x', 'b', 'a'])
      setQuestion('new')
      expect(order.shown()).toEqual(['a', 'b', 'x'])
      dispose()
    })
  })
})
