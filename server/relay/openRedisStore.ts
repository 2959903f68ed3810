import { randomUUID } from 'node:crypto'
import { err, ok, type Result } from '../../src/lib/result.ts'
import type { LogStore } from './log.ts'
import { openRedisLine, type RedisCall, type RedisLine } from './redisLine.ts'
import { createRedisLog } from './redisLog.ts'
import { createRedisNews } from './redisNews.ts'
import { judgeServer, readServer, renewFile, type Durability } from './redisServer.ts'

export interface RedisStoreOptions {
  /** `redis://`, `rediss://` or `unix://`, with user, password and database where there are any. */
  readonly url: string
  /** Takes a Redis that may forget what it has confirmed. */
  readonly weak: boolean
  readonly log: (event: string, facts: object) => void
  /** How often it says that it lives; unset: as often as is good. */
  readonly beatMs?: number
}

const WEAK =
  'CARREL_STORE_WEAK=1: this Redis may forget changes that Carrel has confirmed. They come back only from devices that ' +
  'still hold them.'
/** The same refusal is logged once in this time. */
const TELL_MS = 60_000

/** The address as it may be shown: without user and password. */
export const printAddress = (url: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : 'the given address'
}

/**
 * A store that several relays share: Redis 7 streams. One connection writes, one reads, one listens. The error is a
 * sentence for the terminal: Redis cannot be reached, or does not promise what an ACK promises.
 */
export const openRedisStore = async ({
  url,
  weak,
  log,
  beatMs,
}: RedisStoreOptions): Promise<Result<LogStore, string>> => {
  const { createClient, RESP_TYPES } = await import('@redis/client')
  const self = randomUUID()
  const told = new Map<string, number>()
  let durability: Durability = 'nothing'
  let replid = ''
  const tell = (event: string, detail: string): void => {
    const now = Date.now()
    if (now - (told.get(event + detail) ?? -TELL_MS) < TELL_MS) return
    // Few different ones are ever said; whatever else happens, they do not pile up.
    if (told.size > 100) told.clear()
    told.set(event + detail, now)
    log(event, { detail })
  }
  /** Each connection, and the replication id of the server it reaches. */
  const links: { readonly line: RedisLine; replid: string }[] = []
  let isReplaced = false
  /** Told when every connection reaches the new server: whoever is shown out comes back at once. */
  const tellReplaced = (): void => {
    if (!isReplaced || links.some((link) => !link.line.call() || link.replid !== replid)) return
    isReplaced = false
    tell('store-replaced', 'Redis was restarted, or a replica took over')
    news.replaced()
  }
  const sameServer = (seen: string): void => {
    const changed = replid !== '' && replid !== seen
    replid = seen
    if (!changed) return
    isReplaced = true
    // A connection to the server before would go on reading what is past.
    for (const link of links) if (link.replid !== seen) link.line.renew()
  }
  const look = async (
    call: RedisCall,
    writes: boolean,
  ): Promise<Result<{ durability: Durability; replid: string }, string>> => {
    const facts = await readServer(call)
    if (!facts.ok) return err('it does not say what it is (INFO is refused, or it is still loading).')
    const judged = judgeServer(facts.value, weak)
    if (judged.ok && writes && facts.value.hasAppendOnlyFile && !(await renewFile(call)))
      return err(
        'This Redis could not write its append-only file anew (BGREWRITEAOF), which Carrel asks for once after each start: ' +
          'memory or disk may be full, or the account may not.',
      )
    return judged.ok ? ok({ durability: judged.value, replid: facts.value.replid }) : judged
  }
  let decide: (verdict: Result<null, string>) => void = () => {}
  const verdict = new Promise<Result<null, string>>((resolve) => (decide = resolve))
  /** A connection, and when it first stood. */
  const open = (
    writes: boolean,
    opened: () => void = () => {},
  ): { readonly line: RedisLine; readonly stands: Promise<void> } => {
    let stand: () => void = () => {}
    const stands = new Promise<void>((resolve) => (stand = resolve))
    const line = openRedisLine({
      url,
      createClient,
      bulk: RESP_TYPES.BLOB_STRING,
      refused(message) {
        tell('store-refuses', message)
        decide(err(`Carrel cannot use the Redis at ${printAddress(url)}: ${message}`))
      },
      async greet(call) {
        const seen = await look(call, writes)
        decide(seen.ok ? ok(null) : err(`${seen.error} (CARREL_STORE is ${printAddress(url)})`))
        if (!seen.ok) {
          tell('store-not-taken', seen.error)
          return false
        }
        durability = seen.value.durability
        link.replid = seen.value.replid
        sameServer(link.replid)
        return true
      },
      opened() {
        stand()
        opened()
        tellReplaced()
      },
    })
    const link = { line, replid: '' }
    links.push(link)
    return { line, stands }
  }

  const [writer, reader, ears] = [open(true), open(false), open(false, () => news.connected())]
  const news = createRedisNews(self, ears.line, reader.line, beatMs)
  const close = async (): Promise<void> => {
    await news.close()
    for (const { line } of links) line.close()
  }
  const taken = await verdict
  if (!taken.ok) {
    await close()
    return taken
  }
  await Promise.all([writer.stands, reader.stands, ears.stands])
  if (durability === 'nothing') tell('weak-store', WEAK)
  return ok(
    createRedisLog({
      writer: writer.line,
      reader: reader.line,
      durability: () => durability,
      self,
      news,
      sameServer,
      close,
    }),
  )
}
