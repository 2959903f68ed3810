/** The WebSocket subprotocol: a relay that speaks another version refuses the handshake. */
export const SUBPROTOCOL = 'carrel.sealed.v1'

/** Why the relay did not take a message (NACK) or let go of a room (CLOSED), with a sentence for the person. */
export const REFUSALS = {
  'read-only': 'This link may read the list, but not write in it.',
  'bad-signature': 'The server could not confirm that this device may write here.',
  'bad-record': 'The server did not accept a change, because it was malformed.',
  'too-large': 'A change is larger than this server takes in one piece.',
  'counter-taken': 'A change was numbered twice; it is sent again under a new number.',
  'compact-required': 'This document’s log is full on the server; it is being tidied.',
  stale: 'Another device tidied this document first.',
  storage: 'The server’s disk did not take the change. It stays on this device and is sent again.',
  rate: 'Too many changes at once; the rest follows in a moment.',
  'too-many-rooms': 'This device has more documents open than the server takes on one connection.',
  'wrong-keys': 'The keys of this document do not fit its address.',
  'not-here':
    'The server does not have this document yet. It appears as soon as someone who can write is online.',
  moved: 'This document moved to a new address.',
  'not-yet': 'This server does not offer that yet.',
  'not-open': 'The document is not open on this connection.',
  incomplete: 'The tidied copy of this document did not arrive whole; it is sent again.',
  'hourly-share':
    'This device has written as much in this document as the server takes in an hour; the rest follows bit by bit.',
  'no-new-rooms':
    'The server’s disk is nearly full, so it takes no new documents. This one stays on this device until there is room.',
  'daily-rooms':
    'More new documents came from this network today than the server takes. This one is sent tomorrow.',
  'daily-bytes': 'More was written from this network today than the server takes. The rest is sent tomorrow.',
  busy: 'The server has more to do than it can at the moment; this device asks again soon.',
  'not-kept': 'The server does not keep this earlier version any longer.',
} as const

export type RefusalCode = keyof typeof REFUSALS

export const parseRefusalCode = (text: string): RefusalCode | null =>
  // reason: `text in` has just proved it a key; the compiler does not narrow strings by `in`
  Object.hasOwn(REFUSALS, text) ? (text as RefusalCode) : null

/**
 * Codes with which a socket is closed. y-websocket treats 4400 to 4499 as final, so whatever may be tried again
 * stands at 4500 and above.
 */
export const CLOSE_CODES = {
  malformed: 4400,
  'too-large': 4401,
  subprotocol: 4402,
  'hello-timeout': 4501,
  'too-slow': 4503,
  'shutting-down': 4505,
} as const
