import { parseColour } from '../domain/colour.ts'
import { MAX_NAME_LENGTH } from '../domain/member.ts'
import type { Paper } from '../domain/paper.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseReadingState, type ReadingState } from '../domain/reading.ts'
import { parseDay, type Day } from '../lib/day.ts'
import { parseAlias, resolveAlias } from './aliases.ts'
import {
  listDevices,
  parseDevice,
  parseLeaving,
  type LeavingList,
  type LibraryDevice,
} from './deviceEntries.ts'
import {
  createReader,
  readClaims,
  readEntries,
  readTexts,
  resolveClaims,
  type DocReader,
} from './docReader.ts'
import { isStored, parseFields, parseId, parsePosition, parseText, parseTime, type Stored } from './entry.ts'
import { MAX_LINK_LENGTH, MAX_LIST_TITLE_LENGTH } from './limits.ts'
import {
  parseKey,
  parseLeftRoom,
  parsePendingMove,
  parsePin,
  type LeftRoom,
  type PendingMove,
  type Pin,
} from './moveEntries.ts'
import { createPaperMerge } from './papers.ts'
import type { SharedDoc } from './sharedText.ts'
import { createSkippedSet } from './skippedSet.ts'
import { parsePacked, parsePackedKey, parseSkipTombstone } from './skips.ts'
import { parseSnapshotEntry } from './snapshot.ts'
import { groupTags, joinTags, parseTagId, parseTagName, parseTagSubject, type TagLabel } from './tags.ts'
import { openSchema, schemaOf } from './upgrade.ts'

export interface LibraryList {
  readonly link: string
  readonly room: string
  /** As it was when the list was last opened. */
  readonly title: string
  readonly colour: number
  /** By hand; empty where nobody placed it. */
  readonly position: string
  /** When it came into the library. */
  readonly at: number
  readonly archived: boolean
  /** When it was copied, where it is a frozen copy of a list that was left; such a one is never written. */
  readonly frozen: number | null
  /** Under which id this person is known in it; `null` where that follows from their identity secret. */
  readonly member: string | null
  /** Under which secret (base64url) new rooms are handed over; `null` where that follows from the library's. */
  readonly handOver: string | null
}

export interface LibraryFeed {
  readonly link: string
  /** For what this person imports. */
  readonly own: boolean
  /** Id of the list of which this person publishes it; `null` where they follow it. */
  readonly list: string | null
  readonly at: number
}

/** Somebody else writes it, and this person follows it. */
export const isFollowed = ({ own, list }: LibraryFeed): boolean => !own && list === null

export interface LibraryView {
  readonly meta: { readonly schema: number | null; readonly newer: boolean }
  readonly profile: { readonly name: string | null; readonly colour: number }
  readonly papers: ReadonlyMap<PaperKey, Paper>
  /** When each was saved. */
  readonly saved: ReadonlyMap<PaperKey, number>
  /** A new object after each change, but always of the newest state. */
  readonly skipped: ReadonlySet<PaperKey>
  readonly reading: ReadonlyMap<PaperKey, ReadingState>
  /** Tag ids in alphabetical order. */
  readonly tags: ReadonlyMap<PaperKey, readonly string[]>
  readonly tagNames: ReadonlyMap<string, TagLabel>
  /** Ids that are shown as another tag, by id; every other view names the tag that is shown. */
  readonly tagIds: ReadonlyMap<string, string>
  /** Papers with something in their private note. */
  readonly noted: ReadonlySet<PaperKey>
  /** Every name with something in a note of its own, also those of one paper. */
  readonly noteNames: ReadonlySet<PaperKey>
  readonly lists: ReadonlyMap<string, LibraryList>
  readonly feeds: ReadonlyMap<string, LibraryFeed>
  /** Keys of members as they were first seen: see `pinOf`. */
  readonly pins: ReadonlyMap<string, Pin>
  /** Moves that were begun, by list. */
  readonly moves: ReadonlyMap<string, PendingMove>
  /** Rooms that lists have left, by room. */
  readonly left: ReadonlyMap<string, LeftRoom>
  /** Lists that are to move away from a lost device, by id. */
  readonly leaving: ReadonlyMap<string, LeavingList>
  /** By id, in the order in which they came. */
  readonly devices: ReadonlyMap<string, LibraryDevice>
  readonly aliases: ReadonlyMap<PaperKey, PaperKey>
  /** When each finished day was finished. */
  readonly days: ReadonlyMap<Day, number>
  readonly settings: ReadonlyMap<string, Stored>
  /** Entries that make no sense to this version. */
  readonly unreadable: number
}

const paperAt = (subject: string, value: Stored): { key: PaperKey; at: number } | null => {
  const key = parsePaperKey(subject)
  const at = parseTime(value)
  return key && at !== null ? { key, at } : null
}

/** A library as plain values, kept in step with its document. */
export const readLibrary = (doc: SharedDoc): DocReader<LibraryView> => {
  const meta = readEntries(doc, 'meta', (_key, value) => value)
  const profile = readEntries(doc, 'profile', (_key, value) => (isStored(value) ? value : null))
  const papers = readEntries(doc, 'papers', parseSnapshotEntry)
  const saved = readClaims(doc, 'saved', ({ subject, value }) => paperAt(subject, value))
  const reading = readClaims(doc, 'reading', ({ subject, value }) => {
    const key = parsePaperKey(subject)
    const state = parseReadingState(parseFields(value)?.['state'])
    return key && state ? { key, state } : null
  })
  const tags = readClaims(doc, 'tags', ({ subject }) => parseTagSubject(subject))
  const tagNames = readEntries(doc, 'tagNames', parseTagName)
  const tagMerges = readEntries(doc, 'tagMerges', (_id, into) => parseTagId(into))
  const notes = readTexts(doc, 'note:', (name, text) => (text.length > 0 ? parsePaperKey(name) : null))
  const lists = readClaims(doc, 'lists', ({ subject, value }) => {
    const fields = parseFields(value)
    const id = parseId(subject)
    const link = parseText(fields?.['link'], MAX_LINK_LENGTH)
    const room = parseId(fields?.['room'])
    if (!fields || id === null || link === null || room === null) return null
    const title = parseText(fields['title'], MAX_LIST_TITLE_LENGTH) ?? ''
    return {
      id,
      link,
      room,
      title,
      colour: parseColour(fields['colour']),
      at: parseTime(fields['at']) ?? 0,
      member: parseId(fields['member']),
      handOver: parseKey(fields['handOver']),
      frozen: parseTime(fields['frozen']),
    }
  })
  const archived = readClaims(doc, 'archived', ({ subject, value }) =>
    parseTime(value) === null ? null : parseId(subject),
  )
  const listOrder = readEntries(doc, 'listOrder', (_key, value) => parsePosition(value) || null)
  const feeds = readClaims(doc, 'feeds', ({ subject, value }) => {
    const fields = parseFields(value)
    const id = parseId(subject)
    const link = parseText(fields?.['link'], MAX_LINK_LENGTH)
    if (id === null || link === null) return null
    const own = fields?.['own'] === true
    return { id, link, own, list: parseId(fields?.['list']), at: parseTime(fields?.['at']) ?? 0 }
  })
  const pins = readEntries(doc, 'pins', parsePin)
  const moves = readEntries(doc, 'moves', parsePendingMove)
  const left = readEntries(doc, 'left', parseLeftRoom)
  const leaving = readEntries(doc, 'leaving', parseLeaving)
  const devices = readEntries(doc, 'devices', parseDevice)
  const deviceSeen = readEntries(doc, 'deviceSeen', (_key, value) => parseTime(value))
  const aliases = readEntries(doc, 'aliases', parseAlias)
  const days = readEntries(doc, 'days', (key, value) => {
    const day = parseDay(key)
    const at = parseTime(value)
    return day && at !== null ? { day, at } : null
  })
  const settings = readEntries(doc, 'settings', (_key, value) => (isStored(value) ? value : null))
  const packed = readEntries(doc, 'skipped', (key, value) =>
    parsePackedKey(key) ? parsePacked(value) : null,
  )
  const removed = readEntries(doc, 'removed', (_key, value) =>
    parseFields(value) ? { of: parseSkipTombstone(value) } : null,
  )
  const sources = [
    meta,
    profile,
    papers,
    saved,
    reading,
    tags,
    tagNames,
    tagMerges,
    notes,
    lists,
    archived,
    listOrder,
    feeds,
    pins,
    moves,
    left,
    leaving,
    devices,
    deviceSeen,
    aliases,
    days,
    settings,
    packed,
    removed,
  ]

  const mergePapers = createPaperMerge()
  let aliasMap: ReadonlyMap<PaperKey, PaperKey> = new Map()
  const resolve = (key: PaperKey): PaperKey => resolveAlias(aliasMap, key)
  const skipped = createSkippedSet(packed, removed, resolve)
  let tagIds: ReadonlyMap<string, string> = new Map()

  return createReader<LibraryView>(doc, sources, {
    // First, as the other fields look papers up through it.
    aliases: {
      from: [aliases],
      read: () => {
        skipped.rebuild()
        return (aliasMap = new Map(aliases.entries.values()))
      },
    },
    meta: {
      from: [meta],
      read: () => ({ schema: schemaOf(doc), newer: openSchema(doc) === 'newer' }),
    },
    profile: {
      from: [profile],
      read: () => ({
        name: parseText(profile.entries.get('name'), MAX_NAME_LENGTH) || null,
        colour: parseColour(profile.entries.get('colour')),
      }),
    },
    papers: { from: [papers, aliases], read: () => mergePapers(papers.entries.values(), resolve) },
    saved: {
      from: [saved, aliases],
      read: () => {
        const times = new Map<PaperKey, number>()
        for (const [key, { at }] of resolveClaims(saved, (value) => resolve(value.key))) times.set(key, at)
        return times
      },
    },
    skipped: {
      from: [packed, removed, aliases],
      read: () => skipped.update(),
    },
    reading: {
      from: [reading, aliases],
      read: () => {
        const states = new Map<PaperKey, ReadingState>()
        for (const [key, { state }] of resolveClaims(reading, (value) => resolve(value.key)))
          states.set(key, state)
        return states
      },
    },
    // Before the tags of papers, which are looked up through it.
    tagIds: {
      from: [tags, tagNames, tagMerges],
      read: () => {
        const used = [...tags.entries.values()].map(({ value }) => value.tag)
        return (tagIds = joinTags(used, tagNames.entries, tagMerges.entries))
      },
    },
    tags: {
      from: [tags, tagNames, tagMerges, aliases],
      read: (before) => groupTags(tags, resolve, tagIds, before),
    },
    tagNames: { from: [tagNames], read: () => new Map(tagNames.entries) },
    noted: {
      from: [notes, aliases],
      read: (before) => {
        const keys = new Set([...notes.entries.values()].map((key) => resolve(key)))
        return before?.size === keys.size && [...keys].every((key) => before.has(key)) ? before : keys
      },
    },
    noteNames: {
      from: [notes],
      read: (before) => {
        const names = new Set(notes.entries.values())
        return before?.size === names.size && [...names].every((name) => before.has(name)) ? before : names
      },
    },
    lists: {
      from: [lists, archived, listOrder],
      read: () => {
        const away = resolveClaims(archived, (id) => id)
        const known = new Map<string, LibraryList>()
        for (const [id, { id: _id, ...list }] of resolveClaims(lists, (value) => value.id))
          known.set(id, {
            ...list,
            archived: away.has(id),
            position: listOrder.entries.get(id) ?? '',
          })
        return known
      },
    },
    feeds: {
      from: [feeds],
      read: () => {
        const known = new Map<string, LibraryFeed>()
        for (const [id, { id: _id, ...feed }] of resolveClaims(feeds, (value) => value.id))
          known.set(id, feed)
        return known
      },
    },
    pins: { from: [pins], read: () => new Map(pins.entries) },
    moves: { from: [moves], read: () => new Map(moves.entries) },
    left: { from: [left], read: () => new Map(left.entries) },
    leaving: { from: [leaving], read: () => new Map(leaving.entries) },
    devices: {
      from: [devices, deviceSeen],
      read: () => listDevices(devices.entries.values(), deviceSeen.entries),
    },
    days: {
      from: [days],
      read: () => new Map([...days.entries.values()].map(({ day, at }) => [day, at])),
    },
    settings: { from: [settings], read: () => new Map(settings.entries) },
    unreadable: { from: sources, read: () => sources.reduce((sum, source) => sum + source.unreadable(), 0) },
  })
}
