/**
 * The address with the code behind its `#`, taken out of the address bar at once: a code that hands over a library must
 * not stay where it is seen or kept. `null` where there is none.
 */
export const takeArrivedCode = (): string | null => {
  if (location.hash.length < 2) return null
  const address = location.href
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return address
}
