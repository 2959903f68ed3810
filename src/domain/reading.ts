/** How far a person is with a paper; a paper nobody touched has none. */
export const READING_STATES = ['to-read', 'reading', 'read'] as const
export type ReadingState = (typeof READING_STATES)[number]

export const parseReadingState = (value: unknown): ReadingState | null =>
  READING_STATES.find((state) => state === value) ?? null

/** What the key `r` does: none → to read → reading → read → none. */
export const nextReadingState = (state: ReadingState | null): ReadingState | null => {
  if (state === null) return 'to-read'
  return READING_STATES[READING_STATES.indexOf(state) + 1] ?? null
}
