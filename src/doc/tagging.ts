import { COLOUR_COUNT, parseColour } from '../domain/colour.ts'
import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { parseTagName, tagIdOf } from '../domain/tag.ts'
import { runAct, type ActWriter } from './acts.ts'
import { namesOf } from './aliases.ts'
import { parseClaim } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { parseFields } from './entry.ts'
import { claimed, clear, type KnownPaper } from './libraryDoc.ts'
import { MAX_PAPERS_AT_ONCE } from './limits.ts'
import { keepSnapshots } from './papers.ts'
import type { SharedDoc } from './sharedText.ts'
import {
  joinTags,
  parseTagId,
  parseTagName as parseTagLabel,
  parseTagSubject,
  type TagLabel,
} from './tags.ts'

/** The tags of a library as a verb finds them. */
interface KnownTags {
  readonly names: ReadonlyMap<string, TagLabel>
  /** Which tag is shown under an id. */
  shown(id: string): string
  /** Every id that is shown as this tag, its own first. */
  idsOf(tag: string): readonly string[]
  /** Whether anybody gave the id a name, or a paper. */
  isTaken(id: string): boolean
}

const readTags = (doc: SharedDoc): KnownTags => {
  const names = new Map<string, TagLabel>()
  doc.getMap('tagNames').forEach((value, id) => {
    const label = parseTagLabel(id, value)
    if (label) names.set(id, label)
  })
  const merges = new Map<string, string>()
  doc.getMap('tagMerges').forEach((value, id) => {
    const into = parseTagId(value)
    if (into !== null) merges.set(id, into)
  })
  const used = new Set<string>()
  doc.getMap('tags').forEach((value, entry) => {
    const subject = parseTagSubject(parseClaim(entry, value)?.subject ?? '')
    if (subject) used.add(subject.tag)
  })
  const joined = joinTags(used, names, merges)
  return {
    names,
    shown: (id) => joined.get(id) ?? id,
    idsOf: (tag) => [tag, ...[...joined].flatMap(([id, shown]) => (shown === tag ? [id] : []))],
    isTaken: (id) => names.has(id) || merges.has(id) || used.has(id),
  }
}

/** The tag that is called `name` now; `null` where there is none. */
const tagCalled = (tags: KnownTags, name: string): string | null => {
  const wanted = tagIdOf(name)
  for (const [id, label] of tags.names) if (tags.shown(id) === id && tagIdOf(label.name) === wanted) return id
  // Known by papers alone: its id is all there is of its name.
  return tags.isTaken(wanted) && !tags.names.has(wanted) && tags.shown(wanted) === wanted ? wanted : null
}

/** An id for a new tag: its name's, or where that belongs to a tag of another name by now, the next one free. */
const newTagId = (tags: KnownTags, name: string): string => {
  const base = tagIdOf(name)
  let id = base
  for (let number = 2; tags.isTaken(id); number++) id = `${base}~${number}`
  return id
}

/** Within an act: gives the papers the tag of that name, made when new with `colour`, and answers which had it not. */
export const giveTag = (
  desk: Desk,
  writer: ActWriter,
  papers: readonly PaperKey[],
  name: string,
  colour?: number,
  tags: KnownTags = readTags(desk.doc),
): readonly PaperKey[] => {
  const tag = tagCalled(tags, name) ?? newTagId(tags, name)
  const ids = tags.idsOf(tag)
  const given: PaperKey[] = []
  for (const key of papers) {
    const names = namesOf(desk.doc, key)
    const subjects = ids.flatMap((id) => names.map((one) => `${one} ${id}`))
    if (claimed(writer, 'tags', subjects) !== null) continue
    writer.set('tags', `${names[0]} ${tag}`, writer.at)
    given.push(key)
  }
  if (writer.get('tagNames', tag) === null) {
    const shown = parseColour(colour ?? desk.doc.getMap('tagNames').size % COLOUR_COUNT)
    writer.keep('tagNames', tag, JSON.stringify({ name, colour: shown }))
  }
  return given
}

/** Within an act: gives papers several tags, each by its name, with one look at the tags there are. */
export const giveTags = (
  desk: Desk,
  writer: ActWriter,
  byName: ReadonlyMap<string, readonly PaperKey[]>,
): void => {
  let tags = readTags(desk.doc)
  for (const [name, papers] of byName) {
    const before = desk.doc.getMap('tagNames').size
    giveTag(desk, writer, papers, name, undefined, tags)
    if (desk.doc.getMap('tagNames').size > before) tags = readTags(desk.doc)
  }
}

/**
 * Tags papers, as one act, with the tag of that name, made when new; those that have it are left alone. `null` too
 * where the name is empty or too long.
 */
export const tagPapers = (desk: Desk, papers: readonly KnownPaper[], name: string): ActId | null =>
  runAct(desk, 'tag', papers[0]?.key ?? '', (writer) => {
    const parsed = parseTagName(name)
    if (parsed === null || papers.length === 0) return
    const these = papers.slice(0, MAX_PAPERS_AT_ONCE)
    for (const { key, snapshots } of these) keepSnapshots(writer, namesOf(desk.doc, key)[0], snapshots)
    giveTag(
      desk,
      writer,
      these.map(({ key }) => key),
      parsed,
    )
  })

export const tagPaper = (
  desk: Desk,
  key: PaperKey,
  name: string,
  snapshots: readonly PaperSnapshot[],
): ActId | null => tagPapers(desk, [{ key, snapshots }], name)

export const untagPaper = (desk: Desk, key: PaperKey, tagId: string): ActId | null =>
  runAct(desk, 'untag', key, (writer) => {
    const tags = readTags(desk.doc)
    const names = namesOf(desk.doc, key)
    const subjects = tags.idsOf(tags.shown(tagId)).flatMap((id) => names.map((one) => `${one} ${id}`))
    clear(writer, 'tags', subjects)
  })

/** Makes ids that are shown as one tag that tag for good, so that they go where it goes. */
const bind = (writer: ActWriter, tags: KnownTags, tag: string): void => {
  for (const id of tags.idsOf(tag)) if (id !== tag) writer.set('tagMerges', id, tag)
  // Of a circle of merges, the tag that stands leads nowhere.
  writer.set('tagMerges', tag, null)
}

const label = (writer: ActWriter, tag: string, change: Partial<TagLabel>): void => {
  const before = parseFields(writer.get('tagNames', tag))
  const colour = parseColour(change.colour ?? before?.['colour'])
  const value = { ...before, name: change.name ?? before?.['name'] ?? tag, colour }
  if (
    before &&
    JSON.stringify(value) === JSON.stringify({ ...before, colour: parseColour(before['colour']) })
  )
    return
  writer.set('tagNames', tag, JSON.stringify(value))
}

/**
 * Gives a tag another name; its id stays. Where another tag is called that already, it becomes that one. `null` too
 * where the name is empty or too long.
 */
export const renameTag = (desk: Desk, tagId: string, name: string): ActId | null =>
  runAct(desk, 'rename-tag', tagId, (writer) => {
    const parsed = parseTagName(name)
    if (parsed === null) return
    const tags = readTags(desk.doc)
    const tag = tags.shown(tagId)
    const other = tagCalled(tags, parsed)
    bind(writer, tags, tag)
    if (other === null || other === tag) label(writer, tag, { name: parsed })
    else writer.set('tagMerges', tag, other)
  })

export const colourTag = (desk: Desk, tagId: string, colour: number): ActId | null =>
  runAct(desk, 'colour-tag', tagId, (writer) => {
    label(writer, readTags(desk.doc).shown(tagId), { colour })
  })

/** Makes a tag another one: every paper that has it has the other, and whoever still uses it uses the other. */
export const mergeTags = (desk: Desk, from: string, into: string): ActId | null =>
  runAct(desk, 'merge-tags', from, (writer) => {
    const tags = readTags(desk.doc)
    const [one, other] = [tags.shown(from), tags.shown(into)]
    if (one === other || !tags.isTaken(other)) return
    bind(writer, tags, one)
    bind(writer, tags, other)
    writer.set('tagMerges', one, other)
  })

/** Takes a tag off every paper. Its name and colour stay for whoever tags with it at the same time. */
export const removeTag = (desk: Desk, tagId: string): ActId | null =>
  runAct(desk, 'remove-tag', tagId, (writer) => {
    const tags = readTags(desk.doc)
    const gone = new Set(tags.idsOf(tags.shown(tagId)))
    const subjects = new Set<string>()
    desk.doc.getMap('tags').forEach((value, entry) => {
      const subject = parseClaim(entry, value)?.subject ?? ''
      if (gone.has(parseTagSubject(subject)?.tag ?? '')) subjects.add(subject)
    })
    clear(writer, 'tags', [...subjects])
  })
