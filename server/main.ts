import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPublisher, type Publisher } from './publisher/publisher.ts'
import { parseProxies } from './relay/clientAddress.ts'
import { measureDiskOf } from './relay/diskWatch.ts'
import { openLmdbStore, type LmdbFault } from './relay/lmdbLog.ts'
import { createRelay, type Relay } from './relay/relay.ts'
import type { LiveAnswer, LiveAnswers } from './web/answerPage.ts'
import { readAppFiles } from './web/appFiles.ts'
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
  const store = await openLmdbStore(path.join(config.data, 'relay'))
  if (!store.ok) return giveUp(storeSentence(store.error, config))

  let stopping = false
  let relay: Relay | null = null
  let publisher: Publisher | null = null
  const live: LiveAnswers = new Map<string, () => LiveAnswer>([
    [
      '/carrel.json',
      () => ({
        status: 200,
        body: { version: __CARREL_VERSION__, relay: '/relay', feed: publisher?.feed ?? null },
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
    files: files.value,
    live,
    upgrade: () => relay?.handleUpgrade ?? null,
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
    measureDisk: measureDiskOf(config.data),
    limits: {
      ...(config.forget ? {} : { deleteAfterDays: Number.POSITIVE_INFINITY }),
      ...(config.dailyRooms === null ? {} : { roomsPerDay: config.dailyRooms }),
      ...(config.dailyMib === null ? {} : { bytesPerDay: config.dailyMib * 2 ** 20 }),
    },
    log,
  })
  const opened = await openPublisher({
    folder: path.join(config.data, 'publisher'),
    relay: `${loopback.replace('http:', 'ws:')}/relay`,
    live: config.live,
    log,
  })
  // Lists and libraries need no feed: the server goes on without one.
  if (!opened.ok) log('feed-off', { detail: `${opened.error} Carrel runs without a feed until then.` })
  else {
    publisher = opened.value
    await publisher.published
  }
  console.log(`Carrel is ready at ${loopback} (data in ${config.data})`)
}

await start()
