import { describe, expect, test } from 'vitest'
import { arxivKey, type PaperKey } from '../../src/domain/paperKey.ts'
import { extended, NOTHING_CHOSEN, toggled, type Chosen } from '../../src/ui/choice.ts'

const paper = (number: number): PaperKey => arxivKey(`2501.0000${number}`)
const shown = [1, 2, 3, 4, 5, 6].map(paper)
const numbersOf = (chosen: Chosen): readonly number[] =>
  [...chosen.keys].map((key) => shown.indexOf(key) + 1).toSorted()

describe('choosing papers', () => {
  test('a paper that is chosen again is let go', () => {
    const once = toggled(toggled(NOTHING_CHOSEN, paper(2)), paper(4))
    expect(numbersOf(once)).toEqual([2, 4])
    expect(numbersOf(toggled(once, paper(2)))).toEqual([4])
  })

  test('a range begins where the keyboard is, in either direction', () => {
    expect(numbersOf(extended(NOTHING_CHOSEN, shown, paper(2), paper(4)))).toEqual([2, 3, 4])
    expect(numbersOf(extended(NOTHING_CHOSEN, shown, paper(4), paper(2)))).toEqual([2, 3, 4])
    expect(numbersOf(extended(NOTHING_CHOSEN, shown, null, paper(3)))).toEqual([3])
  })

  test('a range that shrinks lets go of what it no longer covers, and of nothing else', () => {
    const before = toggled(toggled(NOTHING_CHOSEN, paper(6)), paper(2))
    const long = extended(before, shown, null, paper(5))
    expect(numbersOf(long)).toEqual([2, 3, 4, 5, 6])
    expect(numbersOf(extended(long, shown, null, paper(3)))).toEqual([2, 3, 6])
    expect(numbersOf(extended(long, shown, null, paper(1)))).toEqual([1, 2, 6])
  })

  test('a range whose beginning has left the list begins anew and keeps what is chosen', () => {
    const before = toggled(NOTHING_CHOSEN, paper(1))
    const rest = shown.slice(1)
    const after = extended(before, rest, paper(3), paper(4))
    expect(numbersOf(after)).toEqual([1, 3, 4])
  })

  test('a range to a paper that is not shown changes nothing', () => {
    const before = toggled(NOTHING_CHOSEN, paper(2))
    expect(extended(before, shown, null, arxivKey('2501.09999'))).toEqual(before)
  })
})
