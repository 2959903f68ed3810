import { localDay } from '../../domain/meeting.ts'
import { addDays, type Day } from '../../lib/day.ts'
import type { ActivityLine } from '../../state/activity.ts'
import { printDay } from '../../ui/dates.ts'

/** What happened on one of the reader's own days. */
export interface ActivityDay {
  /** Stays the same while more comes in. */
  readonly id: string
  readonly day: Day
  /** New since the reader was last here. */
  readonly fresh: boolean
  readonly lines: readonly ActivityLine[]
}

/** Lines by day; what is new stands in days of its own, before all others. */
export const groupByDay = (lines: readonly ActivityLine[]): readonly ActivityDay[] => {
  const days = new Map<string, ActivityDay & { readonly lines: ActivityLine[] }>()
  for (const line of lines) {
    const day = localDay(line.at)
    const id = `${line.fresh ? 'new' : 'known'} ${day}`
    const known = days.get(id)
    if (known) known.lines.push(line)
    else days.set(id, { id, day, fresh: line.fresh, lines: [line] })
  }
  return [...days.values()]
}

/** “Today”, “Yesterday”, “Monday, 8 December”. */
export const nameDay = (day: Day, now: number): string => {
  const today = localDay(now)
  if (day === today) return 'Today'
  return day === addDays(today, -1) ? 'Yesterday' : printDay(day, 'long')
}

/** `14:05` by the reader's clock. */
export const nameTime = (at: number): string => {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
