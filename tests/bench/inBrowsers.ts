import { measureColdStart } from './coldStart.ts'
import { measureEditToPaint } from './editToPaint.ts'

/** What can only be measured with real browsers. */
export const measureInBrowsers = async (): Promise<void> => {
  await measureColdStart()
  await measureEditToPaint()
}
