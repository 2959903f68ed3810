import type { Accessor } from 'solid-js'
import type { Paper } from '../domain/paper.ts'
import type { KeyedReference } from '../domain/referenceKey.ts'
import type { Reference, ReferenceFile } from '../formats/references/reference.ts'
import type { Result } from '../lib/result.ts'

/** A file that was read, before anything of it is kept. */
export interface ReadFile extends ReferenceFile {
  /** The encoding it was read in, where that had to be guessed. */
  readonly guessed: string | null
}

/** A reference, and what it is here. */
export interface PlannedReference extends Pick<KeyedReference<Reference>, 'key' | 'reference' | 'sharesId'> {
  /** The paper it turned out to be; `null` where it is new. */
  readonly known: Paper | null
  readonly aliases: readonly Paper['key'][]
}

export interface ReferencePlan {
  /** Each paper once. */
  readonly papers: readonly PlannedReference[]
  readonly fresh: number
  readonly known: number
  /** References that say the same paper once more. */
  readonly repeated: number
  /** Keywords and groups of the file, the most used first, with how many papers have each. */
  readonly keywords: readonly (readonly [name: string, papers: number])[]
  readonly groups: readonly (readonly [name: string, papers: number])[]
  /** How many bring a note of their own. */
  readonly notes: number
  /** Papers beyond what a library can hold; the last of the file. */
  readonly tooMany: number
  /** There are so many that their abstracts are left out. */
  readonly withoutAbstracts: boolean
}

export interface ImportChoices {
  /** Name of the file, for the record of each paper. */
  readonly from: string | null
  readonly save: boolean
  /** An existing list's id, or the name of a new one. */
  readonly list: { readonly id: string } | { readonly title: string } | null
  /** A tag for all of them. */
  readonly tag: string | null
  readonly keywords: boolean
  readonly groups: boolean
  readonly notes: boolean
}

export interface ImportedReferences {
  readonly done: number
  /** Papers not reached, because the person stopped. */
  readonly left: number
  readonly list: string | null
  /** Id of the tag that all of them have. */
  readonly tag: string | null
  /** Takes all of it back, once; the toast and the key do the same. */
  undo(): void
  readonly undone: Accessor<boolean>
}

type Watch = {
  readonly signal: AbortSignal
  /** How much is done, from 0 to 1. */
  readonly onProgress: (part: number) => void
}

/** Reads files of references and brings them in. Errors are sentences for the person. */
export interface References {
  /** `null` once it was stopped. */
  read(source: Blob | string, name: string, watch: Watch): Promise<Result<ReadFile, string> | null>
  plan(file: ReadFile, signal: AbortSignal): Promise<ReferencePlan | null>
  bringIn(
    plan: ReferencePlan,
    choices: ImportChoices,
    watch: Watch,
  ): Promise<Result<ImportedReferences, string>>
}
