import * as Y from 'yjs'
import type { Capability, RoomKeys } from '../../src/crypto/capability.ts'
import {
  chainNext,
  chainStart,
  createSealer,
  RECORD_TYPES,
  snapshotTagOf,
  type RecordType,
  type Seen,
} from '../../src/crypto/record.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { assert } from '../../src/lib/assert.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { clientFrames, relayFrames } from '../../src/protocol/codec.ts'
import { PART_BYTES, WIRE_LIMITS, type WireLimits } from '../../src/protocol/limits.ts'
import type { ClientMessage, RelayMessage } from '../../src/protocol/message.ts'
import type { SocketLike, WebSocketConstructor } from '../../src/sync/wire.ts'
import { until } from './quick.ts'

type Heard<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>

/** The relay's end of one connection, moved by hand: nothing is answered that the test does not answer. */
export interface Line {
  /** Everything said so far that {@link next} has not taken. */
  readonly heard: ClientMessage[]
  /** The next message of this type; those before it stay. */
  next<T extends ClientMessage['type']>(type: T): Promise<Heard<T>>
  /** Takes the parts of a snapshot as an honest relay does; the COMPACT that names them. */
  snapshot(): Promise<Heard<'compact'>>
  say(...messages: readonly RelayMessage[]): void
  challenge(limits?: Partial<WireLimits>): void
  close(code?: number): void
  isClosed(): boolean
}

export interface Script {
  readonly WebSocket: WebSocketConstructor
  /** The n-th connection, when it has been dialled. */
  line(n: number): Promise<Line>
  dialled(): number
}

export const createScript = (): Script => {
  const lines: Line[] = []

  class ScriptedSocket implements SocketLike {
    binaryType = 'blob'
    readyState = 0
    bufferedAmount = 0
    onopen: ((event: never) => void) | null = null
    onmessage: ((event: never) => void) | null = null
    onclose: ((event: never) => void) | null = null
    onerror: ((event: never) => void) | null = null
    readonly #heard: ClientMessage[] = []

    constructor() {
      lines.push({
        heard: this.#heard,
        next: async (type) => {
          const place = (): number => this.#heard.findIndex((message) => message.type === type)
          await until(() => place() >= 0, `the client says ${type}`)
          // reason: the place is that of a message of this type
          return this.#heard.splice(place(), 1)[0] as Heard<typeof type>
        },
        snapshot: async () => {
          const take = (): number =>
            this.#heard.findIndex(({ type }) => type === 'offer' || type === 'part' || type === 'compact')
          for (;;) {
            await until(() => take() >= 0, 'the client sends a snapshot')
            const [message] = this.#heard.splice(take(), 1)
            if (message?.type === 'compact') return message
            if (message?.type !== 'offer' && message?.type !== 'part') continue
            const { room, tag } = message
            const offset = message.type === 'part' ? message.offset + message.bytes.length : 0
            this.#tell(this.onmessage, {
              data: relayFrames.print([{ type: 'held', room, tag, offset }]).buffer,
            })
          }
        },
        say: (...messages) => this.#tell(this.onmessage, { data: relayFrames.print(messages).buffer }),
        challenge: (limits = {}) => {
          this.readyState = 1
          this.#tell(this.onmessage, {
            data: relayFrames.print([
              { type: 'challenge', nonce: randomBytes(32), limits: { ...WIRE_LIMITS, ...limits } },
            ]).buffer,
          })
        },
        close: (code = 1006) => {
          this.readyState = 3
          this.#tell(this.onclose, { code })
        },
        isClosed: () => this.readyState === 3,
      })
    }

    #tell(handler: ((event: never) => void) | null, event: object): void {
      // reason: events of the platforms differ; the handler asks for no more than this one has
      handler?.(event as never)
    }

    send(bytes: Bytes): void {
      const parsed = clientFrames.parse(bytes)
      assert(parsed.ok, 'the client prints what a relay can read')
      this.#heard.push(...parsed.value)
    }

    close(): void {
      this.readyState = 3
    }
  }

  return {
    WebSocket: ScriptedSocket,
    async line(n) {
      await until(() => lines.length > n, `connection ${n} is dialled`)
      const line = lines[n]
      assert(line, 'it has just been dialled')
      return line
    },
    dialled: () => lines.length,
  }
}

/** A log made by members with the room's keys, to be shown as it is or not quite. */
export interface ForgedLog {
  readonly keys: RoomKeys
  logId: Bytes
  records: Bytes[]
  floor: number
  snapshot: Bytes | null
  floorChain: Bytes
  chainAt(seq: number): Promise<Bytes>
  head(): number
  seen(): Promise<Seen>
  seal(type: RecordType, payload: Uint8Array, seen?: Seen): Promise<Bytes>
  /** Writes as an honest member would: the record names what was before it. */
  write(update: Uint8Array): Promise<Bytes>
  /** Puts a snapshot in the place of all records, as an honest member would. */
  compact(whole: Uint8Array): Promise<void>
  welcome(room: number, but?: Partial<Extract<RelayMessage, { type: 'welcome' }>>): Promise<RelayMessage>
  /** The n-th record from the start of the tail, counted from 0. */
  record(n: number): Bytes
  snapshotRecord(): Bytes
  /** The messages of a full replay. */
  replay(room: number, but?: Partial<Extract<RelayMessage, { type: 'welcome' }>>): Promise<RelayMessage[]>
}

export const partsOf = async (room: number, record: Bytes): Promise<RelayMessage[]> => {
  const tag = await snapshotTagOf(record)
  const parts: RelayMessage[] = []
  for (let offset = 0; offset < record.length; offset += PART_BYTES)
    parts.push({
      type: 'part',
      room,
      tag,
      offset,
      total: record.length,
      bytes: record.slice(offset, offset + PART_BYTES),
    })
  return parts
}

export const forgeLog = async (capability: Capability): Promise<ForgedLog> => {
  const { ownerKey, writerKey, readerKey, roomId } = capability
  assert(ownerKey && writerKey, 'a log is forged with a writer’s keys')
  const logId = randomBytes(16)
  const log: ForgedLog = {
    keys: { owner: ownerKey, writer: writerKey, reader: readerKey },
    logId,
    records: [],
    floor: 0,
    snapshot: null,
    floorChain: await chainStart(roomId, logId),
    head: () => log.floor + log.records.length,
    record(n) {
      const record = log.records[n]
      assert(record, 'the log has so many records')
      return record
    },
    snapshotRecord() {
      assert(log.snapshot, 'the log has a snapshot')
      return log.snapshot
    },
    async chainAt(seq) {
      let chain = log.floorChain
      for (const record of log.records.slice(0, seq - log.floor)) chain = await chainNext(chain, record)
      return chain
    },
    seen: async () => ({
      logId: log.logId,
      seq: log.head(),
      chain: await log.chainAt(log.head()),
      prevFloor: 0,
    }),
    async seal(type, payload, seen) {
      const sealer = await createSealer(capability, randomBytes(32))
      return sealer.seal(type, seen ?? (await log.seen()), payload)
    },
    async write(update) {
      const record = await log.seal(RECORD_TYPES.update, update)
      log.records.push(record)
      return record
    },
    async compact(whole) {
      const seen = await log.seen()
      log.snapshot = await log.seal(RECORD_TYPES.snapshot, whole, { ...seen, prevFloor: log.floor })
      log.floorChain = seen.chain
      log.floor = seen.seq
      log.records = []
    },
    async welcome(room, but = {}) {
      return {
        type: 'welcome',
        room,
        logId: log.logId,
        keys: log.keys,
        head: log.head(),
        chain: await log.chainAt(log.head()),
        floor: log.floor,
        floorChain: log.floorChain,
        snapshotTag: log.snapshot ? await snapshotTagOf(log.snapshot) : new Uint8Array(0),
        snapshotSize: log.snapshot?.length ?? 0,
        snapshotAge: 0,
        resumed: false,
        moved: null,
        ...but,
      }
    },
    async replay(room, but) {
      return [
        await log.welcome(room, but),
        ...(log.snapshot ? await partsOf(room, log.snapshot) : []),
        ...log.records.map((record, index): RelayMessage => ({
          type: 'record',
          room,
          seq: log.floor + index + 1,
          record,
        })),
        { type: 'synced', room, head: log.head() },
      ]
    },
  }
  return log
}

/** What a change of `doc` adds, as the update its author would send. */
export const updateOf = (doc: Y.Doc, change: (map: Y.Map<unknown>) => void): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  change(doc.getMap('map'))
  return Y.encodeStateAsUpdate(doc, before)
}
