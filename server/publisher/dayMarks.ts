import { MAX_REMEMBERED_DAYS, MAX_VALIDATOR_LENGTH } from './limits.ts'
import type { Validators } from './politeFetcher.ts'
import { parseDay, type Day } from '../../src/lib/day.ts'

/** What is remembered of one day between two requests for it. */
export interface DayMark extends Validators {
  /** When it was last asked for, in ms since 1970. */
  readonly at: number
}

export type DayMarks = ReadonlyMap<Day, DayMark>

const readValidator = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= MAX_VALIDATOR_LENGTH ? value : undefined

/** Marks from JSON of the disk; what is not one is forgotten, at the price of one request. */
export const parseDayMarks = (value: unknown): Map<Day, DayMark> => {
  const marks = new Map<Day, DayMark>()
  if (typeof value !== 'object' || value === null) return marks
  for (const [name, entry] of Object.entries(value).slice(-MAX_REMEMBERED_DAYS)) {
    const day = parseDay(name)
    // reason: an object of unknown fields is all that is claimed, and each field is checked below
    const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Readonly<
      Record<string, unknown>
    >
    const at = fields['at']
    if (!day || typeof at !== 'number' || !Number.isFinite(at)) continue
    const etag = readValidator(fields['etag'])
    const lastModified = readValidator(fields['lastModified'])
    marks.set(day, {
      at,
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
    })
  }
  return marks
}

/** The latest days alone, oldest first. */
export const printDayMarks = (marks: DayMarks): Readonly<Record<string, DayMark>> =>
  Object.fromEntries([...marks].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MAX_REMEMBERED_DAYS))
