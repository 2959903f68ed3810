import type { TextChange } from '../doc/typingHistory.ts'

/** One change of a text: at `index`, `remove` UTF-16 units go and `insert` takes their place. */
export type Splice = TextChange

const isHigh = (text: string, index: number): boolean => /[\uD800-\uDBFF]/.test(text.charAt(index))
const isLow = (text: string, index: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(index))

/**
 * The smallest change that makes `after` of `before`; `null` when they are the same. Where several are equally small
 * (an `a` typed into `aaa`), the one that ends at `caret` in `after` is meant. Never cuts a surrogate pair.
 */
export const spliceBetween = (before: string, after: string, caret: number): Splice | null => {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  const suffixUpTo = (limit: number): number => {
    let length = 0
    while (
      length < limit &&
      before.charAt(before.length - 1 - length) === after.charAt(after.length - 1 - length)
    )
      length++
    return length
  }
  const bound = Math.min(shorter, Math.max(0, after.length - caret))
  let suffix = suffixUpTo(bound)
  let prefix = 0
  while (prefix < shorter - suffix && before.charAt(prefix) === after.charAt(prefix)) prefix++
  // A change elsewhere than at the caret (the browser's own undo): what the bound kept back may still match.
  suffix = Math.max(suffix, suffixUpTo(shorter - prefix))
  if (prefix > 0 && isHigh(before, prefix - 1) && (isLow(before, prefix) || isLow(after, prefix))) prefix--
  if (suffix > 0 && isLow(before, before.length - suffix) && isHigh(before, before.length - suffix - 1))
    suffix--
  else if (suffix > 0 && isLow(after, after.length - suffix) && isHigh(after, after.length - suffix - 1))
    suffix--
  return {
    index: prefix,
    remove: before.length - prefix - suffix,
    insert: after.slice(prefix, after.length - suffix),
  }
}

/** A step of a Yjs text event. */
export type DeltaStep = {
  readonly retain?: number | undefined
  readonly insert?: unknown
  readonly delete?: number | undefined
}

/**
 * Says of each unit of a text where it stands after `deltas` were applied one after the other; -1 for units that are
 * gone. `length` is that of the text before them.
 */
export const placesAfter = (length: number, deltas: readonly (readonly DeltaStep[])[]): readonly number[] => {
  // Each unit is known by its old index; what others wrote is -1.
  let units: number[] = Array.from({ length }, (_, index) => index)
  for (const delta of deltas) {
    const next: number[] = []
    let at = 0
    for (const step of delta) {
      if (step.retain !== undefined) {
        for (const end = at + step.retain; at < end; at++) next.push(units[at] ?? -1)
      } else if (step.delete !== undefined) at += step.delete
      else if (typeof step.insert === 'string') for (let i = 0; i < step.insert.length; i++) next.push(-1)
    }
    for (; at < units.length; at++) next.push(units[at] ?? -1)
    units = next
  }
  const places: number[] = Array.from({ length }, () => -1)
  units.forEach((old, place) => {
    if (old >= 0) places[old] = place
  })
  return places
}

/** Where a place of a text of `length` is after `deltas`: behind the letter it stood behind, or the last left of it. */
export const placeAfter = (
  index: number,
  length: number,
  deltas: readonly (readonly DeltaStep[])[],
): number => {
  const left = placesAfter(length, deltas)
    .slice(0, index)
    .findLast((place) => place >= 0)
  return left === undefined ? 0 : left + 1
}

/**
 * `splice`, made for a text as it was before `deltas`, as splices for the text after them: to be applied in order.
 * What others wrote inside the removed stretch stays.
 */
export const rebase = (
  splice: Splice,
  length: number,
  deltas: readonly (readonly DeltaStep[])[],
): readonly Splice[] => {
  if (deltas.length === 0) return [splice]
  const places = placesAfter(length, deltas)
  const at = placeAfter(splice.index, length, deltas)
  const removed = places.slice(splice.index, splice.index + splice.remove).filter((place) => place >= 0)
  return [
    // From the back, so that the places in front stay true.
    ...removed.reverse().map((index) => ({ index, remove: 1, insert: '' })),
    ...(splice.insert ? [{ index: at, remove: 0, insert: splice.insert }] : []),
  ]
}
