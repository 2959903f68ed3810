import { afterEach, expect, test } from 'vitest'
import type { LogStore } from '../../server/relay/log.ts'
import { createMemoryStore } from '../../server/relay/memoryLog.ts'
import { createCapability } from '../../src/crypto/capability.ts'
import { endAll, join, serve } from './peer.ts'

afterEach(endAll)

/** Everybody is behind at once, whatever the socket holds, and reads what is new from the store. */
const ALWAYS_BEHIND = { lagBytes: -1 }

// Found by the model run (seed 310 of its first form).
test('R3: who is behind, and reads from the store again, is acknowledged behind the records that came before', async () => {
  const { port } = await serve(createMemoryStore(), { limits: ALWAYS_BEHIND })
  const room = await createCapability()
  const writers = [await join(port, room), await join(port, room)]
  const ROUNDS = 20
  for (let round = 1; round <= ROUNDS; round++)
    for (const writer of writers)
      writer.say({ type: 'append', room: 1, ref: round, record: await writer.record(`${round}`) })
  for (const writer of writers)
    for (let seq = 1; seq <= 2 * ROUNDS; seq++) expect((await writer.next('record', 'ack')).seq).toBe(seq)
})

test('R3: who reads from the store again is not shown what is being written and would not survive a power cut', async () => {
  const memory = createMemoryStore()
  const opens: (() => void)[] = []
  const gate = (): Promise<void> => new Promise((resolve) => opens.push(resolve))
  let reading: Promise<void> | null = null
  let flushing: Promise<void> | null = null
  /** As LMDB has it: what is written is seen before it is flushed. */
  const store: LogStore = {
    ...memory,
    async append(room, entries, next) {
      const done = await memory.append(room, entries, next)
      await flushing
      return done
    },
    async read(room, from, maxBytes) {
      await reading
      return memory.read(room, from, maxBytes)
    },
  }
  const { port } = await serve(store, { limits: ALWAYS_BEHIND })
  const room = await createCapability()
  const [writer, other] = [await join(port, room), await join(port, room)]
  reading = gate()
  writer.say({ type: 'append', room: 1, ref: 1, record: await writer.record('one') })
  const head = async (): Promise<number> => {
    const kept = await memory.head(room.room)
    return kept.ok && kept.value ? kept.value.head : 0
  }
  const reached = async (seq: number): Promise<void> => {
    while ((await head()) < seq) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await reached(1)
  // The first is flushed and told before the second is begun.
  other.say({ type: 'ping' })
  await other.next('pong')
  flushing = gate()
  writer.say({ type: 'append', room: 1, ref: 2, record: await writer.record('two') })
  await reached(2)
  opens[0]?.()
  expect((await other.next('record')).seq).toBe(1)
  other.say({ type: 'ping' })
  await other.next('pong')
  expect(other.heard).toEqual([])
  expect((await writer.next('ack')).seq).toBe(1)
  opens[1]?.()
  expect((await other.next('record')).seq).toBe(2)
  expect((await writer.next('ack')).seq).toBe(2)
})
