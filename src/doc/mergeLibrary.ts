import * as Y from 'yjs'
import { joinSaid, type PaperSnapshot } from '../domain/paper.ts'
import { parsePaperKey } from '../domain/paperKey.ts'
import { openClaims, parseClaim, writerOf } from './claims.ts'
import { dropDevice } from './devices.ts'
import { isStored, parseFields, parseItems, parseTime, type Stored } from './entry.ts'
import { plainText, type SharedDoc } from './sharedText.ts'
import { openSchema } from './upgrade.ts'

/** What merging cannot tell from the documents alone. */
export interface MergeWishes {
  /** Ids of lists in both libraries whose link in the other one allows more. */
  readonly better: ReadonlySet<string>
  /**
   * Under which id the person is known in each list of the other library, and under which secret they are handed its
   * new rooms, where both follow from secrets other than this library's.
   */
  readonly selves: ReadonlyMap<string, { readonly member: string; readonly handOver: string }>
  /** The other library was another person's until now, as far as it knows: its devices do not hold this one. */
  readonly foreign: boolean
}

/** Roots whose entries are replaced whole: of two values for one name this library's stands, unless it is told below. */
const OWN_STANDS = [
  'profile',
  'settings',
  'tagNames',
  'tagMerges',
  'listOrder',
  'viewOrder',
  'aliases',
  'days',
  'pins',
  'moves',
  'left',
  'leaving',
] as const

const NOTE = 'note:'

type Entries = ReadonlyMap<string, unknown>
const entriesOf = (doc: SharedDoc, root: string): Entries => new Map(doc.getMap(root).entries())

const notesOf = (doc: SharedDoc): ReadonlyMap<string, string> => {
  const notes = new Map<string, string>()
  for (const name of doc.share.keys())
    if (name.startsWith(NOTE) && parsePaperKey(name.slice(NOTE.length)))
      notes.set(name, plainText(doc.getText(name)))
  return notes
}

/** Whether somebody has written in both: then they have a past in common, and Yjs knows what came after what. */
const shareThePast = (a: SharedDoc, b: SharedDoc): boolean => {
  const [known, other] = [
    Y.decodeStateVector(Y.encodeStateVector(a)),
    Y.decodeStateVector(Y.encodeStateVector(b)),
  ]
  return [...known.keys()].some((client) => other.has(client))
}

/** Two things written about one paper: both are kept, one after the other, and the same one once. */
const joinNotes = (doc: SharedDoc, name: string, own: string, other: string): void => {
  const text = doc.getText(name)
  const merged = plainText(text)
  const [first, second] = merged === own + other ? [own, other] : [other, own]
  if (merged !== first + second) {
    text.delete(0, text.length)
    text.insert(0, own === other ? own : `${own}\n\n${other}`)
  } else if (own === other) text.delete(own.length, other.length)
  else text.insert(first.length, '\n\n')
}

/** Every name that has another value in the other library, with both. */
const conflicts = (own: Entries, other: Entries): readonly (readonly [string, Stored, Stored])[] =>
  [...other].flatMap(([name, theirs]) => {
    const mine = own.get(name)
    return isStored(mine) && isStored(theirs) && mine !== theirs ? [[name, mine, theirs] as const] : []
  })

const union = (a: readonly unknown[], b: readonly unknown[]): readonly unknown[] => [...new Set([...a, ...b])]

/** What of two lists of keys, or of two tombstones, takes the place of both. */
const joinValues = (root: string, own: Stored, other: Stored): Stored => {
  if (root === 'skipped') return JSON.stringify(union(parseItems(own) ?? [], parseItems(other) ?? []))
  const [mine, theirs] = [parseFields(own), parseFields(other)]
  if (!mine || !theirs) return own
  // Of what a source says of a paper, each library may know a part.
  // reason: joining looks at no value, and what is read of the outcome is checked where it is read
  if (root === 'papers') return JSON.stringify(joinSaid([mine, theirs] as Partial<PaperSnapshot>[]))
  const [of, more] = [mine['of'], theirs['of']]
  return Array.isArray(of) && Array.isArray(more) ? JSON.stringify({ ...mine, of: union(of, more) }) : own
}

const JOINED = ['papers', 'skipped', 'removed'] as const

/** Lists by id as the claim that counts says. */
const listsOf = (doc: SharedDoc): ReadonlyMap<string, Readonly<Record<string, unknown>>> => {
  const table = openClaims(doc.getMap('lists'), writerOf(doc))
  const lists = new Map<string, Readonly<Record<string, unknown>>>()
  doc.getMap('lists').forEach((value, key) => {
    const id = parseClaim(key, value)?.subject
    const fields = id === undefined ? null : parseFields(table.get(id))
    if (id !== undefined && fields) lists.set(id, fields)
  })
  return lists
}

const mergeLists = (
  doc: SharedDoc,
  own: ReturnType<typeof listsOf>,
  other: ReturnType<typeof listsOf>,
  { better, selves }: MergeWishes,
  apart: boolean,
): void => {
  const table = openClaims(doc.getMap('lists'), writerOf(doc))
  for (const [id, theirs] of other) {
    const mine = own.get(id)
    const self = selves.get(id)
    if (!mine) {
      const now = parseFields(table.get(id))
      if (self && now && now['member'] === undefined) table.set(id, JSON.stringify({ ...now, ...self }))
    } else if (apart) {
      const at = Math.min(parseTime(mine['at']) ?? Infinity, parseTime(theirs['at']) ?? Infinity)
      const link = better.has(id) ? { link: theirs['link'] } : {}
      table.set(id, JSON.stringify({ ...mine, ...link, ...(isFinite(at) ? { at } : {}) }))
    }
  }
}

/** Decides, in a document that holds both libraries, what each of them says of one thing. */
const settle = (doc: SharedDoc, own: SharedDoc, other: SharedDoc, wishes: MergeWishes): void => {
  const apart = !shareThePast(own, other)
  const keep = (root: string, name: string, value: unknown): void => {
    if (doc.getMap(root).get(name) !== value) doc.getMap(root).set(name, value)
  }
  for (const [name, value] of entriesOf(own, 'profile')) keep('profile', name, value)
  mergeLists(doc, listsOf(own), listsOf(other), wishes, apart)
  if (wishes.foreign)
    for (const id of [...doc.getMap('devices').keys()])
      if (!own.getMap('devices').has(id)) dropDevice(doc, id)
  if (!apart) return
  for (const root of OWN_STANDS)
    for (const [name, mine] of conflicts(entriesOf(own, root), entriesOf(other, root))) keep(root, name, mine)
  for (const root of JOINED)
    for (const [name, mine, theirs] of conflicts(entriesOf(own, root), entriesOf(other, root)))
      keep(root, name, joinValues(root, mine, theirs))
  const ownNotes = notesOf(own)
  for (const [name, text] of notesOf(other)) {
    const mine = ownNotes.get(name)
    if (mine && text) joinNotes(doc, name, mine, text)
  }
}

/**
 * Brings everything of the library `other` into `doc`, in one transaction: by state, so that nothing is lost that this
 * version does not know of, and nothing comes twice however often it is done. Where both say something of one thing
 * and neither has heard of the other, the rules of SPEC.md D18 decide. False, and nothing written, where either is of
 * a newer schema.
 */
export const mergeLibrary = (doc: SharedDoc, other: SharedDoc, wishes: MergeWishes): boolean => {
  if (openSchema(doc) === 'newer' || openSchema(other) === 'newer') return false
  // Beside the document itself, where Yjs would take places in a text for those of before the merge.
  const both = new Y.Doc()
  Y.applyUpdate(both, Y.encodeStateAsUpdate(doc))
  Y.applyUpdate(both, Y.encodeStateAsUpdate(other))
  both.transact(() => settle(both, doc, other, wishes))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(both, Y.encodeStateVector(doc)), 'merge')
  both.destroy()
  return true
}

/** Roots that say nothing a person did. */
const SILENT: ReadonlySet<string> = new Set(['meta', 'devices', 'deviceSeen'])

/** Whether nothing was ever done in a library: there is nothing to merge. */
export const isUntouched = (doc: SharedDoc): boolean => {
  const { clients } = doc.store
  const inner = new Set([...SILENT].map((root) => doc.getMap(root)))
  for (const structs of clients.values())
    for (const struct of structs) if (struct instanceof Y.Item && !inner.has(rootOf(struct))) return false
  return true
}

const rootOf = (item: Y.Item): Y.Map<unknown> => {
  // reason: an integrated item's parent is a type; those of a library stand in roots, and a foreign one is in no set
  return item.parent as Y.Map<unknown>
}
