import { hasOthers, type Paper, type PaperDetails } from '../domain/paper.ts'
import { squeeze } from '../lib/text.ts'
import { isLiteral, type NameParts } from '../domain/nameParts.ts'
import { parseLatexText, plainText, type TextPart } from '../domain/latexText.ts'
import { safeUrl } from '../lib/safeUrl.ts'
import { containerOf, NAME_FIELDS, TEXT_FIELDS } from './detailFields.ts'
import { tidyPages } from './references/details.ts'
import {
  familyBeforeInitials,
  isGroupName,
  isNameSuffix,
  isTurnedName,
  splitWideName,
} from './printedName.ts'

/** Macros that every style knows; they stand without braces. */
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** Words no key is made of. */
const SMALL_WORDS = new Set(
  'a an the on of for in to with and or from by via at is are do does how what why when towards toward'.split(
    ' ',
  ),
)
/** Braces count in BibTeX even behind a backslash, so they come as commands. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\textbraceleft{}'],
  ['}', '\\textbraceright{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ...[...'&%$#_'].map((sign): [string, string] => [sign, `\\${sign}`]),
])

const escapeText = (text: string): string =>
  text.replace(/[\\{}~^&%$#_]/gu, (sign) => ESCAPES.get(sign) ?? sign)

/** A word that styles which write titles small must leave alone: capitals inside it (`LLM-based`, `ImageNet`, `X4`). */
const isFixed = (word: string): boolean =>
  word.split('-').some((piece) => /^.+\p{Lu}/u.test(piece) || /^\p{Lu}\P{L}*\d/u.test(piece))

/** Words escaped, those with capitals of their own in braces without the punctuation around them. */
const printWords = (text: string): string =>
  text
    .replace(/\p{Zs}/gu, ' ')
    .split(' ')
    .map((word) => {
      const [, before = '', core = '', after = ''] =
        /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u.exec(word) ?? []
      const printed = escapeText(core)
      return escapeText(before) + (isFixed(core) ? `{${printed}}` : printed) + escapeText(after)
    })
    .join(' ')

/** Braces of a formula that do not match would take the rest of the file with them. */
const isBalanced = (tex: string): boolean => {
  let depth = 0
  for (const sign of tex) {
    if (sign === '{') depth++
    else if (sign === '}' && --depth < 0) return false
  }
  return depth === 0
}

const printParts = (parts: readonly TextPart[], words: (text: string) => string): string =>
  parts
    .map((part) => {
      if (part.type === 'math') return isBalanced(part.tex) ? `{$${part.tex}$}` : escapeText(part.tex)
      return part.type === 'styled' ? printParts(part.parts, words) : words(part.text)
    })
    .join('')

/** One line as BibTeX takes it; LaTeX in it stays what it means. */
const printField = (source: string, words: (text: string) => string): string =>
  squeeze(printParts(parseLatexText(source), words))

/** Names stand as they are printed; in braces where BibTeX would part them and they are a group's, or have a comma. */
const printName = (name: string, parts?: NameParts): string => {
  const wide = splitWideName(name, parts)
  if (wide) return [wide.family, wide.given].map((part) => printField(part, escapeText)).join(', ')
  const printed = printField(name, escapeText)
  const plain = squeeze(plainText(name))
  return isLiteral(name, parts) || isGroupName(plain) || (plain.includes(',') && !isTurnedName(plain))
    ? `{${printed}}`
    : printed
}

const toAscii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

const printNames = (names: readonly string[], parts?: NameParts, more = false): string =>
  [...names.map((name) => printName(name, parts)), ...(more && names.length > 0 ? ['others'] : [])].join(
    ' and ',
  )

/** Family name as printed last, or first before a comma; without "Jr." and the like. */
const familyOf = (name: string): string => {
  const plain = squeeze(plainText(name))
  if (plain.includes(',')) return plain.split(',', 1)[0] ?? ''
  const turned = isGroupName(plain) ? null : familyBeforeInitials(plain)
  if (turned) return turned.family
  const words = plain.split(' ').filter((word) => !isNameSuffix(word))
  return words.at(-1) ?? ''
}

/** `vaswani2017attention`; where nothing can be spelled in ASCII, the paper's own id. */
const keyOf = (paper: Paper): string => {
  const [first = ''] = [...(paper.authors ?? []), ...(paper.details?.editors ?? [])]
  const family = toAscii(familyOf(first))
  const word = squeeze(plainText(paper.title))
    .split(/[\s\-–—:/]+/u)
    .map(toAscii)
    .find((one) => one.length > 1 && !SMALL_WORDS.has(one))
  const year = /^\d{4}/.exec(paper.date ?? paper.issued ?? '')?.[0] ?? ''
  const spelled = `${family}${year}${word ?? ''}`
  return family || word ? spelled : toAscii(paper.arxivId ?? paper.doi ?? paper.key) || 'paper'
}

/** What is no entry to BibTeX, whatever a peer called a paper. */
const NO_ENTRY = /^(?:comment|preamble|string|xdata|set)$/

/** A DOI or address goes as it is, where nothing in it would end the field. */
const asIs = (text: string): string | null => (/[{}\\\s]/u.test(text) ? null : text)

/** Fields whose words a style may write small, as it does a title's. */
const IS_TITLE = /title$|^(?:journal|series|howpublished)$/
/** Fields that hold names of things: nothing in them is text. */
const IS_CODE = /^(?:eprint|eprintclass|urldate|eventdate|origdate)$/

/** One of the details, without the braces around it; `null` where it cannot stand in a file. */
const printDetail = (name: string, value: string): string | null => {
  if (IS_CODE.test(name)) return asIs(value)
  if (name === 'pages') return printField(tidyPages(value), escapeText).replace(/–/g, '--')
  return printField(value, IS_TITLE.test(name) ? printWords : escapeText)
}

/** Entries that name a school; a `thesis` of biblatex names an institution. */
const SCHOOLED = new Set(['phdthesis', 'mastersthesis'])

/** What BibTeX calls a detail in an entry of this kind. */
const fieldName = (name: string, type: string): string => {
  if (name === 'genre') return 'type'
  return name === 'institution' && SCHOOLED.has(type) ? 'school' : name
}

/** Where a paper appeared, where its details do not say it under a name of its own. */
const containerField = (paper: Paper, details: PaperDetails, type: string): readonly [string, string][] => {
  const { venue } = paper
  const isSaid = venue === undefined || Object.values(details).some((said) => said === venue)
  const name =
    containerOf(type) ?? (/book$|collection$|proceedings$/.test(type) ? 'publisher' : 'howpublished')
  return isSaid || name in details ? [] : [[name, venue]]
}

const detailFields = (paper: Paper, type: string): readonly (readonly [string, string])[] => {
  const { details = {} } = paper
  // reason: all details but the names of editors are text, whatever they are called
  const texts = details as Readonly<Record<string, string | undefined>>
  const said = TEXT_FIELDS.flatMap(([name]): [string, string][] => (texts[name] ? [[name, texts[name]]] : []))
  return [
    ...NAME_FIELDS.flatMap((name): [string, string][] =>
      texts[name] ? [[name, printNames(texts[name].split('; '), details)]] : [],
    ),
    ...[...containerField(paper, details, type), ...said].flatMap(([name, value]): [string, string][] => {
      const printed = printDetail(name, value)
      return printed ? [[fieldName(name, type), printed]] : []
    }),
  ]
}

const fieldsOf = (paper: Paper, type: string): readonly (readonly [name: string, value: string])[] => {
  const { details } = paper
  const fields: (readonly [string, string])[] = [['title', `{${printField(paper.title, printWords)}}`]]
  const add = (name: string, value: string | null | undefined): void => {
    if (value) fields.push([name, `{${value}}`])
  }
  const authors = printNames(paper.authors ?? [], details, hasOthers(paper, 'author'))
  add(details?.authortype === 'editor' ? 'editor' : 'author', authors)
  const editors = printNames(details?.editors ?? [], details, hasOthers(paper, 'editor'))
  if (details?.authortype !== 'editor') add('editor', editors)
  const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(paper.date ?? paper.issued ?? '') ?? []
  add('year', year)
  const macro = MONTHS[Number(month) - 1]
  if (macro) fields.push(['month', macro])
  if (details) {
    add('day', day && String(Number(day)))
    for (const [name, value] of detailFields(paper, type)) if (name !== 'year' || !year) add(name, value)
  } else if (paper.venue) add('howpublished', printField(paper.venue, printWords))
  if (paper.arxivId) {
    add('eprint', asIs(paper.arxivId))
    add('archiveprefix', 'arXiv')
  }
  const doi = paper.doi ?? details?.doi
  add('doi', doi && asIs(doi))
  const page = paper.arxivId ? `https://arxiv.org/abs/${paper.arxivId}` : safeUrl(paper.pageUrl)
  const isDoi = !paper.arxivId && doi && (!details || /^https?:\/\/(?:dx\.)?doi\.org\//.test(page ?? ''))
  if (!isDoi) add('url', page && asIs(page))
  return fields
}

const printEntry = (key: string, paper: Paper): string => {
  // Where nobody said what it is, `misc` is the one kind that needs no more than what is known.
  const said = paper.details?.type ?? ''
  const type = /^[a-z]{2,30}$/.test(said) && !NO_ENTRY.test(said) ? said : 'misc'
  const fields = fieldsOf(paper, type)
  const width = Math.max(...fields.map(([name]) => name.length))
  const lines = fields.map(([name, value]) => `  ${name.padEnd(width)} = ${value},`)
  return `@${type}{${key},\n${lines.join('\n')}\n}\n`
}

/** `b`, `c` … `z`, then numbers: what tells the second, third … of one key apart. */
const suffix = (turn: number): string =>
  turn === 0 ? '' : turn < 26 ? String.fromCodePoint(97 + turn) : `-${turn}`

/** The key that the person's own manuscripts cite it by, where it can stand in a file. */
const ownKeyOf = ({ details }: Paper): string | null =>
  details?.key && /^[^\s,{}"#%~\\'()=]+$/u.test(details.key) ? details.key : null

/**
 * A key for each paper, in their order: what other formats call it by too. The person's own come first, each for the
 * first paper that has it. Capitals make no other key, as in BibTeX.
 */
export const citationKeysOf = (papers: readonly Paper[]): readonly string[] => {
  const taken = new Set<string>()
  const take = (key: string): string | null => {
    const folded = key.toLowerCase()
    return taken.has(folded) ? null : (taken.add(folded), key)
  }
  const own = papers.map(ownKeyOf).map((key) => key && take(key))
  return papers.map((paper, at) => {
    const base = keyOf(paper)
    let key = own[at] ?? null
    for (let turn = 0; key === null; turn++) key = take(base + suffix(turn))
    return key
  })
}

/** BibTeX entries (UTF-8) of papers in their order, each under a key of its own. */
export const printBibliography = (papers: readonly Paper[]): string => {
  const keys = citationKeysOf(papers)
  return papers.map((paper, at) => printEntry(keys[at] ?? paper.key, paper)).join('\n')
}
