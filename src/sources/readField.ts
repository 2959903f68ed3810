import { parseDay, type Day } from '../lib/day.ts'
import { isWellFormed, squeeze } from '../lib/text.ts'
import { MAX_URL_LENGTH } from './limits.ts'

/** An object nobody has vouched for. */
export type Fields = Readonly<Record<string, unknown>>

export const fieldsOf = (value: unknown): Fields | null =>
  // reason: an object of unknown fields is all that is claimed, and each field is checked where it is read
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null

/** The members of what should be a list, at most `limit` of them. */
export const listOf = (value: unknown, limit: number): readonly unknown[] =>
  Array.isArray(value) ? value.slice(0, limit) : []

/** One line of text, white space squeezed; `null` where it is none, or longer than anything of its kind. */
export const readText = (value: unknown, limit: number): string | null => {
  if (typeof value !== 'string' || value.length > limit * 2 || !isWellFormed(value)) return null
  const text = squeeze(value.replaceAll('\u0000', ''))
  return text !== '' && text.length <= limit ? text : null
}

/** The day that a time such as `2026-06-11T17:59:49Z` is of. */
export const readDay = (value: unknown): Day | null =>
  typeof value === 'string' ? parseDay(value.slice(0, 10)) : null

export const readUrl = (value: unknown): string | null => {
  const text = readText(value, MAX_URL_LENGTH)
  if (text === null || !URL.canParse(text)) return null
  return /^https?:$/.test(new URL(text).protocol) ? text : null
}
