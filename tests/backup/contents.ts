import type { BackupContents } from '../../src/backup/contents.ts'
import { capabilityFromOwnerSecret } from '../../src/crypto/capability.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { addComment, addPapers, castVote, createList, joinList } from '../../src/doc/listDoc.ts'
import { stateOf } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { createReplica, paper, snapshot, type Replica } from '../doc/replica.ts'

/** The whole of a document, in a buffer of its own. */
export const state = (doc: SharedDoc): Uint8Array<ArrayBuffer> => new Uint8Array(stateOf(doc))

/** A list in which somebody added, voted and said something. */
export const aList = (id: string, by = 'ada'): Replica => {
  const list = createReplica(by)
  createList(list, { listId: id, title: `List ${id}`, description: '', colour: 2, ownerKey: 'x' })
  joinList(list, { name: by, colour: 1 })
  addPapers(list, [{ key: paper(7), snapshots: [snapshot(7)] }])
  castVote(list, paper(7))
  addComment(list, { paper: paper(7), text: 'worth it', mentions: [] })
  return list
}

/** A library with a saved paper and a note. */
export const aLibrary = (by = 'phone', number = 1): Replica => {
  const library = createReplica(by)
  verbs.createLibrary(library)
  verbs.setProfile(library, { name: 'Ada', colour: 3 })
  verbs.savePaper(library, paper(number), [snapshot(number)])
  verbs.libraryNote(library.doc, paper(number)).insert(0, `note of ${by}`)
  return library
}

/** A file's contents: a library and a list. */
export const someContents = async (more: Partial<BackupContents> = {}): Promise<BackupContents> => {
  const keys = more.keys ?? { librarySecret: randomBytes(32), identitySecret: randomBytes(32) }
  const { room } = await capabilityFromOwnerSecret(keys.librarySecret)
  return {
    about: { madeAt: 1_764_000_000_000, by: 'Ada', device: 'Chrome on Linux', version: '0.1.0' },
    keys,
    documents: [
      { name: `library:${room}`, state: state(aLibrary().doc) },
      { name: 'list:one', state: state(aList('one').doc) },
    ],
    ...more,
  }
}
