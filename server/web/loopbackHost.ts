/** Under which name this process reaches its own server, which listens on `host` (`null`: on every address). */
export const loopbackHost = (host: string | null): string => {
  if (host === null || host === '0.0.0.0' || host === '::' || host === 'localhost') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
