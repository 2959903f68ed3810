import { byPosition, positionBetween } from '../domain/order.ts'
import { MAX_NEW_POSITION_LENGTH } from './limits.ts'

export interface Placed {
  readonly id: string
  /** Empty where nobody has placed it. */
  readonly position: string
}

export const sortPlaced = (placed: readonly Placed[]): readonly Placed[] =>
  [...placed].sort((a, b) => byPosition([a.position, a.id], [b.position, b.id]))

/**
 * Positions that put `ids`, in their order, in front of the `index`th of `others` (sorted, without `ids`). Usually
 * those alone; where neighbours are equal, foreign or too tight, as many of `others` around them are spread apart as
 * it takes.
 */
export const placeAt = (
  others: readonly Placed[],
  index: number,
  ids: readonly string[],
  random: () => number,
): ReadonlyMap<string, string> => {
  const spread = (left: number, right: number): ReadonlyMap<string, string> | null => {
    const upper = others[right]?.position ?? null
    let last = others[left - 1]?.position ?? null
    const placed = new Map<string, string>()
    const idsOf = (from: number, to: number): readonly string[] => others.slice(from, to).map(({ id }) => id)
    for (const id of [...idsOf(left, index), ...ids, ...idsOf(index, right)]) {
      const position = positionBetween(last, upper, random)
      if (position === null || position.length > MAX_NEW_POSITION_LENGTH) return null
      placed.set(id, position)
      last = position
    }
    return placed
  }
  for (let reach = 0; ; reach = reach * 2 + 1) {
    const left = Math.max(0, index - reach)
    const right = Math.min(others.length, index + reach)
    const placed = spread(left, right)
    // With no neighbour left on either side there is room for everything.
    if (placed || (left === 0 && right === others.length)) return placed ?? new Map()
  }
}
