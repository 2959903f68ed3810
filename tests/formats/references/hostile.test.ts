import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../../../src/formats/references/decodeText.ts'
import { MAX_ABSTRACT, MAX_TITLE } from '../../../src/formats/references/limits.ts'
import { readReferences } from '../../../src/formats/references/readReferences.ts'
import { runSteps } from '../../../src/formats/references/reference.ts'
import { readFile, refusalOf } from './reading.ts'

/** On a busy machine; what hangs does so for minutes. */
const MAX_MS = 5_000
const within = <T>(work: () => T): T => {
  const start = performance.now()
  const made = work()
  expect(performance.now() - start).toBeLessThan(MAX_MS)
  return made
}

const PIECES = [
  '@',
  '@article{',
  '@comment{',
  '@string(',
  '@set{a,',
  'a,',
  'title=',
  '{',
  '}',
  '"',
  '#',
  ',',
  '=',
  '\\',
  '\\"{o}',
  '$',
  '%',
  '\n',
  '(',
  ')',
  'TY  - JOUR\n',
  'TI  - x\n',
  'ER  - \n',
  'AU  - a,b\n',
  '\r',
  '[',
  ']',
  '{"title":"x","type":"y"}',
  ':',
  'null',
  '"__proto__"',
  '1e999',
  '<xml>',
  '<records>',
  '<record>',
  '</record>',
  '<titles><title>t</title></titles>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '&amp;',
  '&#0;',
  '&x;',
  'abc',
  ' and ',
  '2020',
  '\u202E',
  '\uD800',
  '\0',
  'é',
  '10.1000/x',
  'author={A and B}',
  'crossref={a}',
  'arXiv:1706.03762',
]

test('no text makes a parser throw, hang or hold more than came', () => {
  let read = 0
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 60 }),
      (pieces) => {
        const text = pieces.join('')
        const answer = within(() => runSteps(readReferences(text)))
        if (!answer.ok) return
        read++
        for (const { title, authors, keywords } of answer.value.references) {
          expect(title).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|\p{Cc}/u)
          expect(title.length + authors.join('').length + keywords.join('').length).toBeLessThan(
            text.length * 20 + 200,
          )
        }
      },
    ),
    { seed: 11, numRuns: 3_000 },
  )
  expect(read).toBeGreaterThan(100)
  expect(Object.keys({}.constructor.prototype)).toEqual([])
})

test('no bytes make the decoder throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof decodeText(bytes).text === 'string'),
    { seed: 3 },
  )
})

describe('what is made to harm', () => {
  test('names of JavaScript’s own are nothing special', () => {
    const { references } = readFile(
      '@misc{__proto__, title={One}, __proto__={x}, constructor={y}, crossref={constructor}}\n@string{toString={a}}',
    )
    expect(references[0]?.title).toBe('One')
    expect(
      readFile('[{"type":"a","title":"T","__proto__":{"author":[{"family":"X"}]}}]').references[0]?.authors,
    ).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'author')).toBe(false)
  })

  test('entities that grow, and XML or JSON nested without end', () => {
    expect(
      refusalOf('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml>&b;</xml>'),
    ).toContain('Nothing was read')
    expect(within(() => refusalOf(`<xml>${'<a>'.repeat(200_000)}`))).toContain('nested deeper')
    expect(within(() => refusalOf('['.repeat(100_000)))).not.toBe('')
    expect(within(() => refusalOf(`[${'{"a":'.repeat(50_000)}`))).not.toBe('')
  })

  test('a field of 10 MB, and marks that turn what stands around them', () => {
    const text = 'x'.repeat(10_000_000)
    const [one] = within(() => readFile(`@misc{a, title={T}, abstract={${text}}}`)).references
    expect(one?.abstract?.length).toBeLessThanOrEqual(MAX_ABSTRACT)
    expect(within(() => readFile(`TY  - X\nTI  - ${text}\nER  - `)).references[0]?.title.length).toBe(
      MAX_TITLE,
    )
    expect(readFile('@misc{a, title={evil\u202Efdp.exe\u2066\0 end}}').references[0]?.title).toBe(
      'evil fdp.exe end',
    )
  })

  test('braces, comments and macros that never close or never end', () => {
    for (const piece of [
      '@comment{',
      '@misc{a, title={',
      '@misc{a, title="',
      '\n@misc{a, note={',
      '{',
      '@string{a = a # a}',
      '@misc{a, x=a#a#',
      '\\"',
      '$$ ',
      '@misc{a,title={$x',
      '``',
      '\n@misc{a,b=',
    ])
      within(() => runSteps(readReferences(`@misc{z, title={Z}}\n${piece.repeat(20_000)}`)))
    within(() =>
      readFile(`@misc{a, title={${'$$ `` \\" { } ~'.repeat(20_000)}}, author={${'A and '.repeat(50_000)}}}`),
    )
    const doubled = Array.from({ length: 60 }, (_, at) => `@string{m${at + 1} = m${at} # m${at}}`).join('\n')
    within(() => readFile(`@string{m0 = "xxxxxxxxxx"}\n${doubled}\n@misc{a, title = m60}`))
  })
})

describe('time grows with the length, not with its square', () => {
  const timeOf = (text: string): number => {
    const start = performance.now()
    runSteps(readReferences(text))
    return performance.now() - start
  }
  /** Best of as many: other work on the machine makes single runs longer, never shorter. */
  const MAX_RUNS = 12
  /** Eight times the length takes 8 times as long where it is proportional, and 64 times where it is squared. */
  const MAX_RATIO = 24
  /** Too short to be compared. */
  const LEAST_MS = 5

  test.each<[string, number, (count: number) => string]>([
    ['comments that stay open', 2_000, (count) => `<xml><records>${'<!--'.repeat(count)}`],
    ['sections that stay open', 2_000, (count) => `<xml><records>${'<![CDATA['.repeat(count)}`],
    [
      'a note of empty lines',
      8_000,
      (count) => JSON.stringify([{ type: 'book', title: 'T', note: `a${'\n'.repeat(count)}b` }]),
    ],
    ['blanks in an author field', 8_000, (count) => `@misc{a, title={T}, author={A${' '.repeat(count)}B}}`],
    ['brackets that stay open', 2_000, (count) => `@misc{a, title={${'\\( a '.repeat(count)}}}`],
  ])('%s', (_what, size, make) => {
    let [short, long] = [Infinity, Infinity]
    const ratio = (): number => long / Math.max(LEAST_MS, short)
    for (let run = 0; run < MAX_RUNS && !(run > 1 && ratio() < MAX_RATIO); run++) {
      short = Math.min(short, timeOf(make(size)))
      long = Math.min(long, timeOf(make(size * 8)))
    }
    expect(ratio()).toBeLessThan(MAX_RATIO)
  })
})
