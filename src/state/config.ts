import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'

/** What the server says of itself in `/carrel.json`. */
export interface ServerConfig {
  /** Read link of the feed this server publishes. */
  readonly feed: string | null
}

const KEPT_NAME = 'server'
export const DEFAULT_RELAY = '/relay'
/** An unreachable server must not keep the feed on the disk waiting. */
const FETCH_MS = 5_000
/** A server that starts says 'no feed yet' for a moment. */
const RETRY_MS = 3_000
const MAX_RETRIES = 20
/** By then a start has shown what this device has, and has reached the relay where there is a network. */
const ASK_LATER_MS = 4_000

const parseConfig = (value: unknown): ServerConfig | null => {
  if (typeof value !== 'object' || value === null) return null
  const { feed } = value as { feed?: unknown } // reason: the field is checked below
  return { feed: typeof feed === 'string' && feed !== '' ? feed : null }
}

/** The server's word as last heard on this device; `null` where it was never heard. */
export const readKeptConfig = async (): Promise<ServerConfig | null> =>
  parseConfig(await readDeviceValue(KEPT_NAME))

/**
 * The server's word as last heard: first the `kept` one, so that an offline start has its feed at once, then the
 * fresh one, asked for after the start and whenever the relay is reached again. `undefined`: nobody has
 * answered yet; `null`: nobody could. Needs a reactive owner.
 */
export const createServerConfig = (
  kept: ServerConfig | null,
  connected: Accessor<boolean>,
): Accessor<ServerConfig | null | undefined> => {
  const [config, setConfig] = createSignal<ServerConfig | null | undefined>(kept ?? undefined, {
    equals: (a, b) => (a && b ? a.feed === b.feed : a === b),
  })
  let clock: ReturnType<typeof setTimeout> | undefined
  /** The latest question: one that was asked before it does not ask again. */
  let turn = 0
  const ask = async (attempt: number): Promise<void> => {
    clearTimeout(clock)
    const mine = ++turn
    let fresh: ServerConfig | null = null
    try {
      const answer = await fetch('/carrel.json', { signal: AbortSignal.timeout(FETCH_MS) })
      fresh = answer.ok ? parseConfig(await answer.json()) : null
    } catch {
      // Offline: the kept word stands.
    }
    if (fresh?.feed) {
      setConfig(fresh)
      void writeDeviceValue(KEPT_NAME, fresh)
    } else if (config() === undefined) setConfig(null)
    if (!fresh?.feed && attempt < MAX_RETRIES && mine === turn)
      clock = setTimeout(() => void ask(attempt + 1), RETRY_MS)
  }
  // What is kept is shown first; a server that answers the relay's call is asked then, any other a little later.
  clock = setTimeout(() => void ask(0), kept ? ASK_LATER_MS : 0)
  onCleanup(() => {
    clearTimeout(clock)
    turn++
  })
  createEffect(
    on(
      connected,
      (reached) => {
        if (reached) void ask(0)
      },
      { defer: true },
    ),
  )
  return config
}
