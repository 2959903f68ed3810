import type { PaperKey } from '../domain/paperKey.ts'
import { readFeedShard } from '../doc/feedView.ts'
import { readLibrary } from '../doc/libraryView.ts'
import { readList } from '../doc/listView.ts'
import { noteWords } from '../doc/note.ts'
import type { SharedDoc } from '../doc/sharedText.ts'

/** Documents of this person, wherever they are: in memory where the disk is dead. */
export interface HeldDocuments {
  readonly libraries: readonly SharedDoc[]
  readonly lists: readonly SharedDoc[]
  /** Shards of the feed the person filled by importing. */
  readonly imported: readonly SharedDoc[]
}

const noteIn = (doc: SharedDoc, noted: ReadonlySet<PaperKey>, key: PaperKey): string =>
  noted.has(key) ? noteWords(doc, key) : ''

const when = (time: number): string => new Date(time).toISOString()

const libraryOf = (doc: SharedDoc): object => {
  const reader = readLibrary(doc)
  const view = reader.view()
  const nameOf = (tag: string): string => view.tagNames.get(tag)?.name ?? tag
  const keys = new Set([
    ...view.papers.keys(),
    ...view.saved.keys(),
    ...view.reading.keys(),
    ...view.tags.keys(),
    ...view.noted,
  ])
  const papers = [...keys].map((key) => {
    const saved = view.saved.get(key)
    return {
      key,
      ...view.papers.get(key),
      saved: saved === undefined ? null : when(saved),
      reading: view.reading.get(key) ?? null,
      tags: (view.tags.get(key) ?? []).map(nameOf),
      note: noteIn(doc, view.noted, key),
    }
  })
  const lists = [...view.lists].map(([id, { title, link, archived, frozen }]) => {
    return { id, title, link, archived, frozen: frozen === null ? null : when(frozen) }
  })
  const copy = {
    name: view.profile.name,
    papers,
    lists,
    skipped: [...view.skipped],
    daysDone: [...view.days.keys()],
  }
  reader.destroy()
  return copy
}

const listOf = (doc: SharedDoc): object => {
  const reader = readList(doc)
  const view = reader.view()
  const nameOf = (member: string): string => view.members.get(member)?.name || member
  const tagsOf = (key: PaperKey) =>
    (view.tags.get(key) ?? []).map((tag) => view.tagNames.get(tag)?.name ?? tag)
  // What was said of a paper that was taken off stays said.
  const keys = new Set([...view.entries.keys(), ...view.comments.keys(), ...view.noted])
  const papers = [...keys].map((key) => {
    const entry = view.entries.get(key)
    return {
      key,
      ...view.papers.get(key),
      onTheList: entry !== undefined,
      addedBy: entry ? nameOf(entry.addedBy) : null,
      addedAt: entry ? when(entry.addedAt) : null,
      why: entry?.why ?? '',
      votes: (entry?.votes ?? []).map(nameOf),
      reading: [...(entry?.reading ?? [])].map(([member, state]) => ({ by: nameOf(member), state })),
      stage: entry?.stage ?? null,
      date: entry?.date ?? null,
      presenter: entry?.presenter ? nameOf(entry.presenter) : null,
      tags: tagsOf(key),
      note: noteIn(doc, view.noted, key),
      comments: (view.comments.get(key) ?? []).map(({ id, author, at, text, replyTo }) => {
        return { id, by: nameOf(author), at: when(at), text, replyTo }
      }),
    }
  })
  const copy = {
    id: view.meta.listId,
    title: view.meta.title,
    description: view.meta.description,
    members: [...view.members.values()].map(({ name }) => name),
    meeting: view.meeting,
    papers,
  }
  reader.destroy()
  return copy
}

const importedIn = (doc: SharedDoc): readonly object[] => {
  const reader = readFeedShard(doc)
  const papers = [...reader.view().papers].map(([key, snapshots]) => ({ key, snapshots }))
  reader.destroy()
  return papers
}

/** All that the person has, readable without Carrel. It is as private as they are: whoever has it has their lists. */
export const printRescueCopy = (held: HeldDocuments, now: number): string =>
  JSON.stringify(
    {
      about:
        'A copy of what one person has in Carrel, in plain text. Whoever has a link in it can open that list: keep it to yourself.',
      madeAt: when(now),
      libraries: held.libraries.map(libraryOf),
      lists: held.lists.map(listOf),
      imported: held.imported.flatMap(importedIn),
    },
    null,
    2,
  )

/** `Carrel copy 2026-03-01.json` */
export const rescueCopyName = (now: number): string => `Carrel copy ${when(now).slice(0, 10)}.json`

/** Hands the copy to the browser to be saved; needs no disk of the app's own. */
export const saveRescueCopy = (held: HeldDocuments): void => {
  const now = Date.now()
  const url = URL.createObjectURL(new Blob([printRescueCopy(held, now)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = rescueCopyName(now)
  link.click()
  // The browser has taken the address by then; revoked at once, some save nothing.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
