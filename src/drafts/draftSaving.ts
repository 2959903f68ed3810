import { parseDraft, printDraft, shelve, shelved, shelvedNames, unshelve } from './draftShelf.ts'
import { DRAFT_AGAIN_MS, DRAFT_GONE_MS, DRAFT_REST_MS, DRAFT_WAIT_MS } from './limits.ts'

/** What is half written, on this device's disk; a row is `{ name, kept }`, and `kept: null` removes it. */
export interface DraftDisk {
  /** `null` where the disk does not say. */
  read(): Promise<readonly unknown[] | null>
  /** Asks for the rows once the disk is ready, and again where it has to try again; false where it took none. */
  write(rows: () => readonly { readonly name: string; readonly kept: string | null }[]): Promise<boolean>
}

/** Whether the disk has it; heard of what was written last under a name. */
type Hear = (kept: boolean) => void

let disk: DraftDisk | null = null
let takingUp: Promise<void> | null = null
let isTakenUp = false
let tellHere = (): void => undefined
/** Resolves once all drafts that are on the disk are on the shelf. */
export const draftsHere = new Promise<void>((resolve) => (tellHere = resolve))
/** Names of which the disk does not have what is on the shelf, and who wants to hear of it. */
const unsaved = new Map<string, Hear>()
/** When this page took a draft off the shelf, by name. */
const gone = new Map<string, number>()
let resting: ReturnType<typeof setTimeout> | undefined
let waiting: ReturnType<typeof setTimeout> | undefined

const unheard: Hear = () => undefined

let last = 0
/** Now, and later than all before, whatever is done to the clock: what was written last must be known. */
export const stamp = (after = 0): number => (last = Math.max(Date.now(), last + 1, after + 1))

/** What the disk is to hold of a draft: that it is gone is written down, as localStorage may be behind. */
const toKeep = (name: string): string => {
  const here = shelved(name)
  const goneAt = gone.get(name)
  if (here !== null && (parseDraft(name, here)?.at ?? -1) > (goneAt ?? -1)) return here
  // Another page may just have brought it back from the disk.
  unshelve(name)
  return printDraft(goneAt ?? stamp(), [], '')
}

/** Writes to the disk what it does not have, without waiting any longer. */
export const saveNow = (): void => {
  clearTimeout(resting)
  clearTimeout(waiting)
  resting = waiting = undefined
  if (unsaved.size === 0 || !disk) return
  const all = [...unsaved]
  unsaved.clear()
  void disk
    .write(() => all.map(([name]) => ({ name, kept: toKeep(name) })))
    .then((kept) => {
      for (const [name, hear] of all) {
        hear(kept)
        if (!kept && !unsaved.has(name)) unsaved.set(name, hear)
      }
      if (!kept) waiting ??= setTimeout(saveNow, DRAFT_AGAIN_MS)
    })
}

const saveSoon = (name: string, hear: Hear): void => {
  unsaved.set(name, hear)
  clearTimeout(resting)
  resting = setTimeout(saveNow, DRAFT_REST_MS)
  waiting ??= setTimeout(saveNow, DRAFT_WAIT_MS)
}

/** Puts a draft on the shelf, and soon on the disk. */
export const putDown = (name: string, kept: string, hear: Hear): void => {
  gone.delete(name)
  shelve(name, kept)
  saveSoon(name, hear)
}

/** Takes a draft off the shelf that was written at `at`, and soon off the disk. */
export const takeAway = (name: string, at: number): void => {
  gone.set(name, stamp(at))
  unshelve(name)
  saveSoon(name, unheard)
}

/**
 * Brings shelf and disk together: of each draft what was written last. What is only on the shelf, as an older Carrel
 * left it, goes to the disk; what the shelf lost when the browser was killed comes back.
 */
const bringTogether = (rows: readonly unknown[]): void => {
  const onDisk = new Map<string, number>()
  const forgotten: string[] = []
  for (const row of rows) {
    // reason: an object has nothing but fields, and each is checked right here
    const { name, kept } = (row ?? {}) as { readonly name?: unknown; readonly kept?: unknown }
    const draft = typeof name === 'string' && typeof kept === 'string' ? parseDraft(name, kept) : null
    if (!draft || typeof kept !== 'string') continue
    onDisk.set(draft.name, draft.at)
    if (draft.at <= (gone.get(draft.name) ?? -1)) continue
    const here = parseDraft(draft.name, shelved(draft.name) ?? '')
    if (draft.at <= (here?.at ?? -1)) continue
    if (draft.text !== '') shelve(draft.name, kept)
    else {
      unshelve(draft.name)
      if (!here && Math.abs(Date.now() - draft.at) > DRAFT_GONE_MS) forgotten.push(draft.name)
    }
  }
  for (const name of shelvedNames()) {
    const here = parseDraft(name, shelved(name) ?? '')
    if (here && here.at > (onDisk.get(name) ?? -1) && !unsaved.has(name)) unsaved.set(name, unheard)
  }
  if (forgotten.length > 0) void disk?.write(() => forgotten.map((name) => ({ name, kept: null })))
}

const onHide = (): void => {
  if (document.visibilityState === 'hidden') saveNow()
}

/** Has drafts kept on the disk from now on; resolves once those that were there are on the shelf. */
export const keepDraftsOn = (found: DraftDisk): Promise<void> =>
  (takingUp ??= (async () => {
    const rows = await found.read()
    disk = found
    addEventListener('pagehide', saveNow)
    document.addEventListener('visibilitychange', onHide)
    // A disk that does not answer is written to all the same, and asked again by the next page.
    if (rows) bringTogether(rows)
    isTakenUp = true
    tellHere()
    saveNow()
  })())

/** Whether all drafts that are on the disk are on the shelf. */
export const areDraftsHere = (): boolean => isTakenUp
