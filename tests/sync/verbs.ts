import { setDaysDone } from '../../src/doc/daysDone.ts'
import { undoAct } from '../../src/doc/undoing.ts'
import type { ActId, Desk } from '../../src/doc/desk.ts'
import {
  libraryNote,
  putSnapshots,
  savePaper,
  setProfile,
  setReading,
  setSetting,
  unsavePaper,
  unskipPapers,
} from '../../src/doc/libraryDoc.ts'
import {
  addListEntry,
  moveListEntry,
  removeFeed,
  removeListEntry,
  setFeed,
} from '../../src/doc/libraryLists.ts'
import { markSeen } from '../../src/doc/listSeen.ts'
import { readLibrary, type LibraryView } from '../../src/doc/libraryView.ts'
import {
  addComment,
  addPapers,
  castVote,
  groupNote,
  joinList,
  movePaper,
  removeComment,
  removePaper,
  setDescription,
  setReadingInList,
  setTitle,
  setWhy,
  withdrawVote,
} from '../../src/doc/listDoc.ts'
import { readList, type ListView } from '../../src/doc/listView.ts'
import { skipPapers } from '../../src/doc/skips.ts'
import { renameTag, tagPaper, untagPaper } from '../../src/doc/tagging.ts'
import { READING_STATES } from '../../src/domain/reading.ts'
import { timeToDay, type Day } from '../../src/lib/day.ts'
import { paper, snapshot } from '../doc/replica.ts'

export type RoomName = 'library' | 'list'

/** One run of one verb: who does it, what may be chosen, what has been done before. */
interface Turn {
  readonly desk: Desk
  /** 0 ≤ x < `below` */
  readonly pick: (below: number) => number
  /** A word nobody has said yet. */
  readonly word: string
  /** Acts of this room that may be undone without taking back a word that must last. */
  readonly undoable: ActId[]
  /** Words that nothing takes back: whoever reads the document in the end must find them. */
  readonly lasting: (word: string) => void
}

export interface Verb {
  readonly room: RoomName
  readonly name: string
  /** What gives this verb something to do where there is nothing. */
  readonly after?: string
  readonly run: (turn: Turn) => ActId | boolean | null | void
}

/** Begins what may be taken back. */
const PASSING = 'passing '
const PAPERS = 6
let looks = 0
const DAYS = 3
const dayOf = (number: number): Day => timeToDay(Date.UTC(2026, 0, 1 + number))
const any = (turn: Turn): ReturnType<typeof paper> => paper(turn.pick(PAPERS))
const oneOf = <T>(turn: Turn, items: Iterable<T>): T | undefined => {
  const all = [...items]
  return all[turn.pick(all.length)]
}
const withLibrary = <T>({ desk }: Turn, read: (view: LibraryView) => T): T => {
  const reader = readLibrary(desk.doc)
  const answer = read(reader.view())
  reader.destroy()
  return answer
}
const withList = <T>({ desk }: Turn, read: (view: ListView) => T): T => {
  const reader = readList(desk.doc)
  const answer = read(reader.view())
  reader.destroy()
  return answer
}
const seeList = (desk: Turn['desk'], list: string, at: number): boolean =>
  markSeen(desk, list, { at, of: new Map([['member', at]]) })
const undo = (turn: Turn): boolean =>
  // What somebody changed since stays as it is, so not every act can be undone.
  turn.undoable.splice(0).some((act) => undoAct(turn.desk, act))

const LIBRARY: readonly Omit<Verb, 'room'>[] = [
  { name: 'save', after: 'unsave', run: (turn) => savePaper(turn.desk, any(turn), [snapshot(1)]) },
  {
    name: 'unsave',
    after: 'save',
    run(turn) {
      const key = withLibrary(turn, ({ saved }) => oneOf(turn, saved.keys()))
      return key ? unsavePaper(turn.desk, key) : null
    },
  },
  {
    name: 'skip',
    after: 'unskip',
    run: (turn) => skipPapers(turn.desk, dayOf(turn.pick(DAYS)), [any(turn), any(turn)]),
  },
  {
    name: 'unskip',
    after: 'skip',
    run(turn) {
      const key = withLibrary(turn, ({ skipped }) => oneOf(turn, skipped))
      return key ? unskipPapers(turn.desk, [key]) : null
    },
  },
  {
    name: 'reading state',
    run(turn) {
      const key = any(turn)
      const before = withLibrary(turn, ({ reading }) => reading.get(key))
      const others = READING_STATES.filter((state) => state !== before)
      return setReading(turn.desk, key, oneOf(turn, others) ?? 'read', [snapshot(2)])
    },
  },
  {
    name: 'no reading state',
    after: 'reading state',
    run(turn) {
      const key = withLibrary(turn, ({ reading }) => oneOf(turn, reading.keys()))
      return key ? setReading(turn.desk, key, null) : null
    },
  },
  {
    name: 'tag',
    after: 'untag',
    run: (turn) => tagPaper(turn.desk, any(turn), `tag ${turn.pick(4)}`, [snapshot(3)]),
  },
  {
    name: 'untag',
    after: 'tag',
    run(turn) {
      const found = withLibrary(turn, ({ tags }) => oneOf(turn, tags))
      const tag = found && oneOf(turn, found[1])
      return found && tag !== undefined ? untagPaper(turn.desk, found[0], tag) : null
    },
  },
  {
    name: 'rename tag',
    after: 'tag',
    run(turn) {
      const tag = withLibrary(turn, ({ tagNames }) => oneOf(turn, tagNames.keys()))
      return tag === undefined ? null : renameTag(turn.desk, tag, turn.word)
    },
  },
  {
    name: 'note',
    run(turn) {
      const note = libraryNote(turn.desk.doc, any(turn))
      // Only ever before or behind other words, so that every word stays whole.
      note.insert(turn.pick(2) === 0 ? 0 : note.length, ` ${turn.word} `)
      turn.lasting(turn.word)
    },
  },
  {
    name: 'day done',
    run(turn) {
      const day = dayOf(turn.pick(DAYS))
      return setDaysDone(turn.desk, [day], !withLibrary(turn, ({ days }) => days.has(day)))
    },
  },
  { name: 'setting', run: (turn) => setSetting(turn.desk, `setting ${turn.pick(2)}`, turn.word) },
  {
    name: 'profile',
    run: (turn) => setProfile(turn.desk, { name: `Ada ${turn.word}`, colour: turn.pick(3) }),
  },
  {
    name: 'add list',
    run: (turn) =>
      addListEntry(turn.desk, {
        listId: `list-${turn.pick(3)}`,
        room: `room-${turn.pick(3)}`,
        link: turn.word,
        title: turn.word,
        colour: 1,
      }),
  },
  {
    name: 'move list',
    after: 'add list',
    run(turn) {
      const ids = withLibrary(turn, ({ lists }) => [...lists.keys()])
      const id = oneOf(turn, ids)
      return id === undefined ? null : moveListEntry(turn.desk, id, oneOf(turn, ids) ?? null)
    },
  },
  {
    name: 'remove list',
    after: 'add list',
    run(turn) {
      const id = withLibrary(turn, ({ lists }) => oneOf(turn, lists.keys()))
      return id === undefined ? null : removeListEntry(turn.desk, id)
    },
  },
  {
    name: 'see list',
    // A second later each time: what was seen is never unseen.
    run: (turn) => seeList(turn.desk, `list-${turn.pick(3)}`, Date.now() + 1_000 * ++looks),
  },
  {
    name: 'follow feed',
    run: (turn) => setFeed(turn.desk, { feedId: `feed-${turn.pick(2)}`, link: turn.word, own: false }),
  },
  {
    name: 'leave feed',
    after: 'follow feed',
    run(turn) {
      const id = withLibrary(turn, ({ feeds }) => oneOf(turn, feeds.keys()))
      return id === undefined ? null : removeFeed(turn.desk, id)
    },
  },
  {
    name: 'learn of a paper',
    run: (turn) => putSnapshots(turn.desk, any(turn), [{ source: 'page', title: turn.word }]),
  },
  { name: 'undo', after: 'setting', run: undo },
]

const LIST: readonly Omit<Verb, 'room'>[] = [
  {
    name: 'add',
    after: 'remove',
    run: (turn) => addPapers(turn.desk, [{ key: any(turn), snapshots: [snapshot(4)] }]),
  },
  {
    name: 'remove',
    after: 'add',
    run(turn) {
      const key = withList(turn, ({ entries }) => oneOf(turn, entries.keys()))
      return key ? removePaper(turn.desk, key) : null
    },
  },
  {
    name: 'add again',
    after: 'remove',
    run(turn) {
      const gone = withList(turn, ({ entries, papers }) =>
        [...papers.keys()].filter((key) => !entries.has(key)),
      )
      const key = oneOf(turn, gone)
      return key ? addPapers(turn.desk, [{ key, snapshots: [] }]) : null
    },
  },
  {
    name: 'reorder',
    after: 'add',
    run(turn) {
      const keys = withList(turn, ({ entries }) => [...entries.keys()])
      // Somewhere every paper has a place where it is not yet.
      for (const key of keys)
        for (const before of [null, ...keys]) {
          const act = movePaper(turn.desk, key, before)
          if (act !== null) return act
        }
      return null
    },
  },
  { name: 'vote', after: 'withdraw vote', run: (turn) => castVote(turn.desk, any(turn)) },
  {
    name: 'withdraw vote',
    after: 'vote',
    run(turn) {
      for (let number = 0; number < PAPERS; number++) {
        const act = withdrawVote(turn.desk, paper(number))
        if (act !== null) return act
      }
      return null
    },
  },
  { name: 'why', run: (turn) => setWhy(turn.desk, any(turn), turn.word) },
  {
    name: 'no why',
    after: 'why',
    run(turn) {
      for (let number = 0; number < PAPERS; number++) {
        const act = setWhy(turn.desk, paper(number), '')
        if (act !== null) return act
      }
      return null
    },
  },
  {
    name: 'comment',
    run(turn) {
      // Its act is not told: undone, the word would be gone.
      addComment(turn.desk, { paper: any(turn), text: turn.word })
      turn.lasting(turn.word)
    },
  },
  {
    name: 'group note',
    run(turn) {
      const note = groupNote(turn.desk.doc, any(turn))
      note.insert(turn.pick(2) === 0 ? 0 : note.length, ` ${turn.word} `)
      turn.lasting(turn.word)
    },
  },
  {
    name: 'passing comment',
    run: (turn) => addComment(turn.desk, { paper: any(turn), text: PASSING + turn.word }),
  },
  {
    name: 'remove comment',
    after: 'passing comment',
    run(turn) {
      const mine = withList(turn, ({ comments }) =>
        [...comments.values()]
          .flat()
          .filter(({ author, text }) => author === turn.desk.by && text.startsWith(PASSING)),
      )
      const said = oneOf(turn, mine)
      return said ? removeComment(turn.desk, said.id) : null
    },
  },
  {
    name: 'reading state in the list',
    run(turn) {
      const key = any(turn)
      const before = withList(turn, ({ entries }) => entries.get(key)?.reading.get(turn.desk.by))
      const others = READING_STATES.filter((state) => state !== before)
      return setReadingInList(turn.desk, key, oneOf(turn, others) ?? 'read')
    },
  },
  { name: 'title', run: (turn) => setTitle(turn.desk, turn.word) },
  { name: 'description', run: (turn) => setDescription(turn.desk, turn.word) },
  { name: 'join', run: (turn) => joinList(turn.desk, { name: turn.word, colour: turn.pick(3) }) },
  { name: 'undo', after: 'title', run: undo },
]

export const VERBS: readonly Verb[] = [
  ...LIBRARY.map((verb): Verb => ({ room: 'library', ...verb })),
  ...LIST.map((verb): Verb => ({ room: 'list', ...verb })),
]
