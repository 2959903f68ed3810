import { measureColdStart } from './coldStart.ts'
import { measureEditToPaint } from './editToPaint.ts'
import { measureJoinOfAYear } from './joinOfAYear.ts'

/** What is measured with real browsers, and the join, which needs the same sources. */
export const measureInBrowsers = async (): Promise<void> => {
  await measureColdStart()
  await measureEditToPaint()
  await measureJoinOfAYear()
}
