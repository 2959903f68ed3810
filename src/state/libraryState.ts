import { createMemo, type Accessor } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import * as verbs from '../doc/libraryDoc.ts'
import { skipPapers } from '../doc/skips.ts'
import type { undoAct } from '../doc/undoing.ts'
import { notesOn } from '../doc/note.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { snapshotsOf, type Paper, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { Library, Tagging, TagName } from './library.ts'
import { fetchCode } from './fetchCode.ts'
import type { Fields } from './fromReader.ts'
import type { OpenDocument } from './openDocument.ts'
import type { ActHistory } from './undoHistory.ts'

const NO_TAGS: readonly string[] = []
/** Colour of a tag nobody named here, met only in a document written by a newer version. */
const FALLBACK_COLOUR = 0

/** The personal library on the screen. `paperOf` tells what is known of a paper anywhere on this device. */
export const createLibraryState = (options: {
  readonly desk: Desk
  readonly document: OpenDocument
  readonly connected: Accessor<boolean>
  readonly view: Fields<LibraryView>
  readonly paperOf: (key: PaperKey) => Paper | null
  readonly history: ActHistory
  /** Told when the person renamed themselves, so that their lists can say the same. */
  readonly onProfile: (profile: { readonly name: string; readonly colour: number }) => void
}): Library => {
  const { desk, view, paperOf, history } = options

  let undoing: Promise<{ readonly undoAct: typeof undoAct }> | null = null
  const did = (sentence: string, act: string | null, undone?: string): void => {
    if (act === null) return
    // Here long before anybody has read the sentence.
    undoing ??= fetchCode(() => import('../doc/undoing.ts'))
    const code = undoing
    history.did(sentence, () => code.then((doc) => doc.undoAct(desk, act)), undone)
  }
  const said = (key: PaperKey): readonly PaperSnapshot[] => snapshotsOf(paperOf(key))

  const saved: Accessor<readonly PaperKey[]> = createMemo(() =>
    [...view.saved()].sort((a, b) => b[1] - a[1]).map(([key]) => key),
  )
  const byTag = createMemo(() => {
    const papers = new Map<string, PaperKey[]>()
    for (const [key, tags] of view.tags())
      for (const tag of tags) {
        const keys = papers.get(tag)
        if (keys) keys.push(key)
        else papers.set(tag, [key])
      }
    return papers
  })
  const tagName = (id: string): string => view.tagNames().get(id)?.name ?? id
  const tags = createMemo<readonly TagName[]>(() =>
    [...byTag()]
      .map(([id, keys]) => ({
        id,
        name: tagName(id),
        colour: view.tagNames().get(id)?.colour ?? FALLBACK_COLOUR,
        count: keys.length,
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  )

  let asked: Promise<Tagging> | null = null
  const tagging = (): Promise<Tagging> =>
    (asked ??= fetchCode(() => import('./taggingState.ts')).then(({ createTagging }) =>
      createTagging(options),
    ))

  return {
    newer: () => view.meta().newer,
    profile: () => view.profile(),
    saved,
    isSaved: (key) => view.saved().has(key),
    isSkipped: (key) => view.skipped().has(key),
    readingOf: (key) => view.reading().get(key) ?? null,
    tagsOf: (key) => view.tags().get(key) ?? NO_TAGS,
    tags,
    tagName,
    papersWithTag: (id) => byTag().get(id) ?? [],
    tagId: (id) => view.tagIds().get(id) ?? id,
    hasNote: (key) => view.noted().has(key),
    isDayDone: (day) => view.days().has(day),
    noteOf(key) {
      const note = verbs.libraryNote(desk.doc, key)
      const keep = (_event: unknown, transaction: { readonly local: boolean }): void => {
        if (!transaction.local) return
        note.unobserve(keep)
        // A transaction of its own: the one under way is the typing.
        queueMicrotask(() => verbs.putSnapshots(desk, key, said(key)))
      }
      note.observe(keep)
      return note
    },
    notesOf(key) {
      view.aliases()
      view.noteNames()
      return notesOn(desk.doc, key)
    },
    save: (key) =>
      did('Saved', verbs.savePaper(desk, key, said(key), view.skipped().has(key)), 'No longer saved'),
    unsave: (key) => did('No longer saved', verbs.unsavePaper(desk, key), 'Saved again'),
    skip: (day, key) => did('Skipped', skipPapers(desk, day, [key]), 'Back among the unread'),
    unskip: (key) => did('Back among the unread', verbs.unskipPapers(desk, [key]), 'Skipped again'),
    setReading: (key, state) =>
      did(
        state === null ? 'Reading state cleared' : `Marked “${state.replace('-', ' ')}”`,
        verbs.setReading(desk, key, state, said(key)),
      ),
    tag: (key, name) => void tagging().then((one) => one.tag(key, name)),
    untag: (key, id) => void tagging().then((one) => one.untag(key, id)),
    tagging,
    activity: () =>
      fetchCode(() => import('./libraryActivity.ts')).then(({ openLibraryActivity }) =>
        openLibraryActivity(options),
      ),
    earlier: () =>
      fetchCode(() => import('./earlierVersions.ts')).then(({ libraryVersions }) => libraryVersions(options)),
    setProfile(profile) {
      verbs.setProfile(desk, profile)
      options.onProfile(profile)
    },
  }
}
