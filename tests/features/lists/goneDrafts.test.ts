// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PaperKey } from '../../../src/domain/paperKey.ts'
import { keepDraft, readDraft } from '../../../src/drafts/drafts.ts'
import { DRAFT_ORPHAN_MS } from '../../../src/drafts/limits.ts'
import { forgetGone } from '../../../src/features/lists/goneDrafts.ts'
import type { ListComment, ListEntry } from '../../../src/state/lists.ts'

const THERE = 'arxiv:2501.04697'
const GONE = 'arxiv:2501.00001'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  vi.useFakeTimers({ now: 1_750_000_000_000 })
})
afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
})

test('a month after it was touched, what was begun at a paper or comment that is gone goes, and all else stays', () => {
  const gone = [`list ${GONE}`, `why list ${GONE}`, `list ${THERE} removed`, `list ${GONE} said`]
  const stays = [
    `list ${THERE}`,
    `why list ${THERE}`,
    `list ${THERE} said`,
    'title list',
    'meeting list',
    'new list',
    'add',
    `why other ${GONE}`,
    `other ${GONE}`,
  ]
  for (const place of [...gone, ...stays]) keepDraft(place, 'x')
  const list = {
    id: 'list',
    // reason: it is asked only whether there is one
    entry: (key: PaperKey) => (key === THERE ? ({ key } as ListEntry) : null),
    // reason: nothing but its id is looked at
    commentsOn: (key: PaperKey) => (key === THERE ? [{ id: 'said' } as ListComment] : []),
  }
  const left = (): readonly string[] => [...gone, ...stays].filter((place) => readDraft(place) !== '')
  forgetGone(list)
  expect(left()).toEqual([...gone, ...stays])
  vi.advanceTimersByTime(DRAFT_ORPHAN_MS + 1_000)
  forgetGone(list)
  expect(left()).toEqual(stays)
})
