import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createList, groupNote } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { addPapers, removePaper } from '../../src/doc/listDoc.ts'
import { plainText, type SharedText } from '../../src/doc/sharedText.ts'
import {
  findLetters,
  indicesOf,
  insertLetters,
  parsePlace,
  placeAt,
  printPlace,
  removeLetters,
} from '../../src/doc/textPlaces.ts'
import { createReplica, exchange, paper, seeded, snapshot } from './replica.ts'

const textOf = (doc: Y.Doc): Y.Text => doc.getText('note')
const sync = (...docs: readonly Y.Doc[]): void => {
  for (const to of docs)
    for (const from of docs) if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'sync')
}
const two = (words: string): readonly [Y.Doc, Y.Doc] => {
  const [ana, ben] = [new Y.Doc(), new Y.Doc()]
  textOf(ana).insert(0, words)
  sync(ana, ben)
  return [ana, ben]
}
const whereIs = (text: SharedText, said: unknown): number | null => {
  const place = parsePlace(said)
  return place ? (indicesOf(text, [place])[0] ?? null) : null
}

describe('the group’s note', () => {
  const list = () => {
    const ana = createReplica('ana', 1)
    createList(ana, { listId: 'list-1', title: 'Group', description: '', colour: 2, ownerKey: 'key' })
    addPapers(ana, [{ key: paper(1), snapshots: [snapshot(1)] }])
    return ana
  }
  test('D48: what two write at once is all there, on both sides, and the paper is marked', () => {
    const ana = list()
    const ben = createReplica('ben', 2, ana)
    expect(readList(ana.doc).view().noted.size).toBe(0)
    groupNote(ana.doc, paper(1)).insert(0, 'Section 3 is the point.')
    groupNote(ben.doc, paper(1)).insert(0, 'Ask about table 2.')
    exchange(ana, ben)
    const said = plainText(groupNote(ana.doc, paper(1)))
    expect(said).toBe(plainText(groupNote(ben.doc, paper(1))))
    expect(said).toContain('Section 3 is the point.')
    expect(said).toContain('Ask about table 2.')
    expect(said.length).toBe(41)
    for (const one of [ana, ben]) expect([...readList(one.doc).view().noted]).toEqual([paper(1)])
  })

  test('D48: it is no act, and stays while the paper is off the list', () => {
    const ana = list()
    const acts = ana.doc.getMap('acts').size
    groupNote(ana.doc, paper(1)).insert(0, 'kept')
    expect(ana.doc.getMap('acts').size).toBe(acts)
    removePaper(ana, paper(1))
    addPapers(ana, [{ key: paper(1), snapshots: [] }])
    expect(plainText(groupNote(ana.doc, paper(1)))).toBe('kept')
  })

  test('D48: a letter in a note leaves the rest of the view what it was', () => {
    const ana = list()
    const reader = readList(ana.doc)
    groupNote(ana.doc, paper(1)).insert(0, 'a')
    const before = reader.view()
    groupNote(ana.doc, paper(1)).insert(1, 'b')
    expect(reader.view()).toBe(before)
  })
})

describe('a place in a text', () => {
  test('D49: holds while others write in front of it, behind it, and right at it', () => {
    const [ana, ben] = two('hello world')
    const said = printPlace(placeAt(textOf(ana), 5))
    textOf(ben).insert(11, '!')
    textOf(ben).insert(5, ' big')
    textOf(ben).insert(0, 'oh ')
    sync(ana, ben)
    expect(whereIs(textOf(ana), said)).toBe(8)
    expect(whereIs(textOf(ben), said)).toBe(8)
  })

  test('D49: is where its letter was, when that is gone', () => {
    const [ana, ben] = two('hello world')
    const said = printPlace(placeAt(textOf(ana), 8))
    textOf(ben).delete(4, 6)
    sync(ana, ben)
    expect(whereIs(textOf(ana), said)).toBe(4)
    textOf(ben).delete(0, textOf(ben).length)
    expect(whereIs(textOf(ben), said)).toBe(0)
  })

  test('D49: before the first letter stays there', () => {
    const [ana, ben] = two('hello')
    textOf(ben).insert(0, 'oh ')
    expect(printPlace(placeAt(textOf(ana), 0))).toBe('')
    expect(whereIs(textOf(ben), '')).toBe(0)
  })

  test('D49: that is in no form is none', () => {
    for (const said of [
      null,
      7,
      {},
      [],
      ['a.b'],
      'a',
      'a.',
      '.b',
      'a.b.c',
      'A.B',
      '-1.2',
      `${'z'.repeat(12)}.1`,
    ])
      expect(parsePlace(said)).toBeNull()
    expect(parsePlace(`a.${'z'.repeat(7)}`)).toBeNull()
    expect(parsePlace('zzzzzzzzzzz.1')).toBeNull()
    fc.assert(
      fc.property(fc.anything(), (said) => {
        const place = parsePlace(said)
        if (place) expect(parsePlace(printPlace(place))).toEqual(place)
      }),
    )
  })

  test('D49: of another text, of letters that are not here yet, and of nobody is nowhere', () => {
    const [ana, ben] = two('hello')
    ben.getText('other').insert(0, 'elsewhere')
    const elsewhere = printPlace(placeAt(ben.getText('other'), 4))
    textOf(ben).insert(5, ' world')
    const early = printPlace(placeAt(textOf(ben), 11))
    expect(whereIs(textOf(ana), early)).toBeNull()
    sync(ana, ben)
    expect(whereIs(textOf(ana), early)).toBe(11)
    expect(whereIs(textOf(ana), elsewhere)).toBeNull()
    expect(whereIs(textOf(ana), 'zzzz.zzz')).toBeNull()
  })

  test('D49: is where Yjs’s own relative position is, whatever is written', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seeded(seed)
      const pick = (below: number): number => Math.floor(random() * below)
      const [ana, ben] = two('one two three')
      const places: { readonly said: string; readonly oracle: Y.RelativePosition }[] = []
      for (let turn = 0; turn < 60; turn++) {
        const text = textOf(pick(2) === 0 ? ana : ben)
        const at = pick(text.length + 1)
        if (pick(3) === 0) text.delete(at, Math.min(pick(4), text.length - at))
        else text.insert(at, 'abcdefg'.slice(0, 1 + pick(6)))
        if (pick(4) === 0) sync(ana, ben)
        const index = pick(textOf(ana).length + 1)
        places.push({
          said: printPlace(placeAt(textOf(ana), index)),
          oracle: Y.createRelativePositionFromTypeIndex(textOf(ana), index, -1),
        })
      }
      sync(ana, ben)
      for (const { said, oracle } of places)
        for (const doc of [ana, ben])
          expect(whereIs(textOf(doc), said)).toBe(
            Y.createAbsolutePositionFromRelativePosition(oracle, doc, false)?.index,
          )
    }
  })

  test('D49: of 50,000 at once each is where it is alone', () => {
    const doc = new Y.Doc()
    for (let at = 0; at < 3_000; at++) textOf(doc).insert(at % 7, `${at % 10}`)
    const places = Array.from({ length: 50_000 }, (_, nth) => ({ client: doc.clientID, clock: nth % 3_100 }))
    const found = indicesOf(textOf(doc), places)
    expect(found.filter((index) => index === null).length).toBe(1_600)
    for (let nth = 0; nth < 50_000; nth += 997)
      expect(found[nth]).toBe(indicesOf(textOf(doc), [places[nth] ?? { client: 0, clock: -1 }])[0])
  })
})

describe('letters by index', () => {
  test('D49: are found in the order of the text, with those that are gone', () => {
    const [ana] = two('abcdef')
    const { client } = placeAt(textOf(ana), 1)
    textOf(ana).delete(2, 2)
    expect(findLetters(textOf(ana), [{ client, clock: 1, length: 4 }])).toEqual([
      { client, clock: 1, length: 1, gone: false, index: 1 },
      { client, clock: 2, length: 2, gone: true, index: 2 },
      { client, clock: 4, length: 1, gone: false, index: 2 },
    ])
  })

  test('D12, D48: things in a text that are no letters shift nothing, and stay', () => {
    const [ana, ben] = two('abcdef')
    textOf(ben).insertEmbed(2, { evil: true })
    textOf(ben).format(0, 5, { bold: true })
    sync(ana, ben)
    const text = textOf(ana)
    expect(plainText(text)).toBe('abcdef')
    expect(insertLetters(text, 4, 'XY').length).toBe(2)
    expect(plainText(text)).toBe('abcdXYef')
    expect(
      removeLetters(text, 1, 3)
        .map(({ words }) => words)
        .join(''),
    ).toBe('bcd')
    expect(plainText(text)).toBe('aXYef')
    expect(text.length).toBe(6)
    expect(whereIs(text, printPlace(placeAt(text, 3)))).toBe(3)
  })
})
