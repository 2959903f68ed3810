import { MAX_VALUE, STEP_ITEMS } from './limits.ts'

/** Tells the line of a place, for places that are asked for in rising order. */
export const createLineCounter = (text: string): ((place: number) => number) => {
  let at = 0
  let line = 1
  return (place) => {
    if (place < at) {
      at = 0
      line = 1
    }
    for (;;) {
      const next = text.indexOf('\n', at)
      if (next < 0 || next >= place) return line
      at = next + 1
      line++
    }
  }
}

/** `\r\n` and `\r` as `\n`. */
export const unifyLines = (text: string): string =>
  text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text

/** Lines between two words of how far a reader has come. */
const STEP_LINES = STEP_ITEMS * 10

/**
 * The lines of a text that ends them with `\n`, each cut at {@link MAX_VALUE} letters, with their numbers from 1. With
 * every so many stands what part of the text is behind, 0 to 1, for whoever waits.
 */
export function* eachLine(
  text: string,
): Generator<{ readonly line: string; readonly number: number; readonly part: number | null }, void> {
  let number = 0
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    number++
    yield {
      line: text.slice(at, Math.min(end, at + MAX_VALUE)).replace(/^\uFEFF/, ''),
      number,
      part: number % STEP_LINES === 0 ? at / text.length : null,
    }
    at = end + 1
  }
}
