// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { placeAt, printPlace } from '../../src/doc/textPlaces.ts'
import { createCaretLayer, type PlacedCaret } from '../../src/editor/caretLayer.ts'
import { reportCaret, type SaidCaret } from '../../src/editor/caretReport.ts'
import { CARET_MS, FLAG_MS, MAX_CARETS, MAX_LINES } from '../../src/editor/limits.ts'
import { createPlacedCarets, type PeerCaret } from '../../src/editor/peerCarets.ts'
import { createTextMirror, type TextMirror } from '../../src/editor/textMirror.ts'
import { seeded } from '../doc/replica.ts'

const textOf = (doc: Y.Doc): Y.Text => doc.getText('note')
const sync = (from: Y.Doc, to: Y.Doc): void => Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'sync')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

describe('my caret', () => {
  const open = () => {
    const text = textOf(new Y.Doc())
    text.insert(0, 'hello world')
    const field = document.createElement('textarea')
    document.body.append(field)
    field.value = text.toString()
    const said: (SaidCaret | null)[] = []
    const stop = reportCaret(field, text, (caret) => said.push(caret))
    const at = (index: number): string => printPlace(placeAt(text, index))
    const move = (start: number, end = start, direction: 'forward' | 'backward' = 'forward'): void => {
      field.setSelectionRange(start, end, direction)
      field.dispatchEvent(new Event('keyup'))
    }
    return { text, field, said, stop, at, move }
  }

  test('is said once it rests, however often it moved meanwhile, and with its selection', () => {
    const { field, said, at, move } = open()
    field.focus()
    for (const index of [1, 2, 3]) move(index)
    expect(said).toEqual([])
    vi.advanceTimersByTime(CARET_MS)
    expect(said).toEqual([{ anchor: at(3), head: at(3) }])
    move(2, 6, 'backward')
    vi.advanceTimersByTime(CARET_MS)
    expect(said[1]).toEqual({ anchor: at(6), head: at(2) })
  })

  test('that moves without end is said at that pace, and no faster', () => {
    const { field, said, move } = open()
    field.focus()
    for (let ms = 0; ms < 3_000; ms += 10) {
      move((ms / 10) % 11)
      vi.advanceTimersByTime(10)
    }
    expect(said.length).toBeGreaterThan(10)
    expect(said.length).toBeLessThanOrEqual(3_000 / CARET_MS)
  })

  test('is not said anew for what others write, nor where it has not moved', () => {
    const { field, text, said, move } = open()
    field.focus()
    move(5)
    vi.advanceTimersByTime(CARET_MS)
    text.insert(0, 'oh ')
    field.value = text.toString()
    move(8)
    vi.advanceTimersByTime(1_000)
    expect(said.length).toBe(1)
  })

  test('is taken back when the person goes elsewhere, and when the field does', () => {
    const { field, said, move, stop } = open()
    field.focus()
    move(5)
    vi.advanceTimersByTime(CARET_MS)
    field.blur()
    expect(said.at(-1)).toBeNull()
    move(3)
    vi.advanceTimersByTime(1_000)
    expect(said.length).toBe(2)
    field.focus()
    vi.advanceTimersByTime(1_000)
    stop()
    expect(said.length).toBe(4)
    expect(said.at(-1)).toBeNull()
  })

  test('is not said while a word is composed, as that is not in the text yet', () => {
    const { field, said, move } = open()
    field.focus()
    field.dispatchEvent(new CompositionEvent('compositionstart'))
    move(4)
    vi.advanceTimersByTime(1_000)
    expect(said).toEqual([])
    field.dispatchEvent(new CompositionEvent('compositionend'))
    vi.advanceTimersByTime(CARET_MS)
    expect(said.length).toBe(1)
  })
})

describe('others’ carets', () => {
  const peer = (name: string, anchor: string, head = anchor): PeerCaret => ({
    peer: name,
    name,
    colour: 'green',
    anchor,
    head,
  })
  const placesOf = (carets: readonly PlacedCaret[]) =>
    carets.map(({ peer: one, anchor, head }) => [one, anchor, head])

  test('hold while others write, and wait for letters that are not here yet', () => {
    const [ana, ben] = [new Y.Doc(), new Y.Doc()]
    textOf(ana).insert(0, 'hello world')
    sync(ana, ben)
    const carets = createPlacedCarets(textOf(ben))
    const said = printPlace(placeAt(textOf(ana), 5))
    expect(placesOf(carets.at([peer('ana', said)]))).toEqual([['ana', 5, 5]])
    textOf(ben).insert(0, 'oh ')
    expect(placesOf(carets.at([peer('ana', said)]))).toEqual([['ana', 8, 8]])
    textOf(ana).insert(5, ' big')
    const ahead = printPlace(placeAt(textOf(ana), 9))
    expect(placesOf(carets.at([peer('ana', ahead)]))).toEqual([['ana', 8, 8]])
    textOf(ben).insert(0, '>')
    expect(placesOf(carets.at([peer('ana', ahead)]))).toEqual([['ana', 9, 9]])
    sync(ana, ben)
    expect(placesOf(carets.at([peer('ana', ahead)]))).toEqual([['ana', 13, 13]])
  })

  test.each(['nonsense', 'zz.zz', '0.99999', ' ', '1.1 1.1', '__proto__', 'a.b\n', '💥'])(
    'that say %j are nowhere, and the others stand',
    (said) => {
      const doc = new Y.Doc()
      textOf(doc).insert(0, 'hello')
      const good = printPlace(placeAt(textOf(doc), 2))
      const carets = createPlacedCarets(textOf(doc))
      const all = [peer('eve', said), peer('mal', good, said), peer('ana', good)]
      expect(placesOf(carets.at(all))).toEqual([['ana', 2, 2]])
      expect(placesOf(carets.at([]))).toEqual([])
    },
  )

  test('of 50,000 peers as many are drawn as there is room for', () => {
    const doc = new Y.Doc()
    textOf(doc).insert(0, 'hello')
    const said = printPlace(placeAt(textOf(doc), 2))
    const crowd = Array.from({ length: 50_000 }, (_, nth) => peer(`eve ${nth}`, said))
    expect(createPlacedCarets(textOf(doc)).at(crowd).length).toBe(MAX_CARETS)
  })
})

describe('the copy of a text area’s text', () => {
  const open = () => {
    const root = document.createElement('div')
    document.body.append(root)
    return { root, mirror: createTextMirror(root) }
  }
  const linesIn = (root: HTMLElement): readonly (string | null)[] =>
    [...root.children].map((line) => line.textContent)

  test('has a line for each line, empty ones too, and touches only those that changed', () => {
    const { root, mirror } = open()
    mirror.draw('one\n\nthree\n')
    expect(linesIn(root)).toEqual(['one', '', 'three', ''])
    const changes = new MutationObserver(() => {})
    changes.observe(root, { childList: true, characterData: true, subtree: true })
    mirror.draw('one\nand two\nthree\n')
    expect(linesIn(root)).toEqual(['one', 'and two', 'three', ''])
    expect(changes.takeRecords().map(({ target }) => target.textContent)).toEqual(['and two'])
    mirror.draw('one\nand two\nthree\n')
    expect(changes.takeRecords()).toEqual([])
    mirror.draw('')
    expect(linesIn(root)).toEqual([''])
  })

  test('is the text, whatever is written and taken out', () => {
    const { root, mirror } = open()
    const random = seeded(7)
    let text = ''
    for (let turn = 0; turn < 2_000; turn++) {
      const at = Math.floor(random() * (text.length + 1))
      const words = ['a', '\n', 'word\n\n', 'more'][Math.floor(random() * 4)] ?? ''
      text =
        random() < 0.35 ? text.slice(0, at) + text.slice(at + 4) : text.slice(0, at) + words + text.slice(at)
      mirror.draw(text)
      expect(linesIn(root).join('\n')).toBe(text)
    }
    expect(text.length).toBeGreaterThan(20)
  })

  test('draws many lines one by one, and the rest together', () => {
    const { root, mirror } = open()
    const text = Array.from({ length: MAX_LINES + 50 }, (_, nth) => `${nth}`).join('\n')
    mirror.draw(text)
    expect(root.children.length).toBe(MAX_LINES)
    expect(linesIn(root).join('\n')).toBe(text)
    mirror.draw('short')
    expect(linesIn(root)).toEqual(['short'])
  })
})

describe('carets over a text', () => {
  const LETTERS = 20
  /** A line of letters eight pixels wide. */
  const mirror: TextMirror = {
    draw: () => {},
    reveal: () => {},
    boxAt: (index) => (index > LETTERS ? null : { left: index * 8, top: 10, width: 0, height: 16 }),
    boxesOf: (from, to) => [{ left: from * 8, top: 10, width: (to - from) * 8, height: 16 }],
  }
  const open = () => {
    const root = document.createElement('div')
    Object.defineProperty(root, 'clientWidth', { value: LETTERS * 8 })
    document.body.append(root)
    return { root, layer: createCaretLayer(root, mirror) }
  }
  const caret = (head: number, anchor = head, said = `${anchor} ${head}`, peer = '7'): PlacedCaret => ({
    peer,
    name: 'Mara',
    colour: 'green',
    anchor,
    head,
    said,
  })

  test('stand where their letters are, with what is selected, and go', () => {
    const { root, layer } = open()
    layer.draw([caret(3), caret(5, 2, 'b', '8')])
    const carets = [...root.querySelectorAll<HTMLElement>('.caret')]
    expect(carets.map(({ style }) => style.transform)).toEqual([
      'translate(24px, 10px)',
      'translate(40px, 10px)',
    ])
    const ranges = [...root.querySelectorAll<HTMLElement>('.caret-range')]
    expect(ranges.map(({ style }) => [style.transform, style.width])).toEqual([
      ['translate(16px, 10px)', '24px'],
    ])
    layer.draw([caret(4)])
    expect(root.querySelectorAll('.caret').length).toBe(1)
    expect(root.querySelectorAll('.caret-range').length).toBe(0)
    // The same element: what stands still is not drawn anew.
    expect(root.querySelector('.caret')).toBe(carets[0])
    layer.draw([])
    expect(root.children.length).toBe(0)
  })

  test('are not there beyond the text', () => {
    const { root, layer } = open()
    layer.draw([caret(99)])
    expect(root.children.length).toBe(0)
  })

  test('have names that do not reach out of the field', () => {
    const { root, layer } = open()
    layer.draw([caret(3), caret(18, 18, 'b', '8')])
    expect([...root.querySelectorAll('.caret')].map((one) => one.classList.contains('turned'))).toEqual([
      false,
      true,
    ])
  })

  test('show the name for a moment when somebody moves, not when the text around them does, and at a pointer', () => {
    const { root, layer } = open()
    const has = (name: string): boolean => root.querySelector('.caret')?.classList.contains(name) === true
    layer.draw([caret(1, 1, 'a')])
    expect(root.textContent).toBe('Mara')
    expect(has('moved')).toBe(true)
    vi.advanceTimersByTime(FLAG_MS)
    expect(has('moved')).toBe(false)
    layer.draw([caret(4, 4, 'a')])
    expect(has('moved')).toBe(false)
    layer.point(34, 20)
    expect(has('near')).toBe(true)
    layer.point(60, 20)
    expect(has('near')).toBe(false)
    layer.draw([caret(5, 5, 'b')])
    expect(has('moved')).toBe(true)
    layer.destroy()
    expect(vi.getTimerCount()).toBe(0)
    expect(root.children.length).toBe(0)
  })
})
