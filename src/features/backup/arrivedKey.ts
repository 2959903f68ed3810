/** A code behind the address: as long as a library's key, and longer than the name of any part of the page. */
const CODE = /^#[A-Za-z0-9_-]{94}$/

/**
 * The address with a key behind its `#`, taken out of the address bar at once: it must not stay where it is seen or
 * kept. `null` where there is none.
 */
export const takeArrivedKey = (): string | null => {
  if (!CODE.test(location.hash)) return null
  const address = location.href
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return address
}
