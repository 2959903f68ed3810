import { squeeze } from '../lib/text.ts'
import { plainText } from './latexText.ts'
import { findAuthors, joinDetails, type PaperDetails, type PaperSnapshot, type PaperSource } from './paper.ts'

/** What can be said of a paper, in the order in which it is read. */
export const RECORD_FIELDS = [
  'title',
  'authors',
  'authorCount',
  'date',
  'issued',
  'venue',
  'abstract',
  'summary',
  'arxivId',
  'doi',
  'categories',
  'codeUrl',
  'projectUrl',
  'pageUrl',
] as const

/** What is told apart of its details. Journal and book are where it appeared, which is told above. */
export const DETAIL_FIELDS = [
  'type',
  'volume',
  'number',
  'pages',
  'eid',
  'editors',
  'edition',
  'series',
  'chapter',
  'genre',
  'publisher',
  'institution',
  'address',
  'isbn',
  'issn',
  'note',
  'key',
] as const satisfies readonly (keyof PaperDetails)[]
export type RecordField = (typeof RECORD_FIELDS)[number] | (typeof DETAIL_FIELDS)[number]

/** Where a merged paper has its fields from, and what its sources do not agree on. */
export interface Provenance {
  /** Each source that gave something that is shown, best first. */
  readonly given: readonly { readonly source: PaperSource; readonly fields: readonly RecordField[] }[]
  /** Sources that said nothing the ones before them did not say, best first. */
  readonly alsoKnown: readonly PaperSource[]
  /** What each source says where they differ; the first is what is shown. */
  readonly differing: readonly {
    readonly field: RecordField
    readonly said: readonly { readonly source: PaperSource; readonly text: string }[]
  }[]
}

type Value = string | number | readonly string[] | undefined

const textOf = (value: Value): string | null => {
  if (value === undefined) return null
  return Array.isArray(value) ? value.join(', ') : squeeze(plainText(String(value)))
}

/** What each source says of a field, best first; of details only what may fill in for those before it. */
const valuesOf = (snapshots: readonly PaperSnapshot[]): ((field: RecordField) => readonly Value[]) => {
  let sum: PaperDetails | undefined
  const details = snapshots.map((snapshot): PaperDetails => {
    const joined = joinDetails(sum, snapshot.details)
    const fillsIn =
      joined !== undefined && Object.keys(snapshot.details ?? {}).every((name) => name in joined)
    sum = joined
    if (fillsIn) return snapshot.details ?? {}
    const { type } = snapshot.details ?? {}
    return type === undefined ? {} : { type }
  })
  const isDetail = (field: string): field is (typeof DETAIL_FIELDS)[number] =>
    DETAIL_FIELDS.some((name) => name === field)
  const shown = findAuthors(snapshots)
  // A list of authors that is not whole has given way to a longer one.
  const counts = (field: string, at: number): boolean =>
    field !== 'authors' || !shown || at >= snapshots.indexOf(shown)
  return (field) =>
    isDetail(field)
      ? details.map((one) => one[field])
      : snapshots.map((snapshot, at) => (counts(field, at) ? snapshot[field] : undefined))
}

/** Letters and digits alone: another dash, case or line break is no other word. */
const comparable = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Reads the snapshots of one paper, best first, as `snapshotsOf` gives them. */
export const provenanceOf = (snapshots: readonly PaperSnapshot[]): Provenance => {
  const given = new Map<PaperSource, RecordField[]>()
  const differing: Provenance['differing'][number][] = []
  const values = valuesOf(snapshots)
  for (const field of [...RECORD_FIELDS, ...DETAIL_FIELDS]) {
    const each = values(field)
    const said = snapshots.flatMap(({ source }, at) => {
      const text = textOf(each[at])
      return text === null ? [] : [{ source, text }]
    })
    const first = said[0]
    if (!first) continue
    // Names say how many they are.
    if (field !== 'authorCount' || snapshots.every((snapshot) => !snapshot.authors))
      given.set(first.source, [...(given.get(first.source) ?? []), field])
    const words = new Map<string, (typeof said)[number]>()
    for (const one of said) if (!words.has(comparable(one.text))) words.set(comparable(one.text), one)
    if (words.size > 1) differing.push({ field, said: [...words.values()] })
  }
  const sources = snapshots.map((snapshot) => snapshot.source)
  return {
    given: sources.flatMap((source) => {
      const fields = given.get(source)
      return fields ? [{ source, fields }] : []
    }),
    alsoKnown: sources.filter((source) => !given.has(source)),
    differing,
  }
}

/** Where two long texts begin to differ: about `length` units of each around that place, cut between words. */
export const excerptsOfDifference = (a: string, b: string, length: number): readonly [string, string] => {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const wish = Math.max(0, at - Math.floor(length / 3))
  const start = a.length <= length && b.length <= length ? 0 : wish === 0 ? 0 : a.lastIndexOf(' ', wish) + 1
  const cut = (text: string): string => {
    const rest = text.slice(start)
    const space = rest.lastIndexOf(' ', length)
    const end = rest.length <= length ? rest.length : space > 0 ? space : length
    return `${start > 0 ? '… ' : ''}${rest.slice(0, end)}${end < rest.length ? ' …' : ''}`
  }
  return [cut(a), cut(b)]
}
