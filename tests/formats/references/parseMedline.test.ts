import { expect, test } from 'vitest'
import { sniffReferences } from '../../../src/formats/references/sniffReferences.ts'
import { readFile } from './reading.ts'

const FILE = [
  'PMID- 1',
  'OWN - NLM',
  'DP  - 2020 Mar 5',
  'TI  - First paper on mice with a title that goes',
  '      on.',
  'PG  - 270-273',
  'LID - 10.1038/x [doi]',
  'AB  - It says',
  '      much.',
  'FAU - Zhou, Peng',
  'AU  - Zhou P',
  'AD  - Wuhan.',
  'AU  - Smith JA',
  'CN  - Mouse Group',
  'PT  - Journal Article',
  'TA  - Nat',
  'JT  - Nature',
  'MH  - *Mice',
  'OT  - sleep',
  'AID - 10.1038/x [doi]',
  'PMC - PMC7095418',
  '',
  'PMID- 2',
  'TI  - [Second paper here.]',
  'AU  - Doe J 3rd',
  'DP  - 2019 Nov-Dec',
  'SO  - J Med. 2019;1(2):3. doi: 10.1000/so.',
  '',
  'PMID- 3',
  'AU  - No Title',
]

test.each(['\n', '\r\n'])('PubMed’s text is read record by record, %j', (end) => {
  const { format, references, skipped } = readFile(FILE.join(end))
  expect(format).toBe('PubMed')
  expect(references).toMatchObject([
    {
      line: 1,
      title: 'First paper on mice with a title that goes on',
      authors: ['Peng Zhou', 'JA Smith', 'Mouse Group'],
      issued: '2020-03-05',
      doi: '10.1038/x',
      abstract: 'It says much.',
      venue: 'Nature',
      keywords: ['sleep', 'Mice'],
    },
    { line: 23, title: 'Second paper here', authors: ['J Doe 3rd'], issued: '2019-11', doi: '10.1000/so' },
  ])
  expect(skipped.map(({ line, text }) => [line, text])).toEqual([[29, 'PMID 3']])
})

test('a line that begins with no tag is told', () => {
  const { references, skipped } = readFile('PMID- 1\nTI  - One\nstray words\n')
  expect([references.length, skipped[0]?.line]).toEqual([1, 3])
})

test('PubMed’s text is told from RIS and BibTeX that quote it, and quotes them', () => {
  expect(sniffReferences('\uFEFFPMID- 1\nAB  - x\n      @misc{a, title={T}}')).toBe('medline')
  expect(sniffReferences('@misc{a, note={\nPMID- 1\n}}')).toBe('bibtex')
  expect(sniffReferences('TY  - JOUR\nN1  - x\nPMID- 1\nER  - ')).toBe('ris')
})
