import type { PaperKey } from '../domain/paperKey.ts'
import type { Day } from '../lib/day.ts'
import type { ActId, Desk } from './desk.ts'
import { skipPapers } from './skips.ts'
import { unskipPacked } from './unskipPacked.ts'

/**
 * Marks papers as skipped on the days they stand on, in one transaction, although each day has a packed entry of its
 * own. The acts of the days, which {@link unskipDays} undoes as one; `null` where all were skipped before.
 */
export const skipOnDays = (
  desk: Desk,
  days: ReadonlyMap<Day, readonly PaperKey[]>,
): readonly ActId[] | null => {
  const acts = desk.doc.transact(() => [...days].flatMap(([day, keys]) => skipPapers(desk, day, keys) ?? []))
  return acts.length > 0 ? acts : null
}

/** Undoes what {@link skipOnDays} did, in one transaction. True when a paper was still skipped. */
export const unskipDays = (desk: Desk, acts: readonly ActId[]): boolean =>
  desk.doc.transact(() => acts.map((act) => unskipPacked(desk, act)).includes(true))
