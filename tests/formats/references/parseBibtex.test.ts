import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Paper } from '../../../src/domain/paper.ts'
import { plainText } from '../../../src/domain/latexText.ts'
import { paperKeyOf } from '../../../src/domain/paperKeyOf.ts'
import { printBibliography } from '../../../src/formats/bibtex.ts'
import { readSharedData } from '../../sources/sharedData.ts'
import { readFile, readOne } from './reading.ts'

const titles = (text: string): readonly string[] => readFile(text).references.map(({ title }) => title)
const author = (names: string): readonly string[] => readOne(`@misc{a, title={T}, author={${names}}}`).authors
const field = (fields: string) => readOne(`@misc{a, title={A title}, ${fields}}`)

describe('entries', () => {
  test('stand in braces or parentheses, with quotes, numbers, abbreviations and what joins them', () => {
    const { references } = readFile(`
      @string{pub = "Great " # {House}} @STRING(jan2 = {x})
      @preamble{"\\newcommand{\\x}{@article{not, title={an entry}}}"}
      @comment{@article{out, title={Out}}}
      @article{a, title = "Braces {" # "} count" # pub, year = 2001, month = jan # "~3",}
      @book(b, title = {In (parentheses)}, year = {2002})
      @misc{c, TITLE={Upper}, title={Second}}`)
    expect(references.map(({ title, issued }) => [title, issued])).toEqual([
      ['Braces " # " countGreat House', '2001-01-03'],
      ['In (parentheses)', '2002'],
      ['Upper', null],
    ])
  })

  test('need no comma between fields, no key, and no line of their own', () => {
    expect(
      titles(
        '@misc{a title={One}} @misc{title={Two}}@misc{, title={Three}}\n@misc{a key, title={Four}\n year=2000\n note={x}}@misc{é/ü:1+2, title={Five}}',
      ),
    ).toEqual(['One', 'Two', 'Three', 'Four', 'Five'])
  })

  test('that a percent sign took out, and addresses in prose, are none', () => {
    expect(
      titles('% @misc{x, title={Out}}\n mail me@home{now}\n  %% email = "a@b.c"\n@misc{a, title={In}}'),
    ).toEqual(['In'])
  })

  test('that are broken are named with their line, and the next one is read', () => {
    const { references, skipped } = readFile(
      [
        '@misc{a, title={One}}',
        '@misc{b, title={Two {deep}, year=2001}',
        '',
        '@misc{c, title={Three}}',
        '@misc{d, title="Four, year=2000}',
        '@misc{e, title={Five},',
        '@misc{f, title={Six}}',
        '@misc{g, title={Seven}, = {x}}',
        '@misc{h, year = 2000}',
        '@misc{i, doi = {10.1000/5}}',
        '@misc{j, title={Eight',
      ].join('\n'),
    )
    expect(references.map(({ title }) => title)).toEqual(['One', 'Three', 'Six'])
    expect(skipped.map(({ line }) => line)).toEqual([2, 5, 6, 8, 9, 10, 11])
    expect(skipped.find(({ line }) => line === 10)?.reason).toContain('DOI 10.1000/5')
    expect(skipped.every(({ reason }) => reason.endsWith('.'))).toBe(true)
  })

  test('that are open take none of those behind them along, where a surplus brace closes them in the end', () => {
    const { references, skipped } = readFile(
      '@misc{a, title={One {deep, year=1}\n@misc{b, title={Two}}\n@misc{c, title={Three}}}}\n@misc{d, title={Four}}',
    )
    expect(references.map(({ title }) => title)).toEqual(['Two', 'Three', 'Four'])
    expect(skipped.map(({ line }) => line)).toEqual([1])
  })

  test('that are quoted in running text are part of it, where the whole closes behind them', () => {
    const quoted = '@software{x,\n  title={Invented}}'
    const { references, skipped } = readFile(
      `@misc{a, title={One}, abstract={Cite it as\n${quoted}\n\n${quoted}\nplease.}, year=2001}\n@misc{b, title={Two}}`,
    )
    expect(references.map(({ title, issued }) => [title, issued])).toEqual([
      ['One', '2001'],
      ['Two', null],
    ])
    expect(references[0]?.abstract).toContain('please.')
    expect(skipped).toEqual([])
  })

  test.each([
    '@misc{a, title={One}, abstract={Open\n@misc{b, title={Two}}\n@misc{c, title={Three}}',
    '@misc{a, title={One}, abstract={Open {deep\n@misc{b, title={Two}}}}}\n@misc{c, title={Three}}',
    '@misc{a, title={One}, abstract={Open\n@misc{b, title={Two}}}\n@misc{c, title={Three}}',
    '@misc{a, title={One}, abstract={Open\n@misc{b, title={Two}}}}}\n@misc{c, title={Three}}',
  ])('in running text that stays open are entries: %j', (text) => {
    const { references, skipped } = readFile(text)
    expect(references.map(({ title }) => title)).toEqual(['Two', 'Three'])
    expect(skipped.length).toBe(1)
  })

  test.each(['\n', '\r\n', '\r'])('stand on lines that end in any way: %j', (end) => {
    const lines = [
      '% @misc{x, title={Out}}',
      '@misc{a, title={One,',
      '@misc{b, title={Two}}',
      '@misc{b, title={Three}}',
    ]
    const { references, skipped } = readFile(lines.join(end))
    expect(references.map(({ line, title }) => [line, title])).toEqual([
      [3, 'Two'],
      [4, 'Three'],
    ])
    expect(skipped.map(({ line }) => line)).toEqual([2])
  })

  test('inherit from crossref and xdata what is not theirs, in circles too', () => {
    const { references } = readFile(`
      @inproceedings{a, title={Part}, author={Ab, C}, crossref={book}}
      @xdata{house, publisher={House}, date={1999-05}}
      @misc{b, title={Lent}, xdata={house}}
      @misc{x, title={Circle}, crossref={y}} @misc{y, title={Other}, crossref={x}, year=1990}
      @proceedings{Book, title={The Proceedings}, year=2003, editor={Ed, Itor}, doi={10.1000/book}}`)
    expect(references.map(({ title, issued, venue, doi }) => [title, issued, venue, doi])).toEqual([
      ['Part', '2003', 'The Proceedings', null],
      ['Lent', '1999-05', 'House', null],
      ['Circle', '1990', 'Other', null],
      ['Other', '1990', 'Circle', null],
      ['The Proceedings', '2003', null, '10.1000/book'],
    ])
  })
})

describe('names', () => {
  test.each([
    ['Knuth, Donald E.', ['Donald E. Knuth']],
    ['van der Berg, Jan and Ludwig von Beethoven', ['Jan van der Berg', 'Ludwig von Beethoven']],
    ['King, Jr., Martin Luther', ['Martin Luther King Jr.']],
    ['{World Health Organization} and {Barnes and Noble}', ['World Health Organization', 'Barnes and Noble']],
    ['{Smith, Sons \\& Co}, Ltd', ['Ltd Smith, Sons & Co']],
    [
      "M{\\\"u}ller, J{\\'e}r{\\^o}me AND\n  {\\v S}im{\\'\\i}{\\v c}ek, A. and others",
      ['Jérôme Müller', 'A. Šimíček'],
    ],
    ['family=Humboldt, given=Alexander, prefix=von, useprefix=true', ['Alexander von Humboldt']],
    ['Smith, A.; Jones, B.', ['A. Smith', 'B. Jones']],
    ['Ann Smith, Bo Jones, Cy Lee, Di Ray', ['Ann Smith', 'Bo Jones', 'Cy Lee', 'Di Ray']],
    ['{\\O}re, {\\L}ukasz and Nu{\\~n}ez, {\\AA}se', ['Łukasz Øre', 'Åse Nuñez']],
    ['Anderson, Andy', ['Andy Anderson']],
    ['Smith, J., Jones, A., Lee, B.', ['J. Smith', 'A. Jones', 'B. Lee']],
    ['SMITH, JA, van Gogh, V. W., and Lee, B.', ['JA SMITH', 'V. W. van Gogh', 'B. Lee']],
    ['John Smith, Mary Jones and Bob Lee', ['John Smith', 'Mary Jones', 'Bob Lee']],
    ['John Smith, Mary Jones, Bob Lee', ['John Smith', 'Mary Jones', 'Bob Lee']],
    ['Garcia Marquez, Gabriel J. and Bob Lee', ['Gabriel J. Garcia Marquez', 'Bob Lee']],
    ['van der Berg, Jan Willem and Bob Lee', ['Jan Willem van der Berg', 'Bob Lee']],
    ['Garcia Marquez, Gabriel Jose and Lee, Bob', ['Gabriel Jose Garcia Marquez', 'Bob Lee']],
    ['King, Martin Luther, Jr.', ['Martin Luther King Jr.']],
    ['Ministry of Sea, Land, Air, Forests', ['Ministry of Sea, Land, Air, Forests']],
  ])('%s', (written, printed) => expect(author(written)).toEqual(printed))
})

describe('texts', () => {
  test.each([
    ['{{Double}} {B}races and {LaTeX}', 'Double Braces and LaTeX'],
    [
      'Schr{\\"o}dinger, Erd\\H{o}s, \\c{C}a, na\\"\\i ve, \\ss, {\\ae}',
      'Schrödinger, Erdős, Ça, naïve, ß, æ',
    ],
    ["``Quoted''~--- dash -- en \\& 50\\% \\_ \\#", '“Quoted” — dash – en & 50% _ #'],
    ['On $x^2_{i}$ and $\\alpha$-rays', 'On $x^2_{i}$ and $\\alpha$-rays'],
    ['\\emph{Em} \\textbf{bold} {\\it old} \\mkbibemph{x} \\enquote{q}', 'Em bold old x “q”'],
    ['Costs \\$5 and \\{braces\\}', 'Costs \\$5 and \\{braces\\}'],
    ['Line\n   breaks\tand   blanks', 'Line breaks and blanks'],
    ['{\\noopsort{1973a}}Sorted', 'Sorted'],
    ['\\noopsort{1973a}Sorted \\hspace{1em}out', 'Sorted out'],
    [
      '$\\Lambda\\textrm{CDM}$, $\\textbf{k}\\cdot\\textbf{p}$ and $5\\,\\mu\\textrm{m}$',
      '$\\Lambda\\textrm{CDM}$, $\\textbf{k}\\cdot\\textbf{p}$ and $5\\,\\mu\\textrm{m}$',
    ],
    ['$\\Lambda\\protect C$ \\textrm{stays}', '$\\Lambda C$ stays'],
    ['at $\\sim$10 K, $>$100, $\\times$10$^{5}$, $ x $', 'at $\\sim$10 K, >100, $\\times$10$^{5}$, x'],
    ['the 5${}^{\\mbox{th}}$ of $a\\mbox{ if }b$', 'the 5${}^{th}$ of $a\\mbox{ if }b$'],
    ['$a=b$1 and \\enquote{$a=b$}', '\\(a=b\\)1 and “$a=b$”'],
    ['costs $5 or $10', 'costs \\$5 or \\$10'],
    ['Nguy{\\~{\\^e}}n, Tr{\\`\\^a}n, {\\d{\\^e}}, \\h{o}', 'Nguyễn, Trần, ệ, ỏ'],
    [
      "Fran\\c cois Ho\\v rava \\'{\\ae} \\'\\i le {\\'\\i}le na\\\"\\i ve",
      'François Hořava ǽ íle íle naïve',
    ],
    ['\\textcommabelow{s} \\polhk{a} \\soft{t} \\c{\\=a}', 'ș ą ť ā̧'.normalize('NFC')],
    [
      '10{\\textmu}m 5\\texttwosuperior\\ \\textonehalf\\ \\textperthousand{} {\\quotedblbase}a\\guilsinglright',
      '10µm 5² ½ ‰ „a›',
    ],
    ['\\textalpha\\textbeta, 5 \\textdegree C, Gel{\\cprime}fand', 'αβ, 5 °C, Gelʹfand'],
    ['{\\boldmath $x^2$\\unboldmath} \\texorpdfstring{$\\alpha$}{alpha} decays', '$x^2$ $\\alpha$ decays'],
    [
      '<i>Drosophila</i>, CO<sub>2</sub> \\&amp; {\\textless}b{\\textgreater}B{\\textless}/b{\\textgreater}',
      'Drosophila, CO₂ & B',
    ],
    [
      '{$<$}i{$>$}E.{$<$}/i{$>$} \\&lt;i\\&gt;coli\\&lt;/i\\&gt;, $n<p$ n$<$p and n{\\textgreater}p',
      'E. coli, $n<p$ n<p and n>p',
    ],
    ['<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi></mml:math> it', 'x it'],
    ['\\ensuremath{\\mathrm{t\\bar{t}}} pairs', '$\\mathrm{t\\bar{t}}$ pairs'],
    ['\\uppercase{dna} \\foreignlanguage{french}{oui} \\&amplitude', 'dna oui &amplitude'],
  ])('%s', (written, read) => expect(readOne(`@misc{a, title={${written}}}`).title).toBe(read))

  test.each([
    ['{\\mnras}', 'Monthly Notices of the Royal Astronomical Society'],
    ['\\apjl', 'Astrophysical Journal Letters'],
    ['\\prd', 'Physical Review D'],
  ])('the journal %s is %s', (journal, venue) => expect(field(`journal={${journal}}`).venue).toBe(venue))

  test('a subtitle belongs to the title', () => {
    expect(field('subtitle={And more}').title).toBe('A title: And more')
  })
})

describe('dates and ids', () => {
  test.each([
    ['date={2004-05-12/2004-06}', '2004-05-12'],
    ['date={2017-24~}', '2017'],
    ['year={c. 1999--2000}', '1999'],
    ['year=2020, month=dec', '2020-12'],
    ['year=2020, month={12~March}', '2020-03-12'],
    ['year=2021, month=2, day=30', '2021-02'],
    ['year={in press}', null],
    ['date={-0334}', null],
    ['date={7-13 Dec. 2015}', '2015-12-07'],
    ['date={Dec. 7--13, 2015}', '2015-12-07'],
    ['date={May-June 2020}', '2020-05'],
    ['date={mid-May 2020}', '2020-05'],
    ['date={2019/Mar/05}', '2019-03-05'],
    ['date={2020 May 12}', '2020-05-12'],
    ['date={2020 Spring}', '2020'],
    ['date={12-May-2020}', '2020-05-12'],
  ])('%s', (written, issued) => expect(field(written).issued).toBe(issued))

  test.each([
    ['doi={https://doi.org/10.1000/ABC\\_D}', '10.1000/abc_d'],
    ['doi={doi: 10.1000/x(1)y.}', '10.1000/x(1)y'],
    ['url={http://dx.doi.org/10.1000/u}', '10.1000/u'],
    ['url={https://example.org/10.1000/u}', null],
    [
      'doi={10.1002/(SICI)1096-987X(199803)19:4<377::AID-JCC1>3.0.CO;2-P}',
      '10.1002/(sici)1096-987x(199803)19:4<377::aid-jcc1>3.0.co;2-p',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6<9823::AID-ANIE9823>3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6\\<9823::AID-ANIE9823\\>3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6$<$9823::AID-ANIE9823$>$3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6{\\textless}9823::AID-ANIE9823{\\textgreater}3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6\\textless{}9823::AID-ANIE9823\\textgreater{}3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6&lt;9823::AID-ANIE9823&gt;3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    [
      'doi={10.1002/1521-3773(20010316)40:6%3C9823::AID-ANIE9823%3E3.3.CO;2-C}',
      '10.1002/1521-3773(20010316)40:6<9823::aid-anie9823>3.3.co;2-c',
    ],
    ['doi={10.1007/978-3-540-88682-2_5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2\\_5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2{\\_}5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2$\\_$5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2$\\backslash$_5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2{$\\backslash$}_5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2\\textbackslash_5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2\\textbackslash{}\\_5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={10.1007/978-3-540-88682-2{\\textunderscore}5}', '10.1007/978-3-540-88682-2_5'],
    ['doi={<https://doi.org/10.1000/x>}', '10.1000/x'],
    ['eprint={10.1000/E}, eprinttype={DOI}', '10.1000/e'],
    ['doi={none}', null],
  ])('%s', (written, doi) => expect(field(written).doi).toBe(doi))

  test.each([
    ['eprint={1706.03762v5}, archivePrefix={arXiv}', '1706.03762'],
    ['eprint={arXiv:1706.03762}, eprinttype={arxiv}', '1706.03762'],
    ['eprint={9603067}, eprinttype={arXiv}, primaryclass={hep-th}', 'hep-th/9603067'],
    ['journal={arXiv preprint arXiv:1706.03762}', '1706.03762'],
    ['journal={CoRR}, volume={abs/1706.03762}', '1706.03762'],
    ['doi={10.48550/arXiv.1706.03762}', '1706.03762'],
    ['url={https://arxiv.org/abs/1706.03762v2}', '1706.03762'],
    ['note={extends arXiv:1706.03762 of others}', null],
    ['eprint={12345}, eprinttype={jstor}', null],
    ['eprint={2301.00001v1 [cs.LG]}', '2301.00001'],
    ['eprint={10.1000/e}, eprinttype={doi}', null],
    ['url={https://huggingface.co/papers/1706.03762}', '1706.03762'],
    ['url={http://xxx.lanl.gov/abs/hep-th/9901001}', 'hep-th/9901001'],
    ['url={http://de.arxiv.org/abs/1706.03762v1}', '1706.03762'],
    ['url={https://www.alphaxiv.org/abs/1706.03762}', '1706.03762'],
    ['url={https://huggingface.co/models/1706.03762}', null],
  ])('%s', (written, id) => expect(field(written).arxivId).toBe(id))
})

test.each([
  ['http://a.org/$\\sim$kriz', 'http://a.org/~kriz'],
  ['http://a.org/{$\\sim$}kriz', 'http://a.org/~kriz'],
  ['http://a.org/{\\textasciitilde}kriz', 'http://a.org/~kriz'],
  ['http://a.org/\\textasciitilde{}kriz', 'http://a.org/~kriz'],
  ['http://a.org/\\string~kriz', 'http://a.org/~kriz'],
  ['http://a.org/\\~{}kriz', 'http://a.org/~kriz'],
  ['http://a.org/\\~kriz', 'http://a.org/~kriz'],
  ['http://a.org/~kriz', 'http://a.org/~kriz'],
  ['www.a.org/x', 'https://www.a.org/x'],
  ['<http://a.org/x>', 'http://a.org/x'],
  ['www', null],
])('url={%s}', (written, url) => expect(field(`url={${written}}`).url).toBe(url))

test('JabRef’s groups, keywords and what its owner wrote come along', () => {
  const [one, two] = readFile(`
    @misc{a, title={T}, keywords={x; y, z}, annote={My \\emph{thought}.\n\nAnd more.}, groups={g1, g2}}
    @misc{b, title={U}}
    @comment{jabref-meta: groupstree:
0 AllEntriesGroup:;
1 ExplicitGroup:Phys
ics\\;0\\;b\\;a\\;;
}`).references
  expect(one).toMatchObject({
    keywords: ['x', 'y, z'],
    groups: ['Physics', 'g1', 'g2'],
    note: 'My thought.\n\nAnd more.',
  })
  expect(two?.groups).toEqual(['Physics'])
})

test('what is printed is read again as it was', () => {
  const word = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9ÀÉéöüßñ{}%&#_~^\\ .,:'-]{1,30}$/),
    fc.constantFrom('$x^2$', '$\\alpha_{i}$', 'GPT-4', '“q”', 'a—b'),
  )
  const name = fc.stringMatching(/^[A-ZÄÖ][a-zäöüé]{2,8}$/)
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(name, name), { maxLength: 4 }),
      (words, names) => {
        const title = `T ${words.join(' ')}`
        const authors = names.map((parts) => parts.join(' '))
        const facts = {
          title,
          authors,
          arxivId: '2401.00001',
          doi: '10.1000/x_y',
          issued: '2017-05',
          venue: 'Journal of X & Y',
        }
        const paper: Paper = { key: paperKeyOf(facts), sources: ['arxiv'], ...facts }
        const read = readOne(printBibliography([paper]))
        expect(read).toMatchObject({
          authors,
          arxivId: '2401.00001',
          doi: '10.1000/x_y',
          issued: '2017-05',
          venue: 'Journal of X & Y',
        })
        const letters = (text: string) =>
          plainText(text)
            .normalize('NFC')
            .replace(/[^\p{L}\p{N}]/gu, '')
        expect(letters(read.title)).toBe(letters(title))
      },
    ),
    { seed: 7, numRuns: 300 },
  )
})

describe('real files', () => {
  test.each([
    ['texlive-biblatex-examples.bib', 90, 2],
    ['texlive-beebe-texgraph.bib', 170, 0],
    ['bbt-export-901-collections.bibtex', 36, 0],
    ['jabref-authors.bib', 212, 0],
    ['bbt-bulk-1241.bib', 1241, 0],
  ])('%s is read whole', (name, entries, skips) => {
    const text = readSharedData(`bibtex/${name}`)
    if (text === null) return
    const { references, skippedCount } = readFile(text)
    expect([references.length, skippedCount]).toEqual([entries, skips])
    // Nothing of TeX is left in what is shown.
    const shown = references.flatMap(({ title, authors, venue }) =>
      [title, ...authors, venue ?? ''].map(plainText),
    )
    expect(shown.filter((one) => /[{}]|\\["'`^]/.test(one))).toEqual([])
    expect(references.filter(({ issued }) => issued !== null).length).toBeGreaterThan(references.length * 0.7)
  })
})
