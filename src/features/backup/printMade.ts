import { localDay } from '../../domain/meeting.ts'
import { printDay } from '../../ui/dates.ts'

/** When something was made, by this device's clock: `28 November 2026, 09:05`. */
export const printMade = (time: number): string => {
  const date = new Date(time)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${printDay(localDay(time), 'full')}, ${two(date.getHours())}:${two(date.getMinutes())}`
}
