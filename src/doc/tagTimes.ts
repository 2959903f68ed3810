import { timeOfValue } from './claims.ts'
import { createReader, readClaims, readEntries, type DocReader } from './docReader.ts'
import type { SharedDoc } from './sharedText.ts'
import { joinTags, parseTagId, parseTagName, parseTagSubject } from './tags.ts'

/** When each tag was last given to a paper, by the id that is shown; tags without papers are not in it. */
export const readTagTimes = (doc: SharedDoc): DocReader<{ readonly times: ReadonlyMap<string, number> }> => {
  const tags = readClaims(doc, 'tags', (claim) => {
    const subject = parseTagSubject(claim.subject)
    return subject && { tag: subject.tag, at: timeOfValue(claim.value) }
  })
  const names = readEntries(doc, 'tagNames', parseTagName)
  const merges = readEntries(doc, 'tagMerges', (_id, into) => parseTagId(into))
  const sources = [tags, names, merges]
  return createReader<{ readonly times: ReadonlyMap<string, number> }>(doc, sources, {
    times: {
      from: sources,
      read: () => {
        const used = [...tags.entries.values()].map(({ value }) => value)
        const joined = joinTags(new Set(used.map(({ tag }) => tag)), names.entries, merges.entries)
        const times = new Map<string, number>()
        for (const { tag, at } of used) {
          const shown = joined.get(tag) ?? tag
          times.set(shown, Math.max(at, times.get(shown) ?? 0))
        }
        return times
      },
    },
  })
}
