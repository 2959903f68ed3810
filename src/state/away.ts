import { createSignal, onCleanup } from 'solid-js'
import { addDays, parseDay, timeToDay, type Day } from '../lib/day.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import type { Away, Carrel } from './carrel.ts'
import type { ActHistory } from './undoHistory.ts'

const NAME = 'absence'

/** When this device was last looked at, and the days that went by unseen before that. */
export interface Absence {
  readonly visit: Day
  /** First and last day of it; `null` where nothing was missed, or it was put away. */
  readonly missed: { readonly from: Day; readonly to: Day } | null
}

/** Reads what the disk has; `null` for anything else. */
export const parseAbsence = (value: unknown): Absence | null => {
  if (typeof value !== 'object' || value === null || !('visit' in value)) return null
  const visit = parseDay(String(value.visit))
  if (!visit) return null
  const missed: unknown = 'missed' in value ? value.missed : null
  if (typeof missed !== 'object' || missed === null || !('from' in missed) || !('to' in missed))
    return { visit, missed: null }
  const from = parseDay(String(missed.from))
  const to = parseDay(String(missed.to))
  return { visit, missed: from && to && from <= to ? { from, to } : null }
}

/** What a visit on `today` makes of it: the whole days between two visits are added to those still missed. */
export const visited = (before: Absence | null, today: Day): Absence => {
  if (!before || before.visit >= today) return before ?? { visit: today, missed: null }
  const from = addDays(before.visit, 1)
  const to = addDays(today, -1)
  if (from > to) return { visit: today, missed: before.missed }
  return { visit: today, missed: { from: before.missed?.from ?? from, to } }
}

/** Days that were missed and still ask to be read; the newest is shown anyway. `days` newest first. */
export const missedDays = (
  { missed }: Absence,
  days: readonly Day[],
  asks: (day: Day) => boolean,
): readonly Day[] =>
  missed === null ? [] : days.slice(1).filter((day) => day >= missed.from && day <= missed.to && asks(day))

/** Keeps account of visits on this device. Needs a reactive owner. */
export const createAway = (options: {
  readonly carrel: Pick<Carrel, 'feed' | 'library'>
  readonly history: ActHistory
}): Away => {
  const { feed, library } = options.carrel
  const [absence, setAbsence] = createSignal<Absence | null>(null)
  const keep = (next: Absence): void => {
    setAbsence(next)
    // A visit that the disk does not take is a card too many the next time, and no loss.
    void writeDeviceValue(NAME, next)
  }
  const look = async (): Promise<void> => {
    const before = absence() ?? parseAbsence(await readDeviceValue(NAME))
    keep(visited(before, timeToDay(Date.now())))
  }
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') void look()
  }
  document.addEventListener('visibilitychange', onVisible)
  onCleanup(() => document.removeEventListener('visibilitychange', onVisible))
  void look()

  return {
    days() {
      const now = absence()
      if (!now) return []
      return missedDays(now, feed.days(), (day) => feed.unreadOn(day) > 0 && !library.isDayDone(day))
    },
    putAway() {
      const before = absence()
      if (!before) return
      keep({ ...before, missed: null })
      options.history.did(
        'Put away',
        () => {
          keep(before)
          return true
        },
        'It is back',
      )
    },
  }
}
