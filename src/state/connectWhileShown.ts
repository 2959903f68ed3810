import { onCleanup } from 'solid-js'

/**
 * Wakes the connection when the person comes back, and not by a clock; ends it when the page is left in a way that can
 * be gone back. Needs a reactive owner.
 */
export const connectWhileShown = (line: { probe(): void; rest(): void }): void => {
  const probe = (): void => line.probe()
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') probe()
  }
  const onHide = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) line.rest()
  }
  document.addEventListener('visibilitychange', onVisible)
  addEventListener('pageshow', probe)
  addEventListener('pagehide', onHide)
  addEventListener('online', probe)
  onCleanup(() => {
    document.removeEventListener('visibilitychange', onVisible)
    removeEventListener('pageshow', probe)
    removeEventListener('pagehide', onHide)
    removeEventListener('online', probe)
  })
}
