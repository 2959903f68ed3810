import { createSignal } from 'solid-js'

const NAME = 'carrel.badge'

interface Badged {
  setAppBadge?: (count?: number) => Promise<void>
  clearAppBadge?: () => Promise<void>
}
// reason: browsers that have no badge leave both out, and the compiler's library says that all have them
const badged = (): Badged => navigator as Badged

/** Whether this browser can mark the icon of the installed app. */
export const hasIconBadge = (): boolean => typeof badged().setAppBadge === 'function'

const isKeptOff = (): boolean => {
  try {
    return localStorage.getItem(NAME) === 'off'
  } catch {
    return false
  }
}
const [wanted, setWanted] = createSignal(!isKeptOff())

/** Whether the icon is to be marked, on this device. Reactive. */
export { wanted as iconBadgeWanted }

export const setIconBadge = (on: boolean): void => {
  setWanted(on)
  try {
    localStorage.setItem(NAME, on ? 'on' : 'off')
  } catch {
    // Holds for this visit.
  }
}

/**
 * Marks the icon: with the number of comments that speak to this person, with a dot where labmates did something else,
 * and not at all where nothing is new. Papers of the feed are no reason: there are new ones every day.
 */
export const showIconBadge = (news: { readonly acts: number; readonly mentions: number }): void => {
  const { setAppBadge, clearAppBadge } = badged()
  const shown =
    news.acts === 0
      ? clearAppBadge?.call(navigator)
      : setAppBadge?.call(navigator, ...(news.mentions > 0 ? [news.mentions] : []))
  // Refused where the app is not installed.
  shown?.catch(() => undefined)
}
