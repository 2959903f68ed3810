import { REFUSALS, type RefusalCode } from '../../src/protocol/code.ts'
import { relayFrames } from '../../src/protocol/codec.ts'
import type { RelayMessage } from '../../src/protocol/message.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import type { Tamper } from './network.ts'

type Random = () => number

// reason: the keys of a constant object
const CODES = Object.keys(REFUSALS) as readonly RefusalCode[]

const flipped = (bytes: Bytes, random: Random): Bytes => {
  const changed = bytes.slice()
  const at = Math.floor(random() * changed.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return changed
}
const noise = (length: number, random: Random): Bytes =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256))
const near = (number: number, random: Random): number =>
  Math.max(0, number + Math.floor(random() * 5) - 2) || Math.floor(random() * 2 ** 40)

/** What a relay may do to one message; `kept` are those it said before on this connection. */
type Trick = (
  message: RelayMessage,
  random: Random,
  kept: readonly RelayMessage[],
) => readonly RelayMessage[] | null

const change =
  <T extends RelayMessage['type']>(
    type: T,
    make: (message: Extract<RelayMessage, { type: T }>, random: Random) => readonly RelayMessage[],
  ): Trick =>
  (message, random) =>
    // reason: the type has just been compared
    message.type === type ? make(message as Extract<RelayMessage, { type: T }>, random) : null

/** Everything but an ACK of what was never stored: that is {@link LIES}. */
export const TRICKS = {
  drop: () => [],
  repeat: (message) => [message, message],
  'say an earlier one again': (message, random, kept) => {
    const old = kept[Math.floor(random() * kept.length)]
    return old ? [old, message] : null
  },
  'show an earlier record as the next': (message, random, kept) => {
    if (message.type !== 'record') return null
    const old = kept.filter((one) => one.type === 'record' && one.room === message.room)
    const chosen = old[Math.floor(random() * old.length)]
    return chosen?.type === 'record' ? [{ ...message, record: chosen.record }] : null
  },
  flood: (message) => Array.from({ length: 100 }, () => message),
  renumber: change('record', (record, random) => [{ ...record, seq: near(record.seq, random) }]),
  'change a record': change('record', (record, random) => [
    { ...record, record: flipped(record.record, random) },
  ]),
  'make a record up': change('record', (record, random) => [{ ...record, record: noise(200, random) }]),
  'change a part': change('part', (part, random) => [{ ...part, bytes: flipped(part.bytes, random) }]),
  'say a part of something else': change('part', (part, random) => [
    { ...part, offset: near(part.offset, random), total: near(part.total, random) },
  ]),
  'end elsewhere': change('synced', (synced, random) => [{ ...synced, head: near(synced.head, random) }]),
  'acknowledge under another number': change('ack', (ack, random) => [
    { ...ack, seq: near(ack.seq, random) },
  ]),
  'acknowledge something else': change('ack', (ack, random) => [{ ...ack, ref: near(ack.ref, random) }]),
  'acknowledge twice': change('ack', (ack) => [ack, ack]),
  'refuse what was taken': change('ack', ({ room, ref }, random) => [
    { type: 'nack', room, ref, code: CODES[Math.floor(random() * CODES.length)] ?? 'rate' },
  ]),
  'close the room': (message, random) =>
    'room' in message
      ? [{ type: 'closed', room: message.room, code: CODES[Math.floor(random() * CODES.length)] ?? 'stale' }]
      : null,
  'announce another snapshot': (message, random) =>
    'room' in message
      ? [
          message,
          {
            type: 'compacted',
            room: message.room,
            floor: Math.floor(random() * 40),
            tag: noise(8, random),
            size: Math.floor(random() * 2 ** 27),
          },
        ]
      : null,
  'welcome to another place': change('welcome', (welcome, random) => {
    const other: readonly Partial<typeof welcome>[] = [
      { head: near(welcome.head, random) },
      { floor: near(welcome.floor, random) },
      { chain: noise(16, random) },
      { floorChain: noise(16, random) },
      { logId: noise(16, random) },
      { snapshotTag: noise(8, random), snapshotSize: 1 + Math.floor(random() * 2 ** 25) },
      { snapshotTag: new Uint8Array(0), snapshotSize: 0 },
      { resumed: !welcome.resumed },
      { moved: noise(200, random) },
      { keys: { ...welcome.keys, writer: noise(32, random) } },
    ]
    return [{ ...welcome, ...other[Math.floor(random() * other.length)] }]
  }),
  'show somebody who is not there': (message, random) =>
    'room' in message
      ? [
          message,
          { type: 'eph', room: message.room, conn: Math.floor(random() * 5), record: noise(150, random) },
        ]
      : null,
} as const satisfies Readonly<Record<string, Trick>>

/** A record is refused or lost, and acknowledged: nobody can tell before another speaks of the log. */
const LIES = {
  ...TRICKS,
  'acknowledge what was refused': change('nack', ({ room, ref }, random) => [
    { type: 'ack', room, ref, seq: 1 + Math.floor(random() * 20) },
  ]),
} as const satisfies Readonly<Record<string, Trick>>

export type TrickName = keyof typeof LIES

/**
 * Somebody who changes some of what a relay says on one connection, in ways of their own. `played` counts what was done.
 */
export const createTamper =
  (lies = false, played = new Map<TrickName, number>()) =>
  (random: Random): Tamper => {
    // reason: Object.entries forgets the names
    const all = Object.entries<Trick>(lies ? LIES : TRICKS) as [TrickName, Trick][]
    const chosen = all.filter(() => random() < 0.3)
    const share = random() * 0.3
    const kept: RelayMessage[] = []
    return (frame) => {
      if (random() < 0.01) return [frame.slice(0, Math.floor(random() * frame.length))]
      const parsed = relayFrames.parse(frame)
      if (!parsed.ok || chosen.length === 0) return [frame]
      const said: RelayMessage[] = []
      for (const message of parsed.value) {
        const [name, trick] = (random() < share && chosen[Math.floor(random() * chosen.length)]) || []
        const instead = message.type === 'challenge' ? null : (trick?.(message, random, kept) ?? null)
        if (instead && name) played.set(name, (played.get(name) ?? 0) + 1)
        said.push(...(instead ?? [message]))
        kept.push(message)
      }
      if (random() < share / 4) said.reverse()
      return said.length > 0 ? [relayFrames.print(said)] : []
    }
  }
