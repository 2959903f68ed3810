import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openRedisStore, type RedisStoreOptions } from '../../server/relay/openRedisStore.ts'
import type { LogStore } from '../../server/relay/log.ts'
import { findRedis } from '../helpers/redis.mjs'

/** A Redis of its own, in a folder of its own. */
export interface RedisProcess {
  readonly url: string
  readonly port: number
  readonly folder: string
  /** One command by redis-cli; what it answered. */
  ask(...command: readonly string[]): string
  /** Ends it as told, and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Lets it stand still, and go on: it answers nobody meanwhile. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** On the same port and folder; further settings come last. */
  start(...settings: readonly string[]): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

/** What Carrel asks for. */
export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always']
/** Ample for a slow machine. */
const READY_MS = 30_000

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.listen(0, '127.0.0.1', () => {
      // reason: a TCP server that listens has an address object, never a pipe name
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

export const startRedis = async (...settings: readonly string[]): Promise<RedisProcess> => {
  const found = findRedis()
  if (!found.ok) throw new Error(found.message)
  const port = await freePort()
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-redis-'))
  let child: ChildProcess | null = null
  let said = ''
  const ask = (...command: readonly string[]): string =>
    spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim()

  const start = async (...more: readonly string[]): Promise<void> => {
    said = ''
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    const started = spawn(found.path, [...place, ...settings, ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    await new Promise<void>((resolve, reject) => {
      const clock = setTimeout(() => reject(new Error(`Redis did not get ready:\n${said}`)), READY_MS)
      const hear = (chunk: Buffer): void => {
        said += chunk.toString()
        if (!said.includes('Ready to accept connections')) return
        clearTimeout(clock)
        resolve()
      }
      started.stdout.on('data', hear)
      started.stderr.on('data', hear)
      started.on('exit', () => {
        clearTimeout(clock)
        reject(new Error(`Redis ended:\n${said}`))
      })
    })
  }
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    const ending = child
    child = null
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await gone
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    ask,
    kill,
    signal: (signal) => void child?.kill(signal),
    start,
    async remove() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A relay's store over it. */
export const openStoreOver = async (
  redis: Pick<RedisProcess, 'url'>,
  options: Partial<RedisStoreOptions> = {},
): Promise<LogStore> => {
  const opened = await openRedisStore({ url: redis.url, weak: false, log: () => undefined, ...options })
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
}
