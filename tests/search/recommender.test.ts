import { describe, expect, test } from 'vitest'
import { arxivKey, type PaperKey } from '../../src/domain/paperKey.ts'
import { createRecommender, type RankablePaper } from '../../src/search/recommender.ts'
import type { Pace } from '../../src/search/slices.ts'
import { weighTerms } from '../../src/search/terms.ts'
import { seeded } from '../doc/replica.ts'

const patient: Pace = { now: () => 0, rest: () => Promise.resolve() }
const key = (number: number): PaperKey => arxivKey(`2501.${String(10_000 + number)}`)

/** Topics with words of their own among words that all share. */
const TOPICS = [
  'diffusion image denoising sampler latent text-to-image guidance',
  'protein folding residue structure ligand docking binding',
  'robot grasping manipulation gripper tactile policy imitation',
  'speech recognition acoustic phoneme transcription speaker audio',
].map((words) => words.split(' '))
const SHARED = 'model training data evaluation benchmark improve large learning performance network'.split(
  ' ',
)

const papersOf = (count: number, seed = 5): readonly RankablePaper[] => {
  const random = seeded(seed)
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? ''
  return Array.from({ length: count }, (_, number) => {
    const topic = TOPICS[number % TOPICS.length] ?? []
    const body = Array.from({ length: 80 }, () => (random() < 0.25 ? pick(topic) : pick(SHARED)))
    return {
      key: key(number),
      title: `${pick(topic)} ${pick(SHARED)} ${pick(topic)}`,
      abstract: body.join(' '),
    }
  })
}
const topicOf = (paper: PaperKey): number => Number(paper.slice(-4)) % TOPICS.length

describe('likeness of papers', () => {
  test('related papers are of the same topic, never the paper itself, and at most as many as asked for', async () => {
    const recommender = createRecommender(patient)
    await recommender.update(papersOf(200))
    for (const number of [0, 1, 2, 3, 77]) {
      const related = await recommender.related(key(number), 5)
      expect(related).toHaveLength(5)
      expect(related).not.toContain(key(number))
      for (const other of related) expect(topicOf(other)).toBe(number % TOPICS.length)
    }
  })

  test('what has no word in common is not related, and an unknown paper has none', async () => {
    const recommender = createRecommender(patient)
    await recommender.update([
      { key: key(1), title: 'Quantum error correction', abstract: 'Surface codes.' },
      { key: key(2), title: 'A history of gardening', abstract: 'Roses and hedges.' },
      { key: key(3), title: 'Surface codes for quantum error correction', abstract: 'Decoders.' },
    ])
    expect(await recommender.related(key(1), 5)).toEqual([key(3)])
    expect(await recommender.related(key(2), 5)).toEqual([])
    expect(await recommender.related(key(9), 5)).toEqual([])
  })

  test('the same papers give the same answer in whichever order, and by whichever way, they came', async () => {
    const papers = papersOf(120)
    const once = createRecommender(patient)
    await once.update(papers)
    const other = createRecommender(patient)
    await other.update(papersOf(160, 9))
    await other.update([...papersOf(60, 3)].reverse())
    await other.update([...papers].reverse())
    const taste = { liked: [key(0), key(4)], disliked: [key(1)] }
    const keys = papers.map((paper) => paper.key)
    expect(await other.rank(keys, taste)).toEqual(await once.rank(keys, taste))
    for (const one of keys) expect(await other.related(one, 5)).toEqual(await once.related(one, 5))
  })

  test('what is like the kept stands before the rest, and what is like the skipped behind it', async () => {
    const recommender = createRecommender(patient)
    const papers = papersOf(200)
    await recommender.update(papers)
    const liked = [0, 4, 8, 12].map(key)
    const disliked = [1, 5, 9, 13].map(key)
    const fresh = papers.slice(100).map((paper) => paper.key)
    const values = await recommender.rank(fresh, { liked, disliked })
    const order = [...fresh].sort((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0))
    expect(order.slice(0, 25).map(topicOf)).toEqual(Array(25).fill(0))
    expect(order.slice(-25).map(topicOf)).toEqual(Array(25).fill(1))
  })

  test('the same taste is the same in whichever order it came', async () => {
    const recommender = createRecommender(patient)
    const papers = papersOf(300)
    await recommender.update(papers)
    const keys = papers.map((paper) => paper.key)
    const liked = keys.slice(0, 77)
    const there = await recommender.rank(keys, { liked, disliked: [] })
    expect(await recommender.rank(keys, { liked: liked.toReversed(), disliked: [] })).toEqual(there)
  })

  test('without a taste all are equal', async () => {
    const recommender = createRecommender(patient)
    await recommender.update(papersOf(20))
    const values = await recommender.rank([key(1), key(2), key(99)], { liked: [], disliked: [] })
    expect([...values.values()]).toEqual([0, 0, 0])
  })

  test('never works longer than a slice, and mends what was asked for in the middle', async () => {
    let now = 0
    let rests = 0
    const slow: Pace = {
      now: () => (now += 1),
      rest: () => {
        rests += 1
        return Promise.resolve()
      },
    }
    const recommender = createRecommender(slow)
    const papers = papersOf(200)
    const first = recommender.update(papers.slice(0, 100))
    const second = recommender.update(papers)
    const related = recommender.related(key(150), 5)
    await Promise.all([first, second])
    expect((await related).map(topicOf)).toEqual([2, 2, 2, 2, 2])
    expect(rests).toBeGreaterThan(30)
  })
})

describe('the words of a paper', () => {
  test('are folded, in one form, the title’s more than the others’', () => {
    const terms = weighTerms('Naïve \\emph{Bayes} classifiers', 'The classifier is trained on 12 studies.')
    expect(terms.get('naive')).toBe(3)
    expect(terms.get('classifier')).toBe(4)
    expect(terms.get('study')).toBe(1)
    expect(terms.has('the')).toBe(false)
    expect(terms.has('12')).toBe(false)
  })
})
