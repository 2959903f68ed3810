import type { ToldAct } from '../doc/activity.ts'
import { resolveAlias } from '../doc/aliases.ts'
import type { Desk } from '../doc/desk.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Activity } from './activity.ts'
import type { Fields } from './fromReader.ts'
import { libraryWords } from './libraryWords.ts'
import { openActivity } from './openActivity.ts'
import type { ActHistory } from './undoHistory.ts'

/** What the machine does by itself, or as a part of something else. */
const SILENT: ReadonlySet<string> = new Set(['alias', 'setting', 'follow-list', 'follow-feed', 'leave-feed'])

/** What reaches beyond the library: undone here alone it would say one thing here and another to the labmates. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  profile: '',
  'add-list': '',
  'remove-list': 'Its link brings it back',
}

/** The verb of an act, or of the act that it undid. */
const verbOf = (act: ToldAct): string => act.of?.verb ?? act.verb

/** What the person did in their library, on any of their devices. */
export const openLibraryActivity = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly history: ActHistory
}): Activity => {
  const { desk, view, paperOf, history } = options
  const ownName = (id: string): string => view.tagNames().get(id)?.name ?? id
  const tagName = (id: string): string => ownName(view.tagIds().get(id) ?? id)
  return openActivity({
    desk,
    history,
    writable: () => !view.meta().newer,
    fresh: new Set(),
    telling: () => ({
      desk,
      words: (act) => libraryWords(act, tagName, ownName),
      // Every device is one's own.
      source: { nameOf: () => 'you', isMe: () => true, commentText: () => null },
      titleOf: (key) => (view.papers().get(key) ?? paperOf(key))?.title ?? 'A paper without a title',
      resolve: (key) => resolveAlias(view.aliases(), key),
      who: () => ({ name: view.profile().name ?? 'You', colour: view.profile().colour, me: true }),
      speaksToMe: () => false,
    }),
    hides: (act) => SILENT.has(verbOf(act)),
    fixed: (act) => ELSEWHERE[verbOf(act)] ?? null,
  })
}
