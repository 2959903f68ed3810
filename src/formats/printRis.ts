import { plainText } from '../domain/latexText.ts'
import { isLiteral } from '../domain/nameParts.ts'
import type { Paper } from '../domain/paper.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { squeeze } from '../lib/text.ts'
import { citationKeysOf } from './bibtex.ts'
import { containerOf } from './detailFields.ts'
import { nameOf, type CslName } from './printCslJson.ts'

/** Kinds of publications as RIS calls them; `GEN` is what it has for any other. */
const TYPES: ReadonlyMap<string, string> = new Map(
  `article=JOUR periodical=JFULL inproceedings=CPAPER conference=CPAPER proceedings=CONF incollection=CHAP
inbook=CHAP inreference=ENCYC book=BOOK mvbook=BOOK booklet=PAMP collection=EDBOOK mvcollection=EDBOOK
phdthesis=THES mastersthesis=THES thesis=THES techreport=RPRT report=RPRT manual=RPRT unpublished=UNPB
online=ELEC dataset=DATA software=COMP patent=PAT`
    .split(/\s+/)
    .map((row): [string, string] => {
      const [name = '', type = ''] = row.split('=')
      return [name, type]
    }),
)

/** `Family, Given, Suffix`, as RIS asks for; a name that has no parts is whole. */
const turned = (name: CslName): string =>
  name.literal ??
  [
    [name['non-dropping-particle'], name.family].filter(Boolean).join(' '),
    name.given ?? '',
    ...(name.suffix ? [name.suffix] : []),
  ].join(', ')

const linesOf = (key: string, paper: Paper): readonly string[] => {
  const { details = {}, arxivId } = paper
  const type = details.type ?? 'misc'
  const doi = paper.doi ?? details.doi
  const issued = paper.date ?? paper.issued ?? ''
  const [year = '', month = '', day = ''] = issued.split('-')
  const [first = '', last = '', ...more] = (details.pages ?? '').split('–')
  const inJournal = containerOf(type) === 'journal'
  const isPart = containerOf(type) === 'booktitle'
  const isThesis = type.endsWith('thesis')
  const names = (people: readonly string[] | undefined): readonly string[] =>
    // EndNote would part a name of several words without the comma.
    (people ?? []).map((name) => `${turned(nameOf(name, details))}${isLiteral(name, details) ? ',' : ''}`)
  const areEditors = details.authortype === 'editor'
  const page = arxivId ? `https://arxiv.org/abs/${arxivId}` : safeUrl(paper.pageUrl)
  const container =
    details.journal ?? details.booktitle ?? (paper.details ? details.howpublished : paper.venue)
  const fields: readonly (readonly [tag: string, value: string | readonly string[] | undefined | null])[] = [
    ['ID', key],
    ['TI', paper.title],
    [areEditors ? 'ED' : 'AU', names(paper.authors)],
    [isPart ? 'A2' : 'ED', names(details.editors)],
    ['PY', year],
    ['DA', month && `${year}/${month}/${day}`],
    ['T2', container],
    [isPart || inJournal ? 'T3' : 'T2', container ? undefined : details.series],
    ['T3', container ? details.series : undefined],
    ['VL', details.volume],
    ['IS', details.number],
    ['SP', more.length > 0 ? details.pages : first],
    ['EP', more.length > 0 ? '' : last],
    ['C7', details.eid],
    ['ET', details.edition],
    ['M3', details.genre ?? (isThesis ? (type === 'mastersthesis' ? 'Master’s thesis' : 'PhD thesis') : '')],
    ['PB', details.publisher ?? details.institution ?? details.organization],
    ['CY', details.address],
    ['SN', details.isbn ?? details.issn],
    ['LA', details.language],
    ['AB', paper.abstract],
    ['DO', doi],
    ['UR', page],
  ]
  return [
    // A preprint, of which nothing else is known, is what RIS has no word for.
    `TY  - ${TYPES.get(type) ?? 'GEN'}`,
    ...fields.flatMap(([tag, value]) =>
      [value ?? ''].flat().flatMap((text) => {
        // One line each: what breaks would begin another field.
        const plain = squeeze(plainText(text))
        return plain === '' ? [] : [`${tag}  - ${plain}`]
      }),
    ),
    'ER  - ',
  ]
}

/** RIS of papers in their order (UTF-8), each under the key it has in BibTeX. */
export const printRis = (papers: readonly Paper[]): string => {
  const keys = citationKeysOf(papers)
  return papers.map((paper, at) => `${linesOf(keys[at] ?? paper.key, paper).join('\r\n')}\r\n`).join('\r\n')
}
