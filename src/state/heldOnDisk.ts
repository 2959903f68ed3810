import { parseLink } from '../crypto/link.ts'
import { readFeedIndex } from '../doc/feedView.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { createSharedDoc } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openDocStore } from '../storage/docStore.ts'
import { listDocuments } from '../storage/heldDocuments.ts'
import { ownShardCapability } from './openFeed.ts'
import type { HeldDocuments } from './rescueCopy.ts'

/** One document of the disk; of what cannot be read, as much as can. */
const readDocument = async (name: string): Promise<SharedDoc> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name, doc })
  await store.loaded
  await store.destroy()
  return doc
}

/** Links of the feeds that a library fills itself, by importing. */
const ownFeedLinks = (library: SharedDoc): readonly string[] => {
  const reader = readLibrary(library)
  const links = [...reader.view().feeds.values()].flatMap(({ own, link }) => (own ? [link] : []))
  reader.destroy()
  return links
}

const shardIdsIn = (index: SharedDoc): readonly string[] => {
  const reader = readFeedIndex(index)
  const ids = [...reader.view().shards.keys()]
  reader.destroy()
  return ids
}

/** Names of the documents that hold the papers of the own feed behind `link`, as far as they are among `held`. */
const shardsOf = async (link: string, held: ReadonlySet<string>): Promise<readonly string[]> => {
  const parsed = await parseLink(link)
  if (!parsed.ok) return []
  const { capability } = parsed.value
  const nameOf = async (id: string): Promise<string> =>
    `feed:${(await ownShardCapability(capability, id))?.room ?? ''}`
  const index = `feed:${capability.room}`
  const named = held.has(index) ? shardIdsIn(await readDocument(index)) : []
  const found = new Set(await Promise.all(named.map(nameOf)))
  // They are counted, and an import that was cut off had filled one before the index named it.
  for (let number = 0; ; number++) {
    const name = await nameOf(String(number))
    if (!held.has(name)) break
    found.add(name)
  }
  return [...found].filter((name) => held.has(name))
}

/** What the disk holds, read without the keyring. */
export const readHeldFromDisk = async (): Promise<HeldDocuments> => {
  const held = await listDocuments('')
  const readAll = async (names: readonly string[]): Promise<readonly SharedDoc[]> => {
    const docs: SharedDoc[] = []
    for (const name of names) docs.push(await readDocument(name))
    return docs
  }
  const ofKind = (kind: string): readonly string[] => held.filter((name) => name.startsWith(kind))
  const libraries = await readAll(ofKind('library:'))
  const shards = new Set<string>()
  for (const link of new Set(libraries.flatMap(ownFeedLinks)))
    for (const name of await shardsOf(link, new Set(held))) shards.add(name)
  return { libraries, lists: await readAll(ofKind('list:')), imported: await readAll([...shards]) }
}
