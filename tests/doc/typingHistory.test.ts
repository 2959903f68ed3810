import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { MAX_UNDO_STEPS } from '../../src/doc/limits.ts'
import { createTypingHistory, type TypingHistory } from '../../src/doc/typingHistory.ts'
import { seeded } from './replica.ts'

let clock = 0
interface Writer {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly history: TypingHistory
  type(index: number, insert: string, remove?: number): void
}
const createWriter = (): Writer => {
  const doc = new Y.Doc()
  const text = doc.getText('note')
  const history = createTypingHistory(text, () => clock)
  return {
    doc,
    text,
    history,
    type: (index, insert, remove = 0) => history.write([{ index, remove, insert }], 'typing'),
  }
}
const sync = (...writers: readonly Writer[]): void => {
  for (const to of writers)
    for (const from of writers)
      if (from !== to) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc), 'sync')
}
const said = ({ text }: Writer): string => text.toString()
const later = (): void => void (clock += 10_000)

let ana: Writer
let ben: Writer
beforeEach(() => {
  clock = 0
  ana = createWriter()
  ben = createWriter()
})

describe('undoing in a text', () => {
  test('D50: takes back one’s own typing step by step, and does it again', () => {
    for (const letter of 'hello') ana.type(ana.text.length, letter)
    later()
    ana.type(5, ' world')
    expect(ana.history.undo()).toBe(5)
    expect(said(ana)).toBe('hello')
    ana.history.undo()
    expect(said(ana)).toBe('')
    expect(ana.history.undo()).toBeNull()
    ana.history.redo()
    expect(ana.history.redo()).toBe(11)
    expect(said(ana)).toBe('hello world')
    expect(ana.history.redo()).toBeNull()
    ana.history.undo()
    ana.type(5, '!')
    expect(ana.history.redo()).toBeNull()
    expect(said(ana)).toBe('hello!')
  })

  test('D50: leaves what others wrote, also in the middle of it', () => {
    ana.type(0, 'one three')
    sync(ana, ben)
    ben.type(4, 'two ')
    sync(ana, ben)
    expect(said(ana)).toBe('one two three')
    expect(ana.history.undo()).toBe(0)
    expect(said(ana)).toBe('two ')
    expect(ben.history.undo()).toBe(4)
    sync(ana, ben)
    expect(said(ana)).toBe('')
    expect(said(ben)).toBe('')
  })

  test('D50: has nothing to take back where only others wrote', () => {
    ben.type(0, 'theirs')
    sync(ana, ben)
    expect(ana.history.undo()).toBeNull()
    expect(said(ana)).toBe('theirs')
  })

  test('D50: puts back what one took out, where it stood, around what came in between', () => {
    ben.type(0, 'keep this and that')
    sync(ana, ben)
    ben.type(9, ' one')
    ana.type(5, '', 8)
    sync(ana, ben)
    expect(said(ana)).toBe('keep  one that')
    ana.history.undo()
    sync(ana, ben)
    expect(said(ben)).toBe('keep this one and that')
    ana.history.redo()
    expect(said(ana)).toBe('keep  one that')
    ana.history.undo()
    expect(said(ana)).toBe('keep this one and that')
  })

  test('D50: does not bring back what others have taken out meanwhile, and goes on to the step before', () => {
    ana.type(0, 'first ')
    later()
    ana.type(6, 'second')
    sync(ana, ben)
    ben.type(6, '', 6)
    sync(ana, ben)
    ana.history.undo()
    expect(said(ana)).toBe('')
    ana.history.redo()
    expect(said(ana)).toBe('first ')
  })

  test('D50: a word that was typed, corrected and typed on is one step', () => {
    ana.type(0, 'te')
    ana.type(2, 'h')
    ana.type(2, '', 1)
    ana.type(2, 'st')
    expect(said(ana)).toBe('test')
    ana.history.undo()
    expect(said(ana)).toBe('')
    ana.history.redo()
    expect(said(ana)).toBe('test')
  })

  test('D50: a text put over a selection is undone as one', () => {
    ana.type(0, 'abcdef')
    later()
    ana.type(2, 'X'.repeat(100), 2)
    expect(ana.history.undo()).toBe(4)
    expect(said(ana)).toBe('abcdef')
  })

  test('D50: letters that were put back are known under their new names in older steps', () => {
    ana.type(0, 'abc')
    later()
    ana.type(1, '', 1)
    ana.history.undo()
    expect(said(ana)).toBe('abc')
    ana.history.redo()
    ana.history.undo()
    ana.history.undo()
    expect(said(ana)).toBe('')
    ana.history.redo()
    expect(said(ana)).toBe('abc')
  })

  test('D50: remembers so many steps and not one more', () => {
    for (let nth = 0; nth < MAX_UNDO_STEPS + 1; nth++) {
      later()
      ana.type(nth, 'x')
    }
    let steps = 0
    while (ana.history.undo() !== null) steps++
    expect(steps).toBe(MAX_UNDO_STEPS)
    expect(said(ana)).toBe('x')
  })

  /** Three who each write letters of their own alphabet, at random, meeting now and then. */
  const ALPHABETS = ['abcdef', 'ghijkl', 'mnopqr']
  const runThree = (seed: number, turns: number, undoes: (writer: number) => boolean): readonly Writer[] => {
    const random = seeded(seed)
    const pick = (below: number): number => Math.floor(random() * below)
    const writers = ALPHABETS.map(() => createWriter())
    for (let turn = 0; turn < turns; turn++) {
      const nth = pick(3)
      const one = writers[nth]
      if (!one) continue
      if (pick(3) > 0) later()
      const index = pick(one.text.length + 1)
      const what = pick(10)
      if (what < 6) one.type(index, (ALPHABETS[nth] ?? '').slice(0, 1 + pick(5)))
      else if (what === 6) one.type(index, '', Math.min(pick(5), one.text.length - index))
      else if (what === 7 && undoes(nth)) one.history.undo()
      else if (what === 8 && undoes(nth)) one.history.redo()
      else if (what === 9) sync(...writers)
    }
    sync(...writers)
    sync(...writers)
    return writers
  }

  test('D48, D50: three who type and undo at once end with one text', () => {
    let letters = 0
    for (let seed = 1; seed <= 150; seed++) {
      const writers = runThree(seed, 50, () => true)
      expect(new Set(writers.map(said)).size, `seed ${seed}`).toBe(1)
      letters += writers[0]?.text.length ?? 0
    }
    expect(letters).toBeGreaterThan(5_000)
  })

  test('D50: whoever undoes everything leaves what the others wrote, and does exactly the same again', () => {
    let undone = 0
    for (let seed = 1; seed <= 150; seed++) {
      const writers = runThree(seed, 50, (writer) => writer === 0)
      const [first] = writers
      if (!first) continue
      later()
      // What has been undone before is done again by nothing from here on.
      first.type(0, 'a')
      const before = said(first)
      const others = (text: string): string => text.replace(/[a-f]/g, '')
      while (first.history.undo() !== null) undone++
      expect(said(first).replace(/[^a-f]/g, ''), `seed ${seed}`).toBe('')
      // What it had taken out of theirs is there again as well.
      const kept = others(before)
      let from = 0
      for (const letter of others(said(first))) if (letter === kept[from]) from++
      expect(from, `seed ${seed}`).toBe(kept.length)
      while (first.history.redo() !== null);
      expect(said(first), `seed ${seed}`).toBe(before)
      sync(...writers)
      sync(...writers)
      expect(new Set(writers.map(said)).size, `seed ${seed}`).toBe(1)
    }
    expect(undone).toBeGreaterThan(1_000)
  })
})
