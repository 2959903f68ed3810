import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossrefUrl } from '../../src/sources/crossref/crossrefUrl.ts'
import { parseCrossrefWork } from '../../src/sources/crossref/parseCrossrefWork.ts'
import { MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH } from '../../src/sources/limits.ts'
import { markupToText } from '../../src/domain/markupText.ts'

const DOI = '10.1000/xyz'
const answer = (message: object): unknown => ({
  status: 'ok',
  'message-type': 'work',
  'message-version': '1.0.0',
  message: { DOI: DOI.toUpperCase(), title: ['A title'], ...message },
})
const work = (message: object) => {
  const parsed = parseCrossrefWork(answer(message), DOI)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('an answer of Crossref', () => {
  it('is asked for by DOI, whatever stands in it', () => {
    expect(crossrefUrl('10.1000/a<b>#1?')).toBe('https://api.crossref.org/works/10.1000%2Fa%3Cb%3E%231%3F')
    expect(crossrefUrl(DOI, 'http://localhost:1')).toBe('http://localhost:1/works/10.1000%2Fxyz')
  })

  it('gives every field of a record', () => {
    expect(
      work({
        title: ['Effects of <i>E. coli</i> &amp; H<sub>2</sub>O\n  on things'],
        abstract:
          '<jats:title>Abstract</jats:title><jats:sec><jats:title>Aims</jats:title><jats:p>First &lt; 5 %.</jats:p>\n<jats:p>Second.</jats:p></jats:sec>',
        author: [
          { given: 'Jos\u00e9', family: 'de la Cruz', suffix: 'Jr.', sequence: 'first', affiliation: [] },
          { name: 'The ATLAS Collaboration' },
          { family: 'Plato' },
          {},
        ],
        issued: { 'date-parts': [[2020, 3, 7]] },
        publisher: 'PLoS',
      }),
    ).toEqual({
      source: 'crossref',
      title: 'Effects of E. coli & H₂O on things',
      abstract: 'Aims\n\nFirst < 5 %.\n\nSecond.',
      authors: ['José de la Cruz Jr.', 'The ATLAS Collaboration', 'Plato'],
      authorCount: 3,
      date: '2020-03-07',
      doi: DOI,
    })
  })

  it('says where it appeared, and all that a citation needs', () => {
    const read = work({
      type: 'proceedings-article',
      'container-title': ['Proc. of &amp; X', 'Lecture Notes'],
      volume: '12',
      issue: '3',
      page: '45-67',
      'article-number': '9',
      publisher: 'Springer',
      'publisher-location': 'Cham',
      editor: [{ given: 'Ada', family: 'Lovelace' }, { name: 'A Group' }, {}],
      ISBN: ['9783540123456'],
      ISSN: 7,
      issued: { 'date-parts': [[2020, 3]] },
    })
    expect([read.venue, read.issued, read.date]).toEqual(['Proc. of & X', '2020-03', undefined])
    expect(read.details).toEqual({
      type: 'inproceedings',
      literals: 'A Group',
      booktitle: 'Proc. of & X',
      series: 'Lecture Notes',
      volume: '12',
      number: '3',
      pages: '45–67',
      publisher: 'Springer',
      address: 'Cham',
      isbn: '9783540123456',
      editors: ['Ada Lovelace', 'A Group'],
    })
    expect(
      work({ type: 'journal-article', 'container-title': ['J'], 'article-number': 'e9' }).details,
    ).toEqual({
      type: 'article',
      journal: 'J',
      eid: 'e9',
    })
    expect(work({ type: 'dissertation', publisher: 'ETH' }).details).toEqual({
      type: 'phdthesis',
      institution: 'ETH',
    })
    // Of a kind that nothing is known of nothing is made up.
    expect(work({ type: 'posted-content', publisher: 'bioRxiv' }).details).toBeUndefined()
    expect(work({ type: ['x'], volume: { a: 1 }, page: 'x'.repeat(10_000) }).details).toBeUndefined()
  })

  it('says the day it came out, and makes none up', () => {
    const date = (parts: object) => work(parts).date
    const on = (...parts: readonly unknown[]) => ({ 'date-parts': [parts] })
    expect(date({ issued: on(2021), 'published-online': on(2020, 12, 30) })).toBe('2020-12-30')
    expect(date({ issued: on(2020, 3), created: on(2020, 3, 9) })).toBe('2020-03-09')
    expect(date({ issued: on(2019), created: on(2020, 3, 9) })).toBeUndefined()
    expect(date({ issued: on(2020) })).toBeUndefined()
    expect(date({ issued: on(null) })).toBeUndefined()
    expect(date({ issued: on(2020, 13, 40), published: 'soon' })).toBeUndefined()
  })

  it('of another DOI, or without a title, is no record of this one', () => {
    for (const message of [
      { DOI: '10.1000/other' },
      { DOI: 7 },
      { title: [] },
      { title: 'text' },
      { title: ['<i> </i>'] },
    ])
      expect(parseCrossrefWork(answer(message), DOI)).toEqual({ ok: false, error: 'unknown' })
  })

  it.each([
    null,
    7,
    'Resource not found.',
    [],
    {},
    { message: { DOI } },
    { 'message-type': 'work-list', message: {} },
  ])('that is %j is no answer', (json) =>
    expect(parseCrossrefWork(json, DOI)).toEqual({ ok: false, error: 'strange' }),
  )

  it('gives no text that is longer than its limit, and no half letters', () => {
    expect(work({ abstract: 'a'.repeat(MAX_ABSTRACT_LENGTH + 1) }).abstract).toBeUndefined()
    expect(work({ abstract: '<i>'.repeat(MAX_ABSTRACT_LENGTH * 2) }).abstract).toBeUndefined()
    expect(work({ abstract: 'half \ud800 a letter' }).abstract).toBeUndefined()
    expect(parseCrossrefWork(answer({ title: ['t'.repeat(MAX_TITLE_LENGTH + 1)] }), DOI).ok).toBe(false)
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('title', 'author', 'abstract', 'issued', 'created', 'DOI'),
          fc.jsonValue(),
        ),
        (message) => {
          parseCrossrefWork(answer(message), DOI)
        },
      ),
      { numRuns: 2_000, seed: 20_261_129 },
    )
  })
})

describe('the markup that publishers leave in texts', () => {
  it.each([
    ['a < b and b > c', 'a < b and b > c'],
    ['<jats:p>One.</jats:p>', 'One.'],
    ['<p>One<br/>Two</p>', 'One\n\nTwo'],
    ['Abstract', ''],
    ['<jats:title>Summary:</jats:title><jats:p>S</jats:p>', 'S'],
    ['&lt;p&gt;literal&lt;/p&gt;', '<p>literal</p>'],
    ['&amp;lt; &#8217; &#x2019; &unknown; &#xD800; &#9999999;', '&lt; ’ ’ &unknown;'],
    [
      '<jats:alternatives><jats:tex-math>$$x^2$$</jats:tex-math><mml:math><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:math></jats:alternatives> is',
      '$$x^2$$ is',
    ],
    ['<mml:math><mml:mi>x</mml:mi></mml:math> is', 'x is'],
    ['one <!-- <p> --> two', 'one two'],
    ['<jats:p', '<jats:p'],
    ['We treat n<p and the case n>p, a<b>c', 'We treat n<p and the case n>p, a<b>c'],
    ['if a<b and (i) c<d, e>f; <k, x> and <T>', 'if a<b and (i) c<d, e>f; <k, x> and <T>'],
    ['CO<sub>2</sub>, x<sup>-1</sup>, 1<sup>st</sup>, <SPAN CLASS="x">s</SPAN>', 'CO₂, x⁻¹, 1st, s'],
    ['R&amp;amp;D, &eacute;t&Eacute;, &#233;, &unknown;', 'R&D, étÉ, é, &unknown;'],
    ['&lt;i&gt;Drosophila&lt;/i&gt; and the &lt;p&gt; tag', 'Drosophila and the <p> tag'],
    [
      '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msub><mml:mi>H</mml:mi><mml:mrow><mml:mn>2</mml:mn></mml:mrow></mml:msub><mml:mo>=</mml:mo></mml:math> gas',
      'H₂= gas',
    ],
  ])('goes out of %s', (markup, text) => expect(markupToText(markup)).toBe(text))

  it('takes no longer than the text is long', () => {
    const began = performance.now()
    for (const piece of ['<a ', '<', '&#', '<!--', '<mml:math tex-math>', '\n'])
      markupToText(piece.repeat(80_000 / piece.length))
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
