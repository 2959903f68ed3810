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

test('what was added is taken out of the box where localStorage does not know of it yet, but the disk does', async () => {
  const page = open()
  page.keep('Added')
  const behind = { ...localStorage }
  expect(Object.keys(behind)).toHaveLength(1)
  page.forget()
  const [name = ''] = Object.keys(behind)
  const rows = [{ name, kept: `${Date.now() + 1_000} ` }]
  vi.resetModules()
  localStorage.setItem(name, behind[name] ?? '')
  const next = await import('../../../src/features/add/keptText.ts')
  const saving = await import('../../../src/drafts/draftSaving.ts')
  const offered: string[] = []
  const kept = createRoot(() => next.createKeptText((text) => offered.push(text)))
  expect([offered, kept.restored()]).toEqual([['Added'], true])
  await saving.keepDraftsOn({ read: async () => rows, write: async () => true })
  await Promise.resolve()
  expect([offered, kept.restored()]).toEqual([['Added', ''], false])
})
