import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Bytes } from '../lib/bytes.ts'
import {
  MAX_PRESENCE_BYTES,
  MAX_PRESENCE_CLOCK,
  MAX_PRESENCE_ENTRIES,
  MAX_PRESENCE_OF_ONE,
  PRESENCE_STALE_MS,
} from './limits.ts'

/** One entry of a y-protocols awareness update; `state` is JSON, `null` for "gone". */
export interface PresenceEntry {
  readonly client: number
  readonly clock: number
  readonly state: Readonly<Record<string, unknown>> | null
}

/** Reads an awareness update; `null` where it is malformed or larger than anybody needs. */
export const parsePresence = (update: Uint8Array): readonly PresenceEntry[] | null => {
  if (update.length > MAX_PRESENCE_BYTES) return null
  try {
    const from = decoding.createDecoder(update)
    const count = decoding.readVarUint(from)
    if (count > MAX_PRESENCE_ENTRIES) return null
    const entries: PresenceEntry[] = []
    for (let index = 0; index < count; index++) {
      const client = decoding.readVarUint(from)
      const clock = decoding.readVarUint(from)
      const state: unknown = JSON.parse(decoding.readVarString(from))
      if (typeof state !== 'object' || Array.isArray(state) || clock > MAX_PRESENCE_CLOCK) return null
      // reason: an object that is neither null nor an array is a record of unknown values
      entries.push({ client, clock, state: state as PresenceEntry['state'] })
    }
    return entries
  } catch {
    return null
  }
}

export const printPresence = (entries: readonly PresenceEntry[]): Bytes => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, clock)
    encoding.writeVarString(to, JSON.stringify(state))
  }
  return new Uint8Array(encoding.toUint8Array(to))
}

/** The plaintext of an ephemeral record: the sender's time in ms, then the awareness update. */
export const printEphemeral = (time: number, presence: Uint8Array): Bytes => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, time)
  encoding.writeUint8Array(to, presence)
  return new Uint8Array(encoding.toUint8Array(to))
}

export const parseEphemeral = (
  payload: Uint8Array,
): { readonly time: number; readonly presence: Uint8Array } | null => {
  try {
    const from = decoding.createDecoder(payload)
    const time = decoding.readVarUint(from)
    return { time, presence: payload.subarray(from.pos) }
  } catch {
    return null
  }
}

/**
 * Decides which presence goes out and comes in. y-websocket sends on every entry it hears, so a relay that passed all
 * of it on would carry the square of the people; here only this device's own entries leave it.
 */
export interface PresenceFilter {
  /** Entries of this device (this tab, and its other tabs), or `null` where there are none. */
  outgoing(update: Uint8Array): Bytes | null
  /**
   * What may be shown of an entry that connection `conn` sent: at most {@link MAX_PRESENCE_ENTRIES} in all and
   * {@link MAX_PRESENCE_OF_ONE} of it, each under the connection that claimed its client first, never this device's own. Signed by a reader it says `guest: true`.
   */
  incoming(
    conn: number,
    counter: bigint,
    payload: Uint8Array,
    facts: { readonly guest: boolean; readonly now: number },
  ): Bytes | null
  /** The removal of everything that `conn` had shown. */
  left(conn: number): Bytes | null
  /** Forgets every connection: the relay numbers them anew. */
  reset(): void
}

export const createPresenceFilter = (me: () => number): PresenceFilter => {
  const owners = new Map<number, number>()
  const conns = new Map<number, { counter: bigint; readonly clocks: Map<number, number> }>()
  /** Clients of this device's other tabs, known by what they said before any connection claimed them. */
  const siblings = new Set<number>()

  return {
    outgoing(update) {
      const entries = parsePresence(update)
      if (!entries) return null
      // A stranger's removal comes from the relay's LEAVE or from a time-out here: it is nobody's news.
      const own = entries.filter(
        ({ client, state }) =>
          client === me() || siblings.has(client) || (state !== null && !owners.has(client)),
      )
      for (const { client, state } of own)
        if (client !== me())
          if (state === null) siblings.delete(client)
          else if (siblings.size < MAX_PRESENCE_ENTRIES) siblings.add(client)
      return own.length > 0 ? printPresence(own) : null
    },
    incoming(conn, counter, payload, { guest, now }) {
      const said = parseEphemeral(payload)
      if (!said || Math.abs(now - said.time) > PRESENCE_STALE_MS) return null
      const entries = parsePresence(said.presence)
      if (!entries) return null
      const known = conns.get(conn) ?? { counter: 0n, clocks: new Map<number, number>() }
      if (counter <= known.counter || (!conns.has(conn) && conns.size >= MAX_PRESENCE_ENTRIES)) return null
      known.counter = counter
      const shown: PresenceEntry[] = []
      for (const entry of entries) {
        const { client, clock, state } = entry
        if (client === me() || siblings.has(client)) continue
        const owner = owners.get(client)
        if (owner === undefined) {
          // What is gone gives its place back, and needs none.
          if (
            state === null ||
            owners.size >= MAX_PRESENCE_ENTRIES ||
            known.clocks.size >= MAX_PRESENCE_OF_ONE
          )
            continue
        } else if (owner !== conn) continue
        if (state === null) {
          owners.delete(client)
          known.clocks.delete(client)
        } else {
          owners.set(client, conn)
          known.clocks.set(client, clock)
        }
        shown.push(state ? { client, clock, state: { ...state, guest } } : entry)
      }
      conns.set(conn, known)
      return shown.length > 0 ? printPresence(shown) : null
    },
    left(conn) {
      const known = conns.get(conn)
      conns.delete(conn)
      if (!known) return null
      for (const client of known.clocks.keys()) owners.delete(client)
      const gone = [...known.clocks].map(([client, clock]) => ({ client, clock, state: null }))
      return gone.length > 0 ? printPresence(gone) : null
    },
    reset() {
      owners.clear()
      conns.clear()
    },
  }
}
