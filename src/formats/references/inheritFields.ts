import type { BibtexEntry } from './bibtexEntries.ts'
import {
  MAX_INHERITANCE,
  MAX_LENDERS,
  MAX_LENDER_KEYS,
  MAX_LENDER_LETTERS,
  MAX_LENT_FIELDS,
} from './limits.ts'

type Fields = ReadonlyMap<string, string>

/** What a part of a larger work does not take from it as its own. */
const OWN = new Set(
  'title subtitle titleaddon shorttitle sorttitle indextitle label author abstract keywords doi url urldate eprint eprinttype archiveprefix eprintclass primaryclass pagetotal addendum note annotation annote file groups pages crossref xref xdata ids key options related entryset'.split(
    ' ',
  ),
)

/** An entry’s fields with what `xdata` and `crossref` lend put in, nearest first. Each lender lends once. */
export const inheritFields = (
  entry: BibtexEntry,
  byKey: Pick<ReadonlyMap<string, BibtexEntry>, 'get'>,
): Fields => {
  const fields = new Map(entry.fields)
  const asked = new Set([entry])
  let looked = 0
  const lend = (from: BibtexEntry, depth: number): void => {
    if (depth > MAX_INHERITANCE || asked.size > MAX_LENDERS || asked.has(from)) return
    asked.add(from)
    const isData = from.type === 'xdata'
    for (const [name, value] of from.fields) {
      if (looked++ > MAX_LENT_FIELDS) break
      if (!fields.has(name) && (isData || !OWN.has(name))) fields.set(name, value)
    }
    const title = from.fields.get('title')
    if (!isData && title !== undefined && !fields.has('booktitle')) {
      fields.set('booktitle', title)
      const subtitle = from.fields.get('subtitle')
      if (subtitle !== undefined && !fields.has('booksubtitle')) fields.set('booksubtitle', subtitle)
    }
    follow(from.fields, depth + 1)
  }
  const follow = (of: Fields, depth: number): void => {
    for (const name of ['xdata', 'crossref'])
      for (const key of (of.get(name) ?? '').slice(0, MAX_LENDER_LETTERS).split(',', MAX_LENDER_KEYS)) {
        const from = byKey.get(key.trim().toLowerCase())
        if (from) lend(from, depth)
      }
  }
  follow(entry.fields, 0)
  return fields
}
