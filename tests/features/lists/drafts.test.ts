import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepDraft, readDraft } from '../../../src/features/lists/drafts.ts'

const memoryStorage = () => {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
}

describe('a half-written comment', () => {
  let storage = memoryStorage()
  beforeEach(() => {
    storage = memoryStorage()
    vi.stubGlobal('sessionStorage', storage)
  })
  afterEach(() => vi.unstubAllGlobals())

  test('is there again at its own place and at no other', () => {
    keepDraft('list paper', 'Section 3')
    keepDraft('list paper answer', 'Yes')
    expect([readDraft('list paper'), readDraft('list paper answer'), readDraft('list other')]).toEqual([
      'Section 3',
      'Yes',
      '',
    ])
  })

  test('leaves nothing behind once it was sent', () => {
    keepDraft('list paper', 'Section 3')
    keepDraft('list paper', '')
    expect([readDraft('list paper'), storage.kept.size]).toEqual(['', 0])
  })

  test('does no harm in a browser that forbids storage', () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError')
    }
    vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
    expect(() => keepDraft('list paper', 'Section 3')).not.toThrow()
    expect(readDraft('list paper')).toBe('')
  })
})
