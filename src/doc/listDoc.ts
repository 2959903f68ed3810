import { parseColour } from '../domain/colour.ts'
import { MAX_NAME_LENGTH } from '../domain/member.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import { nextTime, runAct, type ActWriter } from './acts.ts'
import { namesOf, readAliases, resolveAlias } from './aliases.ts'
import { parseClaim } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields, parseId, parsePosition, tidyText, type Stored } from './entry.ts'
import { placeAt, sortPlaced, type Placed } from './handOrder.ts'
import {
  MAX_COMMENT_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_LIST_TITLE_LENGTH,
  MAX_MENTIONS,
  MAX_PAPERS_AT_ONCE,
  MAX_WHY_LENGTH,
} from './limits.ts'
import { noteOn } from './note.ts'
import { keepSnapshots } from './papers.ts'
import type { SharedDoc, SharedText } from './sharedText.ts'
import { openSchema, SCHEMA } from './upgrade.ts'

/** Begins a list; only its maker does, and only once. */
export const createList = (
  desk: Desk,
  list: {
    readonly listId: string
    readonly title: string
    readonly description: string
    readonly colour: number
    /** base64url of Po, so that everybody can tell the owner's word. */
    readonly ownerKey: string
  },
): boolean => {
  if (openSchema(desk.doc) !== 'empty') return false
  desk.doc.transact(() => {
    const meta = desk.doc.getMap('meta')
    meta.set('schema', SCHEMA)
    meta.set('listId', list.listId)
    meta.set('title', tidyText(list.title.trim(), MAX_LIST_TITLE_LENGTH))
    meta.set('description', tidyText(list.description.trim(), MAX_DESCRIPTION_LENGTH))
    meta.set('colour', parseColour(list.colour))
    meta.set('ownerKey', list.ownerKey)
    meta.set('createdAt', nextTime(desk))
  })
  return true
}

/** Says who `desk.by` is in this list, or says it anew; nothing else of the list is touched. */
export const joinList = (desk: Desk, person: { readonly name: string; readonly colour: number }): boolean => {
  if (openSchema(desk.doc) === 'newer') return false
  const name = tidyText(person.name.trim(), MAX_NAME_LENGTH)
  return desk.doc.transact(() => {
    const members = desk.doc.getMap('members')
    // Who comes in again after having been left out is a member again.
    const { gone, ...before } = parseFields(members.get(desk.by)) ?? {}
    const said = { name, colour: parseColour(person.colour) }
    if (before['name'] === said.name && before['colour'] === said.colour && gone === undefined) return false
    members.set(desk.by, JSON.stringify({ joinedAt: nextTime(desk), ...before, ...said }))
    return true
  })
}

/** Says under which key (base64url) `desk.by`, who is a member, can be handed a new room. */
export const sayKey = (desk: Desk, key: string): boolean => {
  const members = desk.doc.getMap('members')
  const before = parseFields(members.get(desk.by))
  if (openSchema(desk.doc) === 'newer' || !before || before['key'] === key) return false
  members.set(desk.by, JSON.stringify({ ...before, key }))
  return true
}

/** Notes that members were left out: their names stay with what they said. */
export const markGone = (desk: Desk, gone: readonly string[]): void => {
  if (openSchema(desk.doc) === 'newer') return
  desk.doc.transact(() => {
    const members = desk.doc.getMap('members')
    for (const member of gone) {
      const before = parseFields(members.get(member))
      if (before) members.set(member, JSON.stringify({ ...before, gone: nextTime(desk) }))
    }
  })
}

/** What is claimed under the first of `subjects` that has a claim: the names of one paper, the one that counts first. */
export const claimedUnder = (writer: ActWriter, root: string, subjects: readonly string[]): Stored | null => {
  for (const subject of subjects) {
    const value = writer.get(root, subject)
    if (value !== null) return value
  }
  return null
}

export const clear = (writer: ActWriter, root: string, subjects: readonly string[]): void => {
  for (const subject of subjects) writer.set(root, subject, null)
}

/** Under which names this member alone says something of a paper, the one that counts first. */
export const ownSubjects = (desk: Desk, key: PaperKey): readonly [string, ...string[]] => {
  const [first, ...others] = namesOf(desk.doc, key)
  return [`${first} ${desk.by}`, ...others.map((name) => `${name} ${desk.by}`)]
}

/** The papers that are in the list, in the order by hand. */
const placedPapers = (desk: Desk, writer: ActWriter): readonly Placed[] => {
  const aliases = readAliases(desk.doc)
  const present = new Set<PaperKey>()
  desk.doc.getMap('added').forEach((value, name) => {
    const key = parsePaperKey(parseClaim(name, value)?.subject ?? '')
    if (key) present.add(resolveAlias(aliases, key))
  })
  return sortPlaced([...present].map((id) => ({ id, position: parsePosition(writer.get('order', id)) })))
}

interface NewPaper {
  readonly key: PaperKey
  readonly snapshots: readonly PaperSnapshot[]
}

/**
 * What others may see of what a source said: how the person calls a file of theirs is nobody's business, and in a
 * reference's note many keep what is for themselves.
 */
export const forOthers = ({ from: _from, details, ...snapshot }: PaperSnapshot): PaperSnapshot => {
  if (!details) return snapshot
  const { note: _note, ...told } = details
  return { ...snapshot, details: told }
}

/** Within an act: adds papers that are not there, at the end, and answers which those are. */
export const putPapers = (
  desk: Desk,
  writer: ActWriter,
  papers: readonly NewPaper[],
): ReadonlySet<PaperKey> => {
  const fresh = new Set<PaperKey>()
  const before = placedPapers(desk, writer)
  for (const { key, snapshots } of papers.slice(0, MAX_PAPERS_AT_ONCE)) {
    const names = namesOf(desk.doc, key)
    keepSnapshots(writer, names[0], snapshots.map(forOthers))
    if (claimedUnder(writer, 'added', names) !== null) continue
    writer.set('added', names[0], JSON.stringify({ by: desk.by, at: writer.at }))
    fresh.add(names[0])
  }
  // Whoever comes back stands where it stood.
  const unplaced = [...fresh].filter((key) => writer.get('order', key) === null)
  for (const [key, position] of placeAt(before, before.length, unplaced, desk.random))
    writer.keep('order', key, position)
  return fresh
}

/**
 * Adds papers that are not there, at the end, as one act. What is known of each stays with the list, so that a guest
 * sees it with no feed. Of an adding and a removing at the same time the adding stands.
 */
export const addPapers = (desk: Desk, papers: readonly NewPaper[]): ActId | null =>
  runAct(desk, 'add', papers[0]?.key ?? '', (writer) => void putPapers(desk, writer, papers))

/** Takes a paper off the list. Votes, comments and its place are kept, for when it comes back. */
export const removePaper = (desk: Desk, key: PaperKey): ActId | null =>
  runAct(desk, 'remove', key, (writer) => clear(writer, 'added', namesOf(desk.doc, key)))

export const castVote = (desk: Desk, key: PaperKey): ActId | null =>
  runAct(desk, 'vote', key, (writer) => {
    const subjects = ownSubjects(desk, key)
    if (claimedUnder(writer, 'votes', subjects) === null) writer.set('votes', subjects[0], writer.at)
  })

export const withdrawVote = (desk: Desk, key: PaperKey): ActId | null =>
  runAct(desk, 'unvote', key, (writer) => clear(writer, 'votes', ownSubjects(desk, key)))

/** Moves a paper right before another (or to the end, where that is not in the list). */
export const movePaper = (desk: Desk, key: PaperKey, before: PaperKey | null): ActId | null =>
  runAct(desk, 'move', key, (writer) => {
    const [id] = namesOf(desk.doc, key)
    const target = before === null ? null : namesOf(desk.doc, before)[0]
    if (target === id) return
    const all = placedPapers(desk, writer)
    const others = all.filter((placed) => placed.id !== id)
    const found = others.findIndex((placed) => placed.id === target)
    const index = found < 0 ? others.length : found
    if (all.findIndex((placed) => placed.id === id) === index) return
    for (const [moved, position] of placeAt(others, index, [id], desk.random))
      writer.set('order', moved, position)
  })

/** Why a paper is on the list, in a line; nothing left takes the line away. */
export const setWhy = (desk: Desk, key: PaperKey, why: string): ActId | null =>
  runAct(desk, 'why', key, (writer) => {
    const names = namesOf(desk.doc, key)
    const text = tidyText(why.trim(), MAX_WHY_LENGTH)
    if (text === '') return clear(writer, 'why', names)
    if (parseFields(claimedUnder(writer, 'why', names))?.['text'] === text) return
    clear(writer, 'why', names.slice(1))
    writer.set('why', names[0], JSON.stringify({ text, by: desk.by, at: writer.at }))
  })

/** What this member shows the group of their reading; `null` shows nothing. */
export const setReadingInList = (desk: Desk, key: PaperKey, state: ReadingState | null): ActId | null =>
  runAct(desk, 'reading', key, (writer) => {
    const subjects = ownSubjects(desk, key)
    if (state === null) return clear(writer, 'reading', subjects)
    if (parseFields(claimedUnder(writer, 'reading', subjects))?.['state'] === state) return
    clear(writer, 'reading', subjects.slice(1))
    writer.set('reading', subjects[0], JSON.stringify({ state, at: writer.at }))
  })

/** What the group writes together about a paper. Typing is no act: everybody takes back their own. */
export const groupNote = (doc: SharedDoc, key: PaperKey): SharedText => noteOn(doc, key)

const commentTombstone = (id: string): string => `comment ${id}`

/**
 * Says something about a paper. `mentions` are the members it speaks to. An answer opens a thread that was resolved.
 * Undoing hides it; its text is emptied when the way back has run out.
 */
export const addComment = (
  desk: Desk,
  comment: {
    readonly paper: PaperKey
    readonly text: string
    readonly replyTo?: string
    readonly mentions?: readonly string[]
  },
): ActId | null => {
  const text = tidyText(comment.text.trim(), MAX_COMMENT_LENGTH)
  if (text === '') return null
  const id = desk.randomId()
  return runAct(desk, 'comment', comment.paper, (writer) => {
    const { paper, replyTo, mentions = [] } = comment
    const said = {
      paper,
      author: desk.by,
      at: writer.at,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(mentions.length === 0 ? {} : { mentions: mentions.slice(0, MAX_MENTIONS) }),
    }
    writer.keep('comments', id, JSON.stringify(said))
    desk.doc.getText(`comment:${id}`).insert(0, text)
    writer.onUndo('removed', commentTombstone(id), JSON.stringify({ by: desk.by, at: writer.at }))
    if (replyTo !== undefined && writer.get('resolved', replyTo) !== null)
      writer.set('resolved', replyTo, null)
  })
}

/** Says that nothing is left to say in the thread under a comment, or takes that back; anybody may do either. */
export const resolveThread = (desk: Desk, id: string, resolved: boolean): ActId | null => {
  const paper = parseFields(desk.doc.getMap('comments').get(id))?.['paper']
  if (parseId(id) === null || typeof paper !== 'string') return null
  return runAct(desk, resolved ? 'resolve' : 'reopen', paper, (writer) => {
    if (resolved === (writer.get('resolved', id) !== null)) return
    writer.set('resolved', id, resolved ? JSON.stringify({ by: desk.by, at: writer.at }) : null)
  })
}

/** Takes back what this member said; others' words stay. */
export const removeComment = (desk: Desk, id: string): ActId | null => {
  const said = parseFields(desk.doc.getMap('comments').get(id))
  if (parseId(id) === null || said?.['author'] !== desk.by) return null
  const paper = said['paper']
  return runAct(desk, 'uncomment', typeof paper === 'string' ? paper : '', (writer) => {
    if (writer.get('removed', commentTombstone(id)) !== null) return
    writer.set('removed', commentTombstone(id), JSON.stringify({ by: desk.by, at: writer.at }))
  })
}

export const setTitle = (desk: Desk, title: string): ActId | null =>
  runAct(desk, 'title', '', (writer) => {
    const tidy = tidyText(title.trim(), MAX_LIST_TITLE_LENGTH)
    if (tidy !== '') writer.set('meta', 'title', tidy)
  })

export const setDescription = (desk: Desk, description: string): ActId | null =>
  runAct(desk, 'description', '', (writer) =>
    writer.set('meta', 'description', tidyText(description.trim(), MAX_DESCRIPTION_LENGTH)),
  )
