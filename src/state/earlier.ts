import type { Accessor } from 'solid-js'
import type { Result } from '../lib/result.ts'

/** What a list or the library was at one moment, as the server keeps it; times in ms. */
export interface EarlierVersion {
  readonly id: string
  readonly at: number
}

export interface VersionDifference {
  readonly id: string
  /** What it is about; `added`: it came since, and is only told. */
  readonly type:
    | 'title'
    | 'description'
    | 'paper'
    | 'why'
    | 'votes'
    | 'stage'
    | 'date'
    | 'presenter'
    | 'meeting'
    | 'reading'
    | 'tags'
    | 'note'
    | 'comment'
    | 'list'
    | 'tag'
    | 'view'
    | 'added'
  /** Title of the paper; empty where it is about no paper. */
  readonly subject: string
  /** In words; empty for nothing. */
  readonly before: string
  readonly after: string
}

export interface OpenVersion {
  /** How it differs from what is there now. */
  differences(): readonly VersionDifference[]
  /** Writes these parts again as new changes, which can be undone; the rest stays as it is. */
  bringBack(ids: readonly string[]): void
  close(): void
}

/** What a document was earlier. Errors are sentences for the person. */
export interface EarlierVersions {
  /** False for who may only read. */
  readonly writable: Accessor<boolean>
  readonly connected: Accessor<boolean>
  /** Newest first. */
  list(): Promise<Result<readonly EarlierVersion[], string>>
  open(version: EarlierVersion): Promise<Result<OpenVersion, string>>
}
