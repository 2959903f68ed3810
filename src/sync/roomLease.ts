/** The little of Web Locks that is used; `navigator.locks` fits. */
export interface TabLocks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<unknown>
}

/**
 * Waits for the lock `name` and calls `granted` once it is held: at once in the first tab, in the next one when the
 * holder lets go or dies. Returns how to let go, or to stop waiting.
 */
export const takeLease = (locks: TabLocks, name: string, granted: () => void): (() => void) => {
  const waiting = new AbortController()
  let release: (() => void) | null = null
  locks
    .request(name, { signal: waiting.signal }, () => {
      const held = new Promise<void>((resolve) => (release = resolve))
      granted()
      return held
    })
    .catch((fault: unknown) => {
      // A fault of the holder is its own, and no reason to begin a second time.
      if (release) throw fault
      // Not waiting any longer, or a platform that refuses locks: then every tab speaks for itself.
      if (!waiting.signal.aborted) granted()
    })
  return () => {
    if (release) release()
    else waiting.abort()
  }
}
