import { createMemo, createRoot, type Accessor } from 'solid-js'
import { undoAct } from '../doc/undoing.ts'
import type { Desk } from '../doc/desk.ts'
import { keepView, moveView, removeView, renameView } from '../doc/savedViews.ts'
import { colourTag, mergeTags, removeTag, renameTag, tagPaper, untagPaper } from '../doc/tagging.ts'
import { readTagTimes } from '../doc/tagTimes.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { readViews } from '../doc/viewEntries.ts'
import { parseTagName } from '../domain/tag.ts'
import { snapshotsOf, type Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Tagging } from './library.ts'
import { fromReader, type Fields } from './fromReader.ts'
import type { ActHistory } from './undoHistory.ts'

/** What a person does to tags and views, with the sentence and the way back of each act. */
export const createTagging = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly history: ActHistory
}): Tagging => {
  const { desk, view, history } = options
  const tagName = (id: string): string => {
    const shown = view.tagIds().get(id) ?? id
    return view.tagNames().get(shown)?.name ?? shown
  }
  const did = (sentence: string, act: string | null): boolean => {
    if (act !== null) history.did(sentence, () => undoAct(desk, act))
    return act !== null
  }
  // Followed until the app ends, as the library itself is.
  const fields = createRoot(() => fromReader(readViews(desk.doc)))
  const views = createRoot(() => createMemo(() => [...fields.views().values()]))
  let used: Accessor<ReadonlyMap<string, number>> | null = null

  return {
    views,
    lastUsed: () => (used ??= createRoot(() => fromReader(readTagTimes(desk.doc))).times)(),
    tag(key, name) {
      const act = tagPaper(desk, key, name, snapshotsOf(options.paperOf(key)))
      did(`Tagged “${parseTagName(name) ?? name}”`, act)
    },
    untag: (key, id) => void did(`Tag “${tagName(id)}” removed`, untagPaper(desk, key, id)),
    rename(id, name) {
      const parsed = parseTagName(name)
      if (parsed === null) return false
      const before = tagName(id)
      const act = renameTag(desk, id, parsed)
      // Called what another one is called, it has become that one.
      const merged = desk.doc.getMap('tagMerges').has(id)
      did(merged ? `“${before}” merged into “${tagName(id)}”` : `“${before}” is now “${parsed}”`, act)
      return true
    },
    recolour: (id, colour) => void did(`Colour of “${tagName(id)}” changed`, colourTag(desk, id, colour)),
    merge(from, into) {
      const before = tagName(from)
      const act = mergeTags(desk, from, into)
      did(`“${before}” merged into “${tagName(into)}”`, act)
    },
    remove: (id) => void did(`Tag “${tagName(id)}” removed from all papers`, removeTag(desk, id)),
    keepView: (view) => did(`View “${view.name.trim()}” kept`, keepView(desk, view)),
    renameView: (id, name) => void did('View renamed', renameView(desk, id, name)),
    removeView: (id) => void did('View removed', removeView(desk, id)),
    moveView: (id, before) => void did('View moved', moveView(desk, id, before)),
  }
}
