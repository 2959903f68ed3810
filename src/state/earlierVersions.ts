import { createMemo, createRoot, createSignal, onCleanup, type Accessor } from 'solid-js'
import { bringBack, isTakenBack } from '../doc/bringBack.ts'
import type { Desk } from '../doc/desk.ts'
import {
  compareLibraries,
  compareLists,
  compareViews,
  type EarlierDifference,
  type EarlierPart,
} from '../doc/earlier.ts'
import { noteWords } from '../doc/note.ts'
import { readLibrary, type LibraryView } from '../doc/libraryView.ts'
import { readList, type ListView } from '../doc/listView.ts'
import { createSharedDoc, mergeInto, onEveryChange } from '../doc/sharedDoc.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { readViews } from '../doc/viewEntries.ts'
import type { Paper } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { printHex } from '../lib/bytes.ts'
import { parseDay } from '../lib/day.ts'
import { count } from '../lib/text.ts'
import type { KeptGeneration } from '../protocol/message.ts'
import type { GenerationFault } from '../sync/generationReads.ts'
import { printDay } from '../ui/dates.ts'
import type { EarlierVersion, EarlierVersions, OpenVersion, VersionDifference } from './earlier.ts'
import type { Fields } from './fromReader.ts'
import type { OpenDocument } from './openDocument.ts'
import type { ActHistory } from './undoHistory.ts'

const FAULTS: Record<GenerationFault, string> = {
  offline:
    'Earlier versions are kept on the server, and it cannot be reached right now. Try again when you are online.',
  'not-kept': 'The server does not keep this version any longer: a newer one has taken its place.',
  unreadable: 'The server sent something that no member wrote. It was left out, and nothing was changed.',
  'not-understood': 'This version was written by a newer Carrel. Update this one to look at it.',
  busy: 'Several versions are being fetched already. Try again in a moment.',
}

interface Options<V> {
  readonly document: OpenDocument
  readonly desk: Desk
  readonly view: Fields<V>
  readonly history: ActHistory
  readonly writable: Accessor<boolean>
  readonly connected: Accessor<boolean>
  readonly paperOf: (key: PaperKey) => Paper | null
}

/** What is particular to a kind of document. */
interface Kind {
  /** Reactive: how the present differs from `then`. */
  compare(then: SharedDoc): () => readonly EarlierDifference[]
  /** A paper as it was called then. */
  titleThen(then: SharedDoc): (key: PaperKey) => string | undefined
  /** Names that mean something to the document, in words. */
  inWords(then: SharedDoc): (part: EarlierPart, names: readonly string[]) => string
}

const idOf = ({ part, key }: EarlierDifference): string =>
  part === null ? `added ${key}` : `${part.type} ${'id' in part ? part.id : (key ?? '')}`

const READING_WORDS: Readonly<Record<string, string>> = {
  'to-read': 'to read',
  reading: 'reading',
  read: 'read',
}

const STAGE_WORDS: Readonly<Record<string, string>> = {
  'to-read': 'To read',
  reading: 'Reading',
  discussed: 'Discussed',
}

const dayInWords = (text: string): string => {
  const day = parseDay(text)
  return day ? printDay(day, 'full') : text
}

/** A regular meeting as `compareLists` gives it, field by field. */
const meetingInWords = ([from, time, every, place]: readonly string[]): string => {
  if (!from) return ''
  const rhythm = every === '1' ? 'Every week' : `Every ${every} weeks`
  return [`${rhythm} from ${dayInWords(from)}${time ? `, ${time}` : ''}`, place].filter(Boolean).join('\n')
}

const createVersions = <V>(options: Options<V>, kind: Kind): EarlierVersions => {
  const { document, desk, history, writable, connected } = options
  const known = new Map<string, KeptGeneration>()

  const openThen = (content: Uint8Array): OpenVersion => {
    const then = createSharedDoc()
    mergeInto(then, content, 'earlier')
    const [differences, dispose] = createRoot((drop) => [createMemo(kind.compare(then)), drop] as const)
    const titleThen = kind.titleThen(then)
    const inWords = kind.inWords(then)
    const titleOf = (key: PaperKey): string =>
      titleThen(key) ?? options.paperOf(key)?.title ?? 'A paper without a title'
    const print = (one: EarlierDifference): VersionDifference => ({
      id: idOf(one),
      type: one.part?.type ?? 'added',
      subject: one.key ? titleOf(one.key) : '',
      before: one.part ? inWords(one.part, one.before) : '',
      // What is missing now has no words: a paper's comments are said of what it was.
      after: one.part && one.after.length > 0 ? inWords(one.part, one.after) : '',
    })
    return {
      differences: () => differences().map(print),
      bringBack(ids) {
        const wanted = new Set(ids)
        const parts = differences().flatMap((one) => (one.part && wanted.has(idOf(one)) ? [one.part] : []))
        if (!writable() || parts.length === 0) return
        const undo = bringBack(desk, then, parts)
        if (undo)
          history.did(parts.length === 1 ? 'Brought back' : `${parts.length} things brought back`, undo)
        else history.say('There was nothing to bring back.')
      },
      close() {
        dispose()
        then.destroy()
      },
    }
  }

  const read = async <T>(
    ask: (
      reads: NonNullable<ReturnType<typeof document.carried.reads>>,
    ) => Promise<Result<T, GenerationFault>>,
  ): Promise<Result<T, string>> => {
    const reads = document.carried.reads()
    if (!reads || !connected()) return err(FAULTS.offline)
    const got = await ask(reads)
    return got.ok ? got : err(FAULTS[got.error])
  }

  return {
    writable,
    connected,
    async list() {
      const listed = await read((reads) => reads.list())
      if (!listed.ok) return listed
      const versions = listed.value.map((kept): EarlierVersion => {
        const id = printHex(kept.tag)
        known.set(id, kept)
        return { id, at: kept.at }
      })
      return ok([...versions].sort((a, b) => b.at - a.at))
    },
    async open({ id }) {
      const kept = known.get(id)
      if (!kept) return err(FAULTS['not-kept'])
      const content = await read((reads) => reads.open(kept))
      return content.ok ? ok(openThen(content.value)) : content
    },
  }
}

/** A note's letters and the views are not followed by a view: they are looked at again after every change. */
const countChanges = (desk: Desk): Accessor<number> => {
  const [changes, setChanges] = createSignal(0)
  onCleanup(onEveryChange(desk.doc, () => setChanges((number) => number + 1)))
  return changes
}

/** What a shared list was earlier. */
export const listVersions = (options: Options<ListView>): EarlierVersions => {
  const { desk, view } = options
  return createVersions(options, {
    compare(then) {
      const before = readList(then).view()
      const changes = countChanges(desk)
      return () => {
        changes()
        return compareLists(
          before,
          {
            meta: view.meta(),
            entries: view.entries(),
            comments: view.comments(),
            meeting: view.meeting(),
            tags: view.tags(),
            tagNames: view.tagNames(),
            tagIds: view.tagIds(),
            aliases: view.aliases(),
          },
          (comment) => isTakenBack(desk, then, comment),
          (key) => noteWords(then, key),
          (key) => noteWords(desk.doc, key),
        )
      }
    },
    titleThen(then) {
      const before = readList(then).view()
      return (key) => before.papers.get(key)?.title ?? view.papers().get(key)?.title
    },
    inWords(then) {
      const before = readList(then).view()
      const nameOf = (member: string): string =>
        view.members().get(member)?.name || before.members.get(member)?.name || 'someone'
      return (part, names) => {
        const words = names.filter((name) => name !== '').join(', ')
        if (part.type === 'presenter') return names.map(nameOf).join(', ')
        if (part.type === 'stage') return names.map((name) => STAGE_WORDS[name] ?? name).join(', ')
        if (part.type === 'tags')
          return names
            .map((tag) => before.tagNames.get(tag)?.name ?? view.tagNames().get(tag)?.name ?? tag)
            .join(', ')
        if (part.type === 'date') return names.map(dayInWords).join(', ')
        if (part.type === 'meeting') return meetingInWords(names)
        if (part.type === 'votes' && names.length > 0)
          return `${count(names.length, 'vote', 'votes')}, of ${names.map(nameOf).join(', ')}`
        const said = part.type === 'paper' ? (before.comments.get(part.key)?.length ?? 0) : 0
        if (said === 0) return words
        return `${words}${words === '' ? '' : '\n'}With ${count(said, 'comment', 'comments')}`
      }
    },
  })
}

/** What the library was earlier. */
export const libraryVersions = (options: Omit<Options<LibraryView>, 'writable'>): EarlierVersions => {
  const { desk, view } = options
  const writable = (): boolean => !view.meta().newer
  return createVersions(
    { ...options, writable },
    {
      compare(then) {
        const before = readLibrary(then).view()
        const viewsThen = readViews(then).view().views
        const viewsNow = readViews(desk.doc)
        onCleanup(() => viewsNow.destroy())
        const changes = countChanges(desk)
        return () => {
          changes()
          const own = compareLibraries(
            before,
            {
              saved: view.saved(),
              reading: view.reading(),
              tags: view.tags(),
              tagNames: view.tagNames(),
              tagIds: view.tagIds(),
              lists: view.lists(),
              aliases: view.aliases(),
            },
            (key) => noteWords(then, key),
            (key) => noteWords(desk.doc, key),
          )
          return [...compareViews(viewsThen, viewsNow.view().views), ...own]
        }
      },
      titleThen(then) {
        const before = readLibrary(then).view()
        return (key) => before.papers.get(key)?.title ?? view.papers().get(key)?.title
      },
      inWords(then) {
        const before = readLibrary(then).view()
        return (part, names) =>
          names
            .map((name) => {
              if (part.type === 'reading') return READING_WORDS[name] ?? name
              if (part.type === 'tags')
                return before.tagNames.get(name)?.name ?? view.tagNames().get(name)?.name ?? name
              return name
            })
            .join(', ')
      },
    },
  )
}
