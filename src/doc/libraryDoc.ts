import { parseColour } from '../domain/colour.ts'
import { MAX_NAME_LENGTH } from '../domain/member.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import { nextTime, runAct, type ActWriter } from './acts.ts'
import { namesOf, parseAlias } from './aliases.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, tidyText, type Stored } from './entry.ts'
import { MAX_PAPERS_AT_ONCE } from './limits.ts'
import { noteOn } from './note.ts'
import type { SharedDoc, SharedText } from './sharedText.ts'
import { findSkips, skipTombstoneKey } from './skips.ts'
import { keepSnapshots } from './papers.ts'
import { openSchema, SCHEMA } from './upgrade.ts'

/** Begins a library; a document that has a beginning, or is of a newer schema, is left as it is. */
export const createLibrary = (desk: Desk): boolean => {
  if (openSchema(desk.doc) !== 'empty') return false
  desk.doc.transact(() => {
    desk.doc.getMap('meta').set('schema', SCHEMA)
    desk.doc.getMap('meta').set('createdAt', nextTime(desk))
  })
  return true
}

/** What is claimed under one of the paper's names; `null` where nothing is. */
export const claimed = (writer: ActWriter, root: string, names: readonly string[]): Stored | null => {
  for (const name of names) {
    const value = writer.get(root, name)
    if (value !== null) return value
  }
  return null
}

/** Takes back what is claimed under any of the names. */
export const clear = (writer: ActWriter, root: string, names: readonly string[]): void => {
  for (const name of names) writer.set(root, name, null)
}

/** A paper and what is known of it, to be kept beside what is done to it. */
export interface KnownPaper {
  readonly key: PaperKey
  readonly snapshots: readonly PaperSnapshot[]
}

/** Takes skips back wherever they were made; a skip made elsewhere at the same time stands. */
const liftSkips = (desk: Desk, writer: ActWriter, keys: readonly PaperKey[]): void => {
  const skipped = findSkips(
    desk.doc,
    keys.flatMap((key) => namesOf(desk.doc, key)),
  )
  for (const [key, names] of skipped) {
    const before = parseFields(writer.get('removed', skipTombstoneKey(key)))?.['of']
    const of = [...new Set([...(Array.isArray(before) ? before : []), ...names])].sort()
    writer.set('removed', skipTombstoneKey(key), JSON.stringify({ by: desk.by, at: writer.at, of }))
  }
}

/**
 * Saves papers as one act; those saved already are left alone. `skipped` are those of them that are skipped, which the
 * same act takes back (SPEC.md D63).
 */
export const savePapers = (
  desk: Desk,
  papers: readonly KnownPaper[],
  skipped: readonly PaperKey[] = [],
): ActId | null =>
  runAct(desk, 'save', papers[0]?.key ?? '', (writer) => {
    for (const { key, snapshots } of papers.slice(0, MAX_PAPERS_AT_ONCE)) {
      const names = namesOf(desk.doc, key)
      keepSnapshots(writer, names[0], snapshots)
      if (claimed(writer, 'saved', names) === null) writer.set('saved', names[0], writer.at)
    }
    if (skipped.length > 0) liftSkips(desk, writer, skipped.slice(0, MAX_PAPERS_AT_ONCE))
  })

export const savePaper = (
  desk: Desk,
  key: PaperKey,
  snapshots: readonly PaperSnapshot[],
  isSkipped = false,
): ActId | null => savePapers(desk, [{ key, snapshots }], isSkipped ? [key] : [])

export const unsavePapers = (desk: Desk, keys: readonly PaperKey[]): ActId | null =>
  runAct(desk, 'unsave', keys[0] ?? '', (writer) => {
    for (const key of keys.slice(0, MAX_PAPERS_AT_ONCE)) clear(writer, 'saved', namesOf(desk.doc, key))
  })

export const unsavePaper = (desk: Desk, key: PaperKey): ActId | null => unsavePapers(desk, [key])

export const unskipPapers = (desk: Desk, keys: readonly PaperKey[]): ActId | null =>
  runAct(desk, 'unskip', keys[0] ?? '', (writer) => liftSkips(desk, writer, keys))

/** Gives papers one reading state as one act; `null` clears it. */
export const setReadings = (
  desk: Desk,
  papers: readonly KnownPaper[],
  state: ReadingState | null,
): ActId | null =>
  runAct(desk, 'reading', papers[0]?.key ?? '', (writer) => {
    for (const { key, snapshots } of papers.slice(0, MAX_PAPERS_AT_ONCE)) {
      const names = namesOf(desk.doc, key)
      if (state === null) {
        clear(writer, 'reading', names)
        continue
      }
      keepSnapshots(writer, names[0], snapshots)
      if (parseFields(claimed(writer, 'reading', names))?.['state'] === state) continue
      clear(writer, 'reading', names.slice(1))
      writer.set('reading', names[0], JSON.stringify({ state, at: writer.at }))
    }
  })

/** `null` clears the state. */
export const setReading = (
  desk: Desk,
  key: PaperKey,
  state: ReadingState | null,
  snapshots: readonly PaperSnapshot[] = [],
): ActId | null => setReadings(desk, [{ key, snapshots }], state)

export const setProfile = (
  desk: Desk,
  profile: { readonly name: string; readonly colour: number },
): ActId | null =>
  runAct(desk, 'profile', '', (writer) => {
    const name = tidyText(profile.name.trim(), MAX_NAME_LENGTH)
    if (name !== '') writer.set('profile', 'name', name)
    writer.set('profile', 'colour', parseColour(profile.colour))
  })

/** The private note on a paper. */
export const libraryNote = (doc: SharedDoc, key: PaperKey): SharedText => noteOn(doc, key)

/**
 * Notes that the paper under `from` is the one under `to`, a stronger kind of key. Nothing moves: everything kept
 * under either name is found under both, two notes beside each other (SPEC.md D62).
 */
export const writeAlias = (desk: Desk, from: PaperKey, to: PaperKey): ActId | null =>
  runAct(desk, 'alias', from, (writer) => {
    if (!parseAlias(from, to) || writer.get('aliases', from) === to) return
    writer.set('aliases', from, to)
  })

/** Keeps what is known of a paper beside what a person did to it. False where nothing was new. */
export const putSnapshots = (desk: Desk, key: PaperKey, snapshots: readonly PaperSnapshot[]): boolean => {
  if (openSchema(desk.doc) === 'newer') return false
  const papers = desk.doc.getMap('papers')
  return desk.doc.transact(() => {
    let wrote = false
    const store = {
      get: (_root: string, name: string) => papers.get(name),
      keep: (_root: string, name: string, value: Stored) => {
        if (papers.get(name) === value) return
        papers.set(name, value)
        wrote = true
      },
    }
    keepSnapshots(store, namesOf(desk.doc, key)[0], snapshots)
    return wrote
  })
}

/** `null` forgets the setting. */
export const setSetting = (desk: Desk, name: string, value: Stored | null): ActId | null =>
  runAct(desk, 'setting', name, (writer) => writer.set('settings', name, value))
