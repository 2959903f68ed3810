import { createMemo } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import { setDaysDone } from '../doc/daysDone.ts'
import * as verbs from '../doc/libraryDoc.ts'
import { tagPapers } from '../doc/tagging.ts'
import { skipOnDays, unskipDays } from '../doc/skipsOfDays.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { snapshotsOf } from '../domain/paper.ts'
import { undoAct } from '../doc/undoing.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import type { ReadingState } from '../domain/reading.ts'
import { MAX_TAG_LENGTH, parseTagName, tagIdOf } from '../domain/tag.ts'
import { count } from '../lib/text.ts'
import type { Mate, Together } from '../ui/choice.ts'
import { plainText } from '../domain/latexText.ts'
import type { Carrel } from './carrel.ts'
import type { Fields } from './fromReader.ts'
import { indexMates } from './mates.ts'
import type { ActHistory } from './undoHistory.ts'

const READING_WORDS: Record<ReadingState, string> = { 'to-read': 'to read', reading: 'reading', read: 'read' }

const NOBODY: readonly Mate[] = []

const papers = (keys: { readonly length: number }): string => count(keys.length, 'paper', 'papers')

/** The library's and the lists' verbs for several papers. Needs a reactive owner. */
export const createTogether = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly history: ActHistory
  readonly carrel: Pick<Carrel, 'cite' | 'library' | 'lists' | 'paper'>
  readonly canonical: (key: PaperKey) => PaperKey
}): Together => {
  const { desk, view, history, carrel } = options
  const { library, lists } = carrel
  const mates = createMemo(() =>
    indexMates(
      lists.all().flatMap(({ id, title, frozen }) => {
        // What labmates did before one left says nothing of them now.
        if (frozen !== null) return []
        const list = lists.open(id)
        return { title, entries: list.entries('newest'), member: (one: string) => list.member(one) }
      }),
      options.canonical,
    ),
  )
  /** Where everybody can read it; within Carrel where nobody says. */
  const linkOf = (key: PaperKey): string => {
    const paper = carrel.paper(key)
    if (paper?.arxivId) return `https://arxiv.org/abs/${paper.arxivId}`
    if (paper?.doi) return `https://doi.org/${paper.doi}`
    return paper?.pageUrl ?? `${location.origin}/saved/paper/${encodeURIComponent(key)}`
  }
  const copy = (text: string, sentence: string): void =>
    void navigator.clipboard.writeText(text).then(
      () => history.say(sentence),
      () => history.say('The browser does not let Carrel copy here.'),
    )
  const did = (sentence: string, act: string | null): void => {
    if (act !== null) history.did(sentence, () => undoAct(desk, act))
  }
  const known = (keys: readonly PaperKey[]): readonly verbs.KnownPaper[] =>
    keys.map((key) => ({ key, snapshots: snapshotsOf(carrel.paper(key)) }))
  const missing = (listId: string, keys: readonly PaperKey[]): readonly PaperKey[] =>
    keys.filter((key) => !lists.holding(key).some(({ id }) => id === listId))

  return {
    nameOf: (key) => plainText(carrel.paper(key)?.title ?? key),
    matesOf: (key) => mates().get(key) ?? NOBODY,
    isSaved: (key) => library.isSaved(key),
    isSkipped: (key) => library.isSkipped(key),
    readingOf: (key) => library.readingOf(key),
    save(keys) {
      const fresh = keys.filter((key) => !view.saved().has(key))
      did(
        `${papers(fresh)} saved`,
        verbs.savePapers(
          desk,
          known(keys),
          keys.filter((key) => view.skipped().has(key)),
        ),
      )
    },
    unsave: (keys) => did(`${papers(keys)} no longer saved`, verbs.unsavePapers(desk, keys)),
    skip(days) {
      const fresh = [...days.values()].flat().filter((key) => !view.skipped().has(key))
      const acts = skipOnDays(desk, days)
      if (acts !== null) history.did(`${papers(fresh)} skipped`, () => unskipDays(desk, acts))
    },
    unskip: (keys) => did(`${papers(keys)} back among the unread`, verbs.unskipPapers(desk, keys)),
    setReading: (keys, state) =>
      did(
        state === null
          ? `Reading state of ${papers(keys)} cleared`
          : `${papers(keys)} marked “${READING_WORDS[state]}”`,
        verbs.setReadings(desk, known(keys), state),
      ),
    finishDays: (days, done) =>
      did(
        `${days.length === 1 ? 'Day' : count(days.length, 'day', 'days')} ${done ? 'marked as done' : 'no longer done'}`,
        setDaysDone(desk, days, done),
      ),
    tagOptions: (keys) =>
      library
        .tags()
        .filter(({ id }) => !keys.every((key) => library.tagsOf(key).includes(id)))
        .map(({ id, name, count: of }) => ({ id, label: name, hint: count(of, 'paper', 'papers') })),
    tagNameOf: (id) => library.tagName(id),
    tag(keys, name) {
      const parsed = parseTagName(name)
      if (parsed === null) return history.say(`A tag has between 1 and ${MAX_TAG_LENGTH} characters.`)
      const tag = library.tags().find((one) => tagIdOf(one.name) === tagIdOf(parsed))?.id
      const fresh = keys.filter((key) => tag === undefined || !library.tagsOf(key).includes(tag))
      did(`${papers(fresh)} tagged “${parsed}”`, tagPapers(desk, known(keys), parsed))
    },
    listOptions: (keys) =>
      lists
        .all()
        .filter(({ id, role }) => role !== 'reader' && missing(id, keys).length > 0)
        .map((list) => ({
          id: list.id,
          label: list.title,
          hint: list.archived ? 'archived' : papers({ length: list.count }),
        })),
    addTo: (listId, keys) => lists.addTo(listId, missing(listId, keys)),
    cite: (keys) => carrel.cite(keys),
    copyLinks: (keys) =>
      copy(keys.map(linkOf).join('\n'), keys.length === 1 ? 'Link copied' : 'Links copied'),
    copyTitles: (keys) =>
      copy(
        keys.map((key) => plainText(carrel.paper(key)?.title ?? key)).join('\n'),
        keys.length === 1 ? 'Title copied' : 'Titles copied',
      ),
    async addToNew(title, keys) {
      const made = await lists.create({ title, description: '' })
      if (made.ok) lists.addTo(made.value, keys)
      else history.say(made.error)
    },
  }
}
