import type { ListSummary, OpenList } from '../../state/lists.ts'

type Role = ListSummary['role']

/**
 * Why nothing can be changed here; `null` where it can. `left-behind`: the list moved without this person;
 * `frozen`: it is a copy of one that was left. A list that
 * a newer version of Carrel has changed opens as a reader's whatever the link allows, and so differs from what the
 * device holds (`held`).
 */
export const lockOf = (
  list: Pick<OpenList, 'role' | 'place' | 'frozen'>,
  held: Role | undefined,
): 'reader' | 'newer' | 'left-behind' | 'frozen' | null => {
  if (list.frozen() !== null) return 'frozen'
  if (list.place() === 'left-behind') return 'left-behind'
  if (list.role() !== 'reader') return null
  return held === undefined || held === 'reader' ? 'reader' : 'newer'
}
