import { expect, test } from 'vitest'
import { decodeText } from '../../../src/formats/references/decodeText.ts'

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const wide = (text: string, big: boolean): Uint8Array =>
  Uint8Array.from(
    [...text].flatMap((letter) => {
      const code = letter.charCodeAt(0)
      return big ? [code >> 8, code & 255] : [code & 255, code >> 8]
    }),
  )
const TEXT = 'author = {Müller, Jérôme}, title = {Größe}'

test('UTF-8 and UTF-16, with a mark or without', () => {
  expect(decodeText(new TextEncoder().encode(`\uFEFF${TEXT}`))).toEqual({ text: TEXT, guessed: null })
  for (const big of [false, true]) {
    expect(decodeText(wide(`\uFEFF${TEXT}`, big))).toEqual({ text: TEXT, guessed: null })
    expect(decodeText(wide(TEXT, big))).toEqual({ text: TEXT, guessed: 'UTF-16' })
  }
})

test('what is no UTF-8 is guessed, and said to be', () => {
  expect(decodeText(latin(TEXT))).toEqual({ text: TEXT, guessed: 'Windows-1252' })
  expect(decodeText(latin('it\u0092s \u0096 \u0093quoted\u0094 caf\u00E9'))).toEqual({
    text: 'it’s – “quoted” café',
    guessed: 'Windows-1252',
  })
  expect(decodeText(latin('M\u009Fller, J\u008Er\u0099me, Gr\u009A§e'))).toEqual({
    text: 'Müller, Jérôme, Größe'.replace('ß', 'ß'),
    guessed: 'Mac OS Roman',
  })
})

test('a file that says its encoding is believed', () => {
  expect(decodeText(latin('% Encoding: ISO8859_1\nMüller'))).toEqual({
    text: '% Encoding: ISO8859_1\nMüller',
    guessed: null,
  })
  expect(decodeText(latin('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>')).text).toContain('é')
  expect(decodeText(latin('% Encoding: nonsense\nMüller')).text).toContain('Müller')
})

test('lines of several encodings are each read in their own', () => {
  const mixed = Uint8Array.from([...new TextEncoder().encode('Größe\n'), ...latin('Müller')])
  expect(decodeText(mixed).text).toBe('Größe\nMüller')
})

test.each([
  ['ISO8859_2', [0xa3, 0xf3, 0x64, 0xbc], 'Łódź'],
  ['ISO8859_15', [0xa4], '€'],
  ['ISO8859-7', [0xe1], 'α'],
  ['x-windows-1250', [0x8a, 0xe8], 'Šč'],
  ['Cp1252', [0x80, 0xe9], '€é'],
  ['Cp1251', [0xc8, 0xe3], 'Иг'],
  ['MacRoman', [0x8e], 'é'],
  ['x-MacCyrillic', [0x80], 'А'],
  ['EUC_JP', [0xb5, 0xfe], '京'],
  ['SJIS', [0x8b, 0x9e], '京'],
  ['MS932', [0x8b, 0x9e], '京'],
  ['GBK', [0xbe, 0xa9], '京'],
  ['Big5', [0xa8, 0xca], '京'],
  ['EUC_KR', [0xb0, 0xa1], '가'],
  ['KOI8_R', [0xe9], 'И'],
])('%s is an encoding by Java’s name', (name, bytes, text) => {
  const head = `% Encoding: ${name}\n`
  expect(decodeText(Uint8Array.from([...latin(head), ...bytes]))).toEqual({
    text: head + text,
    guessed: null,
  })
})
