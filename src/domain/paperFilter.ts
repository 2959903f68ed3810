import { clip } from '../lib/text.ts'
import { parseReadingState, type ReadingState } from './reading.ts'

/** Tags that one filter asks for, and as many that it forbids. */
export const MAX_FILTER_TAGS = 20
/** As much as a field of one line shows. */
export const MAX_FILTER_TEXT_LENGTH = 200

/** Which of a number of papers are shown. */
export interface PaperFilter {
  /** Ids of tags that a paper must have, all of them. */
  readonly tags: readonly string[]
  /** Ids of tags that a paper must not have, none of them. */
  readonly not: readonly string[]
  /** `none`: a paper without a reading state; `null`: it does not matter. */
  readonly reading: ReadingState | 'none' | null
  /** Words that a paper must have. */
  readonly text: string
}

/** A filter as it stands in an address and in a document: tag ids hold no spaces. Without what does not matter. */
export interface PrintedFilter {
  readonly tags?: string
  readonly not?: string
  readonly reading?: ReadingState | 'none'
  readonly text?: string
}

// An address that says `tags=2025` is read as a number on its way here.
const toText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

const parseIds = (value: unknown): readonly string[] =>
  [...new Set(toText(value).split(/\s+/u))].filter((id) => id !== '').slice(0, MAX_FILTER_TAGS)

/** Reads a filter; whatever makes no sense is left out. */
export const parseFilter = (fields: Readonly<Record<string, unknown>>): PaperFilter => ({
  tags: parseIds(fields['tags']),
  not: parseIds(fields['not']),
  reading: fields['reading'] === 'none' ? 'none' : parseReadingState(fields['reading']),
  text: clip(toText(fields['text']), MAX_FILTER_TEXT_LENGTH),
})

export const printFilter = ({ tags, not, reading, text }: PaperFilter): PrintedFilter => ({
  ...(tags.length > 0 ? { tags: tags.join(' ') } : {}),
  ...(not.length > 0 ? { not: not.join(' ') } : {}),
  ...(reading === null ? {} : { reading }),
  ...(text.trim() === '' ? {} : { text }),
})

/** Whether the filter lets every paper through. */
export const isOpen = (filter: PaperFilter): boolean => Object.keys(printFilter(filter)).length === 0
