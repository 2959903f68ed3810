// @vitest-environment jsdom
import { createRoot } from 'solid-js'
import { beforeEach, expect, test, vi } from 'vitest'
import { keepDraftsOn } from '../../../src/drafts/draftSaving.ts'
import { readDraft } from '../../../src/drafts/drafts.ts'
import { MAX_DRAFT_LENGTH } from '../../../src/drafts/limits.ts'
import { createKeptText } from '../../../src/features/add/keptText.ts'

beforeEach(async () => {
  localStorage.clear()
  sessionStorage.clear()
  await keepDraftsOn({ read: async () => [], write: async () => true })
})
const open = () => {
  const offered: string[] = []
  const kept = createRoot(() => createKeptText((text) => offered.push(text)))
  return { ...kept, offered }
}

test('what is in the box is offered to the next page, until it is added or given up', () => {
  open().keep('2401.0')
  const next = open()
  expect([next.offered, next.restored()]).toEqual([['2401.0'], true])
  next.keep('2401.01')
  expect(next.restored()).toBe(true)
  next.forget()
  const last = open()
  expect([last.offered, last.restored()]).toEqual([[], false])
})

test('what is made of a text from another app writes over nothing that was typed, and both come back', () => {
  open().keep('Typed')
  const shared = open()
  shared.onShared()
  expect(shared.restored()).toBe(false)
  shared.keep('Shared, and typed on')
  const next = open()
  expect(next.offered).toEqual(['Shared, and typed on'])
  next.forget()
  expect(open().offered).toEqual(['Typed'])
})

test('a file leaves what was typed before it where it was', () => {
  const page = open()
  page.keep('Typed')
  page.onFile()
  expect([readDraft('add'), page.back(), page.restored()]).toEqual(['Typed', 'Typed', true])
})

test('a text that is too long is said not to be kept, and one that fits is', async () => {
  const page = open()
  page.keep('x'.repeat(MAX_DRAFT_LENGTH + 1))
  expect(page.unkept()).toBe(true)
  page.keep('x'.repeat(MAX_DRAFT_LENGTH))
  await vi.waitFor(() => expect(readDraft('add')).toHaveLength(MAX_DRAFT_LENGTH))
  expect(page.unkept()).toBe(false)
})
