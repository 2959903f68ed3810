import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Bytes } from '../lib/bytes.ts'

/** One field of a message: how it is written, and read back or thrown at. Throws stay inside this room. */
export interface Field<T> {
  write(to: encoding.Encoder, value: T): void
  read(from: decoding.Decoder): T
}

class WireFault extends Error {}

export const refuse = (sentence: string): never => {
  throw new WireFault(sentence)
}

/** A whole number from 0 to 2⁵³-1, lib0's variable length. */
export const uint: Field<number> = {
  write: (to, value) => encoding.writeVarUint(to, value),
  read(from) {
    const value = decoding.readVarUint(from)
    return Number.isSafeInteger(value) && value >= 0 ? value : refuse('a number is out of range')
  },
}

export const flag: Field<boolean> = {
  write: (to, value) => encoding.writeUint8(to, value ? 1 : 0),
  read(from) {
    const value = decoding.readUint8(from)
    return value < 2 ? value === 1 : refuse('a flag is neither 0 nor 1')
  },
}

/** Bytes behind their length, copied out of the frame; exactly `length` where given, or one of several. */
export const bytes = (...lengths: readonly number[]): Field<Bytes> => ({
  write: (to, value) => encoding.writeVarUint8Array(to, value),
  read(from) {
    const length = decoding.readVarUint(from)
    if (lengths.length > 0 && !lengths.includes(length)) refuse('a field has a foreign length')
    if (length > from.arr.length - from.pos) refuse('a field is cut')
    return new Uint8Array(decoding.readUint8Array(from, length))
  },
})

/** One of a few words, written as its place in the list. */
export const word = <T extends string>(words: readonly T[]): Field<T> => ({
  write: (to, value) => encoding.writeUint8(to, words.indexOf(value)),
  read: (from) => words[decoding.readUint8(from)] ?? refuse('a word is unknown'),
})

/** A value or nothing. */
export const optional = <T>(field: Field<T>): Field<T | null> => ({
  write(to, value) {
    flag.write(to, value !== null)
    if (value !== null) field.write(to, value)
  },
  read: (from) => (flag.read(from) ? field.read(from) : null),
})

/** Several values behind their number, at most `limit` of them. */
export const list = <T>(field: Field<T>, limit: number): Field<readonly T[]> => ({
  write(to, values) {
    encoding.writeVarUint(to, values.length)
    for (const value of values) field.write(to, value)
  },
  read(from) {
    const length = decoding.readVarUint(from)
    if (length > limit) refuse('a list is too long')
    return Array.from({ length }, () => field.read(from))
  },
})

type Fields<T> = { readonly [K in keyof T]: Field<T[K]> }

/** Fields one after the other, in the order they are given. */
export const record = <T extends object>(fields: Fields<T>): Field<T> => {
  // reason: Object.keys forgets the key type of an object whose keys the compiler knows
  const names = Object.keys(fields) as (keyof T)[]
  return {
    write(to, value) {
      for (const name of names) fields[name].write(to, value[name])
    },
    read(from) {
      const value: Partial<T> = {}
      for (const name of names) value[name] = fields[name].read(from)
      // reason: every key of T was read in the loop above
      return value as T
    },
  }
}
