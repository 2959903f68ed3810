import { clip } from '../lib/text.ts'
import { MAX_ENTRY_LENGTH, MAX_ID_LENGTH, MAX_POSITION_LENGTH } from './limits.ts'

/** What stands under a flat key: a plain value, or an immutable record as JSON text. */
export type Stored = string | number | boolean

/** Fields of a record from outside; every one is checked where it is read. */
export type Fields = Readonly<Record<string, unknown>>

export const isStored = (value: unknown): value is Stored =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && isFinite(value))

const parseJson = (value: unknown): unknown => {
  if (typeof value !== 'string' || value.length > MAX_ENTRY_LENGTH) return null
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}

/** A value out of a record as a record itself; `null` for anything else. */
export const asFields = (value: unknown): Fields | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  // reason: an object that is no array has nothing but fields, and each is unknown
  return value as Fields
}

/** A record stored as JSON text; `null` for anything else, whatever a peer put there. */
export const parseFields = (value: unknown): Fields | null => asFields(parseJson(value))

/** A list stored as JSON text; `null` for anything else. */
export const parseItems = (value: unknown): readonly unknown[] | null => {
  const parsed = parseJson(value)
  return Array.isArray(parsed) ? parsed : null
}

/** A time in milliseconds since 1970 that a Date can hold. */
export const parseTime = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 8.64e15 ? value : null

/** Text of at most `limit` UTF-16 units; longer or other values are `null`. */
export const parseText = (value: unknown, limit: number): string | null =>
  typeof value === 'string' && value.length <= limit ? value : null

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const ID = /^[\w.-]+$/

/** An id as Carrel makes them: letters, digits, `-`, `_`, `.`. */
export const parseId = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= MAX_ID_LENGTH && ID.test(value) ? value : null

/** Text as a verb stores it: clipped, and without lone surrogates, which would not survive the way to the others. */
export const tidyText = (text: string, limit: number): string =>
  clip(text.replace(LONE_SURROGATE, '\uFFFD'), limit)

/** A stored position; anything that is none becomes the empty one, which sorts first. */
export const parsePosition = (value: unknown): string =>
  typeof value === 'string' && value.length <= MAX_POSITION_LENGTH ? value : ''
