import { count } from '../../lib/text.ts'
import type { DeviceStatus } from '../../state/carrel.ts'

/** What whoever leaves a list must know of changes the others have not; `null` once all is delivered. */
export const printUnsent = ({ phase, waiting }: DeviceStatus): string | null => {
  if (phase === 'delivered') return null
  // Another tab's changes are not counted here, nor those of before the count was written down.
  if (waiting === 0)
    return 'Changes made on this device may not have reached the others yet. If so, they will only if you come back.'
  return `${count(waiting, 'change has', 'changes have')} not reached the others yet, and will only if you come back.`
}
