import type { ListSummary, OpenList } from '../../state/carrel.ts'

type Role = ListSummary['role']

/**
 * Why nothing can be changed here; `null` where it can. A list that a newer version of Carrel has changed opens as a
 * reader's whatever the link allows, and so differs from what the device holds (`held`).
 */
export const lockOf = (
  role: ReturnType<OpenList['role']>,
  held: Role | undefined,
): 'reader' | 'newer' | null => {
  if (role !== 'reader') return null
  return held === undefined || held === 'reader' ? 'reader' : 'newer'
}
