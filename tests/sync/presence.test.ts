import * as encoding from 'lib0/encoding'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  MAX_PRESENCE_BYTES,
  MAX_PRESENCE_CLOCK,
  MAX_PRESENCE_ENTRIES,
  MAX_PRESENCE_OF_ONE,
  PRESENCE_STALE_MS,
} from '../../src/sync/limits.ts'
import {
  createPresenceFilter,
  parsePresence,
  printEphemeral,
  printPresence,
  type PresenceEntry,
} from '../../src/sync/presence.ts'

const ME = 7
const NOW = 1_700_000_000_000

const entry = (client: number, clock = 1, state: PresenceEntry['state'] = { name: 'Bo' }): PresenceEntry => ({
  client,
  clock,
  state,
})
const entries = (count: number, from = 100): readonly PresenceEntry[] =>
  Array.from({ length: count }, (_, index) => entry(from + index, 1, {}))

/** An update with `state` as it stands, JSON or not. */
const printRaw = (count: number, client: number, clock: number, state: string): Uint8Array => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, count)
  encoding.writeVarUint(to, client)
  encoding.writeVarUint(to, clock)
  encoding.writeVarString(to, state)
  return encoding.toUint8Array(to)
}

const openFilter = () => {
  const filter = createPresenceFilter(() => ME)
  /** What of `said` is shown, heard over connection `conn`. */
  const hear = (
    conn: number,
    counter: number,
    said: readonly PresenceEntry[],
    { guest = false, time = NOW }: { readonly guest?: boolean; readonly time?: number } = {},
  ): readonly PresenceEntry[] | null => {
    const payload = printEphemeral(time, printPresence(said))
    const shown = filter.incoming(conn, BigInt(counter), payload, { guest, now: NOW })
    return shown && parsePresence(shown)
  }
  const send = (said: readonly PresenceEntry[]): readonly number[] =>
    ((out) => (out && parsePresence(out))?.map(({ client }) => client) ?? [])(
      filter.outgoing(printPresence(said)),
    )
  const clientsOf = (shown: readonly PresenceEntry[] | null): readonly number[] =>
    shown?.map(({ client }) => client) ?? []
  return { filter, hear, send, clientsOf }
}

test('S16: an update is read up to the largest number of entries, and not one more', () => {
  const most = entries(MAX_PRESENCE_ENTRIES)
  expect(parsePresence(printPresence(most))).toEqual(most)
  expect(parsePresence(printPresence(entries(MAX_PRESENCE_ENTRIES + 1)))).toBeNull()
})

test('S16: an update is read up to the largest size, and not one byte more', () => {
  const withText = (length: number): Uint8Array => printPresence([entry(1, 1, { text: 'x'.repeat(length) })])
  const rest = withText(MAX_PRESENCE_BYTES - 100).length - (MAX_PRESENCE_BYTES - 100)
  const full = withText(MAX_PRESENCE_BYTES - rest)
  expect(full.length).toBe(MAX_PRESENCE_BYTES)
  expect(parsePresence(full)).toHaveLength(1)
  expect(parsePresence(withText(MAX_PRESENCE_BYTES - rest + 1))).toBeNull()
})

test('S16: a clock is taken up to the largest, and not beyond: nobody can outbid everybody for ever', () => {
  expect(parsePresence(printRaw(1, 1, MAX_PRESENCE_CLOCK, '{}'))).toHaveLength(1)
  expect(parsePresence(printRaw(1, 1, MAX_PRESENCE_CLOCK + 1, '{}'))).toBeNull()
})

test.each<readonly [what: string, update: Uint8Array]>([
  ['nothing', new Uint8Array(0)],
  ['a count that promises more than there is', printRaw(2, 1, 1, '{}')],
  ['a count of 2^53 - 1', printRaw(Number.MAX_SAFE_INTEGER, 1, 1, '{}')],
  ['a count beyond every number', new Uint8Array(10).fill(255)],
  ['a text that ends too early', printRaw(1, 1, 1, '{}').slice(0, -1)],
  ['a state that is no JSON', printRaw(1, 1, 1, '{name}')],
  ['a list for a state', printRaw(1, 1, 1, '[]')],
  ['a number for a state', printRaw(1, 1, 1, '5')],
  ['a text for a state', printRaw(1, 1, 1, '"x"')],
])('S16: what is no update is not read: %s', (_what, update) => {
  expect(parsePresence(update)).toBeNull()
  const { filter } = openFilter()
  expect(filter.outgoing(update)).toBeNull()
  const payload = printEphemeral(NOW, update)
  expect(filter.incoming(1, 1n, payload, { guest: false, now: NOW })).toBeNull()
})

test('S16: whatever bytes a peer seals, the filter neither throws nor shows more than it may', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
      (payloads, conn) => {
        const { filter } = openFilter()
        payloads.forEach((bytes, index) => {
          const raw = index % 2 === 0 ? bytes : printEphemeral(NOW, bytes)
          const shown = filter.incoming(conn, BigInt(index + 1), raw, { guest: true, now: NOW })
          for (const { client, state } of (shown && parsePresence(shown)) ?? []) {
            expect(client).not.toBe(ME)
            expect(state === null || state['guest'] === true).toBe(true)
          }
          filter.outgoing(bytes)
        })
        filter.left(conn)
      },
    ),
    { numRuns: 500 },
  )
})

test('S16: a payload without a whole time is not read', () => {
  const { filter } = openFilter()
  for (const payload of [new Uint8Array(0), new Uint8Array([128]), new Uint8Array(12).fill(255)])
    expect(filter.incoming(1, 1n, payload, { guest: false, now: NOW })).toBeNull()
})

test('S16: a presence is shown for an hour after and before its time, and no longer', () => {
  for (const away of [PRESENCE_STALE_MS, -PRESENCE_STALE_MS]) {
    const { hear, clientsOf } = openFilter()
    expect(clientsOf(hear(1, 1, [entry(1)], { time: NOW - away }))).toEqual([1])
    expect(hear(1, 2, [entry(1)], { time: NOW - away - Math.sign(away) })).toBeNull()
  }
})

test('S16: a counter that does not go up is a repetition, also after other connections have spoken', () => {
  const { hear, clientsOf } = openFilter()
  expect(clientsOf(hear(1, 5, [entry(1)]))).toEqual([1])
  expect(clientsOf(hear(2, 1, [entry(2)]))).toEqual([2])
  expect(hear(1, 5, [entry(1)])).toBeNull()
  expect(hear(1, 4, [entry(1)])).toBeNull()
  expect(clientsOf(hear(1, 6, [entry(1, 2)]))).toEqual([1])
})

test('S16: who claims to be me, or somebody else who is here, is not shown', () => {
  const { hear, clientsOf } = openFilter()
  expect(clientsOf(hear(1, 1, [entry(ME), entry(1)]))).toEqual([1])
  expect(clientsOf(hear(2, 1, [entry(1, 99, { name: 'Mallory' }), entry(2)]))).toEqual([2])
  // Nor is another's absence theirs to tell.
  expect(hear(2, 2, [entry(1, 100, null)])).toBeNull()
})

test('S16: a reader shows as a guest whatever it says of itself, a member as none', () => {
  const { hear } = openFilter()
  expect(hear(1, 1, [entry(1, 1, { guest: false, name: 'Bo' })], { guest: true })).toEqual([
    entry(1, 1, { guest: true, name: 'Bo' }),
  ])
  expect(hear(2, 1, [entry(2, 1, { guest: true })])).toEqual([entry(2, 1, { guest: false })])
})

test('S16: a state cannot reach into what all objects share', () => {
  const { filter } = openFilter()
  const payload = printEphemeral(NOW, printRaw(1, 1, 1, '{"__proto__":{"guest":"no","polluted":1}}'))
  const shown = filter.incoming(1, 1n, payload, { guest: true, now: NOW })
  const [first] = (shown && parsePresence(shown)) ?? []
  expect(first?.state?.['guest']).toBe(true)
  expect(Object.getPrototypeOf(first?.state)).toBe(Object.prototype)
  expect('polluted' in {}).toBe(false)
})

test('S16: one connection shows as many clients as a device has tabs and not one more, over however many records', () => {
  const { filter, hear, clientsOf } = openFilter()
  const some = MAX_PRESENCE_OF_ONE - 2
  expect(hear(1, 1, entries(some, 100))).toHaveLength(some)
  expect(clientsOf(hear(1, 2, entries(3, 1_000)))).toEqual([1_000, 1_001])
  // It crowds nobody out, and those who are shown go on being shown.
  expect(clientsOf(hear(2, 1, [entry(5)]))).toEqual([5])
  expect(clientsOf(hear(1, 3, [entry(100, 2)]))).toEqual([100])
  // A tab that closes makes room for the next one, and is not told of twice.
  expect(clientsOf(hear(1, 4, [entry(100, 3, null), entry(2_000), entry(2_001)]))).toEqual([100, 2_000])
  const gone = filter.left(1)
  expect(gone && clientsOf(parsePresence(gone))).toHaveLength(MAX_PRESENCE_OF_ONE)
})

test('S16: the largest number of clients is shown over all connections, and not one more', () => {
  const { hear, clientsOf } = openFilter()
  const conns = MAX_PRESENCE_ENTRIES / MAX_PRESENCE_OF_ONE
  for (let conn = 1; conn <= conns; conn++)
    expect(hear(conn, 1, entries(MAX_PRESENCE_OF_ONE, conn * 100))).toHaveLength(MAX_PRESENCE_OF_ONE)
  expect(hear(conns + 1, 1, [entry(5)])).toBeNull()
  expect(clientsOf(hear(1, 2, [entry(100, 2, null)]))).toEqual([100])
  expect(clientsOf(hear(conns + 1, 2, [entry(5)]))).toEqual([5])
})

test('S16: the largest number of connections is heard, one more is not, and one that leaves makes room', () => {
  const { filter, hear, clientsOf } = openFilter()
  for (let conn = 1; conn < MAX_PRESENCE_ENTRIES; conn++) hear(conn, 1, [])
  expect(clientsOf(hear(MAX_PRESENCE_ENTRIES, 1, [entry(1)]))).toEqual([1])
  expect(hear(MAX_PRESENCE_ENTRIES + 1, 1, [entry(2)])).toBeNull()
  filter.left(1)
  expect(clientsOf(hear(MAX_PRESENCE_ENTRIES + 1, 2, [entry(2)]))).toEqual([2])
})

test('S16: a connection that leaves takes along all it had shown and nothing of others', () => {
  const { filter, hear, clientsOf } = openFilter()
  hear(1, 1, [entry(1, 4), entry(2, 5)])
  hear(2, 1, [entry(3)])
  const gone = filter.left(1)
  expect(gone && parsePresence(gone)).toEqual([entry(1, 4, null), entry(2, 5, null)])
  expect(filter.left(1)).toBeNull()
  expect(filter.left(99)).toBeNull()
  // The client is free: its device came back over another connection.
  expect(clientsOf(hear(3, 1, [entry(1, 6), entry(3, 6)]))).toEqual([1])
})

test('S16: only what this device says leaves it: not what it heard, nor that others are gone', () => {
  const { hear, send } = openFilter()
  hear(1, 1, [entry(1)])
  expect(send([entry(ME), entry(1)])).toEqual([ME])
  expect(send([entry(1, 2, null)])).toEqual([])
  expect(send([entry(555, 1, null)])).toEqual([])
})

test('S16: another tab of this device speaks for itself until it leaves, and no connection may take its name', () => {
  const { hear, send } = openFilter()
  expect(send([entry(8)])).toEqual([8])
  expect(hear(1, 1, [entry(8, 99)])).toBeNull()
  expect(send([entry(8, 2, null)])).toEqual([8])
  expect(send([entry(8, 3, null)])).toEqual([])
})

test('S16: after a reset every connection may claim anew, from its first counter', () => {
  const { filter, hear, clientsOf } = openFilter()
  hear(1, 9, [entry(1)])
  filter.reset()
  expect(clientsOf(hear(2, 1, [entry(1)]))).toEqual([1])
  expect(clientsOf(hear(1, 1, [entry(2)]))).toEqual([2])
})
