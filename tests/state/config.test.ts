import { createRoot, createSignal } from 'solid-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createServerConfig, readKeptConfig } from '../../src/state/config.ts'
import { freshBrowser } from '../storage/faults.ts'

const FEED = 'a-read-link'
/** Between two questions, and after the start where something is kept, in ms. */
const RETRY_MS = 3_000
const LATER_MS = 4_000
/** The first question and the retries after it. */
const MOST_ASKED = 21

let asked = 0
let answer: () => unknown = () => ({ relay: '/relay', feed: null })

beforeEach(() => {
  freshBrowser()
  asked = 0
  answer = () => ({ relay: '/relay', feed: null })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('fetch', async () => {
    asked++
    return Response.json(answer())
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const start = (kept: Parameters<typeof createServerConfig>[0]) =>
  createRoot((dispose) => {
    const [connected, setConnected] = createSignal(false)
    return { dispose, setConnected, config: createServerConfig(kept, connected) }
  })
const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds)

describe('what the server says of itself', () => {
  it('is asked for at once where nothing is kept, and kept when it comes', async () => {
    const { config, dispose } = start(null)
    expect(config()).toBeUndefined()
    await pass(0)
    expect(config()).toBeNull()
    answer = () => ({ relay: '/relay', feed: FEED })
    await pass(RETRY_MS)
    expect(config()).toEqual({ feed: FEED })
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await readKeptConfig()).toEqual({ feed: FEED }), {
      timeout: 20_000,
    })
    expect(asked).toBe(2)
    dispose()
  })

  it('is shown as it was last heard, asked for later, and not lost to a server that has no feed', async () => {
    const { config, dispose } = start({ feed: FEED })
    expect(config()?.feed).toBe(FEED)
    await pass(LATER_MS - 1)
    expect(asked).toBe(0)
    await pass(1)
    expect(asked).toBe(1)
    expect(config()?.feed).toBe(FEED)
    dispose()
  })

  it('is not asked for more often than the limit, until the connection comes anew', async () => {
    const { setConnected, dispose } = start(null)
    await pass(100 * RETRY_MS)
    expect(asked).toBe(MOST_ASKED)
    setConnected(true)
    await pass(100 * RETRY_MS)
    expect(asked).toBe(2 * MOST_ASKED)
    dispose()
  })

  it('is asked for by one chain of retries, however often the connection comes and goes', async () => {
    const { setConnected, dispose } = start(null)
    await pass(0)
    for (let time = 0; time < 10; time++) {
      setConnected(true)
      setConnected(false)
    }
    await pass(0)
    asked = 0
    await pass(5 * RETRY_MS)
    expect(asked).toBe(5)
    dispose()
  })

  it('is not asked for any more once nobody listens', async () => {
    const { dispose } = start(null)
    await pass(0)
    dispose()
    asked = 0
    await pass(10 * RETRY_MS)
    expect(asked).toBe(0)
  })

  it.each([null, 'words', { feed: 7 }, { relay: 3, feed: '' }])(
    'is nothing where it says %j',
    async (said) => {
      answer = () => said
      const { config, dispose } = start(null)
      await pass(0)
      expect(config()).toBeNull()
      dispose()
    },
  )
})
