import path from 'node:path'
import { WebSocket } from 'ws'
import { asReader } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import type { Day } from '../../src/lib/day.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { createRelayLink } from '../../src/sync/relayLink.ts'
import { syncDoc } from '../../src/sync/syncDoc.ts'
import { parseDayMarks, printDayMarks, type DayMark } from './dayMarks.ts'
import { openFeedKey } from './feedKey.ts'
import { readKept, writeKept } from './keptFile.ts'
import { FIRST_SETTLE_MS } from './limits.ts'
import { runLiveFeed } from './liveFeed.ts'
import { pause } from './pause.ts'
import { createPoliteFetcher, type Fetch, type Log } from './politeFetcher.ts'
import { openPublishedFeed, type PublishedFeed } from './publishedFeed.ts'
import { readStarterFeed, STARTER_ABOUT, STARTER_TITLE } from './starterFeed.ts'

export interface PublisherOptions {
  /** For the key, the documents and the marks of days; nobody else writes there. */
  readonly folder: string
  /** Of the relay, as `ws://localhost:8787/relay`. */
  readonly relay: string
  /** Whether live sources may be asked. */
  readonly live: boolean
  readonly log: Log
  readonly fetch?: Fetch
  readonly now?: () => number
  readonly random?: () => number
  /** Another one only in tests and behind a mirror. */
  readonly sourceOrigin?: string
}

export interface Publisher {
  /** Read link of the feed's index. */
  readonly feed: string
  /** Resolves when the starter feed is on the relay, or after {@link FIRST_SETTLE_MS}. */
  readonly published: Promise<void>
  /** Resolves when the relay has acknowledged everything so far. */
  settled(): Promise<void>
  /** Ends the fetching and the connection; what was published is on the disk by then. */
  stop(): Promise<void>
}

const MARKS_FILE = 'days.json'

const readMarks = async (file: string): Promise<Map<Day, DayMark>> => {
  const stored = await readKept(file)
  try {
    return parseDayMarks(JSON.parse(stored.ok && stored.value ? stored.value.toString('utf8') : '{}'))
  } catch {
    return new Map()
  }
}

/**
 * Publishes this server's feed through its own relay, as any client would: the starter feed at the first start, and
 * where it may the papers of the days that follow. What the relay has lost it gets back. The error is a sentence for
 * the terminal; the rest of the server can go on without a feed.
 */
export const openPublisher = async (options: PublisherOptions): Promise<Result<Publisher, string>> => {
  const { folder, log, now = Date.now, random = Math.random, fetch = globalThis.fetch } = options
  const key = await openFeedKey(folder)
  if (!key.ok) return err(key.error)
  const capability = key.value
  const link = createRelayLink({ url: options.relay, WebSocket, random })
  const ending = new AbortController()
  const starter = readStarterFeed()

  const opening = openPublishedFeed({
    folder,
    capability,
    words: { title: STARTER_TITLE, about: STARTER_ABOUT },
    carry: (doc, owner) =>
      syncDoc({ link, doc, capability: owner, presence: false, validate: checkUpdate, tabs: false }),
    now,
    random,
    log,
    signal: ending.signal,
  })

  const fetcher = createPoliteFetcher({ fetch, now, random, wait: pause, log })
  const fill = async (feed: PublishedFeed): Promise<void> => {
    const file = path.join(folder, MARKS_FILE)
    // A day whose papers were lost must not be answered with "unchanged".
    const marks = feed.whole ? await readMarks(file) : new Map<Day, DayMark>()
    await runLiveFeed({
      fetcher,
      now,
      wait: pause,
      after: starter.day,
      marks,
      async remember() {
        await writeKept(file, JSON.stringify(printDayMarks(marks)))
      },
      publish: (day) => feed.put(day),
      signal: ending.signal,
      ...(options.sourceOrigin === undefined ? {} : { sourceOrigin: options.sourceOrigin }),
    })
  }

  const beginning = (async (): Promise<PublishedFeed | null> => {
    const feed = await opening
    if (!feed.ok) {
      log('feed-unreadable', { detail: feed.error })
      return null
    }
    if (!feed.value.has(starter.day)) await feed.value.put(starter)
    return feed.value
  })()
  const published = Promise.race([
    beginning.then((feed) => feed?.settled()),
    pause(FIRST_SETTLE_MS, ending.signal),
  ])
  const living = beginning.then(async (feed) => {
    if (feed && options.live && !ending.signal.aborted) await fill(feed)
  })
  living.catch((fault: unknown) => log('publisher-stopped', { detail: String(fault) }))

  return ok({
    feed: await printLink(await asReader(capability)),
    published,
    async settled() {
      await (await beginning)?.settled()
    },
    async stop() {
      ending.abort()
      fetcher.close()
      await living.catch(() => undefined)
      await (await beginning)?.close()
      link.close()
    },
  })
}
