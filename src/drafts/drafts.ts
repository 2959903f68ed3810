import { putDown, stamp, takeAway } from './draftSaving.ts'
import {
  DRAFT_NAME,
  draftName,
  parseDraft,
  placeOf,
  printDraft,
  shelved,
  shelvedNames,
  type Draft,
} from './draftShelf.ts'
import { DRAFT_AGE_MS, DRAFT_ORPHAN_MS, MAX_DRAFT_LENGTH, MAX_DRAFT_LETTERS, MAX_DRAFTS } from './limits.ts'

/**
 * What is half written outlives the sheet it is written in, a reload of the page, and the app: a phone ends an app that
 * is out of sight without asking. None is dropped to make room for another, unless nobody touched it for a year: what
 * does not fit is said not to. Nor does one tab write over another's: each page keeps its own words, and the drafts they
 * go on from, until they are sent, saved or given up.
 */
const madeUp = (): string => Math.random().toString(36).slice(2)

/** Names this tab, also after a reload. A duplicated tab takes the name along, so each page has one of its own too. */
const tabName = (): string => {
  try {
    const name = sessionStorage.getItem(DRAFT_NAME) ?? madeUp()
    sessionStorage.setItem(DRAFT_NAME, name)
    return name
  } catch {
    return madeUp()
  }
}
const tab = `${tabName()}.`
const page = tab + madeUp()

const markOf = ({ by, at }: Draft): string => `${by}@${at}`

const draftsOf = (names: readonly string[]): readonly Draft[] =>
  names.flatMap((name) => parseDraft(name, shelved(name) ?? '') ?? [])
const draftsAt = (place: string): readonly Draft[] =>
  draftsOf(shelvedNames().filter((name) => placeOf(name) === place))

/** Whether there is room for a draft of so many letters beside all but those under `names`; very old ones make it. */
const hasRoom = (letters: number, names: readonly string[]): boolean => {
  const others = shelvedNames().filter((name) => !names.includes(name))
  const lettersOf = (name: string): number => name.length + (shelved(name) ?? '').length
  let sum = others.reduce((all, name) => all + lettersOf(name), letters)
  let count = others.length + 1
  const isFull = (): boolean => sum > MAX_DRAFT_LETTERS || count > MAX_DRAFTS
  if (!isFull()) return true
  const old = draftsOf(others)
    .filter(({ at }) => Date.now() - at > DRAFT_AGE_MS)
    .sort((a, b) => a.at - b.at)
  const going: Draft[] = []
  for (const one of old) {
    if (!isFull()) break
    sum -= lettersOf(one.name)
    count -= 1
    going.push(one)
  }
  if (isFull()) return false
  for (const { name, at } of going) takeAway(name, at)
  return true
}

const listeners = new Map<string, Set<() => void>>()

/** Hears of each change that this page makes to the draft at `place`, until the function it answers is called. */
export const onDraft = (place: string, listener: () => void): (() => void) => {
  const all = listeners.get(place) ?? new Set()
  listeners.set(place, all.add(listener))
  return () => {
    all.delete(listener)
    if (all.size === 0 && listeners.get(place) === all) listeners.delete(place)
  }
}
const tellOf = (place: string): void => {
  for (const listener of [...(listeners.get(place) ?? [])]) listener()
}

const unheard = (): void => undefined

/** What the words in each field of this page go on from. */
const begun = new Map<string, readonly string[]>()

/** This tab's own draft, else the newest that no other one goes on from. */
export const readDraft = (place: string): string => {
  const all = [...draftsAt(place)].sort((a, b) => b.at - a.at)
  const goneOn = new Set(all.flatMap(({ from }) => from))
  const found = all.find(({ by }) => by.startsWith(tab)) ?? all.find((one) => !goneOn.has(markOf(one)))
  begun.set(place, found ? [...found.from, ...(found.by === page ? [] : [markOf(found)])] : [])
  return found?.text ?? ''
}

/**
 * Keeps a draft, or forgets it where it is empty. `hear` is told whether it is kept, once the disk has answered; false
 * where leaving would lose it.
 */
export const keepDraft = (place: string, text: string, hear: (kept: boolean) => void = unheard): void => {
  const name = draftName(place, page)
  const from = begun.get(place) ?? []
  /** Those that need no copy: another tab's stays, as that tab may be open and show it. */
  const old = draftsAt(place).filter(
    (one) =>
      (one.name === name && text === '') ||
      (one.name !== name && from.includes(markOf(one)) && (text === '' || one.by.startsWith(tab))),
  )
  if (text !== '') {
    const kept = printDraft(stamp(), from, text)
    // What was kept of it before stays: a part of it is better than nothing.
    if (
      text.length > MAX_DRAFT_LENGTH ||
      !hasRoom(name.length + kept.length, [name, ...old.map((one) => one.name)])
    ) {
      hear(false)
      return
    }
    putDown(name, kept, hear)
  } else {
    begun.delete(place)
    hear(true)
  }
  for (const one of old) takeAway(one.name, one.at)
  tellOf(place)
}

/** Forgets all drafts of lists that are not on this device any more: a place in a list has its id as first or second word. */
export const forgetListDrafts = (ids: readonly string[]): void => {
  for (const { name, at } of draftsOf(shelvedNames()))
    if (
      placeOf(name)
        .split(' ', 2)
        .some((word) => ids.includes(word))
    )
      takeAway(name, at)
}

/** Forgets drafts that nobody touched for a month and whose place is gone; `isGone` is asked only for those. */
export const forgetOrphans = (isGone: (place: string) => boolean): void => {
  for (const { name, at } of draftsOf(shelvedNames()))
    if (Date.now() - at > DRAFT_ORPHAN_MS && isGone(placeOf(name))) takeAway(name, at)
}
