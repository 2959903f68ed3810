import type { PaperKey } from '../domain/paperKey.ts'
import { namesOf } from './aliases.ts'
import { parseClaim } from './claims.ts'
import type { ActId, Desk } from './desk.ts'
import { readClaims, readEntries, type Claimed, type Entries, type Source } from './docReader.ts'
import { MAX_LIST_TAGS, MAX_TAGS_OF_LISTED } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'
import { tagPapers } from './tagging.ts'
import { groupTags, joinTags, parseTagId, parseTagName, parseTagSubject, type TagLabel } from './tags.ts'

/**
 * Gives a paper of a list one of the list's own tags (SPEC.md D51). `null` too where the paper has as many as are
 * read, or the list has as many as are shown and the name is new.
 */
export const tagListed = (desk: Desk, key: PaperKey, name: string): ActId | null => {
  const names = namesOf(desk.doc, key)
  const ofPaper = new Set<string>()
  desk.doc.getMap('tags').forEach((value, entry) => {
    const subject = parseTagSubject(parseClaim(entry, value)?.subject ?? '')
    if (subject && names.includes(subject.key)) ofPaper.add(subject.tag)
  })
  if (ofPaper.size >= MAX_TAGS_OF_LISTED || desk.doc.getMap('tagNames').size >= MAX_LIST_TAGS) return null
  return tagPapers(desk, [{ key, snapshots: [] }], name)
}

export interface ListTagView {
  /** Ids of a list's own tags by paper, in alphabetical order. */
  readonly tags: ReadonlyMap<PaperKey, readonly string[]>
  readonly tagNames: ReadonlyMap<string, TagLabel>
  /** Ids that are shown as another tag, by id. */
  readonly tagIds: ReadonlyMap<string, string>
}

const bounded = (
  groups: ReadonlyMap<PaperKey, readonly string[]>,
): ReadonlyMap<PaperKey, readonly string[]> => {
  if ([...groups.values()].every((ids) => ids.length <= MAX_TAGS_OF_LISTED)) return groups
  return new Map([...groups].map(([key, ids]) => [key, ids.slice(0, MAX_TAGS_OF_LISTED)]))
}

/** How the tags of a list are read, for the one view that all of a list is read into. */
export const listTagReaders = (doc: SharedDoc, aliases: Source, resolve: (key: PaperKey) => PaperKey) => {
  const tags: Entries<Claimed<{ readonly key: PaperKey; readonly tag: string }>> = readClaims(
    doc,
    'tags',
    ({ subject }) => parseTagSubject(subject),
  )
  const names = readEntries(doc, 'tagNames', parseTagName)
  const merges = readEntries(doc, 'tagMerges', (_id, into) => parseTagId(into))
  const sources: readonly Source[] = [tags, names, merges]
  let ids: ReadonlyMap<string, string> = new Map()
  return {
    sources,
    // The ids first, as the tags of papers are looked up through them.
    fields: {
      tagIds: {
        from: sources,
        read: () =>
          (ids = joinTags(
            [...tags.entries.values()].map(({ value }) => value.tag),
            names.entries,
            merges.entries,
          )),
      },
      tags: {
        from: [...sources, aliases],
        read: (before: ListTagView['tags'] | undefined) => bounded(groupTags(tags, resolve, ids, before)),
      },
      tagNames: { from: [names], read: () => new Map(names.entries) },
    },
  }
}
