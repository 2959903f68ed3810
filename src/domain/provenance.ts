import { squeeze } from '../lib/text.ts'
import { plainText } from './latexText.ts'
import type { PaperSnapshot, PaperSource } from './paper.ts'

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
export type RecordField = (typeof RECORD_FIELDS)[number]

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

const textOf = (snapshot: PaperSnapshot, field: RecordField): string | null => {
  const value = snapshot[field]
  if (value === undefined) return null
  return Array.isArray(value) ? value.join(', ') : squeeze(plainText(String(value)))
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
  for (const field of RECORD_FIELDS) {
    const said = snapshots.flatMap((snapshot) => {
      const text = textOf(snapshot, field)
      return text === null ? [] : [{ source: snapshot.source, text }]
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
