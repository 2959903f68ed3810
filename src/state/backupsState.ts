import { createMemo, createSignal } from 'solid-js'
import { looksSealed, makeBackup, openBackup, readEnvelope, salvageBackup } from '../backup/backupFile.ts'
import type { ReadContents } from '../backup/contents.ts'
import { MAX_BACKUP_BYTES } from '../backup/limits.ts'
import { overviewOf, type BackupOverview } from '../backup/overview.ts'
import { isUntouched } from '../doc/mergeLibrary.ts'
import { localDay } from '../domain/meeting.ts'
import { concatBytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import type { BackupPreview, Backups, Counted, FoundBackup, MadeBackup, OpeningFault } from './backups.ts'
import { FILE_FAULTS, NO_LIBRARY, RESTORE_REASONS, SEALED_AND_BROKEN } from './backupWords.ts'
import { createDailyBackup } from './dailyBackup.ts'
import type { DeferredSync } from './deferredSync.ts'
import { fetchCode } from './fetchCode.ts'
import { gatherDocuments } from './gatherBackup.ts'
import { tellHolders } from './libraryHolders.ts'
import { restoreBackup, wayOf, type Restoring } from './restoring.ts'

/** When the last backup was made on this device, in ms. */
const LAST = 'backup:last'

const counted = (
  theirs: Iterable<unknown>,
  mine: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
): Counted => {
  const all = [...theirs]
  return { all: all.length, fresh: all.filter((one) => !mine.has(one)).length }
}

/** When the person last said that they do not want to hear of it for now. */
const PUT_OFF = 'backup:put-off'
const DAY_MS = 86_400_000
const PUT_OFF_MS = 7 * DAY_MS
/** A backup older than this is old. */
const FRESH_MS = 14 * DAY_MS
/** What is worth a word: so many saved papers, or any note or list. */
const WORTH_SAVED = 20

/** Makes backups of this device and restores from them. Needs a reactive owner. */
export const createBackups = (
  restoring: Restoring & {
    readonly transport: DeferredSync
    /** Whether the browser has promised to keep this site's data; `null` where it does not say. */
    readonly persisted: () => boolean | null
  },
): Backups => {
  const { keyring, library, view } = restoring
  const [last, setLast] = createSignal<number | null>(null)
  const known = readDeviceValue(LAST).then((at) => {
    if (typeof at === 'number' && last() === null) setLast(at)
  })

  const previewOf = (contents: ReadContents, overview: BackupOverview, broken: boolean): BackupPreview => {
    const { view: theirs, lostLists, lostImports } = overview
    const lists = [...theirs.lists].map(([id, { title }]) => ({
      lost: lostLists.has(id),
      title: title || 'Untitled list',
      papers: lostLists.has(id) ? null : (overview.papers.get(id) ?? 0),
    }))
    const tagsOf = (tags: ReadonlyMap<unknown, readonly string[]>): ReadonlySet<string> =>
      new Set([...tags.values()].flat())
    return {
      ...contents.about,
      way: wayOf(contents.keys, restoring),
      merges: !isUntouched(library.doc),
      saved: counted(theirs.saved.keys(), view.saved()),
      notes: counted(theirs.noted, view.noted()),
      tags: counted(tagsOf(theirs.tags), tagsOf(view.tags())),
      lists: counted(theirs.lists.keys(), view.lists()),
      titles: lists.map(({ title, papers }) => ({ title, papers })),
      damage:
        broken || lostLists.size > 0 || lostImports
          ? {
              broken,
              lists: lists.filter(({ lost }) => lost).map(({ title }) => title),
              imports: lostImports,
            }
          : null,
      async restore(onProgress, signal) {
        const restored = await restoreBackup(contents, overview, restoring, onProgress, signal)
        if (!restored.ok) return err(RESTORE_REASONS[restored.error])
        if (restored.value.reload) tellHolders()
        return restored
      },
    }
  }

  const make = async (passphrase: string | null): Promise<Result<MadeBackup, string>> => {
    try {
      const { documents, incomplete } = await gatherDocuments(restoring)
      const madeAt = Date.now()
      const { librarySecret, identitySecret } = keyring
      const about = {
        madeAt,
        by: view.profile().name ?? '',
        device: restoring.deviceName,
        version: __CARREL_VERSION__,
      }
      const contents = { about, keys: { librarySecret, identitySecret }, documents }
      const made = await makeBackup(contents, passphrase)
      if (!made.ok)
        return err(
          made.error === 'too-large'
            ? 'Your library is larger than a backup can be. Nothing was saved.'
            : 'The backup could not be read again after it was made, so it was thrown away. Link a second device to have a copy.',
        )
      const { bytes, damaged } = made.value
      return ok({
        name: `carrel-${localDay(madeAt)}.carrel`,
        bytes,
        incomplete,
        damaged: damaged.length,
      })
    } catch (error) {
      return err(`The backup could not be made: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }

  /** What can be put back of a file that was opened, or why nothing can. */
  const lookInto = async (contents: ReadContents, broken: boolean): ReturnType<FoundBackup['open']> => {
    await library.whenLoaded
    const overview = await overviewOf(contents)
    if (overview) return ok(previewOf(contents, overview, broken))
    const { documents } = contents
    return err({
      sentence: NO_LIBRARY,
      wrongPassphrase: false,
      readable: () =>
        documents.length === 0
          ? null
          : fetchCode(() => import('./openFormats.ts')).then(({ exportEverything }) =>
              exportEverything(documents, Date.now()),
            ),
    })
  }
  const refuse = (sentence: string, wrongPassphrase = false): Result<never, OpeningFault> =>
    err({ sentence, wrongPassphrase, readable: () => null })

  const found = async (bytes: Uint8Array<ArrayBuffer>): Promise<Result<FoundBackup, string>> => {
    const envelope = await readEnvelope(bytes)
    if (envelope.ok) {
      const { sealed } = envelope.value
      return ok({
        sealed,
        async open(passphrase) {
          const opened = await openBackup(envelope.value, passphrase)
          if (opened.ok) return lookInto(opened.value, false)
          return refuse(FILE_FAULTS[opened.error], opened.error === 'wrong-passphrase')
        },
      })
    }
    const fault = envelope.error
    if (fault !== 'cut' && fault !== 'damaged') return err(FILE_FAULTS[fault])
    const salvaged = await salvageBackup(bytes)
    if (!salvaged) return err(looksSealed(bytes) ? SEALED_AND_BROKEN[fault] : FILE_FAULTS[fault])
    return ok({ sealed: false, open: () => lookInto(salvaged, true) })
  }

  const noteSaved = async (): Promise<void> => {
    const at = Date.now()
    setLast(at)
    await writeDeviceValue(LAST, at)
  }
  const daily = createDailyBackup({
    make,
    content: async () => {
      const { documents } = await gatherDocuments(restoring)
      return concatBytes(...documents.map(({ state }) => state))
    },
    onWritten: noteSaved,
  })
  /** `null` until the disk has said when the person was last asked. */
  const [putOffAt, setPutOffAt] = createSignal<number | null>(null)
  void Promise.all([known, readDeviceValue(PUT_OFF)]).then(([, at]) =>
    setPutOffAt(typeof at === 'number' ? at : 0),
  )
  const endangered = createMemo(() => {
    const asked = putOffAt()
    const now = Date.now()
    if (asked === null || now - asked < PUT_OFF_MS || restoring.persisted() === true) return false
    // Not on the first day: somebody who only looks around has nothing to fear for.
    if (now - keyring.createdAt < DAY_MS) return false
    if ([...view.devices().keys()].some((id) => id !== keyring.deviceId)) return false
    if (now - (last() ?? 0) < FRESH_MS) return false
    return view.saved().size >= WORTH_SAVED || view.noted().size > 0 || view.lists().size > 0
  })

  return {
    async exportAll() {
      try {
        const { exportEverything } = await fetchCode(() => import('./openFormats.ts'))
        const { documents } = await gatherDocuments(restoring)
        return ok(exportEverything(documents, Date.now()))
      } catch (error) {
        return err(`The export could not be made: ${error instanceof Error ? error.message : String(error)}.`)
      }
    },
    daily,
    endangered,
    async putOff() {
      const at = Date.now()
      setPutOffAt(at)
      await writeDeviceValue(PUT_OFF, at)
    },
    last,
    make,
    noteSaved,
    async read(file) {
      if (file.size > MAX_BACKUP_BYTES) return err(FILE_FAULTS['too-large'])
      let bytes: ArrayBuffer
      try {
        bytes = await file.arrayBuffer()
      } catch {
        return err('This file cannot be read any more. Choose it again.')
      }
      return found(new Uint8Array(bytes))
    },
    key: async () => (await fetchCode(() => import('./libraryKeys.ts'))).createLibraryKey(restoring),
    reload: () => location.assign('/'),
  }
}
