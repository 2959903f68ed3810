import { randomBytes } from 'node:crypto'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { signCompact, type CompactClaim } from '../../src/crypto/proof.ts'
import { chainNext, chainStart, RECORD_TYPES, snapshotTagOf } from '../../src/crypto/record.ts'
import { printHex, type Bytes } from '../../src/lib/bytes.ts'
import { PART_BYTES } from '../../src/protocol/limits.ts'
import type { ClientMessage } from '../../src/protocol/message.ts'
import { join } from './peer.ts'

export type Peer = Awaited<ReturnType<typeof join>>

const SNAPSHOT_BYTES = 150_000

/** Bytes that do not deflate, so that a snapshot of them travels in several parts. */
export const noise = (length: number): Bytes => new Uint8Array(randomBytes(length))

/** A room with `count` records, the chain after each, and its writer. */
export const fill = async (port: number, count: number) => {
  const room = await createCapability()
  const writer = await join(port, room)
  const { logId } = writer.welcome
  const records: Bytes[] = []
  const chains = [await chainStart(room.roomId, logId)]
  for (let seq = 1; seq <= count; seq++) {
    const record = await writer.record(`record ${seq}`)
    writer.say({ type: 'append', room: 1, ref: seq, record })
    await writer.next('ack')
    records.push(record)
    chains.push(await chainNext(chains.at(-1) ?? logId, record))
  }
  const chainAt = (seq: number): Bytes => chains[seq] ?? new Uint8Array(16)
  return { room, writer, logId, records, chainAt }
}

/** A snapshot and the COMPACT that names it; `change` is made to the claim before it is signed. */
export const prepareCompact = async (
  room: Capability,
  peer: Peer,
  place: Omit<CompactClaim, 'tag'>,
  options: {
    readonly change?: Partial<CompactClaim>
    readonly reseal?: (snapshot: Bytes) => Bytes | Promise<Bytes>
  } = {},
) => {
  const { logId, upto, chain, prevFloor } = place
  const seen = { logId, seq: upto, chain, prevFloor }
  const sealed = await peer.sealer.seal(RECORD_TYPES.snapshot, seen, noise(SNAPSHOT_BYTES))
  const snapshot = (await options.reseal?.(sealed)) ?? sealed
  const sent = await snapshotTagOf(snapshot)
  const claim: CompactClaim = { ...place, tag: sent, ...options.change }
  const parts: ClientMessage[] = []
  for (let offset = 0; offset < snapshot.length; offset += PART_BYTES)
    parts.push({
      type: 'part',
      room: 1,
      tag: sent,
      offset,
      total: snapshot.length,
      bytes: snapshot.slice(offset, offset + PART_BYTES),
    })
  const signature = await signCompact(room, claim)
  const compact = { type: 'compact' as const, room: 1, ref: 900, ...claim, signature }
  return { snapshot, tag: sent, parts, compact }
}

/** What came of a COMPACT: the place it was acknowledged at, or why it was refused. */
export const outcome = async (peer: Peer): Promise<number | string> => {
  const answer = await peer.next('ack', 'nack')
  return answer.type === 'ack' ? answer.seq : answer.code
}

/** Snapshot and tail as somebody gets them who holds nothing; the snapshot in hex, which compares at once. */
export const readAll = async (port: number, room: Capability) => {
  const peer = await join(port, room)
  const parts = peer.heard.filter((message) => message.type === 'part')
  const snapshot = new Uint8Array(parts[0]?.total ?? 0)
  for (const { offset, bytes } of parts) snapshot.set(bytes, offset)
  const tail = peer.heard.filter((message) => message.type === 'record')
  const { snapshotAge: _age, ...welcome } = peer.welcome
  return {
    welcome,
    snapshot: printHex(snapshot),
    tail: tail.map(({ seq, record }) => ({ seq, record })),
  }
}
