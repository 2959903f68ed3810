import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { parseTagName } from '../domain/tag.ts'
import { runAct } from './acts.ts'
import { namesOf, parseAlias } from './aliases.ts'
import type { ActId, Desk } from './desk.ts'
import { claimed } from './libraryDoc.ts'
import { MAX_PAPERS_AT_ONCE } from './limits.ts'
import { keepSnapshots } from './papers.ts'
import { giveTags } from './tagging.ts'

/** A paper of a reference file as it goes into the library. */
export interface ImportedPaper {
  readonly key: PaperKey
  readonly snapshot: PaperSnapshot
  /** Weaker names that the same paper goes by. */
  readonly aliases: readonly PaperKey[]
  /** Names of the tags it gets. */
  readonly tags: readonly string[]
}

/**
 * Keeps papers of a reference file as one act (SPEC.md D47): saves those that are not saved where that is wished, and
 * tags them. Papers that are so already are left alone. `null` where nothing changed.
 */
export const importReferences = (desk: Desk, papers: readonly ImportedPaper[], save: boolean): ActId | null =>
  runAct(desk, 'import', papers.length === 1 ? (papers[0]?.key ?? '') : '', (writer) => {
    const byTag = new Map<string, PaperKey[]>()
    for (const { key, snapshot, aliases, tags } of papers.slice(0, MAX_PAPERS_AT_ONCE)) {
      for (const alias of aliases)
        if (parseAlias(alias, key) && writer.get('aliases', alias) === null) writer.set('aliases', alias, key)
      const names = namesOf(desk.doc, key)
      keepSnapshots(writer, names[0], [snapshot])
      if (save && claimed(writer, 'saved', names) === null) writer.set('saved', names[0], writer.at)
      for (const tag of tags) {
        const name = parseTagName(tag)
        if (name === null) continue
        const keys = byTag.get(name)
        if (keys) keys.push(key)
        else byTag.set(name, [key])
      }
    }
    giveTags(desk, writer, byTag)
  })
