import { parseFields, parseId, parseText, parseTime } from './entry.ts'
import { MAX_LINK_LENGTH, MAX_MOVE_LENGTH } from './limits.ts'

/** The key of a member as this person first saw it, and when. */
export interface Pin {
  readonly key: string
  readonly at: number
}

/** A move this person has begun: said to the old room by whichever of their devices gets there first. */
export interface PendingMove {
  /** The old room. */
  readonly from: string
  /** The owner's link of the new one. */
  readonly link: string
  /** Content of the control record, base64url. */
  readonly content: string
  /** Members who are left out: said of them once it has happened. */
  readonly gone: readonly string[]
}

/** A room that a list has left. */
export interface LeftRoom {
  readonly list: string
  /** Link of the old room. */
  readonly link: string
  /** The owner's control record, base64url, to be said again to a relay that lost it. */
  readonly record: string
  readonly at: number
}

const KEY = /^[\w-]{43}$/

/** An agreement key (32 bytes, base64url), or `null`. */
export const parseKey = (value: unknown): string | null =>
  typeof value === 'string' && KEY.test(value) ? value : null

export const pinName = (list: string, member: string): string => `${list} ${member}`

export const parsePin = (name: string, value: unknown): (Pin & { readonly name: string }) | null => {
  const fields = parseFields(value)
  const key = parseKey(fields?.['key'])
  return key === null ? null : { name, key, at: parseTime(fields?.['at']) ?? 0 }
}

/** The pin of a member of a list among `pins`. */
export const pinOf = (pins: ReadonlyMap<string, Pin>, list: string, member: string): Pin | null =>
  pins.get(pinName(list, member)) ?? null

export const parsePendingMove = (_list: string, value: unknown): PendingMove | null => {
  const fields = parseFields(value)
  const from = parseId(fields?.['from'])
  const link = parseText(fields?.['link'], MAX_LINK_LENGTH)
  const content = parseText(fields?.['content'], MAX_MOVE_LENGTH)
  if (from === null || link === null || content === null) return null
  const gone = Array.isArray(fields?.['gone']) ? fields['gone'] : []
  return { from, link, content, gone: gone.filter((member): member is string => parseId(member) !== null) }
}

export const parseLeftRoom = (_room: string, value: unknown): LeftRoom | null => {
  const fields = parseFields(value)
  const list = parseId(fields?.['list'])
  const link = parseText(fields?.['link'], MAX_LINK_LENGTH)
  const record = parseText(fields?.['record'], MAX_MOVE_LENGTH)
  if (list === null || link === null || record === null) return null
  return { list, link, record, at: parseTime(fields?.['at']) ?? 0 }
}
