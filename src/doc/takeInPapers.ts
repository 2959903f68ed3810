import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import type { Stage } from '../domain/stage.ts'
import { parseTagName } from '../domain/tag.ts'
import type { Day } from '../lib/day.ts'
import { runAct, type ActWriter } from './acts.ts'
import { namesOf } from './aliases.ts'
import { parseClaim } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { tidyText, type Stored } from './entry.ts'
import { MAX_LIST_TAGS, MAX_PAPERS_AT_ONCE, MAX_TAGS_OF_LISTED, MAX_WHY_LENGTH } from './limits.ts'
import { claimedUnder, putPapers } from './listDoc.ts'
import { scheduleSubject } from './scheduleEntries.ts'
import { giveTag } from './tagging.ts'
import { parseTagSubject, type TagLabel } from './tags.ts'

/** A paper of another list, with what may be carried over honestly. */
export interface PaperFromList {
  readonly key: PaperKey
  readonly snapshots: readonly PaperSnapshot[]
  readonly why: string
  readonly tags: readonly TagLabel[]
  readonly stage: Stage
  readonly date: Day | null
  /** The person who does this presents it. */
  readonly present: boolean
  /** The person's own. */
  readonly vote: boolean
  readonly reading: ReadingState | null
}

/** Says something under the first of a paper's names where nothing is said under any. */
const fillIn = (writer: ActWriter, root: string, subjects: readonly string[], value: Stored): void => {
  if (subjects[0] !== undefined && claimedUnder(writer, root, subjects) === null)
    writer.set(root, subjects[0], value)
}

/** How many tags a paper has under any of its names. */
const countTags = (desk: Desk): Map<string, number> => {
  const counts = new Map<string, number>()
  desk.doc.getMap('tags').forEach((value, entry) => {
    const subject = parseTagSubject(parseClaim(entry, value)?.subject ?? '')
    if (subject) counts.set(subject.key, (counts.get(subject.key) ?? 0) + 1)
  })
  return counts
}

const joinPaperTags = (desk: Desk, writer: ActWriter, papers: readonly PaperFromList[]): void => {
  const counts = countTags(desk)
  const nameOf = new Map(papers.map(({ key }) => [key, namesOf(desk.doc, key)[0]]))
  const countOf = (key: PaperKey): number => counts.get(nameOf.get(key) ?? key) ?? 0
  const byName = new Map<string, { readonly colour: number; readonly keys: PaperKey[] }>()
  for (const { key, tags } of papers)
    for (const { name, colour } of tags) {
      const parsed = parseTagName(name)
      if (parsed === null) continue
      const known = byName.get(parsed)
      if (known) known.keys.push(key)
      else byName.set(parsed, { colour, keys: [key] })
    }
  for (const [name, { colour, keys }] of byName) {
    const able = keys.filter((key) => countOf(key) < MAX_TAGS_OF_LISTED)
    if (able.length === 0 || desk.doc.getMap('tagNames').size >= MAX_LIST_TAGS) continue
    for (const key of giveTag(desk, writer, able, name, colour))
      counts.set(nameOf.get(key) ?? key, countOf(key) + 1)
  }
}

/**
 * Takes papers of another list in, as one act (SPEC.md D54). What this list says already stands. At most
 * MAX_PAPERS_AT_ONCE, and `null` too for more: half of a list would look like the whole.
 */
export const takeInPapers = (desk: Desk, papers: readonly PaperFromList[]): ActId | null => {
  if (papers.length > MAX_PAPERS_AT_ONCE) return null
  return runAct(desk, 'take-in', papers[0]?.key ?? '', (writer) => {
    const { by } = desk
    const { at } = writer
    putPapers(desk, writer, papers)
    for (const { key, why, stage, date, present, vote, reading } of papers) {
      const names = namesOf(desk.doc, key)
      const each = (subject: (name: PaperKey) => string): readonly string[] => names.map(subject)
      const text = tidyText(why.trim(), MAX_WHY_LENGTH)
      if (text !== '') fillIn(writer, 'why', names, JSON.stringify({ text, by, at }))
      if (stage !== 'to-read') fillIn(writer, 'stage', names, JSON.stringify({ stage, by, at }))
      if (date !== null)
        fillIn(
          writer,
          'schedule',
          each((name) => scheduleSubject(name, 'date')),
          JSON.stringify({ date, by, at }),
        )
      if (present)
        fillIn(
          writer,
          'schedule',
          each((name) => scheduleSubject(name, 'presenter')),
          JSON.stringify({ presenter: by, by, at }),
        )
      const mine = each((name) => `${name} ${by}`)
      if (vote) fillIn(writer, 'votes', mine, at)
      if (reading !== null) fillIn(writer, 'reading', mine, JSON.stringify({ state: reading, at }))
    }
    joinPaperTags(desk, writer, papers)
  })
}
