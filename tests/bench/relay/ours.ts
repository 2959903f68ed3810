import { createCapability, type Capability } from '../../../src/crypto/capability.ts'
import { signCompact, signHello } from '../../../src/crypto/proof.ts'
import { createSealer, RECORD_TYPES, snapshotTagOf } from '../../../src/crypto/record.ts'
import { clientFrames, relayFrames } from '../../../src/protocol/codec.ts'
import { SUBPROTOCOL } from '../../../src/protocol/code.ts'
import { PART_BYTES } from '../../../src/protocol/limits.ts'
import type { RelayMessage } from '../../../src/protocol/message.ts'
import { ACT_BYTES, type Client, type ConnectOptions, type Contender } from './contender.ts'
import { maskedFrame, RawSocket, stamp } from './rawSocket.ts'
import { readUintAt } from './yjsUpdate.ts'

const ROOM = 1
/** Message types that are counted without being decoded. */
const RECORD = 2
const ACK = 4
/** Where a record's counter stands, and where its ciphertext begins. */
const COUNTER_AT = 22
const CIPHERTEXT_AT = 30
const STAMP_BYTES = 12
const NO_LOG = { logId: new Uint8Array(16), seq: 0, chain: new Uint8Array(16), prevFloor: 0 }
const NO_BYTES = new Uint8Array(0)

const capabilities: Capability[] = []
const capabilityOf = (room: number): Capability => {
  const capability = capabilities[room]
  if (!capability) throw new Error(`room ${room} was not prepared`)
  return capability
}

/** One kind of record of a writer, sealed and signed once; every further one differs in counter and stamp alone. */
interface Sealed {
  readonly frame: Buffer
  readonly at: number
  /** Where the record begins within the message. */
  readonly recordAt: number
}

const connect = ({ port, room, onAct, onAcknowledged }: ConnectOptions): Client & Conversation => {
  const capability = capabilityOf(room)
  const sealed = new Map<number, Sealed>()
  const listeners = new Set<(message: RelayMessage) => void>()
  let challenge: Uint8Array = NO_BYTES
  let writer = 0
  let sent = 0
  let historyBytes = 0
  let socket: RawSocket | undefined
  const next = <T extends RelayMessage['type']>(type: T): Promise<Extract<RelayMessage, { type: T }>> =>
    new Promise((resolve) => {
      const listen = (message: RelayMessage): void => {
        if (message.type !== type) return
        listeners.delete(listen)
        // reason: its type has just been compared
        resolve(message as Extract<RelayMessage, { type: T }>)
      }
      listeners.add(listen)
    })
  const say: Conversation['say'] = (...messages) => socket?.send(clientFrames.print(messages))

  const onMessage = (buffer: Buffer, start: number, end: number): void => {
    let acknowledged = 0
    for (let at = start; at < end;) {
      const type = buffer[at]
      if (type === RECORD) {
        const [, seqAt] = readUintAt(buffer, at + 1)
        const [, lengthAt] = readUintAt(buffer, seqAt)
        const [length, record] = readUintAt(buffer, lengthAt)
        at = record + length
        const counter = buffer.readUInt32BE(record + COUNTER_AT + 4)
        // The sealed ones themselves, with which a writer begins, carry no stamp.
        if (counter <= ACT_BYTES.length) continue
        const body = record + CIPHERTEXT_AT
        onAct(buffer.readUInt32LE(body), counter - ACT_BYTES.length - 1, buffer.readDoubleLE(body + 4))
      } else if (type === ACK && listeners.size === 0) {
        acknowledged++
        for (let field = 0; field < 3; field++) at = readUintAt(buffer, field === 0 ? at + 1 : at)[1]
      } else {
        const parsed = relayFrames.parse(new Uint8Array(buffer.subarray(at, end)))
        if (!parsed.ok) throw new Error(parsed.error)
        for (const message of parsed.value) {
          if (message.type === 'nack' || message.type === 'closed')
            throw new Error(`the relay refused: ${message.code}`)
          if (message.type === 'synced') historyBytes = socket?.bytesIn ?? 0
          if (message.type === 'record') countRecord(message.record)
          if (message.type === 'ack' && listeners.size === 0) acknowledged++
          for (const listener of listeners) listener(message)
        }
        break
      }
    }
    if (acknowledged > 0) onAcknowledged?.(acknowledged)
  }
  const countRecord = (record: Uint8Array): void => {
    const view = new DataView(record.buffer, record.byteOffset, record.length)
    const counter = view.getUint32(COUNTER_AT + 4)
    if (counter > ACT_BYTES.length)
      onAct(
        view.getUint32(CIPHERTEXT_AT, true),
        counter - ACT_BYTES.length - 1,
        view.getFloat64(CIPHERTEXT_AT + 4, true),
      )
  }

  const greet = async (): Promise<void> => {
    const { nonce } = await next('challenge')
    challenge = nonce
    const { ownerKey, writerKey, readerKey, role, roomId } = capability
    const signature = await signHello(capability, role, `http://127.0.0.1:${port}`, nonce)
    const synced = next('synced')
    say({
      type: 'hello',
      room: ROOM,
      roomId,
      role,
      keys: { owner: ownerKey ?? NO_BYTES, writer: writerKey ?? NO_BYTES, reader: readerKey },
      signature,
      since: null,
      held: null,
    })
    await synced
  }
  const ready = new Promise<void>((resolve, reject) => {
    socket = new RawSocket({
      port,
      path: '/relay',
      protocol: SUBPROTOCOL,
      onOpen: () => undefined,
      onMessage,
      onClose: () => reject(new Error(`the relay closed room ${room}`)),
    })
    void greet().then(resolve, reject)
  })
  ready.catch(() => undefined)
  if (!socket) throw new Error('a promise runs its executor at once')
  const opened = socket

  return {
    socket: opened,
    ready,
    next,
    say,
    challenge: () => challenge,
    historyBytes: () => historyBytes,
    async write(number) {
      writer = number
      const sealer = await createSealer(capability, challenge)
      for (const [index, size] of ACT_BYTES.entries()) {
        const record = await sealer.seal(RECORD_TYPES.update, NO_LOG, new Uint8Array(size))
        const message = clientFrames.print([{ type: 'append', room: ROOM, ref: 1, record }])
        const { frame, at } = maskedFrame(message)
        sealed.set(size, { frame, at, recordAt: message.length - record.length })
        if (index > 0) continue
        // The relay checks the signature of a session's first record, so that one goes as it was sealed.
        const kept = next('ack')
        say({ type: 'append', room: ROOM, ref: 1, record })
        await kept
      }
    },
    send(size) {
      const template = sealed.get(size)
      if (!template) throw new Error('not a writer')
      const frame = Buffer.from(template.frame)
      const mark = Buffer.allocUnsafe(STAMP_BYTES)
      mark.writeUInt32BE(ACT_BYTES.length + 1 + sent++)
      stamp(frame, template.at, template.recordAt + COUNTER_AT + 4, mark.subarray(0, 4))
      mark.writeUInt32LE(writer)
      mark.writeDoubleLE(performance.now(), 4)
      stamp(frame, template.at, template.recordAt + CIPHERTEXT_AT, mark)
      opened.write(frame)
    },
    sent: () => sent,
  }
}

/** What a compacting client needs beyond one that is only counted. */
interface Conversation {
  next<T extends RelayMessage['type']>(type: T): Promise<Extract<RelayMessage, { type: T }>>
  say(...messages: Parameters<typeof clientFrames.print>[0]): void
  challenge(): Uint8Array
}

export const ours = (script: string): Contender => ({
  name: 'Carrel, durable, acknowledged',
  keeps: true,
  acknowledges: true,
  script,
  async prepare(rooms) {
    while (capabilities.length < rooms) capabilities.push(await createCapability())
  },
  async compact(port, room, content) {
    const capability = capabilityOf(room)
    const client = connect({ port, room, onAct: () => undefined })
    const { logId, head, chain, floor, snapshotTag } = await client.next('welcome')
    await client.ready
    const sealer = await createSealer(capability, client.challenge())
    const seen = { logId, seq: head, chain, prevFloor: floor }
    const snapshot = await sealer.seal(RECORD_TYPES.snapshot, seen, content)
    const tag = await snapshotTagOf(snapshot)
    for (let offset = 0; offset < snapshot.length; offset += PART_BYTES) {
      const bytes = snapshot.slice(offset, offset + PART_BYTES)
      client.say({ type: 'part', room: ROOM, tag, offset, total: snapshot.length, bytes })
    }
    const claim = { logId, prevFloor: floor, prevTag: snapshotTag, tag, upto: head, chain }
    const done = client.next('ack')
    client.say({
      type: 'compact',
      room: ROOM,
      ref: 1,
      ...claim,
      signature: await signCompact(capability, claim),
    })
    await done
    client.socket.close()
  },
  connect,
})
