import { generateKeyBetween } from 'fractional-indexing'

/** Letters of jitter behind a fractional index: two people inserting at one place collide once in 62^4. */
const JITTER = 4
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * A position strictly between two others (`null` = the end on that side), with random letters behind it so that two
 * devices rarely choose the same. Answers `null` where the neighbours are equal or out of order: the caller then
 * spreads them apart first.
 */
export const positionBetween = (
  before: string | null,
  after: string | null,
  random: () => number,
): string | null => {
  if (before !== null && after !== null && before >= after) return null
  try {
    const plain = generateKeyBetween(before, after)
    const jitter = Array.from({ length: JITTER }, () =>
      DIGITS.charAt(Math.floor(random() * DIGITS.length)),
    ).join('')
    // An index must not end in the smallest digit, or nothing fits in front of it.
    const jittered = `${plain}${jitter}`.replace(/0$/, '1')
    return after === null || jittered < after ? jittered : plain
  } catch {
    // A peer wrote something that is no index; ties by key still give everybody the same order.
    return null
  }
}

/** Orders by position, then by key, so that equal positions look the same on every device. */
export const byPosition = (
  a: readonly [position: string, key: string],
  b: readonly [position: string, key: string],
): number => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)
