/** `/join%23CODE` and `/join/%23CODE`, as link scanners write `/join#CODE`; and the same for a new device's `/link#CODE`. */
const MANGLED = /^\/(join|link)\/?(?:%23|#)(.+)$/i

/**
 * The address meant by one in which a link scanner made the `#` part of the path; `null` where nothing is to mend. Such
 * a code has been seen by the server already, but it still opens the list.
 */
export const mendedAddress = (pathname: string, search: string): string | null => {
  const [, page, code] = MANGLED.exec(pathname) ?? []
  return code === undefined ? null : `/${page?.toLowerCase()}${search}#${code}`
}
