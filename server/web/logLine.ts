/**
 * One line of the log, a JSON object: `{"at":"2026-03-01T08:00:00.000Z","event":"source-failed","host":"…"}`. Facts are
 * small values; nothing of a document, no address of a person and no more than {@link shortRoom} of a room may be among
 * them.
 */
export const printLogLine = (at: number, event: string, facts: object): string =>
  JSON.stringify({ at: new Date(at).toISOString(), event, ...facts })

/** Lines of one event at once, and one more in so many ms: whoever provokes them fills no disk with them. */
export const LOG_BURST = 20
export const LOG_EVERY_MS = 10_000

/** Writes lines, and of an event that comes too often how many were left out. */
export const createLog = (
  write: (line: string) => void,
  now: () => number,
): ((event: string, facts: object) => void) => {
  const events = new Map<string, { level: number; filledAt: number; leftOut: number }>()
  return (event, facts) => {
    const at = now()
    // Events are words of this program, so that there are only so many of them.
    const kept = events.get(event) ?? { level: LOG_BURST, filledAt: at, leftOut: 0 }
    events.set(event, kept)
    kept.level = Math.min(LOG_BURST, kept.level + Math.max(0, at - kept.filledAt) / LOG_EVERY_MS)
    kept.filledAt = at
    if (kept.level < 1) {
      kept.leftOut++
      return
    }
    kept.level--
    const leftOut = kept.leftOut > 0 ? { leftOut: kept.leftOut } : {}
    kept.leftOut = 0
    write(printLogLine(at, event, { ...facts, ...leftOut }))
  }
}
