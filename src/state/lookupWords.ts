import type { Lookup, PaperIds, Registry } from '../refresh/lookup.ts'
import type { LookupState } from './lookups.ts'

export const REGISTRY_NAMES: Record<Registry, string> = {
  arxiv: 'arXiv',
  crossref: 'Crossref',
  datacite: 'DataCite',
}

/** `arXiv 2501.04697` or `DOI 10.…`. */
export const labelOf = ({ arxivId, doi }: PaperIds): string =>
  arxivId === undefined ? `DOI ${doi ?? ''}` : `arXiv ${arxivId}`

const unknownWords = ({ arxivId, doi, by }: Lookup): string => {
  if (arxivId !== undefined)
    return by === 'datacite'
      ? `DataCite, where arXiv registers its papers, does not know ${arxivId}`
      : `arXiv does not know ${arxivId}`
  return by === 'datacite'
    ? `Neither Crossref nor DataCite knows ${doi ?? ''}`
    : `Crossref does not know ${doi ?? ''}`
}

/** What is said of a look-up: what it waits for, and whether it is asked for again. */
export const stateOfLookup = (
  row: Lookup,
  facts: {
    /** Who is being asked right now. */
    readonly asking: Registry | undefined
    readonly on: boolean
    /** Whether anybody may be asked for it. */
    readonly named: boolean
    readonly online: boolean
  },
): LookupState => {
  const who = REGISTRY_NAMES[row.by ?? 'arxiv']
  const waits = (words: string): LookupState => ({
    key: row.key,
    label: labelOf(row),
    type: 'waiting',
    words,
  })
  if (facts.asking) return { ...waits(`Looking up at ${REGISTRY_NAMES[facts.asking]}…`), type: 'asking' }
  if (row.fault === 'unknown') return { ...waits(unknownWords(row)), type: 'unknown' }
  if (!row.asked && !facts.on) return waits('Looking up is switched off')
  if (!facts.named) return waits('Looking up is switched off on this server')
  switch (row.fault) {
    case 'offline':
      return waits('Waiting for the network')
    case 'unreached':
      return waits(`${who} could not be reached from this browser; it is asked again by itself`)
    case 'busy':
      return waits(`${who} is busy; it is asked again by itself`)
    case 'strange':
      return waits(`What answered was not ${who}; it is asked again by itself`)
    case 'unkept':
      return waits('It was found, but could not be kept on this device; that is tried again by itself')
    case 'unregistered':
      return waits(`Too new for ${who}; it is asked again by itself`)
    case null:
      return waits(facts.online ? 'Waiting to be looked up' : 'Waiting for the network')
  }
}
