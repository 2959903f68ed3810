import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { err, type Result } from '../src/lib/result.ts'
import { openPublisher, type Publisher } from './publisher/publisher.ts'
import { parseProxies } from './relay/clientAddress.ts'
import { measureDiskOf } from './relay/diskWatch.ts'
import { openLmdbStore, type LmdbFault } from './relay/lmdbLog.ts'
import type { LogStore } from './relay/log.ts'
import { openRedisStore, printAddress } from './relay/openRedisStore.ts'
import { createRelay, type Relay } from './relay/relay.ts'
import type { LiveAnswer, LiveAnswers } from './web/answerPage.ts'
import { readAppFiles, withoutOfflineUse } from './web/appFiles.ts'
import { parseConfig, type ServerConfig } from './web/config.ts'
import { openDataFolder } from './web/dataFolder.ts'
import { createLog } from './web/logLine.ts'
import { loopbackHost } from './web/loopbackHost.ts'
import { watchLoop } from './web/loopWatch.ts'
import { openMetricsServer, printProcessMetrics } from './web/metricsServer.ts'
import { isFailedCommit } from './web/strayFault.ts'
import { openWebServer } from './web/webServer.ts'

/** Replaced by the build. */
declare const __CARREL_VERSION__: string

/** Says why it cannot go on, in one sentence, and ends. */
const giveUp = (sentence: string): never => {
  console.error(sentence)
  process.exit(1)
}

/** The disk's refusal is told of once in this time, however often it is met. */
const DISK_LINE_MS = 600_000

const log = createLog((line) => console.error(line), Date.now)

const storeSentence = (fault: LmdbFault, { data }: ServerConfig): string =>
  ({
    'in-use':
      `Another Carrel is running with the data folder ${data}. Stop that one, or give this one a folder of its own ` +
      'with CARREL_DATA.',
    unwritable:
      `Carrel cannot write in its data folder ${data}: the disk is full, or its files belong to another user. Put that ` +
      'right, or choose another folder with CARREL_DATA.',
    unreadable:
      `The log of sealed documents in ${path.join(data, 'relay')} is damaged and was left as it is. Put the data folder ` +
      'back from a backup; or move that folder away, and every device fills a new log from what it holds.',
  })[fault]

/** Where the logs are; what is not asked for is not even loaded. */
const openStore = async (config: ServerConfig): Promise<Result<LogStore, string>> => {
  if (config.redis) return openRedisStore({ ...config.redis, log })
  const store = await openLmdbStore(path.join(config.data, 'relay'))
  return store.ok ? store : err(storeSentence(store.error, config))
}

/** The relay's own names: those of the configuration, and the one the publisher dials where that is not enough. */
const relayOrigins = ({ origins, host }: ServerConfig, loopback: string): readonly string[] =>
  origins.length === 0 && loopbackHost(host) === 'localhost' ? [] : [...new Set([...origins, loopback])]

/** A full disk must not end the process: what was not kept was not acknowledged, and devices send it again. */
const surviveFullDisk = (): void => {
  let told = 0
  process.on('unhandledRejection', (fault) => {
    if (!isFailedCommit(fault)) throw fault
    if (Date.now() - told < DISK_LINE_MS) return
    told = Date.now()
    log('disk-refuses', { detail: fault.message })
  })
}

const start = async (): Promise<void> => {
  const app = process.env['CARREL_APP'] ?? fileURLToPath(new URL('../app', import.meta.url))
  const parsed = parseConfig(process.env, { cwd: process.cwd(), app })
  if (!parsed.ok) return giveUp(parsed.error)
  const config = parsed.value
  const proxies = parseProxies(config.proxies)
  if (!proxies.ok)
    return giveUp(
      `CARREL_PROXIES must name addresses or networks like 10.0.0.2 or 10.0.0.0/8, and “${proxies.error}” is none.`,
    )
  const folder = await openDataFolder(config.data)
  if (!folder.ok) return giveUp(folder.error)
  const files = await readAppFiles(config.app)
  if (!files.ok) return giveUp(files.error)
  surviveFullDisk()
  const store = await openStore(config)
  if (!store.ok) return giveUp(store.error)

  let stopping = false
  let relay: Relay | null = null
  let publisher: Publisher | null = null
  const live: LiveAnswers = new Map<string, () => LiveAnswer>([
    [
      '/carrel.json',
      () => ({
        status: 200,
        body: {
          version: __CARREL_VERSION__,
          relay: '/relay',
          feed: publisher?.feed ?? config.feed,
          lookups: config.lookups,
        },
      }),
    ],
    [
      '/healthz',
      () => {
        const trouble = stopping ? 'stopping' : relay ? relay.trouble() : 'starting'
        return trouble ? { status: 503, body: { ok: false, trouble } } : { status: 200, body: { ok: true } }
      },
    ],
  ])
  const web = await openWebServer({
    port: config.port,
    host: config.host,
    files: config.offline ? files.value : withoutOfflineUse(files.value),
    live,
    upgrade: () => relay?.handleUpgrade ?? null,
    connect: Object.values(config.lookups).flatMap((address) => (address ? new URL(address).origin : [])),
  })
  if (!web.ok) {
    await store.value.close()
    return giveUp(web.error)
  }

  const loop = watchLoop((seconds) => log('loop-stalled', { seconds }))
  const metrics = config.metrics
    ? await openMetricsServer(
        config.metrics,
        () => (relay?.metrics() ?? '') + printProcessMetrics(__CARREL_VERSION__, loop.lag()),
      )
    : null
  if (metrics && !metrics.ok) {
    await web.value.stop()
    await store.value.close()
    return giveUp(metrics.error)
  }

  if (metrics?.ok)
    console.log(`Carrel’s metrics are at http://${config.metrics?.host}:${metrics.value.port}/metrics`)

  const stop = async (): Promise<void> => {
    // Whoever asks twice does not want to wait.
    if (stopping) process.exit(1)
    stopping = true
    await publisher?.stop()
    await relay?.close()
    await web.value.stop()
    if (metrics?.ok) await metrics.value.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())

  const loopback = `http://${loopbackHost(config.host)}:${web.value.port}`
  relay = createRelay({
    store: store.value,
    origins: relayOrigins(config, loopback),
    proxies: proxies.value,
    // What a shared store has room for, it says itself.
    ...(config.redis ? {} : { measureDisk: measureDiskOf(config.data) }),
    limits: {
      ...(config.forget ? {} : { deleteAfterDays: Number.POSITIVE_INFINITY }),
      ...(config.dailyRooms === null ? {} : { roomsPerDay: config.dailyRooms }),
      ...(config.dailyMib === null ? {} : { bytesPerDay: config.dailyMib * 2 ** 20 }),
    },
    log,
  })
  // Of several servers behind one name one publishes, and the others name its feed.
  const opened = config.feed
    ? null
    : await openPublisher({
        folder: path.join(config.data, 'publisher'),
        relay: `${loopback.replace('http:', 'ws:')}/relay`,
        live: config.live,
        log,
      })
  // Lists and libraries need no feed: the server goes on without one.
  if (opened && !opened.ok)
    log('feed-off', { detail: `${opened.error} Carrel runs without a feed until then.` })
  else if (opened) {
    publisher = opened.value
    await publisher.published
  }
  const documents = config.redis ? `, documents in ${printAddress(config.redis.url)}` : ''
  console.log(`Carrel is ready at ${loopback} (data in ${config.data}${documents})`)
}

await start()
