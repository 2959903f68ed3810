import { lastTime } from '../ui/lastTime.ts'

/** Whether the library was a newer version's when it was last looked at: known before it has been read. */
export const newerLastTime = lastTime('carrel-library-newer')
