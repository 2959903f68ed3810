import type { PaperKey } from './paperKey.ts'

/** What a search of papers answers. */
export interface Found {
  /** Best first. */
  readonly keys: readonly PaperKey[]
  /** How many there are, also beyond the limit. */
  readonly total: number
  /** The folded words that matched, for marking them. */
  readonly words: readonly string[]
}

export const NOTHING_FOUND: Found = { keys: [], total: 0, words: [] }
