import { expect, test } from 'vitest'
import { mergeSnapshots, type Paper } from '../../src/domain/paper.ts'
import type { PaperKey } from '../../src/domain/paperKey.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
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
  expect(await known(`title={Attention, all you need}, author={Vaswani, A.}, doi={10.1000/X}`)).toBe(true)
  // A book's DOI stands on its chapters too.
  expect(await known(`title={Other words}, doi={10.1000/X}`)).toBe(false)
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

const ARXIV = `title={${TITLE}}, author={Vaswani, A.}, year=2017, eprint={1706.03762}, archiveprefix={arXiv}`
const BY_DOI = `title={${TITLE}}, author={Vaswani, Ashish}, year=2017, doi={10.1000/x}`
const BARE = `title={${TITLE}}, author={Vaswani, A.}, year=2018`

test('D47: papers of one file find each other by id and title, in any order', async () => {
  for (const order of [
    [ARXIV, BY_DOI, BARE],
    [BARE, BY_DOI, ARXIV],
    [BY_DOI, BARE, ARXIV],
  ]) {
    const planned = await plan(bib(...order))
    expect([planned.papers.length, planned.fresh, planned.repeated]).toEqual([1, 1, 2])
    expect(planned.papers[0]).toMatchObject({ key: 'arxiv:1706.03762', reference: { doi: '10.1000/x' } })
    expect(planned.papers[0]?.aliases).toContain('doi:10.1000/x')
    expect(planned.papers[0]?.aliases.length).toBe(2)
  }
  const both = `title={Another title for it}, author={Vaswani, A.}, doi={10.1000/x}, eprint={1706.03762}, archiveprefix={arXiv}`
  const apart = [`title={Another title}, doi={10.1000/x}`, both]
  for (const order of [apart, apart.toReversed()])
    expect(await plan(bib(...order))).toMatchObject({ fresh: 1, repeated: 1 })
})

test('D47: papers of one file that contradict each other stay apart, and keep their places', async () => {
  const other = `title={${TITLE}}, author={Else, S.}, year=2017`
  const second = `title={${TITLE}}, author={Vaswani, A.}, year=2017, doi={10.1000/y}`
  const planned = await plan(bib(other, BY_DOI, second, ARXIV))
  expect(planned.papers.map(({ reference }) => reference.authors[0])).toEqual([
    'S. Else',
    'A. Vaswani',
    'A. Vaswani',
  ])
  // Two DOIs are two papers, also where a third record might be either.
  expect(planned.papers.map(({ key }) => key).slice(1)).toEqual(['arxiv:1706.03762', 'doi:10.1000/y'])
})

test('D47: another paper with the DOI of one that is here is new, and itself when read again', async () => {
  const cooking = paper({ title: 'Cooking rice', authors: ['Ann Smith'], doi: '10.1007/b1' })
  const law = bib('title={Maritime law}, author={Roe, B.}, year=2000, doi={10.1007/b1}')
  const [planned] = (await plan(law, [cooking])).papers
  expect(planned).toMatchObject({ known: null, sharesId: true, aliases: [], reference: { doi: null } })
  const kept: Paper = {
    key: planned?.key ?? cooking.key,
    sources: ['file'],
    title: 'Maritime law',
    authors: ['B. Roe'],
    issued: '2000',
  }
  expect((await plan(law, [cooking, kept])).papers[0]?.known?.key).toBe(kept.key)
  const preprint = bib(
    'title={Maritime law}, author={Roe, B.}, doi={10.1007/b1}, eprint={2401.00001}, archiveprefix={arXiv}',
  )
  expect((await plan(preprint, [cooking])).papers[0]).toMatchObject({
    key: 'arxiv:2401.00001',
    known: null,
    aliases: [],
    reference: { doi: null },
  })
})

test('D47: what a look-up said since hides no paper from the file that brought it', async () => {
  const merged = mergeSnapshots(paperKeyOf({ doi: '10.1000/x', title: '' }), [
    { source: 'hand', title: 'Deep nets', authors: ['Ann Smith'] },
    { source: 'file', title: 'Tiefe Netze', authors: ['Ann Smith'] },
  ])
  const again = bib('title={Tiefe Netze}, author={Smith, Ann}, doi={10.1000/x}')
  expect((await plan(again, merged ? [merged] : [])).known).toBe(1)
})

test('D47: a volume of another year is not the one that is here', async () => {
  const here = paper({ title: 'Proceedings of the Annual Meeting', issued: '2019' })
  const volume = (year: number) => plan(bib(`title={${here.title}}, year=${year}`), [here])
  expect([(await volume(2020)).fresh, (await volume(2019)).known]).toEqual([1, 1])
})

test('a short title kept under a name that was read the wrong way round is found', async () => {
  const [before] = (await plan(bib('title={Foreword}, author={{Smith JA}}, year=1999'))).papers
  const here: Paper = {
    key: before?.key ?? paperKeyOf({ title: '' }),
    sources: ['file'],
    title: 'Foreword',
    authors: ['Smith JA'],
    issued: '1999',
  }
  expect(
    (await plan('TY  - JOUR\nTI  - Foreword\nAU  - Smith, J. A.\nPY  - 1999\nER  - ', [here])).known,
  ).toBe(1)
})

test('a title that thousands have is looked for without looking at each of them', async () => {
  const many = Array.from({ length: 3_000 }, (_, at) => `title={${TITLE}}, doi={10.1000/${at}}`)
  const planned = await plan(bib(...many, `title={${TITLE}}`))
  expect(planned.fresh).toBe(3_001)
})

test('one paper said twice keeps both notes', async () => {
  const planned = await plan(
    bib('title={T}, doi={10.1000/x}, annote={a}', 'title={T}, doi={10.1000/x}, annote={b}'),
  )
  expect(planned.papers[0]?.reference.note).toBe('a\n\nb')
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

test('what one file says twice of a paper is joined, and the DOI of another paper is printed and names none', async () => {
  const twice = await plan(
    '@article{k1, title={On the long way home}, doi={10.1000/x}, volume=3} @article{k2, title={On the long way home}, doi={10.1000/x}, volume=4, pages={1-9}}',
  )
  expect(twice.papers.map(({ reference }) => reference.details)).toEqual([
    { type: 'article', key: 'k1', volume: '3', pages: '1–9' },
  ])
  const chapters = await plan(
    '@incollection{c1, title={First of the chapters}, author={Bee, A.}, doi={10.1000/b}} @incollection{c2, title={Another thing altogether}, author={Dee, C.}, doi={10.1000/b}}',
  )
  expect(chapters.papers.map(({ reference }) => [reference.doi, reference.details?.doi])).toEqual([
    ['10.1000/b', undefined],
    [null, '10.1000/b'],
  ])
})
