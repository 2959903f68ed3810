/**
 * The code behind `#` of the address, taken out of the address at once: what opens a list must not stay where it is
 * seen, kept in the history or sent along with a picture of the screen. `null` where there is none.
 */
export const takeArrivedLink = (): string | null => {
  const code = location.hash.slice(1)
  if (code === '') return null
  const address = location.href
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return address
}
