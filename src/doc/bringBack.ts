import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { runAct, type ActWriter } from './acts.ts'
import { undoAct } from './undoing.ts'
import { namesOf } from './aliases.ts'
import { openClaims, parseClaim, writerOf, type ClaimTable } from './claims.ts'
import type { Desk } from './desk.ts'
import type { EarlierPart } from './earlier.ts'
import { isStored, parseFields, type Stored } from './entry.ts'
import { notesOn } from './note.ts'
import { isClaimRoot } from './roots.ts'
import { MAIN_MEETING, scheduleSubject } from './scheduleEntries.ts'
import { plainText, type SharedDoc, type SharedText } from './sharedText.ts'
import { parseSnapshotEntry } from './snapshot.ts'

/** True where a unit of UTF-16 is the second half of a letter: no text is cut there. */
const isLowSurrogate = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at))

/** Makes `text` say `next`, touching only what differs, so that what others write at once stays where it was. */
const replaceText = (text: SharedText, next: string): void => {
  const before = plainText(text)
  const shorter = Math.min(before.length, next.length)
  let start = 0
  while (start < shorter && before[start] === next[start]) start++
  if (start > 0 && (isLowSurrogate(before, start) || isLowSurrogate(next, start))) start--
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === next[next.length - 1 - end]) end++
  if (end > 0 && isLowSurrogate(next, next.length - end)) end--
  if (before.length - end > start) text.delete(start, before.length - end - start)
  if (next.length - end > start) text.insert(start, next.slice(start, next.length - end))
}

/** What an earlier version says, entry by entry, and how it gets into the present one. */
interface Restoring {
  readonly desk: Desk
  readonly writer: ActWriter
  /** The document as it was. */
  readonly past: SharedDoc
  /** The claim that counted then; `null` where there was none. */
  claimed(root: string, subject: string): Stored | null
  setText(text: SharedText, value: string): void
}

/** Every name the paper goes by, now or then. */
const allNames = ({ desk, past }: Restoring, key: PaperKey): readonly [PaperKey, ...PaperKey[]] => {
  const [first, ...others] = namesOf(desk.doc, key)
  return [first, ...new Set([...others, ...namesOf(past, key)].filter((name) => name !== first))]
}

/** An entry that is kept beside what people do, such as a paper's title or a member's name: only where it is lacking. */
const keepAgain = (at: Restoring, root: string, key: string): void => {
  const value = at.past.getMap(root).get(key)
  if (isStored(value) && at.writer.get(root, key) === null) at.writer.keep(root, key, value)
}

/** Whom a claim names, by its subject ("<paper key> <member>") or in its record. */
const keepMembers = (at: Restoring, subject: string, value: Stored): void => {
  const fields = parseFields(value)
  for (const id of [subject.slice(subject.indexOf(' ') + 1), fields?.['by'], fields?.['presenter']])
    if (typeof id === 'string') keepAgain(at, 'members', id)
}

/** What was claimed then under any of the subjects, and nobody claims now, is claimed again under the first. */
const claimAgain = (at: Restoring, root: string, subjects: readonly [string, ...string[]]): void => {
  if (subjects.some((subject) => at.writer.get(root, subject) !== null)) return
  for (const subject of subjects) {
    const value = at.claimed(root, subject)
    if (value === null) continue
    keepMembers(at, subject, value)
    return at.writer.set(root, subjects[0], value)
  }
}

/** Subjects "<paper key> <more>" of a claim root then, by what stands behind the key. */
const subjectsThen = ({ past }: Restoring, root: string, names: readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>()
  past.getMap(root).forEach((value, entry) => {
    const subject = parseClaim(entry, value)?.subject ?? ''
    const space = subject.indexOf(' ')
    if (names.includes(subject.slice(0, space))) found.add(subject.slice(space + 1))
  })
  return found
}

const claimEachAgain = (at: Restoring, root: string, key: PaperKey): void => {
  const names = allNames(at, key)
  const [first, ...others] = names
  for (const more of subjectsThen(at, root, names))
    claimAgain(at, root, [`${first} ${more}`, ...others.map((name) => `${name} ${more}`)])
}

const keepPaper = (at: Restoring, key: PaperKey): void => {
  const names = allNames(at, key)
  at.past.getMap('papers').forEach((value, entry) => {
    const parsed = parseSnapshotEntry(entry, value)
    if (parsed && names.includes(parsed.key)) keepAgain(at, 'papers', entry)
  })
}

/**
 * Puts what was said otherwise then in the place of what is said now. `subjects` of the paper's names, where they are
 * more than these alone.
 */
const sayAgain = (
  at: Restoring,
  root: string,
  key: PaperKey,
  field: string,
  subject: (name: PaperKey) => string = (name) => name,
): void => {
  const [name, ...more] = allNames(at, key)
  const [first, ...others] = [subject(name), ...more.map(subject)] as const
  const value = [first, ...others].map((name) => at.claimed(root, name)).find((one) => one !== null)
  const said = parseFields(value)
  if (!said || parseFields(at.writer.get(root, first))?.[field] === said[field]) return
  for (const name of others) at.writer.set(root, name, null)
  keepMembers(at, first, value ?? '')
  at.writer.set(root, first, JSON.stringify({ ...said, at: at.writer.at }))
}

/** Only its author takes a comment back, and only they bring it back then: true where it is not for `desk.by` to do. */
export const isTakenBack = (desk: Desk, then: SharedDoc, id: string): boolean => {
  const author = parseFields(then.getMap('comments').get(id))?.['author']
  const removed = parseFields(desk.doc.getMap('removed').get(`comment ${id}`))
  return removed !== null && removed['by'] === author && author !== desk.by
}

const commentAgain = (at: Restoring, id: string): void => {
  const { desk, writer, past } = at
  const words = plainText(past.getText(`comment:${id}`))
  const said = past.getMap('comments').get(id)
  if (words === '' || !isStored(said) || past.getMap('removed').has(`comment ${id}`)) return
  if (isTakenBack(desk, past, id)) return
  const author = parseFields(said)?.['author']
  const removed = writer.get('removed', `comment ${id}`)
  if (typeof author === 'string') keepAgain(at, 'members', author)
  const text = desk.doc.getText(`comment:${id}`)
  const isNew = writer.get('comments', id) === null || plainText(text) === ''
  if (writer.get('comments', id) !== said) writer.keep('comments', id, said)
  if (removed !== null) writer.set('removed', `comment ${id}`, null)
  // Nothing of it was to be seen: undoing hides it again.
  else if (isNew) writer.onUndo('removed', `comment ${id}`, JSON.stringify({ by: desk.by, at: writer.at }))
  if (!isNew || plainText(text) !== words) at.setText(text, words)
}

const tagsAgain = (at: Restoring, key: PaperKey): void => {
  for (const tag of subjectsThen(at, 'tags', allNames(at, key))) keepAgain(at, 'tagNames', tag)
  claimEachAgain(at, 'tags', key)
  keepPaper(at, key)
}

const paperAgain = (at: Restoring, key: PaperKey): void => {
  const names = allNames(at, key)
  keepPaper(at, key)
  for (const root of ['added', 'saved']) claimAgain(at, root, names)
  if (at.writer.get('order', names[0]) === null) keepAgain(at, 'order', names[0])
  claimAgain(at, 'why', names)
  claimAgain(at, 'stage', names)
  claimEachAgain(at, 'schedule', key)
  claimEachAgain(at, 'votes', key)
  // In a library they are a part of their own.
  if (at.past.getMap('meta').has('listId')) tagsAgain(at, key)
  at.past.getMap('comments').forEach((value, id) => {
    const paper = parseFields(value)?.['paper']
    const about = typeof paper === 'string' ? parsePaperKey(paper) : null
    if (about && names.includes(about)) commentAgain(at, id)
  })
}

/** A paper that nobody had moved then was to be read, and is put there again. */
const stageAgain = (at: Restoring, key: PaperKey): void => {
  const [first, ...others] = allNames(at, key)
  const then = [first, ...others].map((name) => at.claimed('stage', name)).find((one) => one !== null)
  const said = parseFields(then) ?? { stage: 'to-read', by: at.desk.by }
  const now = [first, ...others].map((name) => at.writer.get('stage', name)).find((one) => one !== null)
  if ((parseFields(now)?.['stage'] ?? 'to-read') === said['stage']) return
  for (const name of others) at.writer.set('stage', name, null)
  at.writer.set('stage', first, JSON.stringify({ ...said, at: at.writer.at }))
}

const meetingAgain = (at: Restoring): void => {
  const { at: _then, ...said } = parseFields(at.claimed('meetings', MAIN_MEETING)) ?? {}
  const now = parseFields(at.writer.get('meetings', MAIN_MEETING))
  if (Object.entries(said).every(([field, value]) => now?.[field] === value)) return
  at.writer.set('meetings', MAIN_MEETING, JSON.stringify({ ...said, at: at.writer.at }))
}

/** What an entry said then, also where that was nothing. */
const entryAgain = (at: Restoring, root: string, key: string): void => {
  const value = at.past.getMap(root).get(key)
  at.writer.set(root, key, isStored(value) ? value : null)
}

const viewAgain = (at: Restoring, id: string): void => {
  const said = parseFields(at.claimed('views', id))
  if (said) at.writer.set('views', id, JSON.stringify({ ...said, at: at.writer.at }))
  keepAgain(at, 'viewOrder', id)
}

/** Each name's own words, so that of two notes on one paper neither is written over the other. */
const notesAgain = (at: Restoring, key: PaperKey): void => {
  const names = allNames(at, key)
  const now = notesOn(at.desk.doc, key).map(plainText)
  for (const name of names) {
    const words = plainText(at.past.getText(`note:${name}`))
    if ((words !== '' || names.length === 1) && !now.includes(words))
      at.setText(at.desk.doc.getText(`note:${name}`), words)
  }
}

const partAgain = (at: Restoring, part: EarlierPart): void => {
  switch (part.type) {
    case 'title':
    case 'description': {
      const value = at.past.getMap('meta').get(part.type)
      if (typeof value === 'string') at.writer.set('meta', part.type, value)
      return
    }
    case 'paper':
      return paperAgain(at, part.key)
    case 'why':
      return sayAgain(at, 'why', part.key, 'text')
    case 'votes':
      return claimEachAgain(at, 'votes', part.key)
    case 'stage':
      return stageAgain(at, part.key)
    case 'date':
    case 'presenter': {
      const field = part.type
      return sayAgain(at, 'schedule', part.key, field, (name) => scheduleSubject(name, field))
    }
    case 'meeting':
      return meetingAgain(at)
    case 'reading':
      keepPaper(at, part.key)
      return sayAgain(at, 'reading', part.key, 'state')
    case 'tags':
      return tagsAgain(at, part.key)
    case 'note':
      keepPaper(at, part.key)
      return notesAgain(at, part.key)
    case 'comment':
      return commentAgain(at, part.id)
    case 'tag':
      entryAgain(at, 'tagNames', part.id)
      return entryAgain(at, 'tagMerges', part.id)
    case 'view':
      return viewAgain(at, part.id)
    case 'list':
      claimAgain(at, 'lists', [part.id])
      return keepAgain(at, 'listOrder', part.id)
  }
}

/**
 * Writes parts of an earlier version into the present document as one act of new edits; everything else stays as it
 * is. Returns how to undo it, which leaves what was changed since; `null` where nothing was to be done.
 */
export const bringBack = (
  desk: Desk,
  then: SharedDoc,
  parts: readonly EarlierPart[],
): (() => boolean) | null => {
  const tables = new Map<string, ClaimTable>()
  const texts: { readonly text: SharedText; readonly before: string; readonly after: string }[] = []
  const act = runAct(desk, 'bring-back', '', (writer) => {
    const at: Restoring = {
      desk,
      writer,
      past: then,
      claimed(root, subject) {
        if (!isClaimRoot(root)) return null
        const known = tables.get(root) ?? openClaims(then.getMap(root), writerOf(then))
        tables.set(root, known)
        return known.get(subject)
      },
      setText(text, after) {
        const before = plainText(text)
        if (before === after) return
        replaceText(text, after)
        texts.push({ text, before, after })
      },
    }
    for (const part of parts) partAgain(at, part)
  })
  if (act === null && texts.length === 0) return null
  return () => {
    const undone = act !== null && undoAct(desk, act)
    // A text that somebody went on writing stays as they left it.
    const back = texts.filter(({ text, after }) => plainText(text) === after)
    desk.doc.transact(() => back.forEach(({ text, before }) => replaceText(text, before)))
    return undone || back.length > 0
  }
}
