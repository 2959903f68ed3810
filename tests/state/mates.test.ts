import { describe, expect, test } from 'vitest'
import { arxivKey, type PaperKey } from '../../src/domain/paperKey.ts'
import { indexMates } from '../../src/state/mates.ts'

const paper = (number: number): PaperKey => arxivKey(`2501.0000${number}`)
const same = (key: PaperKey): PaperKey => key
const people = {
  me: { name: 'Ada', colour: 0, me: true },
  ben: { name: 'Ben', colour: 1, me: false },
  cy: { name: 'Cy', colour: 2, me: false },
  nobody: { name: '', colour: 3, me: false },
} as const
const member = (id: string) => Object.entries(people).find(([name]) => name === id)?.[1] ?? null
const entry = (number: number, addedBy: string, ...votes: readonly string[]) => ({
  key: paper(number),
  addedBy,
  votes,
})
const labels = (index: ReturnType<typeof indexMates>, number: number) =>
  index.get(paper(number))?.map((mate) => mate.label)

describe('labmates on papers', () => {
  test('are those who added it or voted for it, and not oneself', () => {
    const lists = [{ title: 'Optics', member, entries: [entry(1, 'ben', 'me', 'cy'), entry(2, 'me', 'me')] }]
    const index = indexMates(lists, same)
    expect(labels(index, 1)).toEqual(['Ben added it to Optics', 'Cy voted for it in Optics'])
    expect(index.has(paper(2))).toBe(false)
  })

  test('are shown once, whatever they did in how many lists', () => {
    const lists = [
      { title: 'Optics', member, entries: [entry(1, 'ben', 'ben')] },
      { title: 'Journal club', member, entries: [entry(1, 'cy', 'ben')] },
    ]
    expect(labels(indexMates(lists, same), 1)).toEqual([
      'Ben added it to Optics',
      'Cy added it to Journal club',
    ])
  })

  test('are left out when they left, and have words where they have no name', () => {
    const lists = [{ title: 'Optics', member, entries: [entry(1, 'gone', 'nobody')] }]
    expect(labels(indexMates(lists, same), 1)).toEqual(['Someone without a name voted for it in Optics'])
  })

  test('are found under the key that a paper is shown by', () => {
    const lists = [{ title: 'Optics', member, entries: [entry(1, 'ben')] }]
    const index = indexMates(lists, (key) => (key === paper(1) ? paper(9) : key))
    expect(labels(index, 9)).toEqual(['Ben added it to Optics'])
    expect(labels(index, 1)).toBeUndefined()
  })
})
