import { randomBytes } from 'node:crypto'

/**
 * Yjs updates (format V1) made by hand: one update is one Item with ContentBinary, so a server that decodes Yjs takes
 * it, and one that does not sees bytes. Binary content never merges: what each keeps of it costs the same everywhere.
 */
const FIRST_CLIENT_ID = 0x1000000
const BINARY = 3
const DELETED = 1
const STRING = 4
const GC = 0
const SKIP = 10
const ORIGIN = 0x80
const RIGHT_ORIGIN = 0x40
const PARENT_SUB = 0x20
const MAX_UPDATE_BYTES = 4_096

const scratch = Buffer.alloc(MAX_UPDATE_BYTES)
/** Content is cut from here: more than a deflate looks back over, so that no snapshot is small for the wrong reason. */
const noise = randomBytes(1 << 20)
const NOISE_STEP = 7_919
let position = 0

const writeUint = (value: number): void => {
  for (; value > 127; value = Math.floor(value / 128)) scratch[position++] = (value & 127) | 128
  scratch[position++] = value
}
const readUint = (from: Buffer): number => {
  let value = 0
  for (let factor = 1; ; factor *= 128) {
    const byte = from[position++] ?? 0
    value += (byte & 127) * factor
    if (byte < 128) return value
  }
}
/** Passes over bytes that stand behind their length. */
const skipBytes = (from: Buffer): void => {
  const length = readUint(from)
  position += length
}
const uintBytes = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : 3)

/** A writer's update number `clock`, `size` bytes long, with the time it is sent at in it; valid until the next call. */
export const printUpdate = (writer: number, clock: number, size: number, sentAt: number): Buffer => {
  position = 0
  scratch[position++] = 1
  scratch[position++] = 1
  writeUint(FIRST_CLIENT_ID + writer)
  writeUint(clock)
  if (clock === 0) for (const byte of [BINARY, 1, 1, 100]) scratch[position++] = byte
  else {
    scratch[position++] = BINARY | ORIGIN
    writeUint(FIRST_CLIENT_ID + writer)
    writeUint(clock - 1)
  }
  const rest = size - position - 1
  writeUint(rest - uintBytes(rest))
  const from = (clock * NOISE_STEP) % (noise.length - MAX_UPDATE_BYTES)
  noise.copy(scratch, position, from, from + rest)
  scratch.writeDoubleLE(sentAt, position)
  position = size - 1
  scratch[position++] = 0
  return scratch.subarray(0, position)
}

/** Hears of one act: who wrote it, which of theirs it is, and when it was sent. */
export type OnAct = (writer: number, clock: number, sentAt: number) => void

/** Every act of the update that begins at `start`, also of many merged into one. */
export const readActs = (from: Buffer, start: number, onAct: OnAct): void => {
  position = start
  for (let clients = readUint(from); clients > 0; clients--) {
    let structs = readUint(from)
    const writer = readUint(from) - FIRST_CLIENT_ID
    let clock = readUint(from)
    for (; structs > 0; structs--) {
      const info = from[position++] ?? 0
      const kind = info & 31
      if (kind === GC || kind === SKIP) {
        clock += readUint(from)
        continue
      }
      for (const flag of [ORIGIN, RIGHT_ORIGIN])
        if (info & flag) {
          readUint(from)
          readUint(from)
        }
      if ((info & (ORIGIN | RIGHT_ORIGIN)) === 0) {
        if (readUint(from) === 1) skipBytes(from)
        else {
          readUint(from)
          readUint(from)
        }
        if (info & PARENT_SUB) skipBytes(from)
      }
      if (kind === BINARY) {
        const length = readUint(from)
        const next = position + length
        onAct(writer, clock++, from.readDoubleLE(position))
        // Whoever heard of it may have printed an update of their own.
        position = next
      } else if (kind === DELETED) clock += readUint(from)
      else if (kind === STRING) throw new Error('nobody here writes text')
    }
  }
}

/** Reads a number at `start`: its value, and where it ends. */
export const readUintAt = (from: Buffer, start: number): readonly [value: number, end: number] => {
  position = start
  const value = readUint(from)
  return [value, position]
}
