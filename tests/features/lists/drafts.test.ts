// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from '../../../src/features/lists/drafts.ts'
import { MAX_DRAFT_LETTERS } from '../../../src/features/lists/limits.ts'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  vi.useFakeTimers({ now: 1_750_000_000_000 })
})
afterEach(() => void vi.useRealTimers())

test('a draft is kept word by word, each at its place, until it is sent', () => {
  keepDraft('list paper', 'Half a thought,\n12 345 of it')
  keepDraft('list paper comment', 'an answer')
  expect(readDraft('list paper')).toBe('Half a thought,\n12 345 of it')
  expect(readDraft('list paper comment')).toBe('an answer')
  keepDraft('list paper', '')
  expect(readDraft('list paper')).toBe('')
  expect(readDraft('list paper comment')).toBe('an answer')
})

test('no draft makes way for another: of many all are kept, and what does not fit is said not to', () => {
  localStorage.setItem('carrel.single-keys', 'off')
  const long = 'x'.repeat(9_000)
  let kept = 0
  while (keepDraft(`place ${kept}`, long)) kept++
  expect(kept).toBeGreaterThan(100)
  for (let nth = 0; nth < kept; nth++) expect(readDraft(`place ${nth}`)).toBe(long)
  expect(readDraft(`place ${kept}`)).toBe('')
  expect(localStorage.getItem('carrel.single-keys')).toBe('off')
  // Those that are there can be written on and sent, which makes room.
  expect(keepDraft('place 0', 'shorter')).toBe(true)
  expect(keepDraft('place 1', '')).toBe(true)
  expect(keepDraft(`place ${kept}`, long)).toBe(true)
})

test('drafts fill their room to the last letter, and not beyond it', () => {
  // The draft's own name, when it was written, and the space between.
  keepDraft('place', 'x')
  const beside = (localStorage.key(0) ?? '').length + String(Date.now()).length + 1
  expect(keepDraft('place', 'x'.repeat(MAX_DRAFT_LETTERS - beside))).toBe(true)
  expect(keepDraft('other', 'y')).toBe(false)
  expect(keepDraft('place', 'x'.repeat(MAX_DRAFT_LETTERS - beside + 1))).toBe(false)
  // What was kept of it before is still there.
  expect(readDraft('place')).toHaveLength(MAX_DRAFT_LETTERS - beside)
})

test('where the browser refuses, that is said', () => {
  const refuse = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(keepDraft('place', 'a thought')).toBe(false)
  refuse.mockRestore()
  expect(keepDraft('place', 'a thought')).toBe(true)
})

test('what stands there in no form is no draft', () => {
  localStorage.setItem('carrel.draft place', 'nonsense')
  expect(readDraft('place')).toBe('')
  keepDraft('place', 'a')
  expect(readDraft('place')).toBe('a')
})

/** The module as a page has it that was opened just now, in a tab of its own or in one that was there. */
const openPage = async (kind: 'a tab' | 'reloaded' = 'a tab') => {
  if (kind === 'a tab') sessionStorage.clear()
  vi.resetModules()
  vi.advanceTimersByTime(1000)
  return await import('../../../src/features/lists/drafts.ts')
}

test('two tabs write at one place: neither writes over the other, and a reload brings each its own', async () => {
  const first = await openPage()
  const name = sessionStorage.getItem('carrel.draft') ?? ''
  first.readDraft('place')
  const second = await openPage()
  expect(second.readDraft('place')).toBe('')
  first.keepDraft('place', 'A long comment, with much thought in it')
  vi.advanceTimersByTime(1000)
  second.keepDraft('place', 'x')
  sessionStorage.setItem('carrel.draft', name)
  const again = await openPage('reloaded')
  expect(again.readDraft('place')).toBe('A long comment, with much thought in it')
  again.keepDraft('place', '')
  // What is left is offered, the other tab's words.
  expect((await openPage()).readDraft('place')).toBe('x')
})

test('a tab that goes on from another’s draft leaves it there until it is sent, and then nothing comes back', async () => {
  const first = await openPage()
  const name = sessionStorage.getItem('carrel.draft') ?? ''
  first.keepDraft('place', 'Begun here')
  const second = await openPage()
  expect(second.readDraft('place')).toBe('Begun here')
  second.keepDraft('place', 'quite another')
  expect((await openPage()).readDraft('place')).toBe('quite another')
  sessionStorage.setItem('carrel.draft', name)
  expect((await openPage('reloaded')).readDraft('place')).toBe('Begun here')
  const third = await openPage()
  expect(third.readDraft('place')).toBe('quite another')
  third.keepDraft('place', 'quite another, sent')
  third.keepDraft('place', '')
  expect(localStorage).toHaveLength(0)
})

test('a tab that wrote on after another one went on from its draft keeps what it wrote', async () => {
  const first = await openPage()
  first.keepDraft('place', 'Begun')
  const second = await openPage()
  second.readDraft('place')
  second.keepDraft('place', 'Begun, and sent')
  vi.advanceTimersByTime(1000)
  first.keepDraft('place', 'Begun, and gone on')
  second.keepDraft('place', '')
  expect((await openPage()).readDraft('place')).toBe('Begun, and gone on')
})

test('a draft of an older Carrel is found, and reloads pile nothing up', async () => {
  localStorage.setItem('carrel.draft place', '1749999999999 from before')
  let text = ''
  await openPage()
  for (let nth = 0; nth < 5; nth++) {
    const page = await openPage('reloaded')
    text = page.readDraft('place')
    page.keepDraft('place', `${text}.`)
  }
  expect(text).toBe('from before....')
  expect(localStorage).toHaveLength(2)
  const page = await openPage('reloaded')
  page.readDraft('place')
  page.keepDraft('place', '')
  expect(localStorage).toHaveLength(0)
})
