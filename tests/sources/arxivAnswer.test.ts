import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arxivQueryUrl } from '../../src/sources/arxiv/arxivQueryUrl.ts'
import { parseArxivAnswer } from '../../src/sources/arxiv/parseArxivAnswer.ts'
import { MAX_ANSWER_LENGTH, MAX_AUTHORS, MAX_IDS_AT_ONCE, MAX_XML_DEPTH } from '../../src/sources/limits.ts'
import { readSharedData } from './sharedData.ts'

const feed = (entries: string): string =>
  `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id><title>arXiv Query: search_query=&amp;id_list=1706.03762</title>${entries}</feed>`
const entry = (inside: string, id = 'http://arxiv.org/abs/1706.03762v7'): string =>
  `<entry><id>${id}</id>${inside}</entry>`
const read = (text: string) => {
  const parsed = parseArxivAnswer(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}
const paper = (inside: string) => read(feed(entry(inside))).get('1706.03762')

describe('an answer of arXiv', () => {
  it('is asked for by ids, as many as are wanted', () => {
    expect(arxivQueryUrl(['1706.03762', 'hep-th/9901001'])).toBe(
      'https://export.arxiv.org/api/query?id_list=1706.03762,hep-th%2F9901001&max_results=2',
    )
    expect(arxivQueryUrl(['1706.03762'], 'http://localhost:1')).toMatch(/^http:\/\/localhost:1\/api\/query\?/)
  })

  it('gives every field of a record', () => {
    expect(
      paper(`
    <title>Attention Is
      All You Need</title>
    <updated>2023-08-02T00:41:18Z</updated>
    <summary>  The dominant models &lt;are&gt; based on
      $n^2$ things.
    </summary>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="68T50 (Primary)" scheme="http://arxiv.org/schemas/atom"/>
    <published>2017-06-12T17:57:34Z</published>
    <arxiv:doi>10.1000/ABC 10.1000/second</arxiv:doi>
    <arxiv:primary_category term="cs.LG"/>
    <author><name>Ashish Vaswani</name><arxiv:affiliation>Somewhere</arxiv:affiliation></author>
    <author><name>Łukasz Kaiser</name></author>`),
    ).toEqual({
      source: 'arxiv',
      title: 'Attention Is All You Need',
      abstract: 'The dominant models <are> based on $n^2$ things.',
      authors: ['Ashish Vaswani', 'Łukasz Kaiser'],
      authorCount: 2,
      date: '2017-06-12',
      arxivId: '1706.03762',
      doi: '10.1000/abc',
      categories: ['cs.LG', 'cs.CL'],
    })
  })

  it('gives the papers of a real one', () => {
    const text = readSharedData('arxiv-api/sotawhat-transformer-2026-5.xml')
    if (text === null) return
    const papers = [...read(text).values()]
    expect(papers).toHaveLength(5)
    expect(papers[0]).toMatchObject({
      title: 'Mana: Dexterous Manipulation of Articulated Tools',
      date: '2026-06-11',
      arxivId: '2606.13677',
      authors: ['Zhao-Heng Yin', 'Guanya Shi', 'Pieter Abbeel', 'C. Karen Liu'],
      categories: ['cs.RO', 'cs.AI', 'cs.CV', 'cs.LG'],
    })
    for (const { abstract, authors, date } of papers)
      expect([abstract?.length ?? 0, authors?.length ?? 0, date?.length]).toEqual([
        expect.toSatisfy((length: number) => length > 400),
        expect.toSatisfy((length: number) => length > 0),
        10,
      ])
  })

  it('leaves out what it does not know, what has no title, and what makes no sense', () => {
    const found = read(
      feed(
        entry('<title>  </title>') +
          entry('<title>?!</title>', 'http://arxiv.org/abs/1706.00001v1') +
          entry('<title>Nobody</title>', 'http://elsewhere.example/1') +
          entry(
            '<title>Old</title><published>last week</published>',
            'http://arxiv.org/abs/hep-th/9901001v2',
          ),
      ),
    )
    expect([...found]).toEqual([
      ['hep-th/9901001', { source: 'arxiv', title: 'Old', arxivId: 'hep-th/9901001' }],
    ])
    expect(read(feed(''))).toEqual(new Map())
  })

  it('that takes an id for malformed is told from a paper called “Error”', () => {
    const refusal = entry(
      '<title>Error</title><summary>incorrect id format for 9999.99999</summary>',
      'http://arxiv.org/api/errors#incorrect_id_format_for_9999.99999',
    )
    expect(parseArxivAnswer(feed(refusal))).toEqual({ ok: false, error: 'refused' })
    expect(paper('<title>Error</title>')?.title).toBe('Error')
  })

  it('counts the authors of a collaboration that are too many to be listed', () => {
    const authors = '<author><name>A. N. Other</name></author>'.repeat(MAX_AUTHORS + 1)
    const read = paper(`<title>T</title>${authors}`)
    expect(read?.authorCount).toBe(MAX_AUTHORS + 1)
    expect(read?.authors).toBeUndefined()
  })

  it('gives no more papers than were asked for at once', () => {
    const many = Array.from({ length: MAX_IDS_AT_ONCE + 5 }, (_, at) =>
      entry('<title>T</title>', `http://arxiv.org/abs/2001.${String(10_000 + at)}v1`),
    )
    expect(read(feed(many.join(''))).size).toBe(MAX_IDS_AT_ONCE)
  })

  it.each([
    ['a page that asks for a password', '<!DOCTYPE html><html><body>Welcome to the hotel</body></html>'],
    ['a page without a doctype', '<html><body><p>Welcome</p></body></html>'],
    ['words', 'Rate exceeded.'],
    ['nothing', ''],
    ['half an answer', feed(entry('<title>T</title>')).slice(0, -20)],
    [
      'entities that stand for one another',
      `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}">]>${feed(entry('<title>&b;</title>'))}`,
    ],
    ['an entity nobody declared', feed(entry('<title>&lol;</title>'))],
    ['elements without end', feed('<entry>'.repeat(200_000))],
    ['elements deep in one another', feed('<a>'.repeat(MAX_XML_DEPTH) + '</a>'.repeat(MAX_XML_DEPTH))],
    ['more than any answer', feed(' '.repeat(MAX_ANSWER_LENGTH))],
  ])('that is %s is no answer, and found out at once', (_what, text) => {
    const began = performance.now()
    expect(parseArxivAnswer(text)).toEqual({ ok: false, error: 'strange' })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('is not taken for a deep one for what stands in attributes, comments and CDATA', () => {
    const tags = '<a>'.repeat(MAX_XML_DEPTH)
    expect(
      paper(`<!-- ${tags} --><link href='x>y' title="a/>b"/><title><![CDATA[Deep ${tags}]]></title>`)?.title,
    ).toBe(`Deep ${tags}`)
  })

  it('never throws, whatever comes', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<entry>',
        '</entry>',
        '<id>http://arxiv.org/abs/1706.03762v7</id>',
        '<title>',
        '</title>',
      ),
      fc.constantFrom(
        '<author><name>',
        '</name></author>',
        '&#0;',
        '&#x110000;',
        ']]>',
        '<![CDATA[',
        '\u0000',
        '\ud800',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        parseArxivAnswer(feed(pieces.join('')))
        parseArxivAnswer(pieces.join(''))
      }),
      { numRuns: 2_000, seed: 20_261_129 },
    )
  })
})
