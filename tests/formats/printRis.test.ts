import { expect, test } from 'vitest'
import type { Paper } from '../../src/domain/paper.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { printReferenceLines } from '../../src/formats/printReferenceLine.ts'
import { printRis } from '../../src/formats/printRis.ts'
import { readFile, readOne } from './references/reading.ts'

const paperOf = (text: string): Paper => {
  const { title, authors, issued, doi, arxivId, url, venue, details } = readOne(text)
  return {
    key: paperKeyOf({ title }),
    sources: ['file'],
    title,
    authors,
    ...(issued === null ? {} : { issued }),
    ...(doi === null ? {} : { doi }),
    ...(arxivId === null ? {} : { arxivId }),
    ...(url === null ? {} : { pageUrl: url }),
    ...(venue === null ? {} : { venue }),
    ...(details === null ? {} : { details }),
  }
}
const ARTICLE =
  '@article{smith, title={On {C}\\_x \\& $y$}, author={van der Berg, Anna and {World Health Organization}}, journal={J of X}, volume=12, number=3, pages={45--67}, publisher={P}, year=2010, month=may, doi={10.1000/x}, issn={1234-5678}}'

test('RIS has what is known of a paper, a line for each', () => {
  expect(printRis([paperOf(ARTICLE)]).split('\r\n')).toEqual([
    'TY  - JOUR',
    'ID  - smith',
    'TI  - On C_x & y',
    'AU  - van der Berg, Anna',
    'AU  - World Health Organization,',
    'PY  - 2010',
    'DA  - 2010/05/',
    'T2  - J of X',
    'VL  - 12',
    'IS  - 3',
    'SP  - 45',
    'EP  - 67',
    'PB  - P',
    'SN  - 1234-5678',
    'DO  - 10.1000/x',
    'ER  - ',
    '',
  ])
})

test.each([
  ARTICLE,
  '@inproceedings{a1, title={T one}, author={A. Bee}, booktitle={Proc. of X}, editor={C. Dee and E. Eff}, series={LNCS}, volume=7, pages={1--9}, address={Bonn}, publisher={ACM}, year=2010}',
  '@incollection{a2, title={T one}, author={A. Bee}, booktitle={Book}, editor={C. Dee}, pages={xii--xv, 3--4}, year=2010}',
  '@book{b1, title={T one}, author={A. Bee}, publisher={P}, series={LNCS}, edition={2}, isbn={978-3-540-12345-6}, year=2010}',
  '@phdthesis{p1, title={T one}, author={A. Bee}, school={ETH}, type={PhD thesis}, year=2010}',
  '@techreport{t1, title={T one}, author={A. Bee}, institution={MIT}, number={12}, type={Memo}, year=2010}',
])('what RIS is printed of %s is read as it was', (text) => {
  const before = readOne(text)
  const after = readOne(printRis([paperOf(text)]))
  expect(after.details).toEqual(before.details)
  expect([after.title.replace(/\$/g, ''), after.authors, after.issued, after.doi]).toEqual([
    before.title.replace(/\$/g, ''),
    before.authors,
    before.issued,
    before.doi,
  ])
})

test('what breaks a line, or looks like a tag, begins no other field', () => {
  const paper = paperOf(ARTICLE)
  const broken: Paper = {
    ...paper,
    abstract: 'One\nER  - \nTY  - JOUR',
    details: { journal: 'J\r\nAU  - Nobody' },
  }
  const { references } = readFile(printRis([broken, paper]))
  expect(references.map(({ authors }) => authors.length)).toEqual([2, 2])
})

test('a line of a list of references says who, when, what and where', () => {
  expect(printReferenceLines([paperOf(ARTICLE)])).toBe(
    'Anna van der Berg and World Health Organization (2010). On C_x & y. J of X 12(3), 45–67, P. https://doi.org/10.1000/x\n',
  )
  const names = (count: number): string => Array.from({ length: count }, (_, at) => `A. N${at}`).join(' and ')
  const lines = (text: string): string => printReferenceLines([paperOf(text)])
  expect(lines(`@misc{k, title={Why?}, author={${names(6)}}}`)).toBe(
    'A. N0, A. N1, A. N2, A. N3, A. N4 and A. N5. Why?\n',
  )
  expect(
    lines(`@misc{k, title={T one}, author={${names(7)}}, eprint={1706.03762}, archiveprefix={arXiv}}`),
  ).toBe('A. N0 et al. T one. arXiv:1706.03762. https://arxiv.org/abs/1706.03762\n')
  expect(lines('@book{k, title={T one}, editor={A. Bee and C. Dee}, publisher={P}, year=2001}')).toBe(
    'A. Bee and C. Dee (eds.) (2001). T one. P.\n',
  )
})
