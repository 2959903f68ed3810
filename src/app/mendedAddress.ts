/** `/join%23CODE` and `/join/%23CODE`, as link scanners write `/join#CODE`. */
const MANGLED = /^\/join\/?(?:%23|#)(.+)$/i

/**
 * The address meant by one in which a link scanner made the `#` part of the path; `null` where nothing is to mend. Such
 * a code has been seen by the server already, but it still opens the list.
 */
export const mendedAddress = (pathname: string, search: string): string | null => {
  const code = MANGLED.exec(pathname)?.[1]
  return code === undefined ? null : `/join${search}#${code}`
}
