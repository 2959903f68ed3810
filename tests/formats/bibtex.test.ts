import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import starter from '../../server/publisher/starterFeed.json' with { type: 'json' }
import type { Paper } from '../../src/domain/paper.ts'
import { parsePaperKey } from '../../src/domain/paperKey.ts'
import { parseDay } from '../../src/lib/day.ts'
import { printBibliography } from '../../src/formats/bibtex.ts'

const paper = (facts: Partial<Omit<Paper, 'date'>> & { readonly date?: string }): Paper => {
  const { date, ...rest } = facts
  const day = date ? parseDay(date) : null
  const key = parsePaperKey('arxiv:1706.03762')
  if (!key) throw new Error('a key')
  return { key, sources: ['arxiv'], title: 'A title', ...(day && { date: day }), ...rest }
}

/** What a reader of BibTeX sees: entries with key and fields, cut by braces alone. Throws where they do not match. */
const readEntries = (text: string) => {
  const entries: { type: string; key: string; fields: Record<string, string> }[] = []
  let at = 0
  const group = (): string => {
    if (text[at] !== '{') throw new Error(`no brace at ${at}`)
    const from = ++at
    for (let depth = 1; depth > 0; at++) {
      if (at >= text.length) throw new Error('a brace stays open')
      if (text[at] === '{') depth++
      else if (text[at] === '}') depth--
    }
    return text.slice(from, at - 1)
  }
  while (at < text.length) {
    if (text[at] !== '@') {
      at++
      continue
    }
    const type = /^@(\w+)/.exec(text.slice(at))?.[1] ?? ''
    at += type.length + 1
    const body = group()
    const [, key = '', rest = ''] = /^([^,\s{}"#%~\\']+),([\s\S]*)$/.exec(body) ?? []
    const fields: Record<string, string> = {}
    let from = 0
    for (;;) {
      const head = /^\s*(\w+)\s*=\s*/.exec(rest.slice(from))
      if (!head) break
      from += head[0].length
      if (rest[from] === '{') {
        let depth = 0
        const start = from
        do {
          if (rest[from] === '{') depth++
          if (rest[from] === '}') depth--
          from++
        } while (depth > 0)
        fields[head[1] ?? ''] = rest.slice(start + 1, from - 1)
      } else {
        const word = /^\w+/.exec(rest.slice(from))?.[0] ?? ''
        fields[head[1] ?? ''] = word
        from += word.length
      }
      if (rest[from] !== ',') throw new Error('a field without its comma')
      from++
    }
    if (rest.slice(from).trim() !== '') throw new Error(`left over: ${rest.slice(from)}`)
    entries.push({ type, key, fields })
  }
  return entries
}
const only = (facts: Parameters<typeof paper>[0]) => {
  const [entry] = readEntries(printBibliography([paper(facts)]))
  if (!entry) throw new Error('no entry')
  return entry
}

describe('BibTeX of a paper', () => {
  test('has what is known of it, and nothing else', () => {
    expect(
      printBibliography([
        paper({
          title: 'Attention Is All You Need',
          authors: ['Ashish Vaswani', 'Noam Shazeer'],
          date: '2017-06-12',
          arxivId: '1706.03762',
        }),
      ]),
    ).toBe(
      [
        '@misc{vaswani2017attention,',
        '  title         = {Attention Is All You Need},',
        '  author        = {Ashish Vaswani and Noam Shazeer},',
        '  year          = {2017},',
        '  month         = jun,',
        '  eprint        = {1706.03762},',
        '  archiveprefix = {arXiv},',
        '  url           = {https://arxiv.org/abs/1706.03762},',
        '}',
        '',
      ].join('\n'),
    )
    expect(only({ title: 'Alone', doi: '10.1000/a_b(1)' }).fields).toEqual({
      title: 'Alone',
      doi: '10.1000/a_b(1)',
    })
    expect(only({ title: 'Alone', pageUrl: 'javascript:alert(1)' }).fields).toEqual({ title: 'Alone' })
    expect(only({ title: 'Alone', doi: '10.1/{x' }).fields).toEqual({ title: 'Alone' })
  })

  test.each([
    ['A Survey of LLM-based Agents', 'A Survey of {LLM-based} Agents'],
    ['ImageNet: 50% Faster & Better', '{ImageNet}: 50\\% Faster \\& Better'],
    ['A-STAR with T5 (GPT-4)', '{A-STAR} with {T5} ({GPT-4})'],
    ['The $\\tau$-Leap in $\\mathcal{O}(n)$', 'The {$\\tau$}-Leap in {$\\mathcal{O}(n)$}'],
    ['Already 50\\% of {B}ERT', 'Already 50\\% of {BERT}'],
    ['G\\"odel, \\textit{Escher}, Bach', 'Gödel, Escher, Bach'],
    ['Snake_case and #tags', 'Snake\\_case and \\#tags'],
    ['Two\n  lines', 'Two lines'],
    ['深度学习', '深度学习'],
  ])('%s is titled %s', (title, printed) => {
    expect(only({ title }).fields['title']).toBe(printed)
  })

  test.each([
    [{ authors: ['Jürgen Schmidhuber'], date: '2015-01-01', title: 'On the Deep' }, 'schmidhuber2015deep'],
    [{ authors: ['van der Berg, Anna'], title: 'The X' }, 'vanderberg'],
    [{ authors: ['Martin King Jr.'], date: '1999-05-05', title: 'Why We' }, 'king1999we'],
    [{ authors: ['Smith JA'], date: '1999-05-05', title: 'Why We' }, 'smith1999we'],
    [{ authors: ['李明'], title: '深度学习', arxivId: '2401.00001' }, '240100001'],
    [{ title: '深度学习' }, 'arxiv170603762'],
  ])('the key of %o is %s', (facts, key) => {
    expect(only(facts).key).toBe(key)
  })

  test('a name that holds an “and” is one author', () => {
    const authors = ['The ATLAS Collaboration', 'Research and Development', 'Ada Lovelace']
    expect(only({ authors }).fields['author']).toBe(
      '{The ATLAS Collaboration} and {Research and Development} and Ada Lovelace',
    )
  })

  test.each([
    ['Ministeriet for By, Bolig og Landdistrikter', true],
    ['World Health Organization', true],
    ['Sammy Davis, Jr.', true],
    ['van der Berg, Anna', false],
    ['Davis, Jr., Sammy', false],
    ["O'Neill, Kathleen Mary", false],
    ['William H. Press', false],
  ])('%s is one word to BibTeX: %s', (name, isBraced) => {
    expect(only({ authors: [name] }).fields['author']).toBe(isBraced ? `{${name}}` : name)
  })

  test('thirty papers of one key are told apart', () => {
    const entries = readEntries(printBibliography(Array.from({ length: 30 }, () => paper({}))))
    expect(entries.slice(0, 3).map(({ key }) => key)).toEqual(['title', 'titleb', 'titlec'])
    expect(new Set(entries.map(({ key }) => key)).size).toBe(30)
  })

  test('whatever a title and the names hold, the entries after it stay whole', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'\\{}$%&#_~^"\'@,= aZ-\n'.split('')) }),
    )
    fc.assert(
      fc.property(nasty, fc.array(nasty, { maxLength: 3 }), (title, authors) => {
        const entries = readEntries(
          printBibliography([paper({ title, authors }), paper({ title: 'The End' })]),
        )
        expect(entries).toHaveLength(2)
        expect(entries[1]?.fields['title']).toBe('The End')
      }),
      { numRuns: 2_000 },
    )
  })

  test('the starter feed can be cited whole', () => {
    const papers = starter.papers.map(({ title, arxivId, date }) => paper({ title, arxivId, date }))
    expect(readEntries(printBibliography(papers))).toHaveLength(papers.length)
  })
})
