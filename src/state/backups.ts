import type { Accessor } from 'solid-js'
import type { Result } from '../lib/result.ts'

/** A file to hand to the person. */
export interface MadeFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface MadeBackup extends MadeFile {
  /** Documents of which the disk did not hand over all: what of them is in memory is in the file. */
  readonly incomplete: number
  /** Documents that are damaged here already, and that no device would take from the file. */
  readonly damaged: number
}

/** How many of a thing are in a file, and how many of them this device has not. */
export interface Counted {
  readonly all: number
  readonly fresh: number
}

/**
 * What restoring does with the library that is here. `same`: the file is of this very library; `into`: this device
 * keeps its key, and what the file holds comes into it; `over`: this device takes the file's key, and brings along what
 * it has.
 */
export type RestoreWay = 'same' | 'into' | 'over'

/** What a damaged file cannot give, whatever is done with it. */
export interface BackupDamage {
  /** A part of the file is missing or was changed: another copy of it may be whole. */
  readonly broken: boolean
  /** Titles of lists. */
  readonly lists: readonly string[]
  /** Papers that the person imported themselves, or some of them. */
  readonly imports: boolean
}

/** What is in a file, before anything is written. */
export interface BackupPreview {
  readonly madeAt: number
  /** Name of the person, empty where they gave none. */
  readonly by: string
  readonly device: string
  readonly way: RestoreWay
  /** Something was done on this device already. */
  readonly merges: boolean
  readonly saved: Counted
  readonly notes: Counted
  readonly tags: Counted
  readonly lists: Counted
  /** Titles, with the number of papers; `null` where the file is damaged and cannot give the list. */
  readonly titles: readonly { readonly title: string; readonly papers: number | null }[]
  /** What the file held and cannot give; `null` where it gives everything. */
  readonly damage: BackupDamage | null
  /**
   * Puts everything back, document by document and the library last. Stopped by `signal`, it leaves what was done. The
   * error is a sentence.
   */
  restore(
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Result<Restored, string>>
}

export interface Restored {
  /** Stopped before the library: what it says of lists and papers is as it was. */
  readonly stopped: boolean
  /** Documents that were put back, of how many. */
  readonly done: number
  readonly total: number
  /** The page must begin anew with the library that was taken over. */
  readonly reload: boolean
}

export interface OpeningFault {
  readonly sentence: string
  /** Another passphrase may do. */
  readonly wrongPassphrase: boolean
  /** What of the file can be read, in open formats, where its library cannot and nothing can be put back. */
  readable(): Promise<MadeFile> | null
}

/** A backup that was read; `sealed` ones open with their passphrase. */
export interface FoundBackup {
  readonly sealed: boolean
  open(passphrase: string | null): Promise<Result<BackupPreview, OpeningFault>>
}

/** `looking`: the server is asked for the library; also where there is no network, and for as long as it takes. */
export type KeyPhase =
  { readonly type: 'resting' | 'looking' | 'done' } | { readonly type: 'ended'; readonly sentence: string }

/** A library on its way to this device by its key. */
export interface KeyTaking {
  readonly phase: Accessor<KeyPhase>
  /** Something was done in the library that is here, and is put together with the other. */
  readonly merges: boolean
  begin(): Promise<void>
  stop(): Promise<void>
}

/** The key of the library on this device. */
export interface LibraryKey {
  /** As words, as an address with its code, and as a file with both. */
  show(): Promise<{ readonly words: readonly string[]; readonly address: string; readonly file: MadeFile }>
  /** Reads a key; nothing is done before `begin`. The error is a sentence. */
  read(text: string): Promise<Result<KeyTaking, string>>
}

/** `asks`: the browser wants to be asked again; `fault`: a sentence, the last file was not written. */
export type DailyState =
  | { readonly type: 'off' }
  | {
      readonly type: 'on'
      readonly folder: string
      readonly sealed: boolean
      /** When the folder was last up to date, in ms. */
      readonly at: number | null
      readonly asks: boolean
      readonly fault: string | null
    }

/** Backups that write themselves, at most once a day and when something has changed. */
export interface DailyBackup {
  /** Whether this browser lets a page write into a folder. */
  readonly possible: boolean
  readonly state: Accessor<DailyState>
  /** Has the person choose a folder and writes the first file; call it while a click is handled. */
  choose(passphrase: string | null): Promise<Result<null, string>>
  /** Has the browser ask again; call it while a click is handled. */
  allow(): Promise<void>
  stop(): Promise<void>
  /** Writes where a day has passed. */
  check(): Promise<void>
}

/** Backups of everything on this device, and the way back from them. */
export interface Backups {
  /** When the last one was made here, in ms; `null`: never. */
  readonly last: Accessor<number | null>
  /** `null` leaves the file open to whoever has it. The error is a sentence. */
  make(passphrase: string | null): Promise<Result<MadeBackup, string>>
  /** The file has reached the person's disk, as far as this page can tell. */
  noteSaved(): Promise<void>
  /** Reads a file; nothing is written. The error is a sentence. */
  read(file: Blob): Promise<Result<FoundBackup, string>>
  /** Everything that can be read, in open formats, as one zip. The error is a sentence. */
  exportAll(): Promise<Result<MadeFile, string>>
  readonly daily: DailyBackup
  /** The only copy of something worth keeping is in this browser, which may forget it. */
  readonly endangered: Accessor<boolean>
  /** The person has heard that, and wants to hear it again in a week. */
  putOff(): Promise<void>
  /** The library's key; its code comes when it is first asked for. */
  key(): Promise<LibraryKey>
  /** Begins anew with the library that was taken over. */
  reload(): void
}
