import type { Bytes } from '../../src/lib/bytes.ts'
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.ts'
import type { RoomRef } from '../../src/protocol/message.ts'
import { printRecords } from '../../src/protocol/records.ts'

/** The longest head of a WebSocket frame that a server sends (RFC 6455 §5.2: unmasked, 64-bit length). */
const MAX_HEAD_BYTES = 10
const FINAL_BINARY = 0x82
/** The most that type, room, sequence number and length take of a RECORD. */
const ENVELOPE_BYTES = 1 + 8 + 8 + 4

/** Messages as they leave, with room before them for a frame's head: several recipients share the very bytes. */
export interface Printed {
  readonly buffer: Buffer
  /** Where the messages begin. */
  readonly head: number
  readonly messages: number
}

export const payloadOf = ({ buffer, head }: Printed): Buffer => buffer.subarray(head)

const headBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : MAX_HEAD_BYTES)

const writeHead = (buffer: Buffer, from: number, length: number): void => {
  buffer[from] = FINAL_BINARY
  if (length < 126) buffer[from + 1] = length
  else if (length < 65_536) {
    buffer[from + 1] = 126
    buffer.writeUInt16BE(length, from + 2)
  } else {
    buffer[from + 1] = 127
    buffer.writeBigUInt64BE(BigInt(length), from + 2)
  }
}

/** The messages as one WebSocket frame; its head is written into the room before them. */
export const frameOf = ({ buffer, head }: Printed): Buffer => {
  const length = buffer.length - head
  const from = head - headBytes(length)
  writeHead(buffer, from, length)
  return buffer.subarray(from)
}

/** The head of a frame whose messages follow in pieces. */
export const frameHead = (length: number): Buffer => {
  const head = Buffer.allocUnsafe(headBytes(length))
  writeHead(head, 0, length)
  return head
}

const withRoom = (parts: readonly Uint8Array[], messages: number): Printed => {
  let length = MAX_HEAD_BYTES
  for (const part of parts) length += part.length
  const buffer = Buffer.allocUnsafe(length)
  let at = MAX_HEAD_BYTES
  for (const part of parts) {
    buffer.set(part, at)
    at += part.length
  }
  return { buffer, head: MAX_HEAD_BYTES, messages }
}

/** Messages that were printed elsewhere, made ready to leave. */
export const readyToLeave = (bytes: Uint8Array, messages: number): Printed => withRoom([bytes], messages)

export const joinPrinted = (parts: readonly Printed[]): Printed =>
  withRoom(
    parts.map(payloadOf),
    parts.reduce((sum, { messages }) => sum + messages, 0),
  )

/** RECORDs of a room for everybody who calls it `ref`, in as many pieces as frames need. */
export const printForAll = (
  ref: RoomRef,
  entries: readonly { readonly seq: number; readonly record: Bytes }[],
): readonly Printed[] => {
  const pieces: Printed[] = []
  let from = 0
  let bytes = 0
  const cut = (to: number): void => {
    if (to === from) return
    const printed = printRecords(ref, entries.slice(from, to), MAX_HEAD_BYTES)
    pieces.push({ buffer: Buffer.from(printed.buffer), head: MAX_HEAD_BYTES, messages: to - from })
    from = to
    bytes = 0
  }
  for (const [at, { record }] of entries.entries()) {
    const size = record.length + ENVELOPE_BYTES
    if (bytes + size > MAX_FRAME_BYTES) cut(at)
    bytes += size
  }
  cut(entries.length)
  return pieces
}
