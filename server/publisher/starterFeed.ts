import type { PaperSnapshot } from '../../src/domain/paper.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import type { FeedEntry } from '../../src/domain/feedDay.ts'
import { assert } from '../../src/lib/assert.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'
import facts from './starterFeed.json' with { type: 'json' }

/** One day of a feed with all it needs to be written into a shard. */
export interface PublishedDay {
  readonly day: Day
  readonly papers: readonly { readonly key: PaperKey; readonly snapshot: PaperSnapshot }[]
  readonly entries: readonly FeedEntry[]
}

export const STARTER_TITLE = 'Daily papers'

/** Says what it is: papers named by their facts, with words of our own, and nobody's votes. */
export const STARTER_ABOUT =
  'A starter feed: 41 papers of 8 December 2025, with summaries written for Carrel and no votes. Later days come from ' +
  'Hugging Face.'

const toDay = (text: string): Day => {
  const day = parseDay(text)
  assert(day, `the starter feed holds no such day as ${text}`)
  return day
}

/**
 * The feed that ships with the server: the papers one community page listed on 8 December 2025, as facts (title, arXiv
 * id, day, number of authors, comments where the page had some) in the page's order.
 */
export const readStarterFeed = (): PublishedDay => {
  const papers = facts.papers.map((fact) => {
    const { comments: _comments, date, ...fields } = fact
    const snapshot: PaperSnapshot = { ...fields, date: toDay(date), source: 'starter' }
    return { key: paperKeyOf(snapshot), snapshot }
  })
  const entries = facts.papers.map((fact, index) => {
    const key = papers[index]?.key
    assert(key, 'every paper of the starter feed has a key')
    return { key, ...(fact.comments === undefined ? {} : { comments: fact.comments }) }
  })
  return { day: toDay(facts.day), papers, entries }
}
