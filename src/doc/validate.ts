import * as Y from 'yjs'
import { err, ok, type Result } from '../lib/result.ts'
import { MAX_CLOCK, MAX_ROOT_NAME_LENGTH, MAX_UPDATE_BYTES, MAX_VALUE_DEPTH } from './limits.ts'

type Decoder = ConstructorParameters<typeof Y.UpdateDecoderV1>[0]

/** Names that reach into JavaScript's own objects where somebody turns a map into one. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

const nameFault = (name: unknown): string | null => {
  if (typeof name !== 'string') return null
  if (name.length > MAX_ROOT_NAME_LENGTH) return 'a name is too long'
  return FORBIDDEN.has(name) ? 'a name is forbidden' : null
}

/** The plain values an item carries: what Yjs prints again, level by level, in each state it encodes. */
const valuesOf = (content: Y.Item['content']): unknown => {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr
  if (content instanceof Y.ContentEmbed) return content.embed
  if (content instanceof Y.ContentFormat) return content.value
  return content instanceof Y.ContentDoc ? content.opts : null
}

/** Counted without recursion, which is what such a value is made to exhaust. */
const isTooDeep = (values: unknown): boolean => {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: values, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) continue
    if (depth > MAX_VALUE_DEPTH) return true
    for (const inner of Object.values(value)) open.push({ value: inner, depth: depth + 1 })
  }
  return false
}

/**
 * Looks at an update from a peer before Yjs applies it: update format V1 and nothing behind it, lengths and clocks
 * that no honest document reaches, no value nested so deep that it could not be printed again, no name that could reach into JavaScript's objects. The error says which; it never
 * throws, whatever the bytes are.
 */
export const checkUpdate = (update: Uint8Array): Result<null, string> => {
  if (update.length > MAX_UPDATE_BYTES) return err('larger than any document')
  let decoder: Decoder | null = null
  class Watched extends Y.UpdateDecoderV1 {
    constructor(bytes: Decoder) {
      super(bytes)
      decoder = bytes
    }
  }
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, Watched)
    // reason: assigned in the constructor that decodeUpdateV2 has just called, which the compiler cannot see
    const end = (decoder as Decoder | null)?.pos
    if (end !== update.length) return err('bytes follow the update')
    for (const struct of structs) {
      if (
        !Number.isSafeInteger(struct.id.clock + struct.length) ||
        struct.id.clock + struct.length > MAX_CLOCK
      )
        return err('a clock beyond any document')
      if (struct instanceof Y.Item) {
        const fault = nameFault(struct.parent) ?? nameFault(struct.parentSub)
        if (fault) return err(fault)
        if (isTooDeep(valuesOf(struct.content))) return err('a value nested too deep')
      }
    }
    for (const items of ds.clients.values())
      for (const { clock, len } of items)
        if (!Number.isSafeInteger(clock + len) || clock + len > MAX_CLOCK)
          return err('a deletion beyond any document')
    return ok(null)
  } catch {
    return err('not an update')
  }
}
