import { createSignal, untrack } from 'solid-js'
import type { Desk } from '../doc/desk.ts'
import { importReferences, type ImportedPaper } from '../doc/importReferences.ts'
import { libraryNote } from '../doc/libraryDoc.ts'
import { removeListEntry } from '../doc/libraryLists.ts'
import type { LibraryView } from '../doc/libraryView.ts'
import { addPapers } from '../doc/listDoc.ts'
import { noteWords } from '../doc/note.ts'
import { plainText, type SharedText } from '../doc/sharedText.ts'
import { undoActs } from '../doc/undoing.ts'
import { snapshotsOf, type Paper, type PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { parseTagName, tagIdOf } from '../domain/tag.ts'
import { parseDay } from '../lib/day.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { clip, count } from '../lib/text.ts'
import { isDiskRefused } from '../storage/database.ts'
import type { Carrel } from './carrel.ts'
import type { Fields } from './fromReader.ts'
import type { ListsState } from './listsState.ts'
import type { OpenDocument } from './openDocument.ts'
import type { HeldList } from './openListState.ts'
import { planReferences } from './planReferences.ts'
import { readReferenceFile } from './readReferenceFile.ts'
import type {
  ImportChoices,
  ImportedReferences,
  PlannedReference,
  ReferencePlan,
  References,
} from './references.ts'
import type { ActHistory } from './undoHistory.ts'

/** Papers of one act: few enough to paint between two, many enough not to repaint a large library each time. */
const MIN_BATCH = 50
const MAX_BATCH = 1_000
const BATCHES = 25
/** Acts undone at once: one entry of the history stays readable. */
const ACTS_AT_ONCE = 5
const MAX_FROM = 100
const MAX_PRINTED_DATE = 7

/** A timer rather than a frame: a page in the background paints none, and the work goes on there. */
const paint = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const snapshotFrom = (
  { reference, sharesId }: PlannedReference,
  from: string | null,
  abstracts: boolean,
): PaperSnapshot => {
  const { title, authors, issued, arxivId, doi, url, abstract, venue, details } = reference
  const day = issued === null ? null : parseDay(issued)
  return {
    source: 'file',
    title,
    ...(authors.length > 0 ? { authors } : {}),
    ...(day ? { date: day } : issued === null ? {} : { issued: issued.slice(0, MAX_PRINTED_DATE) }),
    ...(arxivId === null || sharesId ? {} : { arxivId }),
    ...(doi === null || sharesId ? {} : { doi }),
    ...(url === null ? {} : { pageUrl: url }),
    ...(abstract === null || !abstracts ? {} : { abstract }),
    ...(venue === null ? {} : { venue }),
    ...(details === null ? {} : { details }),
    ...(from === null ? {} : { from: clip(from, MAX_FROM) }),
  }
}

/** A note that was put into the library, and can be taken out while nobody wrote into it. */
interface PutNote {
  readonly note: SharedText
  readonly text: string
}

export const createReferences = (options: {
  readonly desk: Desk
  readonly view: Fields<LibraryView>
  readonly history: ActHistory
  readonly carrel: Pick<Carrel, 'allPapers' | 'lists' | 'library' | 'feed'>
  readonly library: OpenDocument
  readonly lists: ListsState
  readonly feed: { canonical(key: PaperKey): PaperKey; papers(): ReadonlyMap<PaperKey, Paper> }
}): References => {
  const { desk, view, history, lists, feed } = options

  /** Only what a person, a feed or a list has: a record that an undone import left behind is nobody's paper. */
  const papersHere = (): readonly Paper[] =>
    untrack(() => {
      const kept = [view.saved(), view.tags(), view.reading(), feed.papers()]
      const listed = new Set(
        [...lists.held().values()].flatMap((list) => [...list.view.entries().keys()].map(feed.canonical)),
      )
      return options.carrel
        .allPapers()
        .filter(
          ({ key }) =>
            kept.some((root) => root.has(key) || root.has(feed.canonical(key))) ||
            view.noted().has(key) ||
            listed.has(feed.canonical(key)),
        )
    })

  const lettersHere = (): number =>
    untrack(() => {
      let letters = 0
      for (const paper of view.papers().values())
        letters +=
          300 +
          paper.title.length +
          (paper.abstract?.length ?? 0) +
          (paper.authors?.join().length ?? 0) +
          JSON.stringify(paper.details ?? '').length
      return letters
    })

  const putNote = ({ key, reference }: PlannedReference, put: PutNote[]): void => {
    const text = reference.note
    if (text === null || untrack(() => view.meta().newer)) return
    const note = libraryNote(desk.doc, key)
    const before = plainText(note)
    // Read twice, it stands there once.
    if (noteWords(desk.doc, key).includes(text)) return
    note.insert(note.length, before === '' ? text : `\n\n${text}`)
    put.push({ note, text: before === '' ? text : `\n\n${text}` })
  }

  const takeNotes = (notes: readonly PutNote[]): boolean => {
    let taken = false
    desk.doc.transact(() => {
      for (const { note, text } of notes) {
        if (!plainText(note).endsWith(text)) continue
        note.delete(note.length - text.length, text.length)
        taken = true
      }
    })
    return taken
  }

  const listFor = async (choice: ImportChoices['list']): Promise<Result<HeldList | null, string>> => {
    if (choice === null) return ok(null)
    if ('title' in choice) {
      const made = await lists.create({ title: choice.title, description: '' })
      if (!made.ok) return made
      const list = lists.held().get(made.value)
      return list ? ok(list) : err('The new list could not be opened. Nothing was imported.')
    }
    const list = lists.held().get(choice.id)
    if (!list || untrack(list.open.role) === 'reader')
      return err('This list cannot be written to on this device now. Nothing was imported.')
    return ok(list)
  }

  /** Takes away a list that was made for an import, unless somebody has made something of it since. */
  const takeList = (list: HeldList, title: string): void =>
    untrack(() => {
      const { view } = list
      const meta = view.meta()
      const untouched =
        !list.given() &&
        view.entries().size === 0 &&
        view.members().size <= 1 &&
        view.comments().size === 0 &&
        view.noted().size === 0 &&
        view.meeting() === null &&
        meta.title === title &&
        meta.description === ''
      if (untouched) removeListEntry(desk, list.id)
    })

  const offered = (names: ReferencePlan['keywords']): ReadonlySet<string> =>
    new Set(names.map(([name]) => name))

  return {
    read: readReferenceFile,
    plan: (file, signal) =>
      planReferences(
        file,
        {
          papers: papersHere(),
          letters: lettersHere(),
          canonical: (key) => untrack(() => feed.canonical(key)),
        },
        async () => {
          await paint()
          return signal.aborted
        },
      ),
    async bringIn(plan, choices, watch) {
      const list = await listFor(choices.list)
      if (!list.ok) return list
      const madeTitle = list.value ? untrack(list.value.view.meta).title : ''
      const [keywords, groups] = [offered(plan.keywords), offered(plan.groups)]
      const tagsOf = ({ reference }: PlannedReference): readonly string[] => [
        ...(choices.tag === null ? [] : [choices.tag]),
        ...(choices.keywords ? reference.keywords.filter((name) => keywords.has(name)) : []),
        ...(choices.groups ? reference.groups.filter((name) => groups.has(name)) : []),
      ]
      const total = plan.papers.length
      const size = Math.min(MAX_BATCH, Math.max(MIN_BATCH, Math.ceil(total / BATCHES)))
      const acts: string[] = []
      const listActs: string[] = []
      const notes: PutNote[] = []
      let done = 0
      let fault: string | null = null
      while (done < total && !watch.signal.aborted) {
        watch.onProgress(done / total)
        await paint()
        if (watch.signal.aborted) break
        const batch = plan.papers.slice(done, done + size)
        const papers: readonly ImportedPaper[] = batch.map((one) => ({
          key: one.key,
          aliases: one.aliases,
          snapshot: snapshotFrom(one, choices.from, !plan.withoutAbstracts),
          tags: tagsOf(one),
        }))
        try {
          if (choices.save || papers.some(({ tags }) => tags.length > 0)) {
            const act = importReferences(desk, papers, choices.save)
            if (act !== null) acts.push(act)
          }
          if (choices.notes) desk.doc.transact(() => batch.forEach((one) => putNote(one, notes)))
          if (list.value) {
            const into = batch.map((one, index) => ({
              key: list.value?.open.entry(one.key)?.key ?? one.key,
              snapshots: [
                ...snapshotsOf(one.known).filter(({ source }) => source !== 'file'),
                ...papers.slice(index, index + 1).map(({ snapshot }) => snapshot),
              ],
            }))
            const act = untrack(() => (list.value ? addPapers(list.value.desk, into) : null))
            if (act !== null) listActs.push(act)
          }
        } catch (error) {
          fault = `The import stopped: ${error instanceof Error ? error.message : String(error)}.`
          break
        }
        done += batch.length
      }
      const sentence = `${count(done, 'paper', 'papers')} imported${choices.from === null ? '' : ` from ${clip(choices.from, 60)}`}`
      const [undone, setUndone] = createSignal(false)
      const undo = async (): Promise<boolean> => {
        if (untrack(undone)) return false
        setUndone(true)
        let changed = takeNotes(notes)
        const held = list.value
        // Newest first, and a part at a time: the page must go on answering.
        for (const [of, all] of [[desk, acts], ...(held ? [[held.desk, listActs] as const] : [])] as const)
          for (let end = all.length; end > 0; end -= ACTS_AT_ONCE) {
            if (undoActs(of, all.slice(Math.max(0, end - ACTS_AT_ONCE), end)) !== null) changed = true
            await paint()
          }
        if (held && choices.list !== null && 'title' in choices.list) takeList(held, madeTitle)
        return changed
      }
      if (acts.length + listActs.length + notes.length > 0) history.did(sentence, undo)
      else if (done > 0) history.say('All of it was here already as you asked for it: nothing was changed.')
      if (fault !== null)
        return err(
          `${fault} ${count(done, 'paper', 'papers')} of ${total} were imported; Undo takes them back.`,
        )
      const kept = await Promise.all([
        options.library.store.flushed(),
        ...(list.value ? [list.value.document.store.flushed()] : []),
      ])
      if (!kept.every((one) => one.ok) && !isDiskRefused())
        return err(
          'The papers could not be written to this device’s disk. Free some space and import the file again.',
        )
      const outcome: ImportedReferences = {
        done,
        left: total - done,
        list: list.value?.id ?? null,
        tag: choices.tag === null ? null : tagNamed(choices.tag),
        undo: () => {
          void undo().then((changed) => {
            if (changed) history.say(`Undone: ${sentence}`)
          })
        },
        undone,
      }
      return ok(outcome)
    },
  }

  function tagNamed(text: string): string | null {
    const name = parseTagName(text)
    if (name === null) return null
    const found = untrack(() => options.carrel.library.tags()).find(
      (one) => tagIdOf(one.name) === tagIdOf(name),
    )
    return found?.id ?? null
  }
}
