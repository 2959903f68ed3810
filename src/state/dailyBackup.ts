import { createSignal } from 'solid-js'
import { MIN_PASSPHRASE_LENGTH } from '../backup/limits.ts'
import { localDay } from '../domain/meeting.ts'
import { printBase64url } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { sha256 } from '../crypto/primitives.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import type { DailyBackup, DailyState, MadeBackup } from './backups.ts'

/** The folder, with what may be asked of it beyond what the compiler knows. */
interface Folder extends FileSystemDirectoryHandle {
  queryPermission?(wish: { readonly mode: 'readwrite' }): Promise<PermissionState>
  requestPermission?(wish: { readonly mode: 'readwrite' }): Promise<PermissionState>
}
type Picker = (wish: { readonly mode: 'readwrite'; readonly id: string }) => Promise<Folder>

const PLACE = 'backup:place'
const DONE = 'backup:daily'
const DAY_MS = 86_400_000
/** Days of which a file stays in the folder. */
const KEPT_FILES = 7
const NAME = /^carrel-daily-\d{4}-\d{2}-\d{2}\.carrel$/
const LOCK = 'carrel:daily-backup'

const pickerOf = (): Picker | null => {
  const found: unknown = Reflect.get(globalThis, 'showDirectoryPicker')
  // reason: where the browser has it, this is what the File System Access API says it is
  return typeof found === 'function' ? (found as Picker).bind(globalThis) : null
}

interface Place {
  readonly folder: Folder
  readonly passphrase: string | null
}
const parsePlace = (value: unknown): Place | null => {
  if (typeof value !== 'object' || value === null || !('folder' in value)) return null
  const { folder, passphrase } = { passphrase: null, ...value }
  if (typeof FileSystemDirectoryHandle === 'undefined' || !(folder instanceof FileSystemDirectoryHandle))
    return null
  return { folder, passphrase: typeof passphrase === 'string' ? passphrase : null }
}

interface Done {
  /** When the folder was last up to date, in ms. */
  readonly at: number
  /** Of what was written. */
  readonly print: string
}
const parseDone = (value: unknown): Done | null => {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('print' in value)) return null
  const { at, print } = value
  return typeof at === 'number' && typeof print === 'string' ? { at, print } : null
}

const reasonOf = (error: unknown): string => {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotFoundError') return 'the folder is not there any more'
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'the browser does not allow it any more'
  if (name === 'QuotaExceededError') return 'the disk is full'
  return error instanceof Error ? error.message : String(error)
}

/** Writes a whole file or nothing: the browser puts it in place when it is closed. */
const writeFile = async (folder: Folder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
  const file = await folder.getFileHandle(name, { create: true })
  try {
    const to = await file.createWritable()
    try {
      await to.write(bytes)
      await to.close()
    } catch (error) {
      await to.abort().catch(() => undefined)
      throw error
    }
  } catch (error) {
    // What was made for it and never filled is no backup.
    const left = await file.getFile().catch(() => null)
    if (left?.size === 0) await folder.removeEntry(name).catch(() => undefined)
    throw error
  }
}

/** Takes away the oldest of the files that were written here, and no other file of the folder. */
const thinOut = async (folder: Folder): Promise<void> => {
  const names: string[] = []
  for await (const name of folder.keys()) if (NAME.test(name)) names.push(name)
  for (const name of names.sort().slice(0, -KEPT_FILES)) await folder.removeEntry(name)
}

/** Backups that write themselves into a folder of the person's choice, where the browser lets a page do that. */
export const createDailyBackup = (options: {
  readonly make: (passphrase: string | null) => Promise<Result<MadeBackup, string>>
  /** What would be in a file: the same as long as nothing has changed. */
  readonly content: () => Promise<Uint8Array<ArrayBuffer>>
  readonly onWritten: () => Promise<void>
}): DailyBackup => {
  const picker = pickerOf()
  const [state, setState] = createSignal<DailyState>({ type: 'off' })
  let place: Place | null = null
  const loaded = readDeviceValue(PLACE).then(async (value) => {
    place = parsePlace(value)
    await show(null)
  })

  const show = async (fault: string | null): Promise<void> => {
    const done = parseDone(await readDeviceValue(DONE))
    if (!place) return void setState({ type: 'off' })
    const asks = (await permission(place.folder)) === 'prompt'
    setState({
      type: 'on',
      folder: place.folder.name,
      sealed: place.passphrase !== null,
      at: done?.at ?? null,
      asks,
      fault,
    })
  }
  const permission = async (folder: Folder): Promise<PermissionState> => {
    try {
      return (await folder.queryPermission?.({ mode: 'readwrite' })) ?? 'granted'
    } catch {
      return 'denied'
    }
  }

  /** Writes today's file where something has changed since the last one. */
  const write = async ({ folder, passphrase }: Place): Promise<void> => {
    const may = await permission(folder)
    if (may === 'prompt') return show(null)
    if (may === 'denied')
      return show('The daily backup was not written: the browser does not allow it any more.')
    const done = parseDone(await readDeviceValue(DONE))
    const print = printBase64url(await sha256(await options.content()))
    try {
      if (done?.print !== print) {
        const made = await options.make(passphrase)
        if (!made.ok) return await show(`The daily backup was not written. ${made.error}`)
        await writeFile(folder, `carrel-daily-${localDay(Date.now())}.carrel`, made.value.bytes)
        await thinOut(folder)
        await options.onWritten()
      } else {
        // Nothing changed: what stands there is up to date, where it stands there still.
        for await (const name of folder.keys()) if (NAME.test(name)) return await settle(print)
        await writeDeviceValue(DONE)
        return await write({ folder, passphrase })
      }
      await settle(print)
    } catch (error) {
      await show(`The daily backup was not written: ${reasonOf(error)}.`)
    }
  }
  const settle = async (print: string): Promise<void> => {
    await writeDeviceValue(DONE, { at: Date.now(), print })
    await show(null)
  }
  /** One tab writes; the others leave it to that one. */
  const alone = async (work: () => Promise<void>): Promise<void> => {
    const locks = globalThis.navigator?.locks
    if (!locks) return work()
    await locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock) await work()
    })
  }
  const now = (): Promise<void> =>
    alone(async () => {
      if (place) await write(place)
    })

  return {
    possible: picker !== null,
    state,
    async choose(passphrase) {
      if (!picker) return err('This browser does not let a page write into a folder.')
      if (passphrase !== null && passphrase.length < MIN_PASSPHRASE_LENGTH)
        return err(`A passphrase has at least ${MIN_PASSPHRASE_LENGTH} letters.`)
      try {
        const folder = await picker({ mode: 'readwrite', id: 'carrel-backup' })
        // What the disk says comes first, so that it does not come over this.
        await loaded
        place = { folder, passphrase }
        const kept = await writeDeviceValue(PLACE, place)
        if (!kept.ok)
          return err('This device’s disk did not keep the choice. Free some space and choose again.')
        await writeDeviceValue(DONE)
        await now()
        return ok(null)
      } catch (error) {
        // Closed without a choice: no fault of anybody's.
        if (error instanceof DOMException && error.name === 'AbortError') return ok(null)
        return err(`The folder could not be used: ${reasonOf(error)}.`)
      }
    },
    async allow() {
      await loaded
      if (!place) return
      await place.folder.requestPermission?.({ mode: 'readwrite' }).catch(() => undefined)
      await now()
    },
    async stop() {
      await loaded
      place = null
      await writeDeviceValue(PLACE)
      await writeDeviceValue(DONE)
      await show(null)
    },
    async check() {
      await loaded
      const done = parseDone(await readDeviceValue(DONE))
      // A clock that was set back must not put it off for ever.
      if (done && Math.abs(Date.now() - done.at) < DAY_MS) return
      await now()
    },
  }
}
