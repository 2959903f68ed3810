import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { beginsSequence, findClash, withOwnKey } from '../../../src/features/keyboard/chooseKey.ts'
import { CHANGEABLE, isChangeable, keyParts } from '../../../src/features/keyboard/keys.ts'

const source = path.resolve(import.meta.dirname, '../../../src')

/** Every key that any page registers, as it stands in the source. */
const registered = (): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name)) continue
    const text = readFileSync(path.join(source, name), 'utf8')
    for (const [, map] of text.matchAll(/createShortcuts\(\{([\s\S]*?)\}\)\n/g))
      for (const [, quoted, plain] of (map ?? '').matchAll(/(?:^|,|\n)\s*(?:'([^']+)'|(\w+)):/g))
        found.add(quoted ?? plain ?? '')
  }
  return found
}

describe('the sheet of shortcuts', () => {
  test('names every key that can be changed, and no other', () => {
    const pages = [...registered()].filter(isChangeable).sort()
    expect(pages).toEqual([...CHANGEABLE.keys()].sort())
    expect(pages.length).toBeGreaterThan(20)
  })

  test('prints keys as they are pressed', () => {
    expect(['s', 'J', 'g f', '?', 'Enter', ''].map(keyParts)).toEqual([
      ['s'],
      ['Shift j'],
      ['g', 'f'],
      ['?'],
      ['Enter'],
      [],
    ])
  })
})

describe('choosing a key', () => {
  test('a free key is free', () => {
    expect(findClash({}, 's', 'q')).toBeNull()
    expect(findClash({}, 's', 's')).toBeNull()
    expect(findClash({ x: 'q' }, 's', 'x')).toBeNull()
    expect(withOwnKey({ x: 'q' }, 's', 'x')).toEqual({ x: 'q', s: 'x' })
  })

  test('a key that is used tells by what, and the two change places', () => {
    expect(findClash({}, 's', 'x')).toEqual({ by: 'x', kind: 'same' })
    expect(withOwnKey({}, 's', 'x')).toEqual({ s: 'x', x: 's' })
    expect(findClash({ x: 'q' }, 's', 'q')).toEqual({ by: 'x', kind: 'same' })
    expect(withOwnKey({ x: 'q', s: 'b' }, 's', 'q')).toEqual({ s: 'q', x: 'b' })
  })

  test('a key that begins two, or two that begin with a used one, would never be reached', () => {
    expect(findClash({}, 's', 'g')).toEqual({ by: 'g f', kind: 'begins' })
    expect(findClash({}, 'g f', 's f')).toEqual({ by: 's', kind: 'begins' })
    expect(findClash({}, 'u', 'g u')).toBeNull()
    expect(beginsSequence({}, 'g')).toBe(true)
    expect(beginsSequence({ 'g f': '1', 'g l': '2', 'g s': '3', 'g t': '' }, 'g')).toBe(false)
  })

  test('keys that were given up stand in nobody’s way', () => {
    expect(findClash({ x: '' }, 's', 'x')).toBeNull()
    expect(findClash({ x: '' }, 's', '')).toBeNull()
  })

  test('after any change no key has two meanings', () => {
    const usual = [...CHANGEABLE.keys()]
    let own: Readonly<Record<string, string>> = {}
    let seed = 7
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let turn = 0; turn < 2_000; turn++) {
      const name = usual[next(usual.length)] ?? ''
      const key = [...'abcdefghijklmnopqrstuvwxyz?/[]', 'g f', 'g a', ''][next(33)] ?? ''
      if (findClash(own, name, key)?.kind === 'begins') continue
      own = withOwnKey(own, name, key)
      const taken = usual.map((one) => own[one] ?? one).filter((one) => one !== '')
      expect(new Set(taken).size).toBe(taken.length)
    }
  })
})
