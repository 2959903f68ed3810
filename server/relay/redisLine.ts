import type { createClient } from '@redis/client'
import { err, ok, type Result } from '../../src/lib/result.ts'

/** What Redis answers: with the mapping below, text in bulk comes as bytes. */
export type RedisReply = string | number | null | Uint8Array | readonly RedisReply[]

type Client = ReturnType<typeof createClient>

/** One connection while it lasts. What it was asked and has not answered when it breaks is nobody's knowledge. */
export interface RedisCall {
  /** `storage`: refused, or not answered in time; it may have been done all the same. */
  ask(...args: readonly (string | Uint8Array)[]): Promise<Result<RedisReply, 'storage'>>
}

/** A connection that is made anew when it breaks. Nothing is queued meanwhile, and nothing is ever sent twice. */
export interface RedisLine {
  /** `null` while there is no connection. */
  call(): RedisCall | null
  /** The same, for one question. */
  ask(...args: readonly (string | Uint8Array)[]): Promise<Result<RedisReply, 'storage'>>
  /** The client that listens, where the line was made to; `null` while there is no connection. */
  client(): Client | null
  /** Ends the present connection, and makes another. */
  renew(): void
  close(): void
}

/** What is not answered in this time is not known to be kept; slow disks flush within it. */
const ANSWER_MS = 10_000
const CONNECT_MS = 5_000
/** Between two attempts to connect: soon, since everybody waits for it, and slower when it does not help. */
const FIRST_PAUSE_MS = 50
const LAST_PAUSE_MS = 2_000

const asArgument = (arg: string | Uint8Array): string | Buffer =>
  typeof arg === 'string' ? arg : Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength)

/** A master that has become a replica: whoever answers at the address next is the one to talk to. */
const isDemoted = (message: string): boolean => message.startsWith('READONLY')

/**
 * Opens a line and keeps it. `greet` looks at every new connection before it is used, and refuses it with `false`;
 * `refused` hears what Redis said instead of an answer.
 */
export const openRedisLine = (options: {
  readonly url: string
  readonly createClient: typeof createClient
  /** As in RESP_TYPES of the package. */
  readonly bulk: number
  readonly greet: (call: RedisCall) => Promise<boolean>
  readonly refused: (message: string) => void
  /** A connection may be used from now on. */
  readonly opened?: () => void
}): RedisLine => {
  const { url, greet, refused } = options
  let current: {
    readonly call: RedisCall
    readonly client: Client
    readonly end: (why: string) => void
  } | null = null
  let attempt: ReturnType<typeof setTimeout> | undefined
  let pause = FIRST_PAUSE_MS
  let closed = false

  const newClient = (): Client =>
    // reason: the options narrow the type of what is answered, which is read as RedisReply wherever it is asked for
    options.createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      name: 'carrel',
      // A connection is used until it breaks, and is not mended behind our back: what was under way is not known then.
      socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
      commandOptions: { typeMapping: { [options.bulk]: Buffer } },
    }) as unknown as Client

  const dial = async (): Promise<void> => {
    const client = newClient()
    let over = false
    const end = (message: string): void => {
      if (over) return
      over = true
      if (current?.client === client) current = null
      client.destroy()
      if (closed) return
      refused(message)
      attempt = setTimeout(() => void dial(), pause * (0.5 + Math.random() / 2))
      attempt.unref()
      pause = Math.min(pause * 2, LAST_PAUSE_MS)
    }
    client.on('error', (fault: unknown) => end(String(fault)))
    const call: RedisCall = {
      async ask(...args) {
        if (over) return err('storage')
        let clock: ReturnType<typeof setTimeout> | undefined
        const late = new Promise<never>((_resolve, reject) => {
          clock = setTimeout(() => reject(new Error('no answer in time')), ANSWER_MS)
        })
        try {
          const asked = client.sendCommand<RedisReply>(args.map(asArgument))
          // Where the clock was quicker, its failure later is nobody's surprise.
          asked.catch(() => undefined)
          return ok(await Promise.race([asked, late]))
        } catch (fault) {
          const message = fault instanceof Error ? fault.message : String(fault)
          // What is asked behind an unanswered question would wait as well: the connection ends with it.
          if (message === 'no answer in time' || isDemoted(message)) end(message)
          else if (!over) refused(message)
          return err('storage')
        } finally {
          clearTimeout(clock)
        }
      },
    }
    try {
      await client.connect()
      if (closed) return client.destroy()
      if (!(await greet(call))) return end('not taken')
      if (over || closed) return client.destroy()
      pause = FIRST_PAUSE_MS
      current = { call, client, end }
      options.opened?.()
    } catch (fault) {
      end(fault instanceof Error ? fault.message : String(fault))
    }
  }
  void dial()

  return {
    call: () => current?.call ?? null,
    ask: async (...args) => (await current?.call.ask(...args)) ?? err('storage'),
    client: () => current?.client ?? null,
    renew: () => current?.end('silent for too long'),
    close() {
      closed = true
      clearTimeout(attempt)
      current?.client.destroy()
      current = null
    },
  }
}
