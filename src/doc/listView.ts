import { parseColour } from '../domain/colour.ts'
import { MAX_NAME_LENGTH } from '../domain/member.ts'
import type { Paper } from '../domain/paper.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseReadingState, type ReadingState } from '../domain/reading.ts'
import type { Meeting } from '../domain/meeting.ts'
import type { Stage } from '../domain/stage.ts'
import type { Day } from '../lib/day.ts'
import { parseAlias, resolveAlias } from './aliases.ts'
import {
  createReader,
  keepSame,
  readClaims,
  readEntries,
  readTexts,
  resolveClaims,
  type DocReader,
} from './docReader.ts'
import { isStored, parseFields, parseId, parsePosition, parseText, parseTime } from './entry.ts'
import { listTagReaders, type ListTagView } from './listTags.ts'
import {
  MAX_COMMENT_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_LIST_TITLE_LENGTH,
  MAX_MENTIONS,
  MAX_WHY_LENGTH,
} from './limits.ts'
import { parseKey } from './moveEntries.ts'
import { createPaperMerge } from './papers.ts'
import {
  MAIN_MEETING,
  parseMeetingClaim,
  parseScheduleClaim,
  parseStageClaim,
  scheduleSubject,
} from './scheduleEntries.ts'
import { parsePublished, type Published } from './publishing.ts'
import { plainText, type SharedDoc } from './sharedText.ts'
import { parseSnapshotEntry } from './snapshot.ts'
import { openSchema, schemaOf } from './upgrade.ts'

export interface ListMember {
  readonly name: string
  readonly colour: number
  /** Agreement key to which a new room is handed over (base64url); `null` where none was said. */
  readonly key: string | null
  /** Was left out when the list moved. */
  readonly gone: boolean
}

export interface ListedPaper {
  /** Member ids; the one who added it, and who voted, in the order of the votes. */
  readonly addedBy: string
  readonly addedAt: number
  /** By hand; empty where nobody placed it. */
  readonly position: string
  readonly why: string
  readonly votes: readonly string[]
  readonly reading: ReadonlyMap<string, ReadingState>
  readonly stage: Stage
  /** When it is talked about, and the id of the member who presents it. */
  readonly date: Day | null
  readonly presenter: string | null
}

export interface Said {
  readonly id: string
  readonly author: string
  readonly at: number
  readonly text: string
  readonly replyTo: string | null
  /** Members it speaks to. */
  readonly mentions: readonly string[]
  /** Who found that nothing is left to say in the thread under it; `null`: it is open. */
  readonly resolved: { readonly by: string; readonly at: number } | null
}

/** Ids of members from outside, each once. */
const parseMentions = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) return []
  const ids = value.slice(0, MAX_MENTIONS).map(parseId)
  return [...new Set(ids.filter((id) => id !== null))]
}

export interface ListView extends ListTagView {
  readonly meta: {
    /** `null` while the list has not arrived. */
    readonly listId: string | null
    readonly title: string
    readonly description: string
    readonly colour: number
    readonly ownerKey: string | null
    readonly schema: number | null
    /** Made by a newer major version: to be read only. */
    readonly newer: boolean
  }
  readonly members: ReadonlyMap<string, ListMember>
  readonly papers: ReadonlyMap<PaperKey, Paper>
  /** The papers that are in the list now. */
  readonly entries: ReadonlyMap<PaperKey, ListedPaper>
  /** Oldest first. */
  readonly comments: ReadonlyMap<PaperKey, readonly Said[]>
  /** Papers with something in the group's note. */
  readonly noted: ReadonlySet<PaperKey>
  /** When the group meets regularly. */
  readonly meeting: Meeting | null
  /** Members who publish a feed of the list, by id. */
  readonly published: ReadonlyMap<string, Published>
  readonly aliases: ReadonlyMap<PaperKey, PaperKey>
  /** Entries that make no sense to this version. */
  readonly unreadable: number
}

/** "<paper key> <member>" */
const parseMine = (subject: string): { readonly key: PaperKey; readonly member: string } | null => {
  const space = subject.indexOf(' ')
  const key = parsePaperKey(subject.slice(0, space))
  const member = parseId(subject.slice(space + 1))
  return key && member !== null ? { key, member } : null
}

const group = <T>(items: Iterable<T>, keyOf: (item: T) => PaperKey): ReadonlyMap<PaperKey, T[]> => {
  const groups = new Map<PaperKey, T[]>()
  for (const item of items) {
    const known = groups.get(keyOf(item))
    if (known) known.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

/** A shared list as plain values, kept in step with its document. */
export const readList = (doc: SharedDoc): DocReader<ListView> => {
  const meta = readEntries(doc, 'meta', (_key, value) => (isStored(value) ? value : null))
  const members = readEntries(doc, 'members', (id, value) => {
    const fields = parseFields(value)
    if (!fields || parseId(id) === null) return null
    return {
      name: parseText(fields['name'], MAX_NAME_LENGTH) ?? '',
      colour: parseColour(fields['colour']),
      key: parseKey(fields['key']),
      gone: parseTime(fields['gone']) !== null,
    }
  })
  const papers = readEntries(doc, 'papers', parseSnapshotEntry)
  const added = readClaims(doc, 'added', ({ subject, value }) => {
    const key = parsePaperKey(subject)
    const fields = parseFields(value)
    const by = parseId(fields?.['by'])
    return key && by !== null ? { key, by, at: parseTime(fields?.['at']) ?? 0 } : null
  })
  const order = readEntries(doc, 'order', (_key, value) => parsePosition(value) || null)
  const why = readClaims(doc, 'why', ({ subject, value }) => {
    const key = parsePaperKey(subject)
    const text = parseText(parseFields(value)?.['text'], MAX_WHY_LENGTH)
    return key && text !== null ? { key, text } : null
  })
  const votes = readClaims(doc, 'votes', ({ subject, value }) => {
    const of = parseMine(subject)
    const at = parseTime(value)
    return of && at !== null ? { ...of, at } : null
  })
  const reading = readClaims(doc, 'reading', ({ subject, value }) => {
    const of = parseMine(subject)
    const state = parseReadingState(parseFields(value)?.['state'])
    return of && state ? { ...of, state } : null
  })
  const stages = readClaims(doc, 'stage', parseStageClaim)
  const schedule = readClaims(doc, 'schedule', parseScheduleClaim)
  const meetings = readClaims(doc, 'meetings', parseMeetingClaim)
  const published = readClaims(doc, 'published', parsePublished)
  const comments = readEntries(doc, 'comments', (id, value) => {
    const fields = parseFields(value)
    const paper = typeof fields?.['paper'] === 'string' ? parsePaperKey(fields['paper']) : null
    const author = parseId(fields?.['author'])
    const at = parseTime(fields?.['at'])
    if (!fields || !paper || author === null || at === null || parseId(id) === null) return null
    const mentions = parseMentions(fields['mentions'])
    return { id, paper, author, at, replyTo: parseId(fields['replyTo']), mentions }
  })
  const resolved = readClaims(doc, 'resolved', ({ subject, value }) => {
    const id = parseId(subject)
    const fields = parseFields(value)
    const by = parseId(fields?.['by'])
    return id !== null && by !== null ? { id, by, at: parseTime(fields?.['at']) ?? 0 } : null
  })
  const texts = readTexts(doc, 'comment:', (_id, text) =>
    text.length > 0 ? plainText(text).slice(0, MAX_COMMENT_LENGTH) : null,
  )
  const notes = readTexts(doc, 'note:', (name, text) => (text.length > 0 ? parsePaperKey(name) : null))
  const removed = readEntries(doc, 'removed', (_key, value) => parseFields(value))
  const aliases = readEntries(doc, 'aliases', parseAlias)
  const talk = [comments, texts, removed, resolved]

  const mergePapers = createPaperMerge()
  let aliasMap: ReadonlyMap<PaperKey, PaperKey> = new Map()
  const resolve = (key: PaperKey): PaperKey => resolveAlias(aliasMap, key)
  const tagging = listTagReaders(doc, aliases, resolve)
  const sources = [meta, members, papers, added, order, why, votes, reading, ...talk, ...tagging.sources]
  const all = [...sources, notes, stages, schedule, meetings, published, aliases]
  const perMember = ({ key, member }: { readonly key: PaperKey; readonly member: string }): string =>
    `${resolve(key)} ${member}`

  return createReader<ListView>(doc, all, {
    // First, as the other fields look papers up through it.
    aliases: { from: [aliases], read: () => (aliasMap = new Map(aliases.entries.values())) },
    meta: {
      from: [meta],
      read: () => ({
        listId: parseId(meta.entries.get('listId')),
        title: parseText(meta.entries.get('title'), MAX_LIST_TITLE_LENGTH) ?? '',
        description: parseText(meta.entries.get('description'), MAX_DESCRIPTION_LENGTH) ?? '',
        colour: parseColour(meta.entries.get('colour')),
        ownerKey: parseId(meta.entries.get('ownerKey')),
        schema: schemaOf(doc),
        newer: openSchema(doc) === 'newer',
      }),
    },
    members: { from: [members], read: (before) => keepSame(before, new Map(members.entries)) },
    papers: { from: [papers, aliases], read: () => mergePapers(papers.entries.values(), resolve) },
    entries: {
      from: [added, order, why, votes, reading, stages, schedule, aliases],
      read: (before) => {
        const whys = resolveClaims(why, (value) => resolve(value.key))
        const voted = group(resolveClaims(votes, perMember).values(), ({ key }) => resolve(key))
        const states = group(resolveClaims(reading, perMember).values(), ({ key }) => resolve(key))
        const stageOf = resolveClaims(stages, (value) => resolve(value.key))
        const planned = resolveClaims(schedule, ({ key, field }) => scheduleSubject(resolve(key), field))
        const listed = new Map<PaperKey, ListedPaper>()
        for (const [key, { by, at, key: name }] of resolveClaims(added, (value) => resolve(value.key)))
          listed.set(key, {
            addedBy: by,
            addedAt: at,
            position: order.entries.get(key) ?? order.entries.get(name) ?? '',
            why: whys.get(key)?.text ?? '',
            votes: (voted.get(key) ?? [])
              .sort((a, b) => a.at - b.at || (a.member < b.member ? -1 : 1))
              .map(({ member }) => member),
            reading: new Map((states.get(key) ?? []).map(({ member, state }) => [member, state])),
            stage: stageOf.get(key)?.stage ?? 'to-read',
            date: planned.get(scheduleSubject(key, 'date'))?.date ?? null,
            presenter: planned.get(scheduleSubject(key, 'presenter'))?.presenter ?? null,
          })
        return keepSame(before, listed)
      },
    },
    comments: {
      from: [...talk, aliases],
      read: (before) => {
        const settled = resolveClaims(resolved, ({ id }) => id)
        const said = [...comments.entries.values()].flatMap(({ paper, ...comment }) => {
          const text = texts.entries.get(comment.id)
          if (text === undefined || removed.entries.has(`comment ${comment.id}`)) return []
          const found = settled.get(comment.id)
          const by = found ? { by: found.by, at: found.at } : null
          return [{ paper: resolve(paper), said: { ...comment, text, resolved: by } }]
        })
        const byPaper = new Map<PaperKey, readonly Said[]>()
        for (const [key, these] of group(said, ({ paper }) => paper))
          byPaper.set(
            key,
            these.map((one) => one.said).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
          )
        return keepSame(before, byPaper)
      },
    },
    ...tagging.fields,
    noted: {
      from: [notes, aliases],
      read: (before) => {
        const keys = new Set([...notes.entries.values()].map((key) => resolve(key)))
        return before?.size === keys.size && [...keys].every((key) => before.has(key)) ? before : keys
      },
    },
    meeting: {
      from: [meetings],
      read: () => resolveClaims(meetings, (_value, { subject }) => subject).get(MAIN_MEETING) ?? null,
    },
    published: {
      from: [published],
      read: (before) => {
        const known = new Map<string, Published>()
        for (const [id, { member: _member, ...said }] of resolveClaims(published, ({ member }) => member))
          known.set(id, said)
        return keepSame(before, known)
      },
    },
    unreadable: { from: all, read: () => all.reduce((sum, source) => sum + source.unreadable(), 0) },
  })
}
