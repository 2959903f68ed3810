import type { PaperSnapshot } from '../domain/paper.ts'

/** A paper as one source told it, with what its community said that day; an absent count = the source did not say. */
export interface SourcedPaper {
  readonly snapshot: PaperSnapshot
  readonly votes?: number
  readonly comments?: number
}

/** Something a source held that could not be read, for the person to look at. */
export interface SkippedLine {
  /** Counted from 1; 0 where the source has no lines. */
  readonly line: number
  /** The beginning of what stands there. */
  readonly text: string
  readonly reason: string
}
