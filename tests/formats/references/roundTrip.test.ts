import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseSnapshotEntry, printSnapshot } from '../../../src/doc/snapshot.ts'
import { mergeSnapshots, type Paper, type PaperDetails } from '../../../src/domain/paper.ts'
import { paperKeyOf } from '../../../src/domain/paperKeyOf.ts'
import { citationKeysOf, printBibliography } from '../../../src/formats/bibtex.ts'
import { printCslJson } from '../../../src/formats/printCslJson.ts'
import { printReferenceLines } from '../../../src/formats/printReferenceLine.ts'
import { printRis } from '../../../src/formats/printRis.ts'
import { readBibtexEntries } from '../../../src/formats/references/bibtexEntries.ts'
import { bibtexText } from '../../../src/formats/references/bibtexText.ts'
import { tidyPages } from '../../../src/formats/references/details.ts'
import { inheritFields } from '../../../src/formats/references/inheritFields.ts'
import { runSteps, type Reference } from '../../../src/formats/references/reference.ts'
import { parseDay } from '../../../src/lib/day.ts'
import { readSharedData, sharedFolder } from '../../sources/sharedData.ts'
import { readFile, readOne } from './reading.ts'

/** A reference as a library keeps it and hands it out again: what is stored is text. */
const keep = (reference: Reference): Paper => {
  const { title, authors, issued, arxivId, doi, url, venue, details } = reference
  const date = issued === null ? null : parseDay(issued)
  const key = paperKeyOf({ title })
  const stored = printSnapshot({
    source: 'file',
    title,
    authors,
    ...(date ? { date } : issued === null ? {} : { issued }),
    ...(arxivId === null ? {} : { arxivId }),
    ...(doi === null ? {} : { doi }),
    ...(url === null ? {} : { pageUrl: url }),
    ...(venue === null ? {} : { venue }),
    ...(details === null ? {} : { details }),
  })
  const read = parseSnapshotEntry(`${key} file`, stored)
  const paper = read && mergeSnapshots(key, [read.snapshot])
  if (!paper) throw new Error(`not kept: ${title}`)
  return paper
}
const printOne = (text: string): string => printBibliography([keep(readOne(text))])
/** An entry after it was brought in, printed and brought in once more. */
const again = (text: string): Reference => readOne(printOne(text))

const DETAILS = [
  'type',
  'volume',
  'number',
  'pages',
  'eid',
  'publisher',
  'address',
  'editors',
  'journal',
  'booktitle',
  'edition',
  'series',
  'chapter',
  'institution',
  'isbn',
  'issn',
  'note',
] as const satisfies readonly (keyof PaperDetails)[]

/** What is compared of a reference, as text; of what is not there nothing. */
const factsOf = (reference: Reference): ReadonlyMap<string, string> => {
  const { title, authors, issued, doi, arxivId, details } = reference
  const areEditors = details?.authortype === 'editor'
  const facts = {
    title,
    authors: areEditors ? '' : authors.join('; '),
    year: issued?.slice(0, 4),
    issued,
    doi,
    arxivId,
    ...Object.fromEntries(DETAILS.map((name) => [name, String(details?.[name] ?? '')])),
    editors: (areEditors ? authors : (details?.editors ?? [])).join('; '),
  }
  return new Map(
    Object.entries(facts).flatMap(([name, said]): [string, string][] => (said ? [[name, said]] : [])),
  )
}

const FOLDERS = ['bibtex', 'ris', 'csl-json', 'zotero-json', 'endnote-xml']
const files =
  sharedFolder === null
    ? []
    : FOLDERS.flatMap((folder) =>
        readdirSync(path.join(sharedFolder ?? '', folder)).map((name) => `${folder}/${name}`),
      )

describe.skipIf(files.length === 0)('real files', () => {
  test.each(files)('%s comes out as it went in', (name) => {
    const { references } = readFile(readSharedData(name) ?? '')
    const printed = printBibliography(references.map(keep))
    const back = readFile(printed)
    expect([back.references.length, back.skippedCount]).toEqual([references.length, 0])
    const counts = new Map<string, { had: number; lost: number }>()
    const lost: string[] = []
    references.forEach((before, at) => {
      const after = back.references[at]
      for (const [field, value] of factsOf(before)) {
        const count = counts.get(field) ?? { had: 0, lost: 0 }
        count.had++
        if (!after || factsOf(after).get(field) !== value) {
          count.lost++
          lost.push(`${before.title} ${field}: ${value}`)
        }
        counts.set(field, count)
      }
    })
    for (const [field, count] of counts)
      expect(count.lost / count.had, `${field}\n${lost.join('\n')}`).toBeLessThanOrEqual(0.005)
  })

  // Beside what the reader makes of an entry: what stands in the file, field by field.
  const SAME: readonly (readonly string[])[] = [
    ['volume'],
    ['number', 'issue'],
    ['pages'],
    ['publisher'],
    ['journal', 'journaltitle'],
    ['booktitle'],
    ['isbn'],
    ['series'],
    ['edition'],
    ['address', 'location'],
  ]
  test.each(files.filter((name) => name.startsWith('bibtex/')))(
    '%s: each field of each entry stands in what is printed, under the key of the entry',
    (name) => {
      const source = readSharedData(name) ?? ''
      const entriesOf = (text: string) => {
        const { entries } = runSteps(readBibtexEntries(text))
        const byKey = new Map(entries.map((entry) => [entry.key.toLowerCase(), entry]))
        return { entries, byKey }
      }
      const before = entriesOf(source)
      const after = entriesOf(printBibliography(readFile(source).references.map(keep)))
      const missing: string[] = []
      let had = 0
      for (const entry of before.entries) {
        if (entry.type === 'set' || entry.type === 'xdata' || !entry.fields.has('title')) continue
        const printed = after.byKey.get(entry.key.toLowerCase())
        const fields = inheritFields(entry, before.byKey)
        had++
        if (printed?.type !== entry.type) missing.push(`${entry.key}: ${entry.type}`)
        for (const names of SAME) {
          const said = names.map((one) => bibtexText(fields.get(one) ?? '')).find((text) => text !== '')
          if (said === undefined) continue
          had++
          const value = bibtexText(printed?.fields.get(names[0] ?? '') ?? '')
          const same = names[0] === 'pages' ? tidyPages(said) === tidyPages(value) : said === value
          if (!same) missing.push(`${entry.key} ${names[0]}: ${said} → ${value}`)
        }
      }
      expect(missing.length / had, missing.join('\n')).toBeLessThanOrEqual(0.005)
    },
  )
})

describe('an entry', () => {
  test.each([
    ['45--67', '45--67'],
    ['45-67', '45--67'],
    ['45 – 67', '45--67'],
    ['45---67', '45--67'],
    ['S12–S15, e3', 'S12--S15, e3'],
    ['xii-xv', 'xii--xv'],
    ['A-12', 'A-12'],
    ['12-1--12-10', '12-1--12-10'],
    ['1,3,5--7', '1, 3, 5--7'],
    ['e0123456', 'e0123456'],
    ['{45}--{67}', '45--67'],
    ['101+', '101+'],
  ])('with pages %s has them as %s', (pages, printed) => {
    const text = `@article{k, title={A title}, pages={${pages}}}`
    expect(printOne(text)).toContain(`= {${printed}},`)
    expect(again(text).details?.pages).toBe(readOne(text).details?.pages)
  })

  test('keeps kind, key, editors and what is printed of each', () => {
    const text = `@incollection{Smith:2010/a+b,
      title={A {GPU} Chapter}, booktitle="The {Book} \\& More", author={{World Health Organization} and Lee, Bo},
      editor={Ada Lovelace and {Research and Development} and van der Berg, Anna}, publisher=pub # " {\\"o}", address={New York},
      volume=3, number="{IV}", series={LNCS}, chapter=2, edition={2nd}, pages={1-9}, year=2010, month=mar # "~12",
      isbn={978-3-540-12345-6}, issn={0302-9743}, note={To appear}, type={Essay}}`
    const printed = printOne(`@string{pub = "Great House"} ${text}`)
    expect(printed).toBe(
      [
        '@incollection{Smith:2010/a+b,',
        '  title     = {A {GPU} Chapter},',
        '  author    = {{World Health Organization} and Bo Lee},',
        '  editor    = {Ada Lovelace and {Research and Development} and Anna van der Berg},',
        '  year      = {2010},',
        '  month     = mar,',
        '  day       = {12},',
        '  booktitle = {The Book \\& More},',
        '  volume    = {3},',
        '  number    = {IV},',
        '  series    = {{LNCS}},',
        '  edition   = {2nd},',
        '  chapter   = {2},',
        '  pages     = {1--9},',
        '  type      = {Essay},',
        '  publisher = {Great House ö},',
        '  address   = {New York},',
        '  isbn      = {978-3-540-12345-6},',
        '  issn      = {0302-9743},',
        '  note      = {To appear},',
        '}',
        '',
      ].join('\n'),
    )
    expect(readOne(printed)).toEqual({ ...readOne(`@string{pub = "Great House"} ${text}`), line: 1 })
  })

  test('with empty fields, without authors, with a school, or inheriting from a book', () => {
    expect(
      printOne('@article{k, title={A title}, volume={}, number={ }, journal={{}}, editor={}, pages={}}'),
    ).toBe('@article{k,\n  title = {A title},\n}\n')
    expect(again('@book{k, title={A title}, editor={A. Bee and C. Dee}}')).toMatchObject({
      authors: [],
      details: { editors: ['A. Bee', 'C. Dee'] },
    })
    expect(printOne('@phdthesis{k, title={A title}, school={ETH}}')).toContain('school = {ETH}')
    expect(printOne('@thesis{k, title={A title}, institution={MIT}, type={phdthesis}}')).toContain(
      'institution = {MIT}',
    )
    const [, chapter] = readFile(
      '@book{b, title={Whole}, editor={E. Ditor}, publisher={P}, year=2001, isbn={1}, pages={700}} @inbook{c, crossref={B}, title={Part}, pages={2--3}}',
    ).references
    expect(chapter?.details).toMatchObject({
      type: 'inbook',
      booktitle: 'Whole',
      editors: ['E. Ditor'],
      publisher: 'P',
      isbn: '1',
      pages: '2–3',
    })
  })

  test('with braces that do not match, a lone backslash or dollar closes all the same', () => {
    for (const nasty of ['a } b', 'a { b', 'a \\', '$x', '$\\frac{1$', '100% & #1_x ~ ^', '\\textbf{x'])
      for (const name of ['volume', 'journal', 'publisher', 'note', 'pages', 'eprint', 'type', 'year']) {
        const paper = keep(readOne('@article{k, title={A title}, author={A. Bee}}'))
        const printed = printBibliography([
          { ...paper, details: { ...paper.details, [name]: nasty } },
          keep(readOne('@article{next, title={Next}}')),
        ])
        const { references, skippedCount } = readFile(printed)
        expect([references.map(({ title }) => title), skippedCount], `${name} ${nasty}`).toEqual([
          ['A title', 'Next'],
          0,
        ])
      }
  })

  test('parts a name where it was parted, whatever format it came in', () => {
    const names = [
      String.raw`@book{k, title={T one}, author={Garc{\'i}a M{\'a}rquez, Gabriel and van der Berg, Jan}, editor={Du Bois, Ann and Ann Lee}}`,
      'TY  - BOOK\nID  - k1\nTI  - T one\nAU  - García Márquez, Gabriel\nAU  - van der Berg, Jan\nED  - Du Bois, Ann\nED  - Lee, Ann\nER  - ',
      JSON.stringify([
        {
          type: 'book',
          id: 'k1',
          title: 'T one',
          author: [
            { family: 'García Márquez', given: 'Gabriel' },
            { family: 'Berg', given: 'Jan', 'non-dropping-particle': 'van der' },
          ],
          editor: [
            { family: 'Du Bois', given: 'Ann' },
            { family: 'Lee', given: 'Ann' },
          ],
        },
      ]),
    ]
    for (const text of names) {
      expect(readOne(text).authors).toEqual(['Gabriel García Márquez', 'Jan van der Berg'])
      expect(printOne(text)).toContain('author = {García Márquez, Gabriel and Jan van der Berg}')
      expect(printOne(text)).toContain('editor = {Du Bois, Ann and Ann Lee}')
      expect(again(text).details?.families).toBe('García Márquez; Du Bois')
    }
    // What would part the names of the field parts none.
    const group = keep(readOne('@book{k, title={T one}, author={Bob Wells and Sons Company}}'))
    expect(
      printBibliography([
        { ...group, authors: ['Bob Wells and Sons'], details: { families: 'Wells and Sons' } },
      ]),
    ).toContain('{{Bob Wells and Sons}}')
  })

  test('keeps names that have no parts whole, whatever format they came in', () => {
    const texts = [
      '@report{k, title={T one}, author={{Fredensborg Kommune} and Doe, Jane}, editor={{NIRAS A/S}}}',
      'TY  - RPRT\nID  - k1\nTI  - T one\nAU  - Fredensborg Kommune,\nAU  - Doe, Jane\nED  - NIRAS A/S,\nER  - ',
      JSON.stringify([
        {
          type: 'report',
          id: 'k1',
          title: 'T one',
          author: [{ literal: 'Fredensborg Kommune' }, { family: 'Doe', given: 'Jane' }],
          editor: [{ literal: 'NIRAS A/S' }],
        },
      ]),
      JSON.stringify({
        items: [
          {
            itemType: 'report',
            citationKey: 'k1',
            title: 'T one',
            creators: [
              { creatorType: 'author', name: 'Fredensborg Kommune' },
              { creatorType: 'author', firstName: 'Jane', lastName: 'Doe' },
              { creatorType: 'editor', name: 'NIRAS A/S' },
            ],
          },
        ],
      }),
    ]
    for (const text of texts) {
      expect(readOne(text).authors).toEqual(['Fredensborg Kommune', 'Jane Doe'])
      expect(readOne(text).details?.literals).toBe('Fredensborg Kommune; NIRAS A/S')
      expect(printOne(text)).toContain('author = {{Fredensborg Kommune} and Jane Doe}')
      expect(printOne(text)).toContain('editor = {{NIRAS A/S}}')
      expect(again(text).details?.literals).toBe('Fredensborg Kommune; NIRAS A/S')
      const paper = keep(readOne(text))
      expect(JSON.parse(printCslJson([paper]))[0]).toMatchObject({
        author: [{ literal: 'Fredensborg Kommune' }, { family: 'Doe', given: 'Jane' }],
        editor: [{ literal: 'NIRAS A/S' }],
      })
      expect(printRis([paper])).toContain('AU  - Fredensborg Kommune,\r\nAU  - Doe, Jane')
    }
    // A family name in braces is no group, and says where the name is parted.
    const braced =
      '@misc{k, title={T one}, author={Brian {Hamilton Kelly} and {\\"U}nal {\\c S}en and Ann {LaTeX}}}'
    expect(printOne(braced)).toContain('author = {Hamilton Kelly, Brian and Ünal Şen and Ann LaTeX}')
    expect(readOne(braced).details?.literals).toBeUndefined()
  })

  test('keeps that names stop before their end, however that is said', () => {
    for (const end of [
      ' and others',
      ' and {others}',
      ' and et al.',
      ', et al.',
      ' et al',
      ' and  Others ',
    ]) {
      const text = `@article{k, title={T one}, author={Doe, Jane and Poe, Ann${end}}}`
      expect(readOne(text).authors, end).toEqual(['Jane Doe', 'Ann Poe'])
      expect(printOne(text), end).toContain('author = {Jane Doe and Ann Poe and others}')
      expect(again(text).details?.others, end).toBe('author')
    }
    for (const [names, family] of [
      ['Others, Jane', 'Jane Others'],
      ['Jane Others', 'Jane Others'],
      ['Doe, Metal', 'Metal Doe'],
      ['Jane Brothers', 'Jane Brothers'],
    ] as const) {
      const one = readOne(`@article{k, title={T one}, author={${names}}}`)
      expect([one.authors, one.details?.others]).toEqual([[family], undefined])
    }
    const edited = '@book{k, title={T one}, editor={Doe, Jane and others}}'
    expect(printOne(edited)).toContain('editor = {Jane Doe and others}')
    expect(printReferenceLines([keep(readOne(edited))])).toBe('Jane Doe et al. (eds.). T one.\n')
    expect(readOne('@book{k, title={T one}, author={others}}').authors).toEqual([])
  })

  test('an edited book whose authors are an empty list is called by its editor', () => {
    const { key: _key, ...details } = readOne('@book{k, title={Wide nets}, editor={Doe, Jane}}').details ?? {}
    const book = keep(readOne('@book{k, title={Wide nets}}'))
    expect(citationKeysOf([{ ...book, authors: [], details }])).toEqual(['doewide'])
  })

  test('with hundreds of editors and fields of 10 kB is read, kept within bounds and printed', () => {
    const editors = Array.from({ length: 600 }, (_, at) => `First${at} Last${at}`)
    const long = 'word '.repeat(2_000)
    const { details } = again(
      `@proceedings{k, title={A title}, editor={${editors.join(' and ')}}, note={${long}}, publisher={${long}}}`,
    )
    expect(details?.editors).toEqual(editors.slice(0, 500))
    expect(details?.note).toHaveLength(1_000)
    expect(details?.publisher).toHaveLength(1_000)
  })

  test('keeps its key where it can, each key once, and capitals make no other', () => {
    const keysOf = (text: string): readonly string[] =>
      [...printBibliography(readFile(text).references.map(keep)).matchAll(/^@\w+\{(.*),$/gm)].map(
        ([, key = '']) => key,
      )
    expect(
      keysOf(
        '@misc{a, title={First one}} @misc{A, title={Second one}} @misc{é:1, title={Third}} @misc{a b, title={Fourth one}} @misc{, title={Fifth one}}',
      ),
    ).toEqual(['a', 'second', 'é:1', 'fourth', 'fifth'])
    // A key that is made gives way to one that somebody cites.
    expect(keysOf('@misc{, title={Word}} @misc{word, title={Other}}')).toEqual(['wordb', 'word'])
  })
})

describe('other formats', () => {
  const detailsOf = (text: string): PaperDetails | null => readOne(text).details

  test('RIS: a chapter, a thesis, a paper with the number of an article, an edited book', () => {
    expect(
      detailsOf(
        'TY  - CHAP\nTI  - Chapter\nT2  - Book\nT3  - Series\nAU  - A, B\nA2  - Ed, Itor\nSP  - 1\nEP  - 9\nPB  - P\nCY  - Bonn\nSN  - 978-3-540-12345-6\nET  - 2\nVL  - 4\nID  - smith2010\nER  -',
      ),
    ).toEqual({
      type: 'incollection',
      key: 'smith2010',
      booktitle: 'Book',
      series: 'Series',
      volume: '4',
      pages: '1–9',
      publisher: 'P',
      address: 'Bonn',
      edition: '2',
      isbn: '978-3-540-12345-6',
      editors: ['Itor Ed'],
    })
    expect(detailsOf('TY  - THES\nTI  - T one\nPB  - ETH\nM3  - Master thesis\nER  -')).toMatchObject({
      type: 'mastersthesis',
      institution: 'ETH',
    })
    expect(
      detailsOf('TY  - JOUR\nTI  - T one\nT2  - J\nC7  - e12\nSN  - 20762615 (ISSN)\nID  - 4711\nER  -'),
    ).toEqual({
      type: 'article',
      journal: 'J',
      eid: 'e12',
      issn: '2076-2615',
    })
    const book = 'TY  - BOOK\nTI  - T one\nED  - Ed, Itor\nSP  - 300\nER  -'
    expect(printOne(book)).toContain('editor    = {Itor Ed}')
    expect(printOne(book)).not.toContain('author')
  })

  test('CSL-JSON, and what Crossref makes of it', () => {
    const item = {
      type: 'paper-conference',
      id: 'http://zotero.org/1',
      'citation-key': 'doe99',
      title: 'A title',
      'container-title': 'Proc. of X',
      'collection-title': 'LNCS',
      editor: [{ family: 'Bee', given: 'A.' }, { literal: 'The Group' }],
      volume: 7,
      page: '1-9',
      publisher: 'P',
      'publisher-place': 'Bonn',
      ISBN: ['1', '2'],
    }
    expect(detailsOf(JSON.stringify([item]))).toEqual({
      type: 'inproceedings',
      key: 'doe99',
      literals: 'The Group',
      booktitle: 'Proc. of X',
      series: 'LNCS',
      editors: ['A. Bee', 'The Group'],
      volume: '7',
      pages: '1–9',
      publisher: 'P',
      address: 'Bonn',
      isbn: '1, 2',
    })
    expect(
      detailsOf(JSON.stringify([{ type: 'thesis', genre: 'PhD thesis', title: 'T one', publisher: 'MIT' }])),
    ).toEqual({
      type: 'phdthesis',
      genre: 'PhD thesis',
      institution: 'MIT',
    })
  })

  test('Zotero, EndNote and PubMed', () => {
    const zotero = {
      itemType: 'bookSection',
      title: 'A title',
      bookTitle: 'Book',
      citationKey: 'doe99',
      pages: '1-9',
      place: 'Bonn',
      publisher: 'P',
      creators: [
        { creatorType: 'author', firstName: 'A.', lastName: 'Bee' },
        { creatorType: 'editor', firstName: 'C.', lastName: 'Dee' },
      ],
    }
    const chapter = {
      type: 'incollection',
      booktitle: 'Book',
      pages: '1–9',
      address: 'Bonn',
      publisher: 'P',
      editors: ['C. Dee'],
    }
    expect(detailsOf(JSON.stringify([zotero]))).toEqual({ ...chapter, key: 'doe99' })
    expect(
      detailsOf(
        '<xml><records><record><ref-type name="Book Section">5</ref-type><contributors><authors><author>Bee, A.</author></authors><secondary-authors><author>Dee, C.</author></secondary-authors></contributors><titles><title>A title</title><secondary-title>Book</secondary-title></titles><pages>1-9</pages><pub-location>Bonn</pub-location><publisher>P</publisher></record></records></xml>',
      ),
    ).toEqual(chapter)
    const article = { type: 'article', journal: 'J of X', volume: '3', number: '2', pages: '101–108' }
    expect(
      detailsOf(
        '<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><JournalIssue><Volume>3</Volume><Issue>2</Issue></JournalIssue><Title>J of X</Title></Journal><ArticleTitle>A title.</ArticleTitle><Pagination><MedlinePgn>101-8</MedlinePgn></Pagination></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>',
      ),
    ).toEqual(article)
    expect(
      detailsOf('PMID- 1\nTI  - A title\nFAU - Bee, A\nJT  - J of X\nVI  - 3\nIP  - 2\nPG  - 101-8\n'),
    ).toEqual(article)
  })
})
