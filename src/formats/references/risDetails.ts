import { serialNumbers, thesisType, wordKey, type SaidDetails } from './details.ts'

/** What RIS calls kinds of publications, as BibTeX calls them; any other is `misc`. */
const TYPES: ReadonlyMap<string, string> = new Map(
  `JOUR=article MGZN=article NEWS=article EJOUR=article JFULL=periodical INPR=article ABST=article
CHAP=incollection ECHAP=incollection ENCYC=incollection DICT=incollection CONF=inproceedings CPAPER=inproceedings
BOOK=book EBOOK=book EDBOOK=collection CLSWK=book SER=book RPRT=techreport GOVDOC=techreport STAND=techreport
UNPB=unpublished MANSCPT=unpublished PAMP=booklet ELEC=online ICOMM=online WEB=online BLOG=online
DATA=dataset AGGR=dataset DBASE=dataset COMP=software PAT=patent`
    .split(/\s+/)
    .map((row): [string, string] => {
      const [name = '', type = ''] = row.split('=')
      return [name, type]
    }),
)

/** Kinds of works that stand in another, whose title is `T2`. */
const IN_BOOK = /^in/
const IN_JOURNAL = /^(?:article|periodical)$/

/**
 * What a citation needs of a RIS record. `get` gives the first value of the tags that has one, `names` printed names of
 * a tag. Programs do not agree on what a tag means in which kind of publication: this follows what RefMan's
 * specification, Zotero and EndNote write.
 */
export const risDetails = (
  get: (...tags: readonly string[]) => string,
  names: (...tags: readonly string[]) => readonly string[],
  hasAuthors: boolean,
): SaidDetails => {
  const said = get('TY').trim().toUpperCase()
  const genre = get('M3')
  const isDoi = /10\.\d{4,9}\//.test(genre)
  const known = said === 'THES' ? thesisType(genre) : (TYPES.get(said) ?? 'misc')
  // Whole proceedings go by the same name as papers in them.
  const type =
    known === 'inproceedings' && !hasAuthors && get('T2', 'BT', 'C3') === '' ? 'proceedings' : known
  const isThesis = said === 'THES'
  const isReport = type === 'techreport'
  const inJournal = IN_JOURNAL.test(type)
  const inBook = IN_BOOK.test(type)
  const maker = get('PB')
  const [first, last] = [get('SP').trim(), get('EP').trim()]
  const isCount = !inJournal && !inBook && last === '' && /^\d+$/.test(first)
  const pages = last === '' || last === first || /[-–]/.test(first) ? first : `${first}–${last}`
  return {
    type,
    key: wordKey(get('ID')),
    ...(inJournal ? { journal: get('T2', 'JF', 'JO', 'JA', 'J2', 'J1') } : {}),
    ...(inBook
      ? {
          booktitle:
            type === 'inproceedings' ? get('C3', 'BT', 'T2', 'JF', 'JO') : get('T2', 'BT', 'JF', 'JO'),
        }
      : {}),
    ...(type === 'inproceedings' && get('C3') !== '' ? { eventtitle: get('T2') } : {}),
    ...(type === 'misc' || type === 'online' ? { howpublished: get('T2', 'JF', 'JO') } : {}),
    series: get('T3') || (inJournal || inBook || type === 'misc' || type === 'online' ? '' : get('T2')),
    volume: get('VL'),
    number: get('IS') || (isReport || type === 'patent' ? get('M1') : ''),
    ...(isCount ? { pagetotal: first } : { pages }),
    eid: pages === '' && inJournal ? get('C7', 'M2') : get('C7'),
    chapter: get('SE').replace(/^(?!\d+$|[ivx]+$).*/i, ''),
    edition: get('ET'),
    ...(isThesis || isReport ? { institution: maker } : { publisher: maker }),
    address: get('CY', 'PP'),
    genre: isDoi || (!isThesis && !isReport && type !== 'patent') ? '' : genre,
    ...serialNumbers(get('SN')),
    language: get('LA'),
    ...(hasAuthors
      ? { editors: names('ED').length > 0 ? names('ED') : inJournal ? [] : names('A2') }
      : { authortype: names('A2', 'ED').length > 0 ? 'editor' : '' }),
    translator: names('A4').join('; '),
  }
}
