import { parseMeetingDay, parseRhythm, parseTimeOfDay, parseZone, type Meeting } from '../domain/meeting.ts'
import { parsePaperKey, type PaperKey } from '../domain/paperKey.ts'
import { parseStage, type Stage } from '../domain/stage.ts'
import type { Day } from '../lib/day.ts'
import type { Claim } from './claims.ts'
import { parseFields, parseId, parseText } from './entry.ts'
import { MAX_PLACE_LENGTH } from './limits.ts'

/** The one regular meeting a list has (SPEC.md D23). */
export const MAIN_MEETING = 'main'

/** What `schedule` says of a paper, each under a subject of its own: "<paper key> date". */
export type ScheduleField = 'date' | 'presenter'

export const scheduleSubject = (key: PaperKey, field: ScheduleField): string => `${key} ${field}`

export const parseStageClaim = ({
  subject,
  value,
}: Claim): { readonly key: PaperKey; readonly stage: Stage } | null => {
  const key = parsePaperKey(subject)
  const stage = parseStage(parseFields(value)?.['stage'])
  return key && stage ? { key, stage } : null
}

interface Scheduled {
  readonly key: PaperKey
  readonly field: ScheduleField
  readonly date: Day | null
  readonly presenter: string | null
}

export const parseScheduleClaim = ({ subject, value }: Claim): Scheduled | null => {
  const space = subject.indexOf(' ')
  const key = parsePaperKey(subject.slice(0, space))
  const field = subject.slice(space + 1)
  const fields = parseFields(value)
  if (!key || !fields) return null
  if (field === 'date') {
    const date = parseMeetingDay(fields['date'])
    return date ? { key, field, date, presenter: null } : null
  }
  if (field === 'presenter') {
    const presenter = parseId(fields['presenter'])
    return presenter === null ? null : { key, field, date: null, presenter }
  }
  return null
}

export const parseMeetingClaim = ({ value }: Claim): Meeting | null => {
  const fields = parseFields(value)
  const from = parseMeetingDay(fields?.['from'])
  const time = fields?.['time'] === '' ? '' : parseTimeOfDay(fields?.['time'])
  const every = parseRhythm(fields?.['every'])
  const place = parseText(fields?.['place'], MAX_PLACE_LENGTH)
  const zone = parseZone(fields?.['zone'])
  if (!from || time === null || every === null || place === null || zone === null) return null
  return { from, time, every, place, zone }
}
