import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

/** Each specification, and where the tests that prove its rules are. */
const PLACES: readonly (readonly [specification: string, tests: string])[] = [
  ['src/crypto/SPEC.md', 'tests/crypto'],
  ['src/protocol/SPEC.md', 'tests/protocol'],
  ['src/doc/SPEC.md', 'tests/doc'],
  ['src/sync/SPEC.md', 'tests/sync'],
  ['src/backup/SPEC.md', 'tests/backup'],
  ['server/relay/SPEC.md', 'tests/relay'],
]

const RULE = /^- \*\*([A-Z]\d+)\*\* /gm
/** A title begins with the rule it proves, or with several: `'S1, S4: …'`. */
const TITLE = /(['"`])([A-Z]\d+(?:, [A-Z]\d+)*): /g

const rulesOf = (text: string): readonly string[] =>
  [...text.matchAll(RULE)].flatMap((found) => found[1] ?? [])
const citedIn = (text: string): readonly string[] =>
  [...text.matchAll(TITLE)].flatMap((found) => found[2]?.split(', ') ?? [])
const testsIn = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(root, folder, name), 'utf8'))

describe.each(PLACES)('%s', (specification, folder) => {
  const rules = existsSync(path.join(root, specification))
    ? rulesOf(readFileSync(path.join(root, specification), 'utf8'))
    : []
  const cited = new Set(testsIn(folder).flatMap(citedIn))

  it('has rules, each under a number of its own', () => {
    expect(rules.length).toBeGreaterThan(5)
    expect(new Set(rules).size).toBe(rules.length)
  })

  it('has a test for each of its rules', () => {
    expect(rules.filter((rule) => !cited.has(rule))).toEqual([])
  })

  it('is cited by no test under a number it does not have', () => {
    expect([...cited].filter((rule) => !rules.includes(rule))).toEqual([])
  })
})

it('claims no protection that rests on a rule there is not', () => {
  const known = new Set(PLACES.flatMap(([file]) => rulesOf(readFileSync(path.join(root, file), 'utf8'))))
  const claims = readFileSync(path.join(root, 'src/crypto/SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| claim'))
  expect(claims.length).toBeGreaterThan(10)
  for (const claim of claims) {
    const rules = claim.split('|').at(-2)?.trim().split(', ') ?? []
    expect(rules.filter((rule) => !known.has(rule))).toEqual([])
  }
})

it('reads a title in each of its forms', () => {
  const text = `
    test('D1: one', () => {})
    it.skipIf(gone)("D2, D3: two", () => {})
    test.each([1])(\`D4: three\`, () => {})
    test('no rule: D5', () => {})`
  expect(citedIn(text)).toEqual(['D1', 'D2', 'D3', 'D4'])
})
