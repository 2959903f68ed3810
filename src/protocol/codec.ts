import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { REFUSALS, type RefusalCode } from './code.ts'
import { MAX_GENERATIONS, MAX_MESSAGES_PER_FRAME, type WireLimits } from './limits.ts'
import type {
  ClientMessage,
  HeldSnapshot,
  KeptGeneration,
  PartMessage,
  RelayMessage,
  Resume,
  WireKeys,
} from './message.ts'
import { bytes, flag, list, optional, record, refuse, uint, word, type Field } from './wire.ts'

type Body<M, T> = M extends { readonly type: T } ? Omit<M, 'type'> : never
type Bodies<M extends { readonly type: string }> = {
  readonly [T in M['type']]: { readonly code: number; readonly body: Field<Body<M, T>> }
}

const KEY = 32
const ROOM_ID = 20
const SIGNATURE = 64
const LOG_ID = 16
const CHAIN = 16
const TAG = 8

const room = uint
const keys: Field<WireKeys> = record({ owner: bytes(0, KEY), writer: bytes(0, KEY), reader: bytes(KEY) })
const fullKeys: Field<WireKeys> = record({ owner: bytes(KEY), writer: bytes(KEY), reader: bytes(KEY) })
const resume: Field<Resume> = record({
  logId: bytes(LOG_ID),
  seq: uint,
  chain: bytes(CHAIN),
  floor: uint,
  snapshotTag: bytes(0, TAG),
})
const held: Field<HeldSnapshot> = record({ tag: bytes(TAG), offset: uint })
const generation: Field<KeptGeneration> = record({ floor: uint, tag: bytes(TAG), size: uint, at: uint })
const limits: Field<WireLimits> = record({
  maxRecord: uint,
  maxSnapshot: uint,
  maxEphemeral: uint,
  maxRoomBytes: uint,
  maxTailRecords: uint,
  maxRooms: uint,
  appendsPerSecond: uint,
  appendBurst: uint,
  bytesPerSecond: uint,
  byteBurst: uint,
  ephemeralsPerSecond: uint,
  readerEphemeralsPerSecond: uint,
  maxPresent: uint,
  recordsPerHour: uint,
  bytesPerHour: uint,
})
// reason: the keys of a constant object; their order is the wire's numbering and only ever grows at the end
const refusal = word(Object.keys(REFUSALS) as readonly RefusalCode[])
const part: Field<Omit<PartMessage, 'type'>> = record({
  room,
  tag: bytes(TAG),
  offset: uint,
  total: uint,
  bytes: bytes(),
})

const RELAY: Bodies<RelayMessage> = {
  challenge: { code: 0, body: record({ nonce: bytes(32), limits }) },
  welcome: {
    code: 1,
    body: record({
      room,
      logId: bytes(LOG_ID),
      keys: fullKeys,
      head: uint,
      chain: bytes(CHAIN),
      floor: uint,
      floorChain: bytes(CHAIN),
      snapshotTag: bytes(0, TAG),
      snapshotSize: uint,
      snapshotAge: uint,
      resumed: flag,
      moved: optional(bytes()),
    }),
  },
  record: { code: 2, body: record({ room, seq: uint, record: bytes() }) },
  synced: { code: 3, body: record({ room, head: uint }) },
  ack: { code: 4, body: record({ room, ref: uint, seq: uint }) },
  nack: { code: 5, body: record({ room, ref: uint, code: refusal }) },
  eph: { code: 6, body: record({ room, conn: uint, record: bytes() }) },
  leave: { code: 7, body: record({ room, conn: uint }) },
  compacted: { code: 8, body: record({ room, floor: uint, tag: bytes(TAG), size: uint }) },
  part: { code: 9, body: part },
  closed: { code: 10, body: record({ room, code: refusal }) },
  pong: { code: 11, body: record({}) },
  held: { code: 12, body: record({ room, tag: bytes(TAG), offset: uint }) },
  generations: { code: 13, body: record({ room, ref: uint, kept: list(generation, MAX_GENERATIONS) }) },
}

const CLIENT: Bodies<ClientMessage> = {
  hello: {
    code: 0,
    body: record({
      room,
      roomId: bytes(ROOM_ID),
      role: word(['owner', 'writer', 'reader'] as const),
      keys,
      signature: bytes(SIGNATURE),
      since: optional(resume),
      held: optional(held),
    }),
  },
  append: { code: 1, body: record({ room, ref: uint, record: bytes() }) },
  eph: { code: 2, body: record({ room, record: bytes() }) },
  part: { code: 3, body: part },
  compact: {
    code: 4,
    body: record({
      room,
      ref: uint,
      tag: bytes(TAG),
      logId: bytes(LOG_ID),
      prevFloor: uint,
      prevTag: bytes(0, TAG),
      upto: uint,
      chain: bytes(CHAIN),
      signature: bytes(SIGNATURE),
    }),
  },
  fetch: { code: 5, body: record({ room, ref: uint, tag: bytes(TAG), offset: uint }) },
  generations: { code: 6, body: record({ room, ref: uint }) },
  control: { code: 7, body: record({ room, ref: uint, upto: optional(uint), record: bytes() }) },
  leave: { code: 8, body: record({ room }) },
  ping: { code: 9, body: record({}) },
  offer: { code: 10, body: record({ room, ref: uint, tag: bytes(TAG), total: uint }) },
}

/** Why a frame was refused: a sentence for the log, never for a person. */
export type FrameFault = string

interface Codec<M> {
  print(messages: readonly M[]): Bytes
  parse(frame: Uint8Array): Result<readonly M[], FrameFault>
}

const createCodec = <M extends { readonly type: string }>(bodies: Bodies<M>): Codec<M> => {
  // reason: which body belongs to which type is known only message by message, and checked by Bodies<M> above
  const byType = bodies as unknown as Readonly<
    Record<string, { readonly code: number; readonly body: Field<object> }>
  >
  const byCode = new Map(Object.entries(byType).map(([type, { code, body }]) => [code, { type, body }]))
  return {
    print(messages) {
      const to = encoding.createEncoder()
      for (const message of messages) {
        const entry = byType[message.type]
        if (!entry) continue
        encoding.writeUint8(to, entry.code)
        entry.body.write(to, message)
      }
      return new Uint8Array(encoding.toUint8Array(to))
    },
    parse(frame) {
      const from = decoding.createDecoder(frame)
      const messages: M[] = []
      try {
        while (decoding.hasContent(from)) {
          if (messages.length >= MAX_MESSAGES_PER_FRAME) refuse('a frame holds too many messages')
          const entry = byCode.get(decoding.readUint8(from)) ?? refuse('a message of unknown type')
          // reason: the body read is the one of this type, by the table above
          messages.push({ type: entry.type, ...entry.body.read(from) } as unknown as M)
        }
      } catch (fault) {
        return err(fault instanceof Error ? fault.message : 'unreadable')
      }
      return messages.length > 0 ? ok(messages) : err('an empty frame')
    },
  }
}

/** Frames from relay to client: one or more messages, one after the other. */
export const relayFrames: Codec<RelayMessage> = createCodec(RELAY)

/** Frames from client to relay. */
export const clientFrames: Codec<ClientMessage> = createCodec(CLIENT)
