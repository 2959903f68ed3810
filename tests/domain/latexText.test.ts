import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_MATH_LENGTH, parseLatexText, plainText, type TextPart } from '../../src/domain/latexText.ts'

const math = (source: string): readonly string[] =>
  parseLatexText(source).flatMap((part) => (part.type === 'math' ? [part.tex] : []))

describe('text of a title or abstract', () => {
  test.each([
    ['50.9\\% top-1', '50.9% top-1'],
    ['R\\&D, \\$5, \\#1, a\\_b, \\{x\\}', 'R&D, $5, #1, a_b, {x}'],
    ['the temperature {\\tau} controls', 'the temperature τ controls'],
    ['na\\"ively and na\\"{\\i}ve', 'naïvely and naïve'],
    [
      'Schr\\"odinger, Erd\\H{o}s, \\v{S}koda, fa\\c{c}ade, \\\'{E}cole, \\~n, \\=a',
      'Schrödinger, Erdős, Škoda, façade, École, ñ, ā',
    ],
    ['\\c c and \\copyright', 'ç and ©'],
    ["Stra\\ss e, \\O rsted, {\\AA}ngstr\\\"om, \\L\\'od\\'z", 'Straße, Ørsted, Ångström, Łódź'],
    ["``quoted'' words", '“quoted” words'],
    ['state--of--the--art --- really', 'state–of–the–art — really'],
    ['run with --flag or -v', 'run with --flag or -v'],
    ['Fig.~3 shows ~50 runs', 'Fig.\u00A03 shows ~50 runs'],
    ['{GPT}-4 and {{BERT}}', 'GPT-4 and BERT'],
    ['\\textit{in vivo} and {\\it in vitro} cells', 'in vivo and in vitro cells'],
    ['as shown~\\cite{a,b} before \\cite[p.~3]{c}.', 'as shown~ before .'.replace('~', '\u00A0')],
    ['\\methodname{} is fast', 'methodname is fast'],
    ['\\LaTeX\\ is old', 'LaTeX is old'],
    ['a\\,b\\\\c', 'a\u2009b c'],
    ['half a brace } and {another', 'half a brace  and another'],
    ['ends in a backslash \\', 'ends in a backslash '],
    ['6.01$\\times$ faster', '6.01× faster'],
    ['plain words, 100 % of them', 'plain words, 100 % of them'],
  ])('%s', (source, expected) => {
    expect(plainText(source)).toBe(expected)
  })

  test('money is no formula', () => {
    expect(math('between $5 and $10 per day')).toEqual([])
    expect(plainText('between $5 and $10 per day')).toBe('between $5 and $10 per day')
  })

  test.each([
    ['at $\\sim$10 K and $>$100', ['\\sim', '>'], 'at ∼10 K and >100'],
    ['$\\times$10$^{5}$', ['\\times', '^{5}'], '×10⁵'],
    ['$ \\alpha $ and $ x_1 $', ['\\alpha', 'x_1'], 'α and x₁'],
    ['from $5\\% to $10 and $5 for a_b, $6', [], 'from $5% to $10 and $5 for a_b, $6'],
    ['US$5-$10', [], 'US$5-$10'],
    ['\\ensuremath{x_{a}} \\texorpdfstring{$\\beta$}{beta}', ['x_{a}', '\\beta'], 'xₐ β'],
  ])('what can only be a formula is one where money might be: %s', (source, formulas, shown) => {
    expect(math(source)).toEqual(formulas)
    expect(plainText(source)).toBe(shown)
  })

  test.each([
    ['\\~{\\^e} \\`\\^a \\d{\\^e} Fran\\c cois Ho\\v rava', 'ễ ầ ệ François Hořava'],
    ["\\'{\\ae} \\'\\o \\v{\\i}", 'ǽ ǿ ǐ'],
    ['\\d the \\~{} \\^{}', 'd the ~ ^'],
    ['an open {\\it group', 'an open group'],
  ])('an accent takes the next letter, whatever that is made of: %s', (source, shown) => {
    expect(plainText(source)).toBe(shown)
  })

  test('accents on accents end', () => {
    expect(plainText("\\'".repeat(5_000)).length).toBeLessThan(10_001)
  })

  test('a formula stands in dollars, double dollars, \\( and \\[', () => {
    expect(math('$O(n^2)$ and \\(a+b\\)')).toEqual(['O(n^2)', 'a+b'])
    expect(parseLatexText('$$x$$ \\[y\\]').filter((part) => part.type === 'math')).toEqual([
      { type: 'math', tex: 'x', display: true },
      { type: 'math', tex: 'y', display: true },
    ])
  })

  test('an escaped dollar does not end a formula', () => {
    expect(math('$a\\$b$')).toEqual(['a\\$b'])
  })

  test('a formula at the limit is set, one past it is text', () => {
    expect(math(`$${'x'.repeat(MAX_MATH_LENGTH)}$`)).toHaveLength(1)
    expect(math(`$${'x'.repeat(MAX_MATH_LENGTH + 1)}$`)).toHaveLength(0)
  })

  test('addresses become links, without the full stop behind them', () => {
    expect(parseLatexText('Code: https://github.com/a/b. Done')).toContainEqual({
      type: 'link',
      url: 'https://github.com/a/b',
      text: 'github.com/a/b',
    })
    expect(parseLatexText('\\url{https://a.org/x\\_y} \\href{https://b.org}{here}')).toEqual([
      { type: 'link', url: 'https://a.org/x_y', text: 'a.org/x_y' },
      { type: 'text', text: ' ' },
      { type: 'link', url: 'https://b.org', text: 'here' },
    ])
  })

  test('an address with its lost label shows the label', () => {
    expect(parseLatexText('at https://github.com/a/b{GitHub}.')).toEqual([
      { type: 'text', text: 'at ' },
      { type: 'link', url: 'https://github.com/a/b', text: 'GitHub' },
      { type: 'text', text: '.' },
    ])
  })

  test('math that lost its backslashes is math again', () => {
    expect(math('risk of mathcal{O}(mathcal{C_Phi/m} + mathcal{C_{Phi circ Psi}/n})')).toEqual([
      '\\mathcal{O}',
      '\\mathcal{C}_\\Phi /m',
      '\\mathcal{C}_{\\Phi  \\circ  \\Psi }/n',
    ])
    expect(plainText('when m gg n and C_{Phicirc Psi} > C_Psi.')).toBe('when m ≫ n and C_Φ ∘ Ψ > C_Ψ.')
  })

  test('file names and variables keep their underscores', () => {
    expect(plainText('see my_file and max_len')).toBe('see my_file and max_len')
  })

  const page = new URL('../../../shared/data/hf-page/daily-papers-dec-8.txt', import.meta.url)
  test.runIf(existsSync(page))('nothing of a real page stays raw', () => {
    const text = readFileSync(page, 'utf8')
    for (const line of text.split('\n')) expect(plainText(line)).not.toMatch(/[\\{}]|\bmathcal\b/)
  })

  test('no text throws, loops, or nests without end', () => {
    const latex = fc.array(
      fc.constantFrom(
        '\\',
        '{',
        '}',
        '$',
        '~',
        '`',
        "'",
        '"',
        '-',
        'a',
        ' ',
        'h',
        'https://',
        '\\textbf',
        '\\cite',
        '[',
        '(',
        'C_',
        'math',
        'cal',
        '\n',
        '\ud83d',
      ),
      { maxLength: 60 },
    )
    const depth = (parts: readonly TextPart[]): number =>
      Math.max(0, ...parts.map((part) => (part.type === 'styled' ? 1 + depth(part.parts) : 0)))
    fc.assert(
      fc.property(latex, (pieces) => {
        expect(depth(parseLatexText(pieces.join('')))).toBeLessThan(25)
      }),
      { numRuns: 2_000 },
    )
    expect(plainText('{'.repeat(5_000))).toBe('')
    expect(plainText('\\emph{'.repeat(5_000) + 'x').length).toBeLessThan(30_000)
  })
})
