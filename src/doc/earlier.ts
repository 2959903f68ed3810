import type { Meeting } from '../domain/meeting.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { resolveAlias } from './aliases.ts'
import type { LibraryView } from './libraryView.ts'
import type { ListTagView } from './listTags.ts'
import type { ListView } from './listView.ts'
import type { SavedView } from './viewEntries.ts'

/** What an earlier version had and the present one has not, or has otherwise; {@link bringBack} takes it. */
export type EarlierPart =
  | { readonly type: 'title' | 'description' | 'meeting' }
  /** A paper that was on the list, with its reason, votes and comments; or among the saved ones. */
  | {
      readonly type: 'paper' | 'why' | 'votes' | 'stage' | 'date' | 'presenter' | 'reading' | 'tags' | 'note'
      readonly key: PaperKey
    }
  | { readonly type: 'comment'; readonly key: PaperKey; readonly id: string }
  /** A list that was in the library; a tag under its name; a view. */
  | { readonly type: 'list' | 'tag' | 'view'; readonly id: string }

export interface EarlierDifference {
  /** `null`: it came since, and is only told. */
  readonly part: EarlierPart | null
  /** The paper it is about. */
  readonly key: PaperKey | null
  /** Texts, or names that mean something to the document (member ids, tag ids, a reading state); none: nothing. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

const missing = (then: readonly string[], now: readonly string[]): readonly string[] =>
  then.filter((one) => !now.includes(one))
const text = (value: string | null | undefined): readonly string[] => (value ? [value] : [])
const meetingWords = ({ from, time, every, place, zone }: Meeting): readonly string[] => [
  from,
  time,
  String(every),
  place,
  zone,
]

/** Papers that came since: told, so that what was done is seen whole. */
const cameSince = (now: Iterable<PaperKey>, then: ReadonlySet<PaperKey>): readonly EarlierDifference[] =>
  [...now].flatMap((key) => (then.has(key) ? [] : [{ part: null, key, before: [], after: [] }]))

/** Tags that are called otherwise now, or have become another one. */
const compareTags = (
  then: Pick<ListTagView, 'tagNames' | 'tagIds'>,
  now: ListTagView,
): readonly EarlierDifference[] => {
  const used = new Set([...now.tags.values()].flat())
  return [...then.tagNames].flatMap(([id, { name }]) => {
    const tag = now.tagIds.get(id) ?? id
    const after = now.tagNames.get(tag)?.name ?? tag
    // One that no paper has is seen by nobody.
    if (then.tagIds.has(id) || !used.has(tag) || after === name) return []
    return [{ part: { type: 'tag', id } as const, key: null, before: [name], after: [after] }]
  })
}

/** Tags that papers had and have no more. */
const compareTagged = (
  then: Pick<ListTagView, 'tags'>,
  now: Pick<ListTagView, 'tags' | 'tagIds'> & Pick<ListView, 'aliases'>,
): readonly EarlierDifference[] =>
  [...then.tags].flatMap(([old, tags]) => {
    const key = resolveAlias(now.aliases, old)
    const present = now.tags.get(key) ?? []
    const gone = tags.filter((tag) => !present.includes(now.tagIds.get(tag) ?? tag))
    return gone.length > 0 ? [{ part: { type: 'tags', key } as const, key, before: gone, after: [] }] : []
  })

/** Notes that have gone or read otherwise. `noteThen` and `noteNow` give the text of a paper's note. */
const compareNotes = (
  noted: Iterable<PaperKey>,
  noteThen: (key: PaperKey) => string,
  noteNow: (key: PaperKey) => string,
  resolve: (key: PaperKey) => PaperKey,
): readonly EarlierDifference[] =>
  [...noted].flatMap((old) => {
    const key = resolve(old)
    const [before, after] = [noteThen(old), noteNow(key)]
    if (before === '' || before === after) return []
    return [{ part: { type: 'note', key } as const, key, before: [before], after: text(after) }]
  })

/**
 * How a list differs from what it was: what has gone, what reads otherwise, what came. `isTheirs`: the comment was taken
 * back by its author, and is nobody else's business. `noteThen` and `noteNow` give the text of the group's note.
 */
export const compareLists = (
  then: ListView,
  now: Pick<
    ListView,
    'meta' | 'entries' | 'comments' | 'meeting' | 'tags' | 'tagNames' | 'tagIds' | 'aliases'
  >,
  isTheirs: (comment: string) => boolean,
  noteThen: (key: PaperKey) => string,
  noteNow: (key: PaperKey) => string,
): readonly EarlierDifference[] => {
  const found: EarlierDifference[] = []
  for (const type of ['title', 'description'] as const)
    if (then.meta[type] !== '' && then.meta[type] !== now.meta[type])
      found.push({ part: { type }, key: null, before: [then.meta[type]], after: text(now.meta[type]) })
  if (then.meeting && JSON.stringify(then.meeting) !== JSON.stringify(now.meeting))
    found.push({
      part: { type: 'meeting' },
      key: null,
      before: meetingWords(then.meeting),
      after: now.meeting ? meetingWords(now.meeting) : [],
    })
  const keys = new Set<PaperKey>()
  for (const [old, before] of then.entries) {
    const key = resolveAlias(now.aliases, old)
    keys.add(key)
    const after = now.entries.get(key)
    if (!after) {
      found.push({ part: { type: 'paper', key }, key, before: text(before.why), after: [] })
      continue
    }
    if (before.why !== '' && before.why !== after.why)
      found.push({ part: { type: 'why', key }, key, before: [before.why], after: text(after.why) })
    if (before.stage !== after.stage)
      found.push({ part: { type: 'stage', key }, key, before: [before.stage], after: [after.stage] })
    for (const type of ['date', 'presenter'] as const)
      if (before[type] !== null && before[type] !== after[type])
        found.push({ part: { type, key }, key, before: text(before[type]), after: text(after[type]) })
    const votes = missing(before.votes, after.votes)
    if (votes.length > 0) found.push({ part: { type: 'votes', key }, key, before: votes, after: [] })
  }
  for (const [old, said] of then.comments) {
    const key = resolveAlias(now.aliases, old)
    // With a paper that has gone, its comments come back by themselves.
    if (keys.has(key) && !now.entries.has(key)) continue
    const present = new Map((now.comments.get(key) ?? []).map((one) => [one.id, one.text]))
    for (const { id, text: words } of said)
      if (present.get(id) !== words && !isTheirs(id))
        found.push({ part: { type: 'comment', key, id }, key, before: [words], after: text(present.get(id)) })
  }
  found.push(...compareTags(then, now))
  // Off the list a paper keeps its tags, and comes back with them.
  found.push(...compareTagged(then, now).filter(({ key }) => key !== null && now.entries.has(key)))
  found.push(...compareNotes(then.noted, noteThen, noteNow, (old) => resolveAlias(now.aliases, old)))
  return [...found, ...cameSince(now.entries.keys(), keys)]
}

/** How a library differs from what it was. `noteThen` and `noteNow` give the text of a paper's note. */
export const compareLibraries = (
  then: LibraryView,
  now: Pick<LibraryView, 'saved' | 'reading' | 'tags' | 'tagNames' | 'tagIds' | 'lists' | 'aliases'>,
  noteThen: (key: PaperKey) => string,
  noteNow: (key: PaperKey) => string,
): readonly EarlierDifference[] => {
  const found: EarlierDifference[] = []
  const resolve = (key: PaperKey): PaperKey => resolveAlias(now.aliases, key)
  for (const [id, { title }] of then.lists)
    if (!now.lists.has(id))
      found.push({ part: { type: 'list', id }, key: null, before: text(title), after: [] })
  found.push(...compareNotes(then.noted, noteThen, noteNow, resolve))
  const saved = new Set([...then.saved.keys()].map(resolve))
  for (const key of saved)
    if (!now.saved.has(key)) found.push({ part: { type: 'paper', key }, key, before: [], after: [] })
  found.push(...compareTags(then, now))
  found.push(...compareTagged(then, now))
  for (const [old, state] of then.reading) {
    const key = resolve(old)
    const after = now.reading.get(key)
    if (after !== state)
      found.push({ part: { type: 'reading', key }, key, before: [state], after: text(after) })
  }
  return [...found, ...cameSince(now.saved.keys(), saved)]
}

/** Views that have gone, or are called otherwise. */
export const compareViews = (
  then: ReadonlyMap<string, SavedView>,
  now: ReadonlyMap<string, SavedView>,
): readonly EarlierDifference[] =>
  [...then].flatMap(([id, { name }]) => {
    const after = now.get(id)?.name
    if (after === name) return []
    return [{ part: { type: 'view', id } as const, key: null, before: [name], after: text(after) }]
  })
