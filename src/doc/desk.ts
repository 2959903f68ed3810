import type { SharedDoc } from './sharedText.ts'

/** What every verb is given: the document, who writes, the clock and randomness. */
export interface Desk {
  readonly doc: SharedDoc
  /** Id of the device in a library, of the member in a list; without white space. */
  readonly by: string
  /** Milliseconds since 1970. */
  now(): number
  /** 96 random bits, base64url. */
  randomId(): string
  /** 0 ≤ x < 1 */
  random(): number
}

/** Names an act in its document, for {@link undoAct}; it may be stored and used after a reload. */
export type ActId = string
