import type { Bytes } from '../lib/bytes.ts'
import type { RoomRef } from './message.ts'

const RECORD = 2

const uintBytes = (value: number): number => {
  let length = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) length++
  return length
}

/**
 * Prints RECORDs of one room, one after the other, as the codec does, into a buffer that begins with `headroom` free
 * bytes: the relay prints a batch once for all who hear it, and puts a frame's head before it.
 */
export const printRecords = (
  room: RoomRef,
  entries: readonly { readonly seq: number; readonly record: Uint8Array }[],
  headroom: number,
): Bytes => {
  const roomBytes = uintBytes(room)
  let size = headroom
  for (const { seq, record } of entries)
    size += 1 + roomBytes + uintBytes(seq) + uintBytes(record.length) + record.length
  const printed = new Uint8Array(size)
  let at = headroom
  const writeUint = (value: number): void => {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) printed[at++] = (rest & 127) | 128
    printed[at++] = rest
  }
  for (const { seq, record } of entries) {
    printed[at++] = RECORD
    writeUint(room)
    writeUint(seq)
    writeUint(record.length)
    printed.set(record, at)
    at += record.length
  }
  return printed
}
