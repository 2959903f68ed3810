import { readFeedIndex } from '../doc/feedView.ts'
import { parseLink } from '../crypto/link.ts'
import { readLibrary, type LibraryView } from '../doc/libraryView.ts'
import { readList } from '../doc/listView.ts'
import { createSharedDoc, mergeInto } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import type { ReadContents } from './contents.ts'

/** A document of a file in memory; `null` where Yjs refuses what decodes. */
export const docFrom = (state: Uint8Array): SharedDoc | null => {
  const doc = createSharedDoc()
  try {
    mergeInto(doc, state, 'backup')
    return doc
  } catch {
    doc.destroy()
    return null
  }
}

/** What the library of a file says, and how many papers each of its lists holds. */
export interface BackupOverview {
  readonly library: SharedDoc
  readonly view: LibraryView
  /** Papers by list id. */
  readonly papers: ReadonlyMap<string, number>
  /** What can be put back: the library first, and every document that could be built. */
  readonly sound: ReadContents['documents']
  /** Ids of lists that the library names and the file cannot give, because it is damaged. */
  readonly lostLists: ReadonlySet<string>
  /** Papers that the person imported themselves are in the file and cannot be read, or not all of them. */
  readonly lostImports: boolean
}

/** Looks through a file; `null` where its library is not sound, without which nobody finds the rest. */
export const overviewOf = async ({
  documents,
  damaged,
  partial,
}: ReadContents): Promise<BackupOverview | null> => {
  const papers = new Map<string, number>()
  const shardsNamed = new Map<string, number>()
  const sound: ReadContents['documents'][number][] = []
  const lost = new Set(damaged)
  let library: SharedDoc | null = null
  for (const document of documents) {
    const { name, state } = document
    const doc = docFrom(state)
    if (!doc) {
      lost.add(name)
      continue
    }
    sound.push(document)
    if (name.startsWith('library:')) library = doc
    else {
      if (name.startsWith('list:')) papers.set(name.slice('list:'.length), readList(doc).view().entries.size)
      else shardsNamed.set(name, readFeedIndex(doc).view().shards.size)
      doc.destroy()
    }
  }
  if (!library) return null
  const view = readLibrary(library).view()
  const isLost = (name: string, has: boolean): boolean => lost.has(name) || (partial && !has)
  const ownFeeds = await Promise.all(
    [...view.feeds.values()].filter(({ own }) => own).map(({ link }) => parseLink(link)),
  )
  const indexes = ownFeeds.flatMap((own) => (own.ok ? [`feed:${own.value.capability.room}`] : []))
  const shards = indexes.reduce((sum, name) => sum + (shardsNamed.get(name) ?? 0), 0)
  return {
    library,
    view,
    papers,
    sound,
    lostLists: new Set([...view.lists.keys()].filter((id) => isLost(`list:${id}`, papers.has(id)))),
    lostImports:
      [...lost].some((name) => name.startsWith('feed:')) ||
      (partial && shardsNamed.size < indexes.length + shards),
  }
}
