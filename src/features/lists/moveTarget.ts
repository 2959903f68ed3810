import type { PaperKey } from '../../domain/paperKey.ts'

/**
 * Before which paper `key` must stand to go one place up or down, or to the top of `keys`; `null` is the end, and
 * `undefined` says that it stands there already. `real` is the order that the list has by now, where `keys` shows an
 * older one: below the neighbour that is shown is below it there.
 */
export const moveTarget = (
  keys: readonly PaperKey[],
  key: PaperKey,
  direction: -1 | 1 | 'first',
  real: readonly PaperKey[] = keys,
): PaperKey | null | undefined => {
  const at = keys.indexOf(key)
  if (at < 0) return undefined
  if (direction === 1) {
    const neighbour = keys[at + 1]
    if (neighbour === undefined) return undefined
    const others = real.filter((other) => other !== key)
    return others[others.indexOf(neighbour) + 1] ?? null
  }
  if (at === 0) return undefined
  return direction === 'first' ? keys[0] : keys[at - 1]
}
