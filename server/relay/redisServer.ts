import { err, ok, type Result } from '../../src/lib/result.ts'
import type { RedisCall, RedisReply } from './redisLine.ts'

/** What a Redis says of itself, as far as it decides whether logs may be trusted to it. */
export interface ServerFacts {
  /** `[7, 0]` for 7.0.15. */
  readonly version: readonly [major: number, minor: number]
  readonly isMaster: boolean
  readonly isCluster: boolean
  /** Changes whenever the data may be another: after a restart, and when a replica takes over. */
  readonly replid: string
  readonly replicas: number
  readonly evictionPolicy: string
  readonly hasAppendOnlyFile: boolean
  /** `null` where the settings may not be read. */
  readonly flush: string | null
}

/**
 * What an answered write has behind it. `disk`: the flushed append-only file of this machine; `replica`: that and a
 * replica's; `nothing`: what the settings are, an explicit wish.
 */
export type Durability = 'disk' | 'replica' | 'nothing'

const textOf = (reply: RedisReply | undefined): string =>
  typeof reply === 'string' ? reply : reply instanceof Uint8Array ? Buffer.from(reply).toString() : ''

/** The lines `name:value` of INFO. */
export const parseInfo = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const at = line.indexOf(':')
      return at > 0 && !line.startsWith('#') ? [[line.slice(0, at), line.slice(at + 1)]] : []
    }),
  )

export const readServer = async (call: RedisCall): Promise<Result<ServerFacts, 'storage'>> => {
  const info = await call.ask('INFO')
  if (!info.ok) return info
  const said = parseInfo(textOf(info.value))
  // An account may be kept from reading settings; then they count as unknown.
  const asked = await call.ask('CONFIG', 'GET', 'appendfsync')
  const flush = asked.ok && Array.isArray(asked.value) ? textOf(asked.value[1]) : null
  const [major = 0, minor = 0] = (said.get('redis_version') ?? '').split('.').map(Number)
  return ok({
    version: [major, minor],
    isMaster: said.get('role') === 'master',
    isCluster: said.get('cluster_enabled') === '1',
    replid: said.get('master_replid') ?? '',
    replicas: Number(said.get('connected_slaves') ?? 0),
    evictionPolicy: said.get('maxmemory_policy') ?? '',
    hasAppendOnlyFile: said.get('aof_enabled') === '1',
    flush: flush || null,
  })
}

/** Between two looks whether the file has been written anew, and how long that may take: seconds for each GB. */
const REWRITE_LOOK_MS = 50
const REWRITE_MS = 120_000
const REWRITE_TRIES = 3

/**
 * Has the append-only file written anew from memory, once after each start of the server; false where that fails.
 *
 * A file that was cut off (a power cut) may end within a transaction. Redis 7.0 leaves that transaction out when it
 * starts, but leaves its beginning in the file and writes on behind it: at the start after that both are read as one, and
 * what was never confirmed takes the place of what was.
 */
export const renewFile = async (call: RedisCall): Promise<boolean> => {
  let asked = 0
  for (let waited = 0; waited < REWRITE_MS; waited += REWRITE_LOOK_MS) {
    const info = await call.ask('INFO', 'persistence')
    if (!info.ok) return false
    const said = parseInfo(textOf(info.value))
    const isBusy = said.get('aof_rewrite_in_progress') === '1' || said.get('aof_rewrite_scheduled') === '1'
    if (!isBusy) {
      if (Number(said.get('aof_rewrites')) > 0 && said.get('aof_last_bgrewrite_status') === 'ok') return true
      if (asked++ >= REWRITE_TRIES || !(await call.ask('BGREWRITEAOF')).ok) return false
    }
    await new Promise((resolve) => setTimeout(resolve, REWRITE_LOOK_MS))
  }
  return false
}

/** Whether `replid` is still the one named; the sweep asks it of a connection that never broke. */
export const readReplid = async (call: RedisCall): Promise<string | null> => {
  const info = await call.ask('INFO', 'replication')
  if (!info.ok) return null
  const said = parseInfo(textOf(info.value))
  return said.get('role') === 'master' ? (said.get('master_replid') ?? null) : null
}

/** What may be promised over this server; the error is a sentence for the terminal. `weak`: anything is accepted. */
export const judgeServer = (facts: ServerFacts, weak: boolean): Result<Durability, string> => {
  const [major, minor] = facts.version
  if (major < 7) return err(`Carrel needs Redis 7.0 or newer, and this one is ${major}.${minor}.`)
  if (facts.isCluster)
    return err('Carrel does not work with Redis Cluster. Give it the address of a Redis that holds all keys.')
  if (!facts.isMaster)
    return err('This Redis is a replica, and takes no writes. Give Carrel the address of the master.')
  if (facts.evictionPolicy !== 'noeviction')
    return err(
      `This Redis throws keys away when memory is full (maxmemory-policy ${facts.evictionPolicy}), and documents with ` +
        'them. Set maxmemory-policy noeviction.',
    )
  if (facts.hasAppendOnlyFile && facts.flush === 'always') return ok('disk')
  const canWait = major > 7 || minor >= 2
  if (facts.hasAppendOnlyFile && canWait && facts.replicas > 0) return ok('replica')
  if (weak) return ok('nothing')
  const now = facts.hasAppendOnlyFile ? `appendfsync is ${facts.flush ?? 'not readable'}` : 'appendonly is no'
  return err(
    `This Redis may forget what it has confirmed (${now}). Set appendonly yes and appendfsync always` +
      `${canWait ? ', or give it a replica with appendonly yes, which is then waited for' : ''}; or accept that the ` +
      'last changes are lost in a power cut with CARREL_STORE_WEAK=1.',
  )
}
