// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { indicesOf, placeAt } from '../../src/doc/textPlaces.ts'
import { spliceBetween } from '../../src/editor/splice.ts'
import { bindText } from '../../src/editor/textBinding.ts'
import { seeded } from '../doc/replica.ts'

let field: HTMLTextAreaElement
let mine: Y.Doc
let theirs: Y.Doc
let unbind: () => void
let linked = true
let refused: (string | null)[] = []

const text = (doc: Y.Doc): Y.Text => doc.getText('note')
const sync = (): void => {
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine), 'sync')
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs), 'sync')
}
/** What a browser does when a person types: the value first, then the event. */
const type = (value: string, caret = value.length): void => {
  field.value = value
  field.setSelectionRange(caret, caret)
  field.dispatchEvent(new InputEvent('input'))
  if (linked) sync()
}

beforeEach(() => {
  linked = true
  field = document.createElement('textarea')
  document.body.append(field)
  field.focus()
  mine = new Y.Doc()
  theirs = new Y.Doc()
  text(mine).insert(0, 'hello world')
  sync()
  refused = []
  unbind = bindText(field, text(mine), { maxLength: 40, onRefused: (words) => refused.push(words) })
})
afterEach(() => {
  unbind()
  field.remove()
})

describe('a note in a text area', () => {
  test('begins with what is written already', () => {
    expect(field.value).toBe('hello world')
  })

  test('takes typing as the smallest change', () => {
    const deltas: unknown[] = []
    text(mine).observe((event) => deltas.push(event.delta))
    type('hello big world', 10)
    expect(deltas).toEqual([[{ retain: 6 }, { insert: 'big ' }]])
    expect(text(theirs).toString()).toBe('hello big world')
  })

  test('keeps the caret at its word when others write in front of it', () => {
    field.setSelectionRange(6, 11)
    text(theirs).insert(0, 'oh ')
    sync()
    expect(field.value).toBe('oh hello world')
    expect([field.selectionStart, field.selectionEnd]).toEqual([9, 14])
  })

  test('keeps the caret where it is when others write behind it', () => {
    field.setSelectionRange(5, 5)
    text(theirs).insert(11, '!')
    sync()
    expect([field.value, field.selectionStart]).toEqual(['hello world!', 5])
  })

  test('follows several changes of one transaction', () => {
    theirs.transact(() => {
      text(theirs).delete(0, 6)
      text(theirs).insert(5, '!')
      text(theirs).insert(0, 'my ')
    })
    sync()
    expect(field.value).toBe('my world!')
  })

  test('leaves the field alone while a word is composed, and loses neither side', () => {
    field.dispatchEvent(new CompositionEvent('compositionstart'))
    type('hello 世 world', 7)
    text(theirs).insert(0, 'oh ')
    sync()
    expect(field.value).toBe('hello 世 world')
    type('hello 世界 world', 8)
    field.dispatchEvent(new CompositionEvent('compositionend'))
    expect(field.value).toBe('oh hello 世界 world')
    sync()
    expect(text(theirs).toString()).toBe('oh hello 世界 world')
  })

  test('takes a word that was being composed when the sheet was closed', () => {
    field.dispatchEvent(new CompositionEvent('compositionstart'))
    type('hello 世 world', 7)
    unbind()
    expect(text(mine).toString()).toBe('hello 世 world')
  })

  test('keeps both sides when two write at once', () => {
    linked = false
    text(theirs).insert(11, ' of theirs')
    type('my hello world', 3)
    sync()
    expect(field.value).toBe('my hello world of theirs')
    expect(text(theirs).toString()).toBe(field.value)
  })

  test('takes a text up to the limit, and not one letter more', () => {
    type('x'.repeat(40))
    expect(text(mine).length).toBe(40)
    type('x'.repeat(41))
    expect(text(mine).length).toBe(40)
    expect(field.value).toBe('x'.repeat(40))
  })

  test('refuses a pasted text without room as a whole, says so, and loses nothing', () => {
    field.setSelectionRange(5, 5)
    type(`hello${'x'.repeat(60)} world`, 65)
    expect(field.value).toBe('hello world')
    expect(text(mine).toString()).toBe('hello world')
    expect(refused).toEqual(['x'.repeat(60)])
    expect(field.selectionStart).toBe(5)
    type('hello, world', 6)
    expect(refused).toEqual(['x'.repeat(60), null])
    expect(text(theirs).toString()).toBe('hello, world')
  })

  test('lets what two wrote at once be shortened, also where it is longer than it may be', () => {
    text(theirs).insert(11, 'y'.repeat(60))
    sync()
    expect(field.value.length).toBe(71)
    type(field.value.slice(1), 0)
    expect(text(theirs).length).toBe(70)
    type(`z${field.value}`, 1)
    expect(text(theirs).length).toBe(70)
  })

  const press = (key: string, held: Partial<KeyboardEventInit> = { ctrlKey: true }): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })
    field.dispatchEvent(event)
    if (linked) sync()
    return event
  }

  test.each([{ ctrlKey: true }, { metaKey: true }])('undoes one’s own typing alone, with %o', (held) => {
    type('my hello world', 3)
    text(theirs).insert(3, 'dear ')
    sync()
    expect(press('z', held).defaultPrevented).toBe(true)
    expect(field.value).toBe('dear hello world')
    expect(text(theirs).toString()).toBe('dear hello world')
    expect(field.selectionStart).toBe(0)
    press('z', { ...held, shiftKey: true })
    expect(field.value).toBe('my dear hello world')
    expect(field.selectionStart).toBe(3)
    press('z', held)
    // There is nothing more of one's own, and the browser's own undo must not have a go at theirs.
    expect(press('z', held).defaultPrevented).toBe(true)
    expect(field.value).toBe('dear hello world')
  })

  test('undoes from a menu as well, where the browser asks and where it does not', () => {
    type('hello big world', 10)
    const asked = new InputEvent('beforeinput', { inputType: 'historyUndo', cancelable: true })
    field.dispatchEvent(asked)
    expect(asked.defaultPrevented).toBe(true)
    expect(field.value).toBe('hello world')
    type('hello big world', 10)
    text(theirs).insert(0, 'oh ')
    sync()
    // Without asking: the browser has put back what it remembers, and that is without theirs.
    field.value = 'hello world'
    field.dispatchEvent(new InputEvent('input', { inputType: 'historyUndo' }))
    sync()
    expect(field.value).toBe('oh hello world')
    expect(text(theirs).toString()).toBe('oh hello world')
  })

  test('remembers what was typed when the field is made anew', () => {
    type('hello big world', 10)
    unbind()
    unbind = bindText(field, text(mine))
    press('z')
    expect(text(theirs).toString()).toBe('hello world')
  })

  test('leaves the keys alone while a word is composed, and where nothing can be written', () => {
    type('hello big world', 10)
    expect(press('z', { ctrlKey: true, isComposing: true }).defaultPrevented).toBe(false)
    field.readOnly = true
    press('z')
    expect(text(mine).toString()).toBe('hello big world')
  })

  test('bears line ends of another system', () => {
    text(theirs).insert(5, '\r\n')
    sync()
    type(`${field.value}!`)
    expect(text(mine).toString().replaceAll('\r', '')).toBe('hello\n world!')
  })

  test('hears nothing once it is unbound', () => {
    unbind()
    type('other')
    expect(text(mine).toString()).toBe('hello world')
    text(mine).insert(0, 'x')
    expect(field.value).toBe('other')
  })
})

describe('three people in one note', () => {
  interface Writer {
    readonly doc: Y.Doc
    readonly area: HTMLTextAreaElement
    readonly unbind: () => void
    composing: boolean
  }
  const open = (clientID: number): Writer => {
    const doc = new Y.Doc()
    doc.clientID = clientID
    const area = document.createElement('textarea')
    document.body.append(area)
    return { doc, area, unbind: bindText(area, text(doc)), composing: false }
  }
  const say = (area: HTMLTextAreaElement, type: 'compositionstart' | 'compositionend'): void =>
    void area.dispatchEvent(new CompositionEvent(type))

  test('who type, compose, take out and undo at random see the same in the end, and no caret jumps', () => {
    let [typed, held] = [0, 0]
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed)
      const pick = (below: number): number => Math.floor(random() * below)
      // Who stands where in the middle of others' words is decided by these.
      const writers = [open(pick(2 ** 32)), open(pick(2 ** 32)), open(pick(2 ** 32))]
      /** Where a browser lets one put the caret: not between the halves of a letter. */
      const placeIn = ({ value }: HTMLTextAreaElement): number => {
        const at = pick(value.length + 1)
        return /[\uDC00-\uDFFF]/.test(value.charAt(at)) ? at + 1 : at
      }
      /** One gets what the others have; with each, the caret stays behind its letter, or where that was. */
      const meet = (one: Writer): void => {
        const { area, doc } = one
        area.focus()
        for (const other of writers) {
          if (other === one) continue
          const place = placeAt(text(doc), area.selectionStart)
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(other.doc), 'sync')
          // What is being composed stands in the field alone, and the field waits.
          if (one.composing) continue
          expect(area.value, `seed ${seed}`).toBe(text(doc).toString())
          expect([area.selectionStart], `seed ${seed}`).toEqual(indicesOf(text(doc), [place]))
          held++
        }
      }
      for (let turn = 0; turn < 60; turn++) {
        const one = writers[pick(3)]
        if (!one) continue
        const { area } = one
        area.focus()
        const what = pick(12)
        if (what < 6) {
          const at = one.composing ? area.selectionStart : placeIn(area)
          const words = ['a', 'bc', '\n', '世', '😀'][pick(5)] ?? ''
          area.setRangeText(words, at, at, 'end')
          area.dispatchEvent(new InputEvent('input'))
          typed++
        } else if (what < 8 && !one.composing) {
          const at = placeIn(area)
          const whole = spliceBetween(
            area.value,
            area.value.slice(0, at) + area.value.slice(at + 2).replace(/^[\uDC00-\uDFFF]/, ''),
            at,
          )
          if (whole) {
            area.setRangeText('', whole.index, whole.index + whole.remove, 'end')
            area.dispatchEvent(new InputEvent('input'))
          }
        } else if (what === 8 && !one.composing)
          area.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, shiftKey: pick(3) === 0 }),
          )
        else if (what === 9) {
          say(area, one.composing ? 'compositionend' : 'compositionstart')
          one.composing = !one.composing
        } else meet(one)
      }
      for (const one of writers) {
        if (one.composing) say(one.area, 'compositionend')
        one.composing = false
      }
      for (const one of [...writers, ...writers]) meet(one)
      const seen = new Set(writers.flatMap(({ area, doc }) => [area.value, text(doc).toString()]))
      expect([...seen], `seed ${seed}`).toHaveLength(1)
      for (const { area, unbind: end } of writers) {
        end()
        area.remove()
      }
    }
    expect(typed).toBeGreaterThan(1_500)
    expect(held).toBeGreaterThan(500)
  })
})
