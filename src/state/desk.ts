import { randomBytes } from '../crypto/primitives.ts'
import type { Desk } from '../doc/desk.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { printBase64url } from '../lib/bytes.ts'

/** Ids are 96 random bits: nobody meets the same one twice, and nothing about the writer can be read off them. */
const ID_BYTES = 12

/** What a verb needs beside its arguments, in a browser: the document, who writes, the clock and randomness. */
export const createDesk = (doc: SharedDoc, by: string): Desk => ({
  doc,
  by,
  now: () => Date.now(),
  random: () => Math.random(),
  randomId: () => printBase64url(randomBytes(ID_BYTES)),
})
