/** Tabs tell each other here that the device has gone over to another library. */
const CHANNEL = 'carrel:library'

const lockName = (room: string): string => `carrel:library:${room}`

/** One for the whole page: a channel does not hear itself, but any other one of its page does. */
let channel: BroadcastChannel | null = null

const QUIET_MS = 2_000

const isBeingUsed = (): boolean => {
  const at = document.activeElement
  return at instanceof HTMLElement && (at.isContentEditable || /^(?:input|textarea)$/i.test(at.tagName))
}

/**
 * Begins the page anew once nobody is in the middle of a word: what is written until then is in the old library's
 * database, and comes over from there.
 */
export const reloadWhenQuiet = (): void => {
  if (document.visibilityState === 'hidden' || !isBeingUsed()) location.reload()
  else setTimeout(reloadWhenQuiet, QUIET_MS)
}

/** This page has the library's database open until it is gone; it is loaded anew when another tab has gone over. */
export const holdLibrary = (room: string): void => {
  void navigator.locks?.request(lockName(room), { mode: 'shared' }, () => new Promise(() => {}))
  if (typeof BroadcastChannel === 'undefined') return
  channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', reloadWhenQuiet)
}

/** Has every other tab of this device begin anew, with the library that is this device's now. */
export const tellHolders = (): void => channel?.postMessage('changed')

/**
 * Runs `work` where no other page has the library in `room` open; `null` where one has. Where the platform has no
 * locks, this page is taken to be the only one.
 */
export const whenAlone = async <T>(room: string, work: () => Promise<T>): Promise<T | null> => {
  const locks = globalThis.navigator?.locks
  if (!locks) return work()
  return locks.request(lockName(room), { ifAvailable: true }, async (lock) => (lock ? work() : null))
}
