import { expect, test } from 'vitest'
import { normaliseTitle, parseArxivId, parseDoi, parsePaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf, titleKey } from '../../src/domain/paperKeyOf.ts'

test.each([
  ['2306.14544', '2306.14544'],
  ['arXiv:2306.14544v3', '2306.14544'],
  ['https://arxiv.org/abs/2306.14544v1', '2306.14544'],
  ['http://www.arxiv.org/pdf/2306.14544.pdf', '2306.14544'],
  ['https://huggingface.co/papers/2503.04207?utm=x', '2503.04207'],
  ['http://xxx.lanl.gov/abs/hep-th/9901001', 'hep-th/9901001'],
  ['https://de.arxiv.org/abs/2306.14544', '2306.14544'],
  ['hep-th/9901001v2', 'hep-th/9901001'],
  ['math.GT/0309136', 'math/0309136'],
  ['2313.14544', null],
  ['not an id', null],
])('parseArxivId reads %s as %s', (text, id) => {
  expect(parseArxivId(text)).toBe(id)
})

test.each([
  ['https://doi.org/10.1145/3292500.3330701', '10.1145/3292500.3330701'],
  ['DOI: 10.1000/ABC.', '10.1000/abc'],
  ['10.12/too-short-prefix', null],
])('parseDoi reads %s as %s', (text, doi) => {
  expect(parseDoi(text)).toBe(doi)
})

test('a key comes from the arXiv id, else the DOI, else the title; an arXiv DOI is an arXiv id', () => {
  expect(paperKeyOf({ arxivId: '2306.14544', doi: '10.1/x', title: 'T' })).toBe('arxiv:2306.14544')
  expect(paperKeyOf({ doi: '10.48550/arxiv.2306.14544', title: 'T' })).toBe('arxiv:2306.14544')
  expect(paperKeyOf({ doi: '10.1145/329 2', title: 'T' })).toBe('doi:10.1145/329%202')
  expect(paperKeyOf({ title: 'A  Title' })).toBe(titleKey('a title'))
})

test('a title counts the same with other case, accents, LaTeX and punctuation', () => {
  expect(normaliseTitle('Schrödinger’s  $\\alpha$-Cat: a Tale')).toBe(
    normaliseTitle('schrodinger s -cat — A tale!'),
  )
  expect(normaliseTitle('深度学习')).toBe('深度学习')
})

test('every key a paper gets is read back from an address', () => {
  for (const key of [
    paperKeyOf({ doi: '10.1/ä %', title: '' }),
    titleKey('x'),
    paperKeyOf({ arxivId: '2306.14544', title: '' }),
  ])
    expect(parsePaperKey(key)).toBe(key)
  for (const text of ['arxiv:', 'x:1', 'doi:10.1/ a', 'arxiv:A']) expect(parsePaperKey(text)).toBeNull()
})
