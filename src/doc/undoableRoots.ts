import { isClaimRoot } from './roots.ts'

/** Roots whose entries stand under their subject alone. */
const PLAIN_ROOTS: ReadonlySet<string> = new Set([
  'profile',
  'tagNames',
  'tagMerges',
  'viewOrder',
  'listOrder',
  'order',
  'days',
  'aliases',
  'settings',
  'removed',
])

/** Keys of `meta` that a verb changes after the document was made; the others are for ever. */
const OPEN_META: ReadonlySet<string> = new Set(['title', 'description', 'colour'])

/** Whether an act may have changed this entry, and so its undoing may; anything else in a stored act is a forgery. */
export const isUndoable = (root: string, key: string): boolean =>
  isClaimRoot(root) || PLAIN_ROOTS.has(root) || (root === 'meta' && OPEN_META.has(key))
