import { err, ok, type Result } from '../../src/lib/result.ts'
import {
  ANSWER_TIMEOUT_MS,
  FIRST_BACKOFF_MS,
  MAX_ANSWER_BYTES,
  MAX_BACKOFF_MS,
  MAX_RETRY_AFTER_MS,
  MAX_VALIDATOR_LENGTH,
  MAX_WAITING_REQUESTS,
  REQUEST_GAP_MS,
} from './limits.ts'

/** What a server said by which it can tell that nothing changed since. */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

export type Answer<T> =
  | { readonly type: 'fresh'; readonly value: T; readonly validators: Validators }
  | { readonly type: 'unchanged' }

/**
 * `resting`: the host failed lately, is left alone until `until`, and nothing was sent. `absent`: the host is well and
 * has nothing under this address. `useless`: what came could not be read. `closed`: the publisher is closing.
 */
export type FetchFault =
  | {
      readonly code:
        'unreachable' | 'timeout' | 'too-large' | 'refused' | 'useless' | 'absent' | 'busy' | 'closed'
      readonly detail: string
    }
  | { readonly code: 'resting'; readonly detail: string; readonly until: number }

export interface PoliteFetcher {
  /** `parse` reads the body; its error, a sentence, counts as a failure of the host like any other. */
  get<T>(
    url: string,
    known: Validators,
    parse: (text: string) => Result<T, string>,
  ): Promise<Result<Answer<T>, FetchFault>>
  close(): void
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>
export type Log = (event: string, facts: object) => void

export interface PoliteOptions {
  readonly fetch: Fetch
  now(): number
  random(): number
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  readonly log: Log
  readonly timeoutMs?: number
}

interface Host {
  /** The last request in the queue. */
  tail: Promise<unknown>
  waiting: number
  failures: number
  /** Left alone until then. */
  until: number
  /** When the last request ended. */
  last: number
}

interface Request<T> {
  readonly url: string
  readonly known: Validators
  readonly parse: (text: string) => Result<T, string>
  readonly name: string
  readonly host: Host
}

const HEADERS = {
  accept: 'application/json',
  'user-agent': 'Carrel/0.1 (reading desk; asks for one day of papers at a time)',
}
/** Says nothing about the host: this one address has nothing, or not yet. */
const ABSENT: ReadonlySet<number> = new Set([400, 404, 410, 422])

const clipValidator = (value: string | null): string | undefined =>
  value !== null && value.length <= MAX_VALIDATOR_LENGTH ? value : undefined

const readRetryAfter = (value: string | null, now: number): number => {
  if (value === null) return 0
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : 0
}

/** Reads a body to its end, or gives up at the limit; what was sent compressed counts unpacked. */
const readBody = async (response: Response): Promise<Result<string, FetchFault>> => {
  if (!response.body) return ok('')
  const reader = response.body.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > MAX_ANSWER_BYTES) {
      await reader.cancel().catch(() => undefined)
      return err({ code: 'too-large', detail: `the answer is longer than ${MAX_ANSWER_BYTES} bytes` })
    }
    parts.push(value)
  }
  return ok(Buffer.concat(parts).toString('utf8'))
}

/**
 * Fetches as a guest should: one request at a time to each host with a pause between, conditional where the server gave
 * something to go by, nothing at all for a while after a failure (doubling, with jitter, at least what `Retry-After`
 * says), with a time-out and a size limit. A streak of failures is logged once, and once when it is over.
 */
export const createPoliteFetcher = (options: PoliteOptions): PoliteFetcher => {
  const { now, random, wait, log } = options
  const hosts = new Map<string, Host>()
  const ending = new AbortController()

  const hostOf = (name: string): Host => {
    const known = hosts.get(name) ?? { tail: Promise.resolve(), waiting: 0, failures: 0, until: 0, last: 0 }
    hosts.set(name, known)
    return known
  }

  const fail = (name: string, host: Host, detail: string, retryAfter: number): void => {
    const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(host.failures, 30), MAX_BACKOFF_MS)
    host.failures++
    host.until = now() + Math.max(backoff * (0.5 + random() / 2), retryAfter)
    if (host.failures === 1)
      log('source-failed', { host: name, detail, retryInSeconds: Math.round((host.until - now()) / 1_000) })
  }

  const succeed = (name: string, host: Host): void => {
    if (host.failures > 0) log('source-back', { host: name, failures: host.failures })
    host.failures = 0
    host.until = 0
  }

  const send = async <T>({
    url,
    known,
    parse,
    name,
    host,
  }: Request<T>): Promise<Result<Answer<T>, FetchFault>> => {
    const timeout = new AbortController()
    const clock = setTimeout(() => timeout.abort(), options.timeoutMs ?? ANSWER_TIMEOUT_MS)
    try {
      const response = await options.fetch(url, {
        headers: {
          ...HEADERS,
          ...(known.etag === undefined ? {} : { 'if-none-match': known.etag }),
          ...(known.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
        },
        signal: AbortSignal.any([timeout.signal, ending.signal]),
      })
      if (response.status !== 200) await response.body?.cancel().catch(() => undefined)
      const detail = `it answered with status ${response.status}`
      if (ABSENT.has(response.status)) {
        succeed(name, host)
        return err({ code: 'absent', detail })
      }
      if (response.status !== 200 && response.status !== 304) {
        fail(name, host, detail, readRetryAfter(response.headers.get('retry-after'), now()))
        return err({ code: 'refused', detail })
      }
      if (response.status === 304) {
        succeed(name, host)
        return ok({ type: 'unchanged' })
      }
      const body = await readBody(response)
      if (!body.ok) {
        fail(name, host, body.error.detail, 0)
        return body
      }
      const parsed = parse(body.value)
      if (!parsed.ok) {
        fail(name, host, parsed.error, 0)
        return err({ code: 'useless', detail: parsed.error })
      }
      succeed(name, host)
      const etag = clipValidator(response.headers.get('etag'))
      const lastModified = clipValidator(response.headers.get('last-modified'))
      return ok({
        type: 'fresh',
        value: parsed.value,
        validators: {
          ...(etag === undefined ? {} : { etag }),
          ...(lastModified === undefined ? {} : { lastModified }),
        },
      })
    } catch (fault) {
      if (ending.signal.aborted) return err({ code: 'closed', detail: 'the publisher is closing' })
      const slow = timeout.signal.aborted
      const cause = fault instanceof Error && fault.cause instanceof Error ? `: ${fault.cause.message}` : ''
      const detail = slow
        ? 'it did not answer in time'
        : `${fault instanceof Error ? fault.message : String(fault)}${cause}`
      fail(name, host, detail, 0)
      return err({ code: slow ? 'timeout' : 'unreachable', detail })
    } finally {
      clearTimeout(clock)
    }
  }

  const take = async <T>(request: Request<T>): Promise<Result<Answer<T>, FetchFault>> => {
    const { name, host } = request
    if (ending.signal.aborted) return err({ code: 'closed', detail: 'the publisher is closing' })
    if (now() < host.until) {
      return err({ code: 'resting', detail: `${name} is left alone for a while`, until: host.until })
    }
    const pause = host.last === 0 ? 0 : host.last + REQUEST_GAP_MS - now()
    if (pause > 0) await wait(pause, ending.signal)
    const answer = await send(request)
    host.last = now()
    return answer
  }

  return {
    async get(url, known, parse) {
      const name = new URL(url).host
      const host = hostOf(name)
      if (host.waiting >= MAX_WAITING_REQUESTS)
        return err({ code: 'busy', detail: `too many requests to ${name} are waiting` })
      host.waiting++
      const turn = host.tail.then(() => take({ url, known, parse, name, host }))
      host.tail = turn
      try {
        return await turn
      } finally {
        host.waiting--
      }
    },
    close: () => ending.abort(),
  }
}
