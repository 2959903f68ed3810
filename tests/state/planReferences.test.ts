import { expect, test } from 'vitest'
import type { Paper } from '../../src/domain/paper.ts'
import { paperKeyOf, type PaperKey } from '../../src/domain/paperKey.ts'
import { readReferences } from '../../src/formats/references/readReferences.ts'
import { runSteps } from '../../src/formats/references/reference.ts'
import { planReferences } from '../../src/state/planReferences.ts'

const paper = (facts: Omit<Paper, 'key' | 'sources'>): Paper => ({
  key: paperKeyOf(facts),
  sources: ['arxiv'],
  ...facts,
})

const plan = async (text: string, papers: readonly Paper[] = [], letters = 0) => {
  const read = runSteps(readReferences(text))
  if (!read.ok) throw new Error(read.error)
  const here = { papers, letters, canonical: (key: PaperKey) => key }
  const planned = await planReferences({ ...read.value, guessed: null }, here, () => Promise.resolve(false))
  if (!planned) throw new Error('stopped')
  return planned
}
const TITLE = 'Attention Is All You Need'
const bib = (...fields: readonly string[]): string =>
  fields.map((one, at) => `@misc{k${at}, ${one}}`).join('\n')

test('D47: a reference is a paper that is here by key, by an id, or by a telling title with author and year', async () => {
  const here = paper({
    title: TITLE,
    authors: ['Ashish Vaswani'],
    arxivId: '1706.03762',
    doi: '10.1000/x',
    issued: '2017',
  })
  const known = async (fields: string): Promise<boolean> => (await plan(bib(fields), [here])).known === 1
  expect(await known(`title={Other words}, eprint={1706.03762v3}, archiveprefix={arXiv}`)).toBe(true)
  expect(await known(`title={Other words}, doi={10.1000/X}`)).toBe(true)
  expect(await known(`title={Attention is all you need.}`)).toBe(true)
  expect(await known(`title={${TITLE}}, author={Vaswani, A.}, year=2018, doi={10.1000/y}`)).toBe(true)
  expect(await known(`title={${TITLE}}, author={Else, S.}, year=2017`)).toBe(false)
  expect(await known(`title={${TITLE}}, author={Vaswani, A.}, year=2023`)).toBe(false)
  // Two ids of one kind are two papers.
  expect(
    await known(`title={${TITLE}}, author={Vaswani, A.}, eprint={2401.00001}, archiveprefix={arXiv}`),
  ).toBe(false)
  expect(await known(`title={Short one}`)).toBe(false)
})

test('D47: what is here goes on under the stronger name, and the weaker one leads there', async () => {
  const byTitle = paper({ title: TITLE })
  const [strong] = (await plan(bib(`title={${TITLE}}, doi={10.1000/x}`), [byTitle])).papers
  expect(strong).toMatchObject({ key: 'doi:10.1000/x', known: { key: byTitle.key }, aliases: [byTitle.key] })
  const [both] = (await plan(bib(`title={T}, doi={10.1000/x}, eprint={1706.03762}, archiveprefix={arXiv}`)))
    .papers
  expect(both).toMatchObject({ key: 'arxiv:1706.03762', known: null, aliases: ['doi:10.1000/x'] })
})

test('a title of which two papers are here is neither', async () => {
  const two = ['2401.00001', '2401.00002'].map((arxivId) => paper({ title: TITLE, arxivId }))
  expect((await plan(bib(`title={${TITLE}}`), two)).fresh).toBe(1)
})

test('one paper said twice is one, with what either says', async () => {
  const planned = await plan(
    bib('title={T}, doi={10.1000/x}, keywords={a}', 'title={T}, doi={10.1000/x}, year=2001, keywords={b}'),
  )
  expect([planned.fresh, planned.repeated]).toEqual([1, 1])
  expect(planned.papers[0]?.reference).toMatchObject({ issued: '2001', keywords: ['a', 'b'] })
  expect(planned.keywords).toEqual([
    ['a', 1],
    ['b', 1],
  ])
})

test('what one library cannot hold goes without abstracts, and the rest is left out and counted', async () => {
  const text = bib(
    ...Array.from(
      { length: 40 },
      (_, at) => `title={Paper number ${at} of many}, doi={10.1000/${at}}, abstract={${'x'.repeat(2_000)}}`,
    ),
  )
  const room = (letters: number) => plan(text, [], 24_000_000 - letters)
  expect(await room(200_000)).toMatchObject({ fresh: 40, withoutAbstracts: false, tooMany: 0 })
  expect(await room(20_000)).toMatchObject({ fresh: 40, withoutAbstracts: true, tooMany: 0 })
  const full = await room(5_000)
  expect(full.tooMany).toBeGreaterThan(20)
  expect(full.papers[0]?.key).toBe('doi:10.1000/0')
})
