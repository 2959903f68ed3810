import { count } from '../lib/text.ts'
import type { DeviceStatus } from '../state/carrel.ts'

/** What is true of the changes made here, in a few plain words. */
export const syncSentence = (status: DeviceStatus): string => {
  const changes = count(status.waiting, 'change', 'changes')
  switch (status.phase) {
    case 'unkept':
      return 'This device could not keep a change'
    case 'waiting':
      return status.connected ? `Sending ${changes}` : `Waiting for the network: ${changes}`
    case 'delivered':
      return status.connected ? 'Everything delivered' : 'Everything delivered · no network now'
    case 'left':
      return 'Kept on this device'
    case 'kept':
      return status.connected ? 'Kept on this device · catching up' : 'Kept on this device'
  }
}

/** Class of the small light beside the sentence. */
export const syncLook = (status: DeviceStatus): 'delivered' | 'waiting' | 'unkept' => {
  if (status.phase === 'unkept') return 'unkept'
  return status.phase === 'delivered' && status.connected ? 'delivered' : 'waiting'
}
