import { describe, expect, it } from 'vitest'
import { parseDay } from '../../src/lib/day.ts'
import { parsePapersPage } from '../../src/sources/page/parsePapersPage.ts'
import { readStarterFeed } from '../../server/publisher/starterFeed.ts'
import { readSharedData } from '../sources/sharedData.ts'

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** The longest run of words of `text` that also stands in `other`. */
const longestRun = (text: string, other: string): string => {
  const words = wordsOf(text)
  const elsewhere = ` ${wordsOf(other).join(' ')} `
  let longest: readonly string[] = []
  for (let start = 0; start < words.length; start++)
    for (let end = start + longest.length + 1; end <= words.length; end++) {
      const run = words.slice(start, end)
      if (!elsewhere.includes(` ${run.join(' ')} `)) break
      longest = run
    }
  return longest.join(' ')
}

const starter = readStarterFeed()

describe('the starter feed', () => {
  it('is one day of 41 papers, each with facts, a key of arXiv and a summary of one or two sentences', () => {
    expect(starter.day).toBe('2025-12-08')
    expect(new Set(starter.papers.map((paper) => paper.key)).size).toBe(41)
    for (const { key, snapshot } of starter.papers) {
      expect(key).toBe(`arxiv:${snapshot.arxivId}`)
      expect(snapshot).toMatchObject({
        source: 'starter',
        authorCount: expect.any(Number),
        date: expect.any(String),
      })
      expect(snapshot.summary?.match(/[.?!](?=\s|$)/g)?.length, snapshot.summary).toBeLessThanOrEqual(2)
      expect(snapshot.summary?.length).toBeGreaterThan(80)
      expect(snapshot.summary?.length).toBeLessThan(330)
    }
  })

  it('has nobody’s votes and no abstract', () => {
    expect(JSON.stringify(starter)).not.toMatch(/"(?:votes|abstract|upvotes)"/)
    expect(starter.entries.map((entry) => entry.key)).toEqual(starter.papers.map((paper) => paper.key))
  })

  it('finds a shared run of words where there is one', () => {
    expect(longestRun('We saw the small red boat sail.', 'Then the small, red boat sank.')).toBe(
      'the small red boat',
    )
  })
})

const page = readSharedData('hf-page/daily-papers-dec-8.txt')
const ids = readSharedData('hf-page/arxiv-ids.json')

// reason: the page whose facts these are may not stand in the repository
describe.skipIf(page === null || ids === null)('the starter feed beside the page (../shared/data)', () => {
  const today = parseDay('2026-01-01')
  const read = today && parsePapersPage(page ?? '', { today })
  const papers = read?.ok ? read.value.papers : []

  it('has the page’s facts in the page’s order', () => {
    // reason: our own look-up, in the shape its README names
    const known = JSON.parse(ids ?? '[]') as readonly { readonly title: string; readonly arxiv_id: string }[]
    expect(
      starter.papers.map(({ snapshot: { summary: _summary, source: _source, ...facts } }) => facts),
    ).toEqual(
      papers.map(({ snapshot }, index) => ({
        title: snapshot.title,
        arxivId: known[index]?.arxiv_id,
        date: snapshot.date,
        authorCount: snapshot.authorCount,
      })),
    )
    expect(papers).toHaveLength(41)
    expect(known.map(({ title }) => title)).toEqual(papers.map(({ snapshot }) => snapshot.title))
    expect(starter.entries.map((entry) => entry.comments)).toEqual(papers.map((paper) => paper.comments))
  })

  it('shares no run of eight words with an abstract', () => {
    for (const [index, { snapshot }] of starter.papers.entries()) {
      const run = longestRun(snapshot.summary ?? '', papers[index]?.snapshot.abstract ?? '')
      expect(wordsOf(run).length, `${snapshot.title}: ${run}`).toBeLessThan(8)
    }
  })
})
