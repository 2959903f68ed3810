import type { RoomKeys } from '../crypto/capability.ts'
import { openRecord, RECORD_TYPES, type Sealer } from '../crypto/record.ts'
import { equalBytes, type Bytes } from '../lib/bytes.ts'
import type { Inbox } from './inbox.ts'
import { PRESENCE_BATCH_MS } from './limits.ts'
import {
  createPresenceFilter,
  parsePresence,
  printEphemeral,
  printPresence,
  type PresenceEntry,
} from './presence.ts'
import type { RoomContext } from './roomContext.ts'
import type { RoomConnection } from './wire.ts'

/** Who is there, over one connection. */
export interface RoomPresence {
  begin(): void
  /** An awareness update of the provider. */
  send(update: Uint8Array): void
  receive(inbox: Inbox, conn: number, record: Bytes): void
  left(conn: number): void
  stop(): void
}

export const createRoomPresence = (options: {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly newSealer: () => Promise<Sealer>
  readonly keys: Promise<RoomKeys>
  readonly enabled: boolean
}): RoomPresence => {
  const { context, connection, keys, enabled } = options
  const { capability, doorway, mirror } = context
  const filter = createPresenceFilter(() => context.doc.clientID)
  /** What each of this device's clients said last. */
  const unsent = new Map<number, PresenceEntry>()
  let sealer: Promise<Sealer> | null = null
  let begun = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const perSecond =
    capability.role === 'reader'
      ? connection.limits.readerEphemeralsPerSecond
      : connection.limits.ephemeralsPerSecond
  const pause = Math.max(PRESENCE_BATCH_MS, 1_000 / Math.max(1, perSecond))

  const flush = async (): Promise<void> => {
    timer = undefined
    if (stopped || unsent.size === 0) return
    const entries = [...unsent.values()]
    unsent.clear()
    sealer ??= options.newSealer()
    const payload = printEphemeral(context.now(), printPresence(entries))
    const record = await (await sealer).seal(RECORD_TYPES.ephemeral, mirror.seen(), payload)
    if (!stopped && record.length <= connection.limits.maxEphemeral) connection.say({ type: 'eph', record })
  }
  const flushSoon = (): void => {
    if (begun && !stopped && unsent.size > 0)
      timer ??= setTimeout(() => {
        // Presence that cannot be sealed is not worth a word: the next one will be.
        flush().catch(() => {})
      }, pause)
  }

  return {
    begin() {
      begun = true
      flushSoon()
    },
    send(update) {
      const own = enabled ? filter.outgoing(update) : null
      for (const entry of (own && parsePresence(own)) ?? []) unsent.set(entry.client, entry)
      flushSoon()
    },
    receive(inbox, conn, record) {
      if (!enabled || record.length > connection.limits.maxEphemeral) return
      inbox.push(
        record.length,
        async () => openRecord(capability, await keys, record),
        (opened) => {
          if (!opened.ok || opened.value.type !== RECORD_TYPES.ephemeral) return
          const { counter, payload, signer } = opened.value
          const guest = equalBytes(signer, capability.readerKey)
          const shown = filter.incoming(conn, counter, payload, { guest, now: context.now() })
          if (shown) doorway.presence(shown)
        },
      )
    },
    left(conn) {
      const gone = filter.left(conn)
      if (gone) doorway.presence(gone)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
