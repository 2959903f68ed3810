import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { LibraryKeys } from '../crypto/deviceLink.ts'
import { printCode } from '../crypto/linkPrinting.ts'
import { sha256 } from '../crypto/primitives.ts'
import { concatBytes, equalBytes, parseBase64url, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { MAX_KEY_TEXT_LENGTH } from './limits.ts'

/** A kind of code beside those of src/crypto/link.ts, which opens no list and links no device. */
const KEY_KIND = 5
const CODE_VERSION = 1
const CHECK_BYTES = 4
const SECRET_BYTES = 32
/** Two bytes, both secrets and the sum in base64url. */
const CODE = /[A-Za-z0-9_-]{94}/g
export const WORDS_OF_SECRET = 24
/** No two words of the list begin with the same four letters. */
const TELLING_LETTERS = 4

const joined = ({ librarySecret, identitySecret }: LibraryKeys): Bytes =>
  concatBytes(librarySecret, identitySecret)

/** Both secrets as words of BIP 39: 24 where they are one, as in most libraries, and 48 after a move. */
export const printKeyWords = ({ librarySecret, identitySecret }: LibraryKeys): readonly string[] => {
  const secrets = equalBytes(librarySecret, identitySecret)
    ? [librarySecret]
    : [librarySecret, identitySecret]
  return secrets.flatMap((secret) => entropyToMnemonic(secret, wordlist).split(' '))
}

/** Both secrets as a code that stands behind an address. */
export const printKeyCode = (keys: LibraryKeys): Promise<string> => printCode(KEY_KIND, joined(keys))

/**
 * Why a text is no key: `empty`; `word`, one that is in no list, at a place from 1; `count`, neither 24 nor 48;
 * `sum`, words or letters were changed, left out or put in another order; `too-long`.
 */
export type KeyFault =
  | { readonly type: 'empty' | 'sum' | 'too-long' }
  | { readonly type: 'count'; readonly words: number }
  | { readonly type: 'word'; readonly at: number; readonly word: string }

const parseCode = async (text: string): Promise<LibraryKeys | null> => {
  for (const [letters] of text.matchAll(CODE)) {
    const bytes = parseBase64url(letters)
    if (!bytes || bytes[0] !== CODE_VERSION || bytes[1] !== KEY_KIND) continue
    const body = bytes.slice(0, bytes.length - CHECK_BYTES)
    if (!equalBytes((await sha256(body)).subarray(0, CHECK_BYTES), bytes.subarray(body.length))) continue
    return {
      librarySecret: body.slice(2, 2 + SECRET_BYTES),
      identitySecret: body.slice(2 + SECRET_BYTES),
    }
  }
  return null
}

const wordOf = (said: string): string | null => {
  if (wordlist.includes(said)) return said
  if (said.length < TELLING_LETTERS) return null
  const found = wordlist.filter((word) => word.startsWith(said))
  return found.length === 1 ? (found[0] ?? null) : null
}

const secretFrom = (words: readonly string[]): Bytes | null => {
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(' '), wordlist))
  } catch {
    return null
  }
}

/**
 * Reads a key from what somebody typed, pasted or opened: its code, bare or behind an address, or its words with
 * numbers, commas and line ends between them, each at least by its first four letters. It never throws.
 */
export const parseLibraryKey = async (text: string): Promise<Result<LibraryKeys, KeyFault>> => {
  if (text.length > MAX_KEY_TEXT_LENGTH) return err({ type: 'too-long' })
  const coded = await parseCode(text)
  if (coded) return ok(coded)
  const said = text.toLowerCase().match(/[a-z]+/g) ?? []
  if (said.length === 0) return err({ type: 'empty' })
  const words: string[] = []
  for (const [index, one] of said.entries()) {
    const word = wordOf(one)
    if (word === null) return err({ type: 'word', at: index + 1, word: one.slice(0, 20) })
    words.push(word)
  }
  if (words.length !== WORDS_OF_SECRET && words.length !== 2 * WORDS_OF_SECRET)
    return err({ type: 'count', words: words.length })
  const librarySecret = secretFrom(words.slice(0, WORDS_OF_SECRET))
  const identitySecret =
    words.length === WORDS_OF_SECRET ? librarySecret : secretFrom(words.slice(WORDS_OF_SECRET))
  return librarySecret && identitySecret ? ok({ librarySecret, identitySecret }) : err({ type: 'sum' })
}
