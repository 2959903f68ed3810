import { describe, expect, test } from 'vitest'
import { parseFields, parseId, parsePosition } from '../../src/doc/entry.ts'
import { addShard, createFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import { readFeedShard } from '../../src/doc/feedView.ts'
import {
  MAX_AUTHOR_LENGTH,
  MAX_DAY_ENTRIES,
  MAX_DESCRIPTION_LENGTH,
  MAX_ENTRY_LENGTH,
  MAX_ID_LENGTH,
  MAX_LIST_TITLE_LENGTH,
  MAX_PAPER_TITLE_LENGTH,
  MAX_POSITION_LENGTH,
  MAX_WHY_LENGTH,
} from '../../src/doc/limits.ts'
import { addPapers, createList, setDescription, setTitle, setWhy } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createReplica, paper, snapshot } from './replica.ts'

const x = (length: number): string => 'x'.repeat(length)
/** What of a text that is one letter too long is kept: as much as fits, with a sign that more was there. */
const clipped = (length: number): string => `${x(length - 1)}…`

/** A list with one paper. */
const list = () => {
  const ana = createReplica('ana', 1)
  createList(ana, { listId: 'l', title: 'Group', description: '', colour: 2, ownerKey: 'key' })
  addPapers(ana, [{ key: paper(1), snapshots: [snapshot(1)] }])
  return { ana, view: () => readList(ana.doc).view() }
}

describe('what is written', () => {
  test('a title, a description and a reason of the longest stay as they are, and one letter more is cut', () => {
    const { ana, view } = list()
    const entry = () => view().entries.get(paper(1))
    for (const [most, write, read] of [
      [MAX_LIST_TITLE_LENGTH, (text: string) => setTitle(ana, text), () => view().meta?.title],
      [MAX_DESCRIPTION_LENGTH, (text: string) => setDescription(ana, text), () => view().meta?.description],
      [MAX_WHY_LENGTH, (text: string) => setWhy(ana, paper(1), text), () => entry()?.why],
    ] as const) {
      write(x(most))
      expect(read()).toBe(x(most))
      write(x(most + 1))
      expect(read()).toBe(clipped(most))
    }
  })

  test('a day of a feed holds so many papers, and one more is left out', () => {
    const publisher = createReplica('publisher')
    const [monday, tuesday] = [parseDay('2025-12-08'), parseDay('2025-12-09')]
    if (!monday || !tuesday) throw new Error('no day')
    createFeed(publisher, { feedId: 'f', title: 'Daily', about: '', kind: 'own' })
    addShard(publisher, { shardId: 's', link: 'code', from: monday, to: tuesday, count: 1 })
    for (const [day, number] of [
      [monday, MAX_DAY_ENTRIES],
      [tuesday, MAX_DAY_ENTRIES + 1],
    ] as const)
      putFeedDay(publisher, {
        day,
        papers: [],
        entries: Array.from({ length: number }, (_, at) => ({ key: paper(at) })),
      })
    const { days } = readFeedShard(publisher.doc).view()
    expect([monday, tuesday].map((day) => days.get(day)?.entries.length)).toEqual([
      MAX_DAY_ENTRIES,
      MAX_DAY_ENTRIES,
    ])
  })
})

describe('what is read, whoever wrote it', () => {
  test('D12: a reason of the longest is read, and a longer one is none and counted', () => {
    const { ana, view } = list()
    const put = (length: number): void => {
      ana.doc.getMap('why').set(`${paper(1)} zz`, JSON.stringify({ text: x(length), by: 'ben', at: 1 }))
    }
    put(MAX_WHY_LENGTH)
    expect([view().entries.get(paper(1))?.why.length, view().unreadable]).toEqual([MAX_WHY_LENGTH, 0])
    put(MAX_WHY_LENGTH + 1)
    expect([view().entries.get(paper(1))?.why, view().unreadable]).toEqual(['', 1])
  })

  test('D12: of a paper, title and authors are read to their longest', () => {
    const { ana, view } = list()
    const titled = (title: number, author: number) => {
      addPapers(ana, [
        {
          key: paper(2),
          snapshots: [{ source: 'page', title: x(title), authors: [x(author)] }],
        },
      ])
      const read = view().papers.get(paper(2))
      ana.doc.getMap('papers').clear()
      return [read?.title, read?.authors?.[0]]
    }
    expect(titled(MAX_PAPER_TITLE_LENGTH, MAX_AUTHOR_LENGTH)).toEqual([
      x(MAX_PAPER_TITLE_LENGTH),
      x(MAX_AUTHOR_LENGTH),
    ])
    expect(titled(MAX_PAPER_TITLE_LENGTH + 1, MAX_AUTHOR_LENGTH + 1)).toEqual([
      clipped(MAX_PAPER_TITLE_LENGTH),
      clipped(MAX_AUTHOR_LENGTH),
    ])
  })

  test('D12: an entry, an id and a position of the longest are read, and longer ones are none', () => {
    const entry = (length: number): string => JSON.stringify({ a: x(length - '{"a":""}'.length) })
    expect(entry(MAX_ENTRY_LENGTH)).toHaveLength(MAX_ENTRY_LENGTH)
    expect(parseFields(entry(MAX_ENTRY_LENGTH))).not.toBeNull()
    expect(parseFields(entry(MAX_ENTRY_LENGTH + 1))).toBeNull()
    expect(parseId(x(MAX_ID_LENGTH))).toBe(x(MAX_ID_LENGTH))
    expect(parseId(x(MAX_ID_LENGTH + 1))).toBeNull()
    expect(parsePosition(x(MAX_POSITION_LENGTH))).toBe(x(MAX_POSITION_LENGTH))
    expect(parsePosition(x(MAX_POSITION_LENGTH + 1))).toBe('')
  })
})
