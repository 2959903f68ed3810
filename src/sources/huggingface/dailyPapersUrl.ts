import type { Day } from '../../lib/day.ts'

/** Where Hugging Face hands out the papers of one UTC day as JSON; no key needed. */
export const HUGGING_FACE_ORIGIN = 'https://huggingface.co'

/**
 * Address of one day's papers. `limit` is how many at most; without it the server stops at 50 and a busy day is cut.
 * `origin` is another one only in tests and behind a mirror.
 */
export const dailyPapersUrl = ({
  day,
  origin = HUGGING_FACE_ORIGIN,
}: {
  readonly day: Day
  readonly origin?: string
}): string => `${origin}/api/daily_papers?date=${day}&limit=100`
