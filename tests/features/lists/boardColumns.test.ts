import { createRoot, createSignal } from 'solid-js'
import { expect, test } from 'vitest'
import { parsePaperKey, type PaperKey } from '../../../src/domain/paperKey.ts'
import type { Stage } from '../../../src/domain/stage.ts'
import {
  columnsOf,
  createHeldColumns,
  holdColumn,
  stageBeside,
} from '../../../src/features/lists/boardColumns.ts'

const key = (number: number): PaperKey => {
  const parsed = parsePaperKey(`arxiv:2501.0000${number}`)
  if (!parsed) throw new Error('no key')
  return parsed
}
const [a, b, c, d] = [key(1), key(2), key(3), key(4)] as const

test('each paper stands in the column of its stage, in the order given', () => {
  expect(
    columnsOf([
      { key: a, stage: 'reading' },
      { key: b, stage: 'to-read' },
      { key: c, stage: 'reading' },
    ]),
  ).toEqual({ 'to-read': [b], reading: [a, c], discussed: [] })
})

test('a held column keeps every place, also of what left, and shows what came below', () => {
  expect(holdColumn([a, b, c], [d, c, a])).toEqual([a, b, c, d])
  expect(holdColumn([], [a])).toEqual([a])
})

test('a column beside is the next stage, and there is none beyond the first and the last', () => {
  expect(stageBeside('to-read', 1)).toBe('reading')
  expect(stageBeside('discussed', -1)).toBe('reading')
  expect([stageBeside('to-read', -1), stageBeside('discussed', 1)]).toEqual([null, null])
})

test('under the pointer nothing moves until the pointer leaves or the reader acts; elsewhere all is shown at once', () => {
  createRoot((dispose) => {
    const [stages, setStages] = createSignal<ReadonlyMap<PaperKey, Stage>>(
      new Map([
        [a, 'to-read'],
        [b, 'to-read'],
        [c, 'reading'],
      ]),
    )
    const [pointed, setPointed] = createSignal<Stage | null>('to-read')
    const [question, setQuestion] = createSignal('votes')
    const board = createHeldColumns({
      columns: () => columnsOf([...stages()].map(([one, stage]) => ({ key: one, stage }))),
      held: (stage) => pointed() === stage,
      question,
    })
    const move = (one: PaperKey, stage: Stage): void => {
      setStages((before) => new Map(before).set(one, stage))
    }
    // A labmate moves the card above the one that is pointed at, and another one in.
    move(a, 'reading')
    move(d, 'to-read')
    expect(board.shown()).toEqual({ 'to-read': [a, b, d], reading: [a, c], discussed: [] })
    setPointed(null)
    expect(board.shown()['to-read']).toEqual([b, d])
    // The reader's own act takes effect under their pointer too, and so does another order.
    setPointed('to-read')
    move(b, 'discussed')
    expect(board.shown()['to-read']).toEqual([b, d])
    board.settle()
    expect(board.shown()['to-read']).toEqual([d])
    move(d, 'reading')
    expect(board.shown()['to-read']).toEqual([d])
    setQuestion('newest')
    expect(board.shown()['to-read']).toEqual([])
    dispose()
  })
})
