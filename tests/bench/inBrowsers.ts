import { measureColdStart } from './coldStart.ts'
import { measureEditToPaint } from './editToPaint.ts'
import { measureJoinOfAYear } from './joinOfAYear.ts'
import { measureOpening } from './opening.ts'
import { measureReading } from './reading.ts'

/** What is measured with real browsers, and the join, which needs the same sources. */
export const measureInBrowsers = async (parts: readonly string[]): Promise<void> => {
  if (parts.includes('cold')) await measureColdStart()
  if (parts.includes('edit')) await measureEditToPaint()
  if (parts.includes('join')) await measureJoinOfAYear()
  if (parts.includes('opening')) await measureOpening()
  if (parts.includes('reading')) await measureReading()
}
