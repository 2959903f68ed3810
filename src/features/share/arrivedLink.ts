/** A link of the app's own kind, `web+carrel:join/CODE`, as the browser hands it to an installed app. */
const OWN_KIND = /^web\+carrel:(?:\/\/)?join[/#]([\w.-]{20,400})$/

/** What stands behind `#`: the code, or the whole link of the app's own kind that was opened; `null` for no such link. */
const codeOf = (hash: string): string | null => {
  if (!/^web(?:\+|%2b)carrel/i.test(hash)) return hash
  try {
    return OWN_KIND.exec(decodeURIComponent(hash))?.[1] ?? null
  } catch {
    return null
  }
}

/**
 * The code behind `#` of the address, taken out of the address at once: what opens a list must not stay where it is
 * seen, kept in the history or sent along with a picture of the screen. `null` where there is none.
 */
export const takeArrivedLink = (): string | null => {
  const code = location.hash.slice(1)
  if (code === '') return null
  const own = codeOf(code)
  const address = own === null || own === code ? location.href : new URL(`/join#${own}`, location.href).href
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return address
}
