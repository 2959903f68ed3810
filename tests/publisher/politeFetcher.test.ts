import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  ANSWER_TIMEOUT_MS,
  FIRST_BACKOFF_MS,
  MAX_ANSWER_BYTES,
  MAX_BACKOFF_MS,
  MAX_RETRY_AFTER_MS,
  MAX_VALIDATOR_LENGTH,
  MAX_WAITING_REQUESTS,
  REQUEST_GAP_MS,
} from '../../server/publisher/limits.ts'
import { createPoliteFetcher, type Fetch } from '../../server/publisher/politeFetcher.ts'
import { err, ok } from '../../src/lib/result.ts'
import { startDailySource, type DailySource } from './dailySource.ts'

const readText = (text: string) => ok(text)

/** A fetcher on a clock that only moves when somebody waits. */
const makeWorld = (fetch: Fetch = globalThis.fetch, timeoutMs = ANSWER_TIMEOUT_MS) => {
  const lines: string[] = []
  const waits: number[] = []
  const world = { now: 1_000_000_000 }
  const fetcher = createPoliteFetcher({
    fetch,
    now: () => world.now,
    random: () => 1,
    wait: async (ms) => {
      waits.push(ms)
      world.now += ms
    },
    log: (event) => lines.push(event),
    timeoutMs,
  })
  return { world, fetcher, lines, waits }
}

let source: DailySource
beforeEach(async () => {
  source = await startDailySource()
})
afterEach(() => source.close())
const urlOf = (day: string): string => `${source.origin}/api/daily_papers?date=${day}`

describe('a guest of other people’s servers', () => {
  it('asks one thing at a time, with a pause between', async () => {
    let open = 0
    let most = 0
    const { fetcher, waits } = makeWorld(async (url, init) => {
      most = Math.max(most, ++open)
      const answer = await fetch(url, init)
      open--
      return answer
    })
    await Promise.all(
      ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => fetcher.get(urlOf(day), {}, readText)),
    )
    expect(source.asked).toEqual(['2026-03-01', '2026-03-02', '2026-03-03'])
    expect([most, waits]).toEqual([1, [REQUEST_GAP_MS, REQUEST_GAP_MS]])
  })

  it('does not ask for again what has not changed', async () => {
    const { fetcher } = makeWorld()
    const first = await fetcher.get(urlOf('2026-03-01'), {}, readText)
    if (!first.ok || first.value.type !== 'fresh') throw new Error('the first answer is fresh')
    expect(first.value.validators.etag).toMatch(/^W\//)
    expect(await fetcher.get(urlOf('2026-03-01'), first.value.validators, readText)).toEqual(
      ok({ type: 'unchanged' }),
    )
    expect(source.asked).toEqual(['2026-03-01', '2026-03-01*'])
  })

  it('leaves a host in trouble alone, twice as long each time, and says so once', async () => {
    const { fetcher, world, lines } = makeWorld()
    source.trouble = { status: 503 }
    const pauses: number[] = []
    for (let round = 0; round < 12; round++) {
      expect(await fetcher.get(urlOf('2026-03-01'), {}, readText)).toMatchObject({
        error: { code: 'refused' },
      })
      const resting = await fetcher.get(urlOf('2026-03-02'), {}, readText)
      if (resting.ok || resting.error.code !== 'resting') throw new Error('the host is left alone')
      pauses.push(resting.error.until - world.now)
      world.now = resting.error.until
    }
    expect(pauses.slice(0, 3)).toEqual([FIRST_BACKOFF_MS, FIRST_BACKOFF_MS * 2, FIRST_BACKOFF_MS * 4])
    expect(pauses.at(-1)).toBe(MAX_BACKOFF_MS)
    expect(source.asked).toHaveLength(12)
    source.trouble = null
    expect((await fetcher.get(urlOf('2026-03-01'), {}, readText)).ok).toBe(true)
    expect(lines).toEqual(['source-failed', 'source-back'])
  })

  it.each([
    ['120', 120_000],
    ['999999999', MAX_RETRY_AFTER_MS],
    ['soon', FIRST_BACKOFF_MS],
    [new Date(1_000_000_000 + 600_000).toUTCString(), 600_000],
  ])('waits as long as it is told to: Retry-After %s', async (value, expected) => {
    const { fetcher, world } = makeWorld()
    source.trouble = { status: 429, headers: { 'retry-after': value } }
    await fetcher.get(urlOf('2026-03-01'), {}, readText)
    const resting = await fetcher.get(urlOf('2026-03-01'), {}, readText)
    if (resting.ok || resting.error.code !== 'resting') throw new Error('the host is left alone')
    expect(Math.abs(resting.error.until - world.now - expected)).toBeLessThan(1_000)
  })

  it('takes a missing day for no trouble of the host', async () => {
    const { fetcher, lines } = makeWorld()
    source.trouble = { status: 404 }
    expect(await fetcher.get(urlOf('2026-03-01'), {}, readText)).toMatchObject({ error: { code: 'absent' } })
    source.trouble = null
    expect((await fetcher.get(urlOf('2026-03-01'), {}, readText)).ok).toBe(true)
    expect(lines).toEqual([])
  })

  it('takes what cannot be read for trouble', async () => {
    const { fetcher, lines } = makeWorld()
    const answer = await fetcher.get(urlOf('2026-03-01'), {}, () => err('no papers in it'))
    expect(answer).toEqual(err({ code: 'useless', detail: 'no papers in it' }))
    expect(lines).toEqual(['source-failed'])
  })

  it('reads up to its limit and not one byte further', async () => {
    const { fetcher, world } = makeWorld()
    source.trouble = { status: 200, body: 'x'.repeat(MAX_ANSWER_BYTES) }
    expect((await fetcher.get(urlOf('2026-03-01'), {}, readText)).ok).toBe(true)
    source.trouble = { status: 200, body: 'x'.repeat(MAX_ANSWER_BYTES + 1) }
    world.now += REQUEST_GAP_MS
    expect(await fetcher.get(urlOf('2026-03-01'), {}, readText)).toMatchObject({
      error: { code: 'too-large' },
    })
  })

  it('forgets a tag that is too long to be one', async () => {
    const { fetcher } = makeWorld()
    for (const [length, kept] of [
      [MAX_VALIDATOR_LENGTH, true],
      [MAX_VALIDATOR_LENGTH + 1, false],
    ] as const) {
      source.trouble = { status: 200, headers: { etag: 'e'.repeat(length) } }
      const answer = await fetcher.get(urlOf('2026-03-01'), {}, readText)
      if (!answer.ok || answer.value.type !== 'fresh') throw new Error('the answer is fresh')
      expect(answer.value.validators.etag !== undefined).toBe(kept)
    }
  })

  it('gives up on a server that is silent, or not there', async () => {
    const silent = makeWorld(
      (_url, init) =>
        new Promise((_resolve, reject) =>
          init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
        ),
      20,
    )
    expect(await silent.fetcher.get(urlOf('2026-03-01'), {}, readText)).toMatchObject({
      error: { code: 'timeout' },
    })
    const { fetcher } = makeWorld()
    expect(await fetcher.get('http://127.0.0.1:1/', {}, readText)).toMatchObject({
      error: { code: 'unreachable' },
    })
  })

  it('turns down what it could not get to', async () => {
    const never = makeWorld(() => new Promise(() => undefined))
    const asked = Array.from({ length: MAX_WAITING_REQUESTS }, () =>
      never.fetcher.get(urlOf('a'), {}, readText),
    )
    expect(await never.fetcher.get(urlOf('a'), {}, readText)).toMatchObject({ error: { code: 'busy' } })
    expect(asked).toHaveLength(MAX_WAITING_REQUESTS)
  })

  it('stops at once when the publisher closes', async () => {
    const { fetcher, lines } = makeWorld(
      (_url, init) =>
        new Promise((_resolve, reject) =>
          init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
        ),
    )
    const asked = fetcher.get(urlOf('2026-03-01'), {}, readText)
    await Promise.resolve()
    fetcher.close()
    expect(await asked).toMatchObject({ error: { code: 'closed' } })
    expect(await fetcher.get(urlOf('2026-03-01'), {}, readText)).toMatchObject({ error: { code: 'closed' } })
    expect(lines).toEqual([])
  })
})
