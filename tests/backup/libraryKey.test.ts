import { expect, test } from 'vitest'
import { parseLibraryKey, printKeyCode, printKeyWords } from '../../src/backup/libraryKey.ts'
import { MAX_KEY_TEXT_LENGTH } from '../../src/backup/limits.ts'
import { parseDeviceLink } from '../../src/crypto/deviceLink.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { seeded } from '../doc/replica.ts'

const one = randomBytes(32)
const SAME = { librarySecret: one, identitySecret: one }
const TWO = { librarySecret: randomBytes(32), identitySecret: randomBytes(32) }

test('B17: words and code give back the two secrets, with whatever stands between and around them', async () => {
  expect(printKeyWords(SAME)).toHaveLength(24)
  expect(printKeyWords(TWO)).toHaveLength(48)
  for (const keys of [SAME, TWO]) {
    const words = printKeyWords(keys)
    const code = await printKeyCode(keys)
    for (const text of [
      words.join(' '),
      words.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join('\n'),
      ` ${words.map((word) => word.slice(0, 4)).join(', ')}. `,
      code,
      `https://carrel.example/backup#${code}`,
      `My key:\n\n${code}\n\nkeep it safe`,
    ])
      expect(await parseLibraryKey(text)).toEqual({ ok: true, value: keys })
  }
  // The list is the one that others have: a known vector of BIP 39.
  const zeros = { librarySecret: new Uint8Array(32), identitySecret: new Uint8Array(32) }
  expect(printKeyWords(zeros).join(' ')).toBe(`${'abandon '.repeat(23)}art`)
})

test('B18: a key that is not whole is told, and a word that is in no list by its place', async () => {
  const words = printKeyWords(SAME)
  const fault = async (text: string) => {
    const read = await parseLibraryKey(text)
    return read.ok ? 'taken' : read.error
  }
  expect(await fault('')).toEqual({ type: 'empty' })
  expect(await fault(' 12 34 … ')).toEqual({ type: 'empty' })
  expect(await fault(words.slice(1).join(' '))).toEqual({ type: 'count', words: 23 })
  expect(await fault([...words.slice(0, 6), 'kichererbse', ...words.slice(7)].join(' '))).toEqual({
    type: 'word',
    at: 7,
    word: 'kichererbse',
  })
  expect(await fault('x'.repeat(MAX_KEY_TEXT_LENGTH + 1))).toEqual({ type: 'too-long' })
  expect(await fault(' '.repeat(MAX_KEY_TEXT_LENGTH - 94) + (await printKeyCode(SAME)))).toBe('taken')
  const code = await printKeyCode(TWO)
  const pick = seeded(3)
  for (let round = 0; round < 60; round++) {
    const at = Math.floor(pick() * code.length)
    const letter = code[at] === 'A' ? 'B' : 'A'
    expect(await fault(code.slice(0, at) + letter + code.slice(at + 1))).not.toBe('taken')
  }
  let changed = 0
  for (let round = 0; round < 200; round++) {
    const list = printKeyWords(SAME).slice()
    const at = Math.floor(pick() * 24)
    const other = printKeyWords(TWO)[Math.floor(pick() * 48)] ?? ''
    if (list[at] === other) continue
    list.splice(at, 1, other)
    if ((await fault(list.join(' '))) === 'taken') changed++
  }
  // A sum of eight bits lets one of 256 through.
  expect(changed).toBeLessThan(10)
})

test('B18: it opens no list and links no device', async () => {
  const code = await printKeyCode(TWO)
  expect((await parseLink(code)).ok).toBe(false)
  expect((await parseDeviceLink(code)).ok).toBe(false)
})
