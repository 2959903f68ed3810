/**
 * Why the disk did not do what was asked. `open`: it would not open; `write`: it refused a change; `full`: no space;
 * `closed`: the browser closed it; `damaged`: something stored cannot be read; `timeout`: no answer; `absent`: this
 * browser has no storage for us; `newer`: a newer version of the app made the database; `unused`: the person said to go
 * on without the disk.
 */
export interface DiskProblem {
  readonly code: 'open' | 'write' | 'full' | 'closed' | 'damaged' | 'timeout' | 'absent' | 'newer' | 'unused'
  /** For a report, not for the screen; holds nothing a person wrote. */
  readonly detail: string
}

const CODES: Readonly<Record<string, DiskProblem['code']>> = {
  QuotaExceededError: 'full',
  InvalidStateError: 'closed',
  TransactionInactiveError: 'closed',
  SecurityError: 'absent',
  VersionError: 'newer',
}

/** What a thrown or reported error of IndexedDB means; `fallback` where its name says nothing. */
export const toStoreProblem = (error: unknown, fallback: DiskProblem['code']): DiskProblem => {
  const { name, message } =
    error instanceof Error || error instanceof DOMException
      ? error
      : { name: 'unknown', message: String(error) }
  // Older Firefox and Safari say QuotaExceeded only in the text.
  const code = CODES[name] ?? (/quota|disk.?full|no space/i.test(message) ? 'full' : fallback)
  return { code, detail: `${name}: ${message}` }
}
