import type { PaperKey } from '../../domain/paperKey.ts'

/**
 * Before which paper `key` must stand to go one place up or down, or to the top of `keys`; `null` is the end, and
 * `undefined` says that it stands there already.
 */
export const moveTarget = (
  keys: readonly PaperKey[],
  key: PaperKey,
  direction: -1 | 1 | 'first',
): PaperKey | null | undefined => {
  const at = keys.indexOf(key)
  if (at < 0) return undefined
  if (direction === 1) return at === keys.length - 1 ? undefined : (keys[at + 2] ?? null)
  if (at === 0) return undefined
  return direction === 'first' ? keys[0] : keys[at - 1]
}
