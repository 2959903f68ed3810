import { describe, expect, test, vi } from 'vitest'
import type { Paper } from '../../src/domain/paper.ts'
import { paperKeyOf } from '../../src/domain/paperKeyOf.ts'
import { MAX_PUT_PAPERS, MAX_QUESTIONS } from '../../src/search/limits.ts'
import type { FromSearch, SearchPort, ToSearch } from '../../src/search/messages.ts'
import type { PaperSearch, SearchablePaper } from '../../src/search/paperSearch.ts'
import { createPlainSearch } from '../../src/search/plainSearch.ts'
import { createRemoteSearch, type RemoteSearch } from '../../src/search/remoteSearch.ts'
import { serveSearch } from '../../src/search/serveSearch.ts'
import type { Pace } from '../../src/search/slices.ts'

const patient: Pace = { now: () => 0, rest: () => Promise.resolve() }
const paper = (fields: Partial<Paper> & { readonly title: string }): Paper => ({
  key: paperKeyOf(fields),
  sources: ['page'],
  ...fields,
})
const grok = paper({
  title: 'Grokking at the Edge',
  arxivId: '2501.04697',
  authors: ['Lucas Prieto', 'Melih Barsbey'],
})
const nets = paper({
  title: 'Neural Nets',
  abstract: 'On the edge of chaos.',
  doi: '10.1000/xyz',
  date: undefined as never,
})
const cafe = paper({ title: 'Café économique', authors: ['Łukasz Kaiser'] })
const all: readonly SearchablePaper[] = [
  { paper: grok, tags: ['To present'] },
  { paper: nets, tags: [] },
  { paper: cafe, tags: ['Straße'] },
]
const many = (number: number): readonly SearchablePaper[] =>
  Array.from({ length: number }, (_, at): SearchablePaper => ({
    paper: paper({ title: `Edge ${at}`, arxivId: `2501.${String(10_000 + at)}` }),
    tags: [],
  }))

/** Two ends of a line on which every message arrives as a copy and a turn later, as a worker's do. */
const line = () => {
  type Heard<In> = (event: { readonly data: In }) => void
  const said: ToSearch[] = []
  const toPage: Heard<FromSearch>[] = []
  const toWorker: Heard<ToSearch>[] = []
  const deliver = <T>(listeners: readonly Heard<T>[], message: T): void => {
    const data = structuredClone(message)
    setTimeout(() => listeners.forEach((hear) => hear({ data })))
  }
  const page: SearchPort<ToSearch, FromSearch> = {
    postMessage(message) {
      said.push(message)
      deliver(toWorker, message)
    },
    addEventListener: (_type, listener) => toPage.push(listener),
  }
  const worker: SearchPort<FromSearch, ToSearch> = {
    postMessage: (message) => deliver(toPage, message),
    addEventListener: (_type, listener) => toWorker.push(listener),
  }
  return { page, worker, said }
}

const inWorker = (): RemoteSearch => {
  const { page, worker } = line()
  const remote = createRemoteSearch(page, patient)
  serveSearch(worker, createPlainSearch(patient))
  return remote
}

type Asked = Pick<PaperSearch, 'put' | 'drop'> & Pick<RemoteSearch, 'find'>

describe.each<readonly [string, () => Asked]>([
  ['on the same thread', () => createPlainSearch(patient)],
  ['in a worker', inWorker],
])('a search by words, %s', (_where, create) => {
  const ask = async (search: Asked, query: string, limit = 10) => {
    const found = await search.find(query, limit, new AbortController().signal)
    if (!found) throw new Error('nobody is there')
    return found
  }
  const find = async (query: string) => {
    const search = create()
    search.put(all)
    return (await ask(search, query)).keys
  }

  test('finds by title, abstract, author, tag and id, and a word in the title says most', async () => {
    expect(await find('edge')).toEqual([grok.key, nets.key])
    expect(await find('chaos')).toEqual([nets.key])
    expect(await find('barsbey grok')).toEqual([grok.key])
    expect(await find('present')).toEqual([grok.key])
    expect(await find('2501.04697')).toEqual([grok.key])
    expect(await find('https://arxiv.org/abs/2501.04697v2')).toEqual([grok.key])
    expect(await find('https://doi.org/10.1000/XYZ')).toEqual([nets.key])
  })

  test('every word must be there, and begin a word', async () => {
    expect(await find('edge chaos')).toEqual([nets.key])
    expect(await find('dge')).toEqual([])
    expect(await find('')).toEqual([])
    expect(await find('  ·  ')).toEqual([])
  })

  test('accents, case and letters that carry their mark inside do not matter', async () => {
    for (const query of ['cafe', 'CAFÉ', 'economique', 'lukasz', 'Łukasz', 'strasse', 'straße'])
      expect(await find(query), query).toEqual([cafe.key])
  })

  test('takes over papers that have changed, and forgets those that are gone', async () => {
    const search = create()
    search.put(all)
    expect((await ask(search, 'neural')).total).toBe(1)
    search.put([{ paper: { ...nets, title: 'Other words' }, tags: ['Mine'] }])
    expect((await ask(search, 'neural')).total).toBe(0)
    expect((await ask(search, 'other mine')).total).toBe(1)
    search.drop([nets.key])
    expect((await ask(search, 'other')).total).toBe(0)
    expect((await ask(search, 'grokking')).total).toBe(1)
  })

  test('counts what it finds beyond what it names', async () => {
    const search = create()
    search.put(many(1_000))
    const found = await ask(search, 'edge', 7)
    expect(found.keys).toHaveLength(7)
    expect(found.total).toBe(1_000)
    expect(found.words).toEqual(['edge'])
  })

  test('a question nobody waits for any more finds nothing', async () => {
    const search = create()
    search.put(many(1_000))
    const asked = new AbortController()
    const answer = search.find('edge', 10, asked.signal)
    asked.abort()
    expect((await answer)?.total ?? 0).toBe(0)
    expect((await search.find('edge', 10, asked.signal))?.total).toBe(0)
    expect((await ask(search, 'edge')).total).toBe(1_000)
  })
})

test('a search rests between slices, and gives up when nobody waits any more', async () => {
  let now = 0
  let rests = 0
  const asked = new AbortController()
  const search = createPlainSearch({
    now: () => (now += 1),
    rest: () => {
      if (++rests === 3) asked.abort()
      return Promise.resolve()
    },
  })
  search.put(many(1_000))
  expect((await search.find('edge', 10, asked.signal)).total).toBe(0)
  expect(rests).toBe(3)
  expect((await search.find('edge', 10, new AbortController().signal)).total).toBe(1_000)
})

describe('a search in a worker', () => {
  const signal = new AbortController().signal

  test('says nothing before the hello, then papers before the question about them', async () => {
    const { page, worker, said } = line()
    const remote = createRemoteSearch(page, patient)
    remote.put(all)
    const answer = remote.find('edge', 10, signal)
    await new Promise((resolve) => setTimeout(resolve))
    expect(said).toEqual([])
    serveSearch(worker, createPlainSearch(patient))
    expect((await answer)?.keys).toEqual([grok.key, nets.key])
    expect(said.map(({ type }) => type)).toEqual(['put', 'find'])
  })

  test(`gets at most ${MAX_PUT_PAPERS} papers in a message`, async () => {
    const { page, worker, said } = line()
    const remote = createRemoteSearch(page, patient)
    serveSearch(worker, createPlainSearch(patient))
    remote.put(many(MAX_PUT_PAPERS))
    remote.put(many(MAX_PUT_PAPERS + 1))
    expect((await remote.find('edge', 1, signal))?.total).toBe(MAX_PUT_PAPERS + 1)
    expect(said.map((message) => (message.type === 'put' ? message.papers.length : message.type))).toEqual([
      MAX_PUT_PAPERS,
      MAX_PUT_PAPERS,
      1,
      'find',
    ])
  })

  test(`keeps ${MAX_QUESTIONS} questions; one more, and the oldest finds nothing`, async () => {
    const { page, worker } = line()
    const remote = createRemoteSearch(page, patient)
    remote.put(all)
    const answers = Array.from({ length: MAX_QUESTIONS + 1 }, () => remote.find('edge', 10, signal))
    serveSearch(worker, createPlainSearch(patient))
    const totals = (await Promise.all(answers)).map((found) => found?.total)
    expect(totals).toEqual([0, ...Array.from({ length: MAX_QUESTIONS }, () => 2)])
  })

  test('that is lost answers nothing more, whatever was asked and whenever', async () => {
    const { page, worker, said } = line()
    const remote = createRemoteSearch(page, patient)
    const early = remote.find('edge', 10, signal)
    remote.lose()
    expect(await early).toBeNull()
    expect(await remote.find('edge', 10, signal)).toBeNull()
    serveSearch(worker, createPlainSearch(patient))
    remote.put(all)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(said).toEqual([])
  })

  test('is told when a question is left, and stops', async () => {
    const { page, worker, said } = line()
    let now = 0
    const rests: (() => void)[] = []
    const remote = createRemoteSearch(page, patient)
    serveSearch(
      worker,
      createPlainSearch({
        now: () => (now += 10),
        rest: () => new Promise((resolve) => rests.push(resolve)),
      }),
    )
    remote.put(many(10))
    const asked = new AbortController()
    void remote.find('edge', 10, asked.signal)
    await vi.waitFor(() => expect(rests).toHaveLength(1))
    asked.abort()
    await vi.waitFor(() => expect(said.map(({ type }) => type)).toEqual(['put', 'find', 'leave']))
    // One message behind it is answered, so it has been heard.
    remote.put([])
    const next = remote.find('', 10, signal)
    expect((await next)?.total).toBe(0)
    rests[0]?.()
    await new Promise((resolve) => setTimeout(resolve))
    expect(rests).toHaveLength(1)
  })
})
