/**
 * What a page may do. No script but our own files; connections to any relay or feed the person chooses, over TLS,
 * and without it on this machine only; WebAssembly for the search. Style attributes are allowed for the few elements
 * whose place is computed; style elements are not.
 */
const contentPolicy = (connect: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    ["connect-src 'self' https: wss: ws://localhost:* ws://127.0.0.1:*", ...connect].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** What every answer carries; `connect`: addresses a page may ask beside those it may anyway. */
export const securityHeaders = (connect: readonly string[]): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': contentPolicy(connect),
  // A link's secret stands behind its #: no address of ours is ever told to another site.
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'geolocation=(), microphone=(), payment=(), usb=()',
})
