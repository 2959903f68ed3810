import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createCanary } from '../helpers/canary.ts'

const WORD = 'Zwetschgenknödel-4711'
const KEY = new Uint8Array(32).map((_byte, at) => (at * 37 + 11) % 256)
const canary = createCanary([WORD], [{ name: 'the key', bytes: KEY }])

/** `inside` in the middle of other bytes, at every offset modulo three. */
const around = (inside: Buffer): readonly Buffer[] =>
  [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(7 + shift, 0xa5), inside, Buffer.alloc(9, 0x5a)]))

test('a canary finds its word raw, in hex and in UTF-16', () => {
  for (const bytes of around(Buffer.from(WORD))) expect(canary.search(bytes)).toEqual([`${WORD} (raw)`])
  for (const coding of ['utf16le', 'hex'] as const) {
    const leaked =
      coding === 'hex' ? Buffer.from(Buffer.from(WORD).toString('hex')) : Buffer.from(WORD, 'utf16le')
    expect(canary.search(leaked)).toHaveLength(1)
  }
})

test('a canary finds word and key in base64 wherever they stand in the coded bytes', () => {
  for (const variant of ['base64', 'base64url'] as const)
    for (const inside of [Buffer.from(WORD), Buffer.from(KEY)])
      for (const bytes of around(inside)) {
        const found = canary.search(Buffer.from(bytes.toString(variant)))
        expect(found.length).toBeGreaterThan(0)
      }
})

test('a canary finds a key as text of every coding, also in UTF-16, and as numbers', () => {
  const key = Buffer.from(KEY)
  const texts = [
    key.toString('hex'),
    key.toString('hex').toUpperCase(),
    key.toString('base64'),
    key.toString('base64url'),
    JSON.stringify([...KEY]),
  ]
  for (const text of texts) {
    expect(canary.search(Buffer.from(`… ${text} …`)), text).not.toEqual([])
    if (text.startsWith('[')) continue
    expect(canary.search(Buffer.from(`… ${text} …`, 'utf16le')), text).not.toEqual([])
    expect(canary.search(Buffer.from(`… ${text} …`, 'utf16le').swap16()), text).not.toEqual([])
  }
  expect(canary.search(Buffer.from(key.toString('latin1'), 'utf16le'))).not.toEqual([])
})

/** Every place is tried, which a loaded machine takes its time for. */
const SLOW = { timeout: 120_000 }
const LONG = Array.from({ length: 400 }, (_none, at) => `line ${at} of ${(at * 7919) % 1000}`).join('\n')

test.each([
  ['raw', deflateRawSync],
  ['zlib', deflateSync],
  ['gzip', gzipSync],
])('a canary finds word and key in what was deflated (%s), wherever it stands', SLOW, (_name, pack) => {
  for (const inside of [WORD, Buffer.from(KEY).toString('base64url')])
    // A short text goes with fixed codes, a long one with its own.
    for (const text of [`x ${inside} y`, `${LONG}${inside}${LONG}`]) {
      expect(canary.search(pack(text))).not.toEqual([])
      for (const bytes of around(pack(text))) expect(canary.search(bytes)).not.toEqual([])
    }
  const raw = Buffer.concat([Buffer.from(LONG), Buffer.from(KEY), Buffer.from(LONG)])
  expect(canary.search(pack(raw))).toEqual(['the key (raw), deflated'])
})

test('a canary finds deflated text in the middle of much else, and where its end is missing', () => {
  const packed = deflateRawSync(`${WORD} ${LONG}`)
  const much = (length: number): Buffer => Buffer.alloc(length, 'nothing of note ')
  expect(canary.search(Buffer.concat([much(200_000), packed, much(200_000)]))).not.toEqual([])
  const cut = packed.subarray(0, packed.length - 200)
  expect(canary.search(Buffer.concat([much(100), cut, much(100_000)]))).not.toEqual([])
})

test('a canary finds nothing in bytes that do not hold it', () => {
  const random = Buffer.alloc(300_000)
  let seed = 7
  for (let at = 0; at < random.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    random[at] = seed >> 16
  }
  expect(canary.search(random)).toEqual([])
  expect(canary.search(Buffer.from(WORD.slice(0, -2)))).toEqual([])
})

test('a canary finds its word in a file of a folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-canary-'))
  try {
    writeFileSync(path.join(folder, 'clean'), 'nothing here')
    expect(canary.searchFolder(folder)).toEqual([])
    writeFileSync(path.join(folder, 'leak'), `… ${WORD} …`)
    expect(canary.searchFolder(folder)).toEqual([`${path.join(folder, 'leak')}: ${WORD} (raw)`])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
