import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Capability } from '../../src/crypto/capability.ts'
import { sha256 } from '../../src/crypto/primitives.ts'
import { signCompact, signHello, type CompactClaim } from '../../src/crypto/proof.ts'
import { createSealer, RECORD_TYPES, snapshotTagOf, type Sealer, type Seen } from '../../src/crypto/record.ts'
import { concatBytes, printHex, utf8, type Bytes } from '../../src/lib/bytes.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { SUBPROTOCOL } from '../../src/protocol/code.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { ClientMessage, RelayMessage } from '../../src/protocol/message.ts'
import { printEphemeral } from '../../src/sync/presence.ts'
import { deepAny, updateWith } from '../fuzz/targets.ts'
import { RELAY_ORIGIN, RELAY_URL } from './modelDevice.ts'
import type { ModelLine } from './network.ts'

type Pick = (below: number) => number

/** Updates that must not reach a document, each for a reason of its own. */
const POISON: readonly ((pick: Pick) => Uint8Array)[] = [
  () => {
    const doc = new Y.Doc()
    doc.getMap('map').set('v2', 1)
    return Y.encodeStateAsUpdateV2(doc)
  },
  () =>
    updateWith(8, (to) => {
      encoding.writeVarUint(to, 1)
      encoding.writeUint8Array(to, deepAny(5_000))
    }),
  () => updateWith(5, (to) => encoding.writeVarString(to, '['.repeat(9_000) + ']'.repeat(9_000))),
  () => {
    const doc = new Y.Doc()
    doc.getMap('map').set('__proto__', { polluted: true })
    return Y.encodeStateAsUpdate(doc)
  },
  // A count of structures, and a clock, as large as numbers are.
  () => Uint8Array.of(1, ...new Uint8Array(7).fill(255), 15, 5, 0),
  () => updateWith(1, (to) => encoding.writeVarUint(to, 2 ** 40)),
  (pick) => Uint8Array.from({ length: 1 + pick(300) }, () => pick(256)),
]

/** A presence that names so many people. */
const crowd = (count: number): Uint8Array => {
  const to = encoding.createEncoder()
  encoding.writeVarUint(to, count)
  for (let client = 0; client < Math.min(count, 1_500); client++) {
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, 1)
    encoding.writeVarString(to, 'null')
  }
  return encoding.toUint8Array(to)
}

export interface HostileMember {
  misbehave(): void
  /** True of the tag of a snapshot that was made to take everything away. */
  emptied(tag: Bytes): boolean
  leave(): void
}

/**
 * Somebody who holds a link for writing and wants no good: seals what poisons documents, writes under others' sessions,
 * says records again, puts an empty snapshot in the place of the log, sends parts that fit nothing, and floods. Does one
 * such thing whenever it is told to, over a connection of its own.
 */
export const createHostileMember = (options: {
  readonly line: ModelLine
  readonly capability: Capability
  readonly pick: Pick
}): HostileMember => {
  const { line, capability, pick } = options
  const heard: Extract<RelayMessage, { type: 'record' }>[] = []
  let socket: InstanceType<ModelLine['WebSocket']> | null = null
  let sealer: Sealer | null = null
  let welcome: Extract<RelayMessage, { type: 'welcome' }> | null = null
  let refs = 0
  const tags = new Set<string>()

  const say = (...messages: readonly ClientMessage[]): void => {
    if (socket?.readyState === 1) socket.send(clientFrames.print(messages))
  }
  const takeUp = (message: RelayMessage): void => {
    if (message.type === 'challenge') void greet(message.nonce)
    if (message.type === 'welcome') welcome = message
    if (message.type === 'record') heard.push(message)
  }
  const greet = async (nonce: Bytes): Promise<void> => {
    sealer = await createSealer(capability, nonce)
    const { roomId, ownerKey, writerKey, readerKey } = capability
    if (!ownerKey || !writerKey) return
    say({
      type: 'hello',
      room: 1,
      roomId,
      role: 'writer',
      keys: { owner: ownerKey, writer: writerKey, reader: readerKey },
      signature: await signHello(capability, 'writer', RELAY_ORIGIN, nonce),
      since: null,
      held: null,
    })
  }
  const dial = (): void => {
    welcome = null
    heard.length = 0
    const dialled = new line.WebSocket(RELAY_URL, SUBPROTOCOL)
    socket = dialled
    dialled.onmessage = (event: { readonly data: ArrayBuffer }) => {
      const parsed = relayFrames.parse(new Uint8Array(event.data))
      if (parsed.ok) parsed.value.forEach(takeUp)
    }
  }

  const seen = (): Seen => ({
    logId: welcome?.logId ?? new Uint8Array(16),
    seq: pick(2) === 0 ? (welcome?.head ?? 0) : pick(40),
    chain: welcome?.chain ?? new Uint8Array(16),
    prevFloor: pick(4) === 0 ? pick(40) : 0,
  })
  const append = async (by: Sealer, update: Uint8Array): Promise<void> =>
    say({ type: 'append', room: 1, ref: ++refs, record: await by.seal(RECORD_TYPES.update, seen(), update) })
  const poison = (): Uint8Array => POISON[pick(POISON.length)]?.(pick) ?? new Uint8Array(1)

  /** Whoever writes in the room signs with one key: a session that was seen can be gone on with. */
  const squat = async (by: Sealer): Promise<void> => {
    const victim = heard[pick(heard.length)]
    if (!victim) return
    // The content does not open under that session's key, the signature holds.
    const record = await by.seal(RECORD_TYPES.update, seen(), poison())
    record.set(victim.record.subarray(6, 22), 6)
    record.set(victim.record.subarray(22, 30), 22)
    record[29] = (record[29] ?? 0) + 1 + pick(3)
    const signer = capability.signers.writer
    const message = concatBytes(
      utf8('sealed/v1/sig'),
      capability.roomId,
      await sha256(record.subarray(0, -64)),
    )
    if (signer) record.set(await signer.sign(message), record.length - 64)
    say({ type: 'append', room: 1, ref: ++refs, record })
  }

  /** Takes away everything: an empty document in the place of the log. */
  const empty = async (by: Sealer): Promise<void> => {
    if (!welcome) return
    const { logId, head, chain, floor, snapshotTag } = welcome
    const content = pick(2) === 0 ? Y.encodeStateAsUpdate(new Y.Doc()) : poison()
    const record = await by.seal(
      RECORD_TYPES.snapshot,
      { logId, seq: head, chain, prevFloor: floor },
      content,
    )
    const tag = await snapshotTagOf(record)
    tags.add(printHex(tag))
    const claim: CompactClaim = { logId, prevFloor: floor, prevTag: snapshotTag, tag, upto: head, chain }
    const signature = await signCompact(capability, claim)
    for (let offset = 0; offset < record.length; offset += PART_BYTES) {
      const bytes = record.slice(offset, offset + PART_BYTES)
      say({ type: 'part', room: 1, tag, offset, total: record.length, bytes })
    }
    say({ type: 'compact', room: 1, ref: ++refs, ...claim, signature })
  }

  const deeds: readonly ((by: Sealer) => Promise<void> | void)[] = [
    (by) => append(by, poison()),
    (by) => append(by, poison()),
    squat,
    empty,
    () => {
      const again = heard[pick(heard.length)]
      if (again) say({ type: 'append', room: 1, ref: ++refs, record: again.record })
    },
    async (by) => {
      const record = await by.seal(RECORD_TYPES.ephemeral, seen(), printEphemeral(Date.now(), crowd(50_000)))
      say({ type: 'eph', room: 1, record })
    },
    () =>
      say({
        type: 'part',
        room: 1,
        tag: new Uint8Array(8),
        offset: pick(3) * PART_BYTES,
        total: pick(2 ** 25),
        bytes: new Uint8Array(pick(200)),
      }),
    () =>
      say({
        type: 'fetch',
        room: 1,
        ref: pick(9),
        tag: new Uint8Array(8).fill(pick(256)),
        offset: pick(2 ** 30),
      }),
    () => say({ type: 'control', room: 1, ref: 0, upto: pick(9), record: new Uint8Array(pick(300)) }),
    () => say({ type: 'leave', room: pick(3) }, { type: 'ping' }),
    () => say(...Array.from({ length: 500 }, (): ClientMessage => ({ type: 'ping' }))),
    async (by) => {
      for (let time = 0; time < 20; time++) await append(by, poison())
    },
    () => {
      if (socket?.readyState === 1) socket.send(Uint8Array.from({ length: pick(100) }, () => pick(256)))
    },
  ]

  return {
    misbehave() {
      if (!socket || socket.readyState > 1 || pick(8) === 0) return dial()
      if (!sealer || socket.readyState !== 1) return
      void deeds[pick(deeds.length)]?.(sealer)
    },
    emptied: (tag) => tags.has(printHex(tag)),
    leave: () => socket?.close(),
  }
}
