import { createRoot } from 'solid-js'
import { expect, test } from 'vitest'
import { readAct } from '../../src/doc/activity.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { MAX_TOLD_PAPERS } from '../../src/doc/limits.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import { ACTS_AT_ONCE } from '../../src/features/activity/limits.ts'
import { createDesk } from '../../src/state/desk.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { openLibraryActivity } from '../../src/state/libraryActivity.ts'
import { createActHistory } from '../../src/state/undoHistory.ts'
import { paper, snapshot } from '../doc/replica.ts'

const known = (number: number) => ({ key: paper(number), snapshots: [snapshot(number)] })

test('as many acts as are shown at once leave nothing for later, and one more is behind "Show earlier"', () => {
  createRoot((dispose) => {
    const desk = createDesk(createSharedDoc(), 'laptop')
    verbs.createLibrary(desk)
    const view = fromReader(readLibrary(desk.doc))
    const activity = () =>
      openLibraryActivity({ desk, view, paperOf: () => null, history: createActHistory() })
    // Of two kinds by turns, so that no run of them is one line.
    for (let act = 0; act < ACTS_AT_ONCE; act++)
      if (act % 2 === 0) verbs.savePapers(desk, [known(act)])
      else verbs.setReading(desk, paper(act), 'reading')
    const full = activity()
    expect(full.lines(ACTS_AT_ONCE)).toHaveLength(ACTS_AT_ONCE)
    expect(full.hasMore(ACTS_AT_ONCE)).toBe(false)
    full.close()
    verbs.savePapers(desk, [known(ACTS_AT_ONCE)])
    const over = activity()
    expect(over.lines(ACTS_AT_ONCE)).toHaveLength(ACTS_AT_ONCE)
    expect(over.hasMore(ACTS_AT_ONCE)).toBe(true)
    expect(over.lines(2 * ACTS_AT_ONCE)).toHaveLength(ACTS_AT_ONCE + 1)
    over.close()
    dispose()
  })
})

test('D46: an act tells as many of its changes as are read, and every one of its papers', () => {
  const desk = createDesk(createSharedDoc(), 'laptop')
  verbs.createLibrary(desk)
  const told = (number: number, from: number) => {
    const act = verbs.savePapers(
      desk,
      Array.from({ length: number }, (_, at) => ({ key: paper(from + at), snapshots: [] })),
    )
    const read = readAct(desk.doc, act ?? '')
    return [read?.facts.length, read?.papers.size]
  }
  expect(told(MAX_TOLD_PAPERS, 0)).toEqual([MAX_TOLD_PAPERS, MAX_TOLD_PAPERS])
  expect(told(MAX_TOLD_PAPERS + 1, 1_000)).toEqual([MAX_TOLD_PAPERS, MAX_TOLD_PAPERS + 1])
})
