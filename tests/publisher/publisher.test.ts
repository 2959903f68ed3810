import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPublisher, type Publisher } from '../../server/publisher/publisher.ts'
import type { LogStore } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createRelay, type Relay } from '../../server/relay/relay.ts'
import { addDays, timeToDay } from '../../src/lib/day.ts'
import { startDailySource, wordPaper, type DailySource } from './dailySource.ts'
import { readFeed } from './feedReader.ts'

// The tests' resolver prefers what packages hold for browsers, and there `ws` is an empty shell.
vi.mock('ws', () => vi.importActual('../../node_modules/ws/wrapper.mjs'))

const NOON = Date.UTC(2026, 2, 20, 12)
const TODAY = timeToDay(NOON)
const STARTER_DAY = '2025-12-08'
/** A machine may be busy with other things; what never comes still ends the test. */
const PATIENT = { timeout: 20_000 }

let folder: string
let source: DailySource
let server: http.Server
let relay: Relay
let url: string
let lines: string[]
let publishers: Publisher[]
/** Records the relay has taken. */
let appends = 0

/** A relay with nothing in it, in the place of the one before. */
const startRelay = async (): Promise<void> => {
  const memory = createMemoryStore()
  const store: LogStore = {
    ...memory,
    append(room, entries, next) {
      appends += entries.length
      return memory.append(room, entries, next)
    },
  }
  const fresh = createRelay({ store, origins: [] })
  relay = fresh
  server = http.createServer()
  server.on('upgrade', (request, socket, head) => fresh.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  // reason: a TCP server that listens has an address object, never a pipe name
  url = `ws://localhost:${(server.address() as AddressInfo).port}/relay`
}
const stopRelay = async (): Promise<void> => {
  await relay.close()
  await new Promise((resolve) => server.close(resolve))
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'carrel-publisher-'))
  source = await startDailySource()
  lines = []
  publishers = []
  await startRelay()
})
afterEach(async () => {
  await Promise.all(publishers.map((publisher) => publisher.stop()))
  await stopRelay()
  await source.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = async (live = false, place = url): Promise<Publisher> => {
  const opened = await openPublisher({
    folder,
    relay: place,
    live,
    log: (event) => lines.push(event),
    now: () => NOON,
    sourceOrigin: source.origin,
  })
  if (!opened.ok) throw new Error(opened.error)
  publishers.push(opened.value)
  return opened.value
}
const close = async (publisher: Publisher): Promise<void> => {
  publishers = publishers.filter((one) => one !== publisher)
  await publisher.stop()
}

describe('the publisher', () => {
  it('puts the starter feed on the relay for whoever holds the link, and asks nobody else', async () => {
    const publisher = await open()
    await publisher.published
    const feed = await readFeed(url, publisher.feed)
    expect(feed).toMatchObject({ papers: 41, shards: 1, days: [STARTER_DAY], meta: { kind: 'starter' } })
    expect(source.asked).toEqual([])
    expect(lines).toEqual([])
  })

  it('has the same link at every start, and fills a relay that has lost everything', async () => {
    const first = await open()
    await first.published
    const before = await readFeed(url, first.feed)
    await close(first)
    await stopRelay()
    await startRelay()
    const second = await open()
    await second.published
    expect(second.feed).toBe(first.feed)
    expect(await readFeed(url, second.feed)).toEqual(before)
  })

  it('sends nothing to a relay that has it all', async () => {
    const first = await open()
    await first.published
    await close(first)
    const before = appends
    const second = await open()
    await second.published
    await second.settled()
    expect([before > 0, appends]).toEqual([true, before])
    expect(await readFeed(url, second.feed)).toMatchObject({ papers: 41 })
  })

  it('adds the live days where it may, and their later counts', async () => {
    source.days.set(TODAY, [wordPaper('2603.00001', 'First', 3), wordPaper('2603.00002', 'Second', 2)])
    const publisher = await open(true)
    await vi.waitFor(async () => {
      expect(await readFeed(url, publisher.feed)).toMatchObject({
        papers: 43,
        shards: 2,
        days: [STARTER_DAY, TODAY],
      })
    }, PATIENT)
    await close(publisher)
    expect(source.asked[0]).toBe(TODAY)
    // The next start knows what it has asked for already.
    const before = source.asked.length
    await close(await open(true))
    expect(source.asked.slice(before)).not.toContain(TODAY)
  })

  it('has its feed all the same where the source is down, and says so once', async () => {
    source.trouble = { status: 503 }
    const publisher = await open(true)
    await publisher.published
    await vi.waitFor(() => expect(source.asked).toEqual([TODAY]), PATIENT)
    await vi.waitFor(() => expect(lines).toEqual(['source-failed']), PATIENT)
    expect(await readFeed(url, publisher.feed)).toMatchObject({ papers: 41 })
    source.days.set(addDays(TODAY, -1), [])
  })

  it('opens while the relay is away, publishes when it is there, and stops at once meanwhile', async () => {
    const lost = await open(false, 'ws://localhost:1/relay')
    const began = Date.now()
    await close(lost)
    expect(Date.now() - began).toBeLessThan(15_000)
    const publisher = await open()
    await publisher.published
    expect(publisher.feed).toBe(lost.feed)
    expect(await readFeed(url, publisher.feed)).toMatchObject({ papers: 41 })
  })
})
