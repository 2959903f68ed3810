import path from 'node:path'
import { openFeedKey } from '../../server/publisher/feedKey.ts'
import { openPublishedFeed } from '../../server/publisher/publishedFeed.ts'
import type { PaperSnapshot } from '../../src/domain/paper.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createMemoryRelay } from '../publisher/memoryRelay.ts'

const letters = (word: string, length: number): string => word.repeat(length).slice(0, length)

/** Titles that a layout made for forty English letters breaks on. */
export const EXTREME_TITLES = {
  long: `A title of four hundred letters ${letters('that goes on about everything there is to say ', 368)}`.trim(),
  unbroken: letters('Supercalifragilistic', 400),
  arabic: 'نماذج لغوية كبيرة لفهم النصوص العربية القديمة: دراسة مقارنة مع BERT',
  hebrew: 'למידה עמוקה של טקסטים עתיקים: GPT-4 מול מודלים קטנים, 2025',
  math: 'On $\\sum_{i=1}^{n} \\alpha_i \\beta_i \\gamma_i \\delta_i \\epsilon_i \\zeta_i \\eta_i \\theta_i \\kappa_i \\lambda_i = \\mathcal{O}(n^2 \\log n)$ and what follows',
  crowd: 'A measurement signed by two hundred people',
  bare: 'Nothing but a title',
} as const

const ABSTRACT = 'We show that what was thought to be hard is easy, and the other way round. '
  .repeat(8)
  .trim()

const snapshots: readonly Omit<PaperSnapshot, 'source'>[] = [
  {
    title: EXTREME_TITLES.long,
    abstract: ABSTRACT,
    authors: ['Ana Silva', letters('Wolfeschlegelsteinhausen', 90)],
  },
  { title: EXTREME_TITLES.unbroken, abstract: letters('unbroken', 900), authors: ['X'] },
  {
    title: EXTREME_TITLES.arabic,
    abstract: 'نقدم في هذه الورقة نموذجا جديدا لفهم النصوص. '.repeat(12).trim(),
    authors: ['محمد الأحمد', 'فاطمة الزهراء', 'Jane Doe'],
  },
  {
    title: EXTREME_TITLES.hebrew,
    abstract: 'במאמר זה אנו מציגים שיטה חדשה. '.repeat(12).trim(),
    authors: ['דוד כהן', 'שרה לוי'],
  },
  {
    title: EXTREME_TITLES.math,
    abstract: `${ABSTRACT} $$${'a_{ij} + b_{ij} + '.repeat(20)}c$$`,
    authors: ['A B'],
  },
  {
    title: EXTREME_TITLES.crowd,
    abstract: ABSTRACT,
    authors: Array.from({ length: 200 }, (_, at) => `Firstname Lastname-${at + 1}`),
  },
  { title: EXTREME_TITLES.bare },
]

/** Those papers, in the order in which they were published. */
export const EXTREME_PAPERS: readonly { readonly key: PaperKey; readonly snapshot: PaperSnapshot }[] =
  snapshots.map((one, at) => {
    const snapshot = { ...one, arxivId: `2512.9000${at + 1}`, source: 'feed' } as const
    return { key: paperKeyOf(snapshot), snapshot }
  })

/** The day on which {@link publishExtremePapers} publishes. */
export const EXTREME_DAY = '2025-12-09'

/** Writes a feed with those papers where a server whose data is in `data` finds and publishes it. */
export const publishExtremePapers = async (data: string): Promise<void> => {
  const folder = path.join(data, 'publisher')
  const key = await openFeedKey(folder)
  if (!key.ok) throw new Error(key.error)
  const feed = await openPublishedFeed({
    folder,
    capability: key.value,
    words: { title: 'Daily papers', about: 'Papers that break a layout.' },
    carry: createMemoryRelay().carry,
    now: Date.now,
    random: Math.random,
    log: (event) => console.error(event),
    signal: new AbortController().signal,
  })
  if (!feed.ok) throw new Error(feed.error)
  const day = parseDay(EXTREME_DAY)
  if (!day) throw new Error('no such day')
  const papers = EXTREME_PAPERS.map(({ key, snapshot }) => ({ key, snapshot: { ...snapshot, date: day } }))
  const entries = papers.map((paper, at) => ({ key: paper.key, votes: 9_000 - at, comments: 1_234 }))
  if (!(await feed.value.put({ day, papers, entries }))) throw new Error(`${EXTREME_DAY} was not kept`)
  await feed.value.close()
}
