import { literalNames, wideFamilies } from '../../domain/nameParts.ts'
import { NAME_FIELDS, TEXT_FIELDS } from '../detailFields.ts'
import { bibtexFamilies, bibtexLiterals, bibtexHasOthers, bibtexNames, bibtexText } from './bibtexText.ts'
import type { SaidDetails } from './details.ts'

type Fields = ReadonlyMap<string, string>

const first = (fields: Fields, names: readonly string[]): string => {
  for (const name of names) {
    const text = bibtexText(fields.get(name) ?? '')
    if (text !== '') return text
  }
  return ''
}

/** Only where BibTeX's own programs read it otherwise: both are one kind of entry. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['electronic', 'online'],
  ['www', 'online'],
])

/** All fields that hold names of people. */
const PEOPLE = ['author', 'editor', ...NAME_FIELDS]

/** What a citation needs of an entry, with what it inherits. `issued` is what its date was read as. */
export const bibtexDetails = (
  entry: { readonly type: string; readonly key: string },
  fields: Fields,
  known: { readonly issued: string | null; readonly arxivId: string | null },
): SaidDetails => {
  const texts = Object.fromEntries(
    // biblatex's own name counts where both are there, as in biblatex.
    TEXT_FIELDS.map(([name, ...others]) => [
      name,
      first(fields, name === 'genre' ? others : [...others, name]),
    ]),
  )
  const names = NAME_FIELDS.map((name) => [name, bibtexNames(fields.get(name) ?? '').join('; ')])
  const isArxiv = known.arxivId !== null
  return {
    type: ALIASES.get(entry.type) ?? entry.type,
    key: entry.key,
    ...texts,
    ...Object.fromEntries(names),
    // Older styles know no issue but a number; the name of one stays.
    ...(texts['number'] === '' ? { number: texts['issue'], issue: '' } : {}),
    // What could not be read as a date is printed as it was.
    year: known.issued === null ? first(fields, ['date', 'year']) : '',
    ...(isArxiv
      ? { eprint: '', eprinttype: '' }
      : { eprinttype: first(fields, ['eprinttype', 'archiveprefix']) }),
    families: wideFamilies(PEOPLE.flatMap((name) => bibtexFamilies(fields.get(name) ?? ''))),
    literals: literalNames(PEOPLE.flatMap((name) => bibtexLiterals(fields.get(name) ?? ''))),
    others: ['author', 'editor'].filter((name) => bibtexHasOthers(fields.get(name) ?? '')).join(' '),
    editors: bibtexNames(fields.get('editor') ?? ''),
  }
}
