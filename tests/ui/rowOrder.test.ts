// @vitest-environment jsdom
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { orderRows } from '../../src/ui/rowOrder.ts'

const made = (name: string): HTMLLIElement => {
  const row = document.createElement('li')
  row.id = name
  row.innerHTML = '<a href="#">a paper</a>'
  return row
}

/** Rows by name, made once, and how often one was put anywhere in a list while `act` ran. */
const rowsByName = (): ((names: readonly string[]) => HTMLLIElement[]) => {
  const rows = new Map<string, HTMLLIElement>()
  return (names) =>
    names.map((name) => {
      const row = rows.get(name) ?? made(name)
      rows.set(name, row)
      return row
    })
}

const namesIn = (list: Element): readonly string[] => [...list.children].map((row) => row.id)

describe('rows put in their order', () => {
  let list: HTMLUListElement
  let rowsOf: ReturnType<typeof rowsByName>
  beforeEach(() => {
    list = document.createElement('ul')
    document.body.replaceChildren(list)
    rowsOf = rowsByName()
  })

  /** The rows that were put somewhere, by name, in the order in which that was done. */
  const put = (names: readonly string[]): readonly string[] => {
    const seen = new MutationObserver(() => {})
    seen.observe(list, { childList: true })
    orderRows(list, rowsOf(names))
    const added = seen.takeRecords().flatMap((record) => [...record.addedNodes])
    seen.disconnect()
    return added.map((row) => (row instanceof Element ? row.id : ''))
  }

  it('is any order of any rows, from any other', () => {
    const some = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 })
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), fc.nat(9), (orders, focus) => {
        for (const names of orders) {
          orderRows(list, rowsOf(names))
          expect(namesIn(list)).toEqual(names)
          list.children[focus]?.querySelector('a')?.focus()
        }
      }),
      { numRuns: 500 },
    )
  })

  it('leaves rows that stay where they are', () => {
    put(['a', 'b', 'c'])
    expect(put(['a', 'b', 'c'])).toEqual([])
    expect(put(['a', 'c'])).toEqual([])
    expect(put(['x', 'a', 'c', 'y'])).toEqual(['x', 'y'])
    expect(put(['c', 'y', 'z'])).toEqual(['z'])
  })

  it('moves one row for one move, up or down, near or far', () => {
    put(['a', 'b', 'c', 'd'])
    expect(put(['a', 'c', 'b', 'd'])).toHaveLength(1)
    expect(put(['d', 'a', 'c', 'b'])).toEqual(['d'])
    expect(put(['a', 'c', 'b', 'd'])).toEqual(['d'])
  })

  it('moves the other of two that change places, not the one with the focus', () => {
    put(['a', 'b', 'c'])
    rowsOf(['b'])[0]?.querySelector('a')?.focus()
    expect(put(['b', 'a', 'c'])).toEqual(['a'])
    expect(put(['a', 'b', 'c'])).toEqual(['a'])
    expect(put(['a', 'c', 'b'])).toEqual(['c'])
    expect(document.activeElement?.closest('li')?.id).toBe('b')
  })

  it('takes a row out and puts it back where the browser cannot move one, and moves it where it can', () => {
    put(['a', 'b', 'c'])
    const moved: string[] = []
    Object.assign(list, {
      moveBefore(row: Element, before: Element | null) {
        moved.push(row.id)
        list.insertBefore(row, before)
      },
    })
    put(['c', 'a', 'b', 'new'])
    expect(namesIn(list)).toEqual(['c', 'a', 'b', 'new'])
    expect(moved).toEqual(['c'])
  })
})
