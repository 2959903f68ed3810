import type * as Y from 'yjs'
import { createLibrary, libraryNote, savePaper, setReading } from '../../src/doc/libraryDoc.ts'
import { addListEntry } from '../../src/doc/libraryLists.ts'
import { skipPapers } from '../../src/doc/skips.ts'
import { tagPaper } from '../../src/doc/tagging.ts'
import { arxivKey } from '../../src/domain/paperKey.ts'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import { timeToDay } from '../../src/lib/day.ts'
import { createReplica, DAY } from '../doc/replica.ts'

const DAYS = 1_095
const TRIAGED_A_DAY = 46
const SAVED = 5_000
const LISTS = 40
const TAGS = 30
/** Every so many of the saved ones has a note. */
const NOTED = 10
const SENTENCE = 'We show that a bound on the norm of what was read is known, and that it is sharp. '

const idOf = (number: number): string =>
  `25${String(number % 12).padStart(2, '0')}.${String(10_000 + number)}`

const paperNumbered = (number: number): PaperSnapshot => ({
  source: 'huggingface',
  title: `On the ${number}th bound, and what it says of the others: a study in ${number % 97} parts`,
  summary: SENTENCE.repeat(2),
  authors: [`Ada ${number % 900}`, `Ben ${number % 700}`, `Cem ${number % 500}`],
  arxivId: idOf(number),
})

/** Whatever one person does in three years of daily use: 50,000 papers triaged, 5,000 saved and tagged, 40 lists. */
export const writeThreeYears = (): Y.Doc => {
  const me = createReplica('AAAAAAAAAAAAAAAA', 7)
  createLibrary(me)
  let number = 0
  let saved = 0
  for (let day = 0; day < DAYS; day++) {
    me.clock += DAY
    const today = timeToDay(me.clock)
    const keys = Array.from({ length: TRIAGED_A_DAY }, () => arxivKey(idOf(number++)))
    // In three sittings, as one goes through a day.
    for (let from = 0; from < keys.length; from += 16) skipPapers(me, today, keys.slice(from, from + 16))
    for (; saved < (SAVED * (day + 1)) / DAYS; saved++) {
      const snapshot = paperNumbered(number)
      const key = arxivKey(idOf(number++))
      savePaper(me, key, [snapshot])
      tagPaper(me, key, `Tag ${saved % TAGS}`, [snapshot])
      if (saved % 3 === 0) setReading(me, key, 'read', [snapshot])
      if (saved % NOTED === 0) libraryNote(me.doc, key).insert(0, SENTENCE.repeat(5))
    }
    if (day % Math.floor(DAYS / LISTS) === 0)
      addListEntry(me, {
        listId: me.randomId(),
        room: `room-${day}`,
        link: `link-of-seventy-and-some-letters-${'x'.repeat(40)}-${day}`,
        title: `List of day ${day}`,
        colour: day % 8,
      })
  }
  return me.doc
}
