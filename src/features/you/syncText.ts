import { count } from '../../lib/text.ts'
import type { DeviceStatus } from '../../state/carrel.ts'

/** Where the person's changes are, in one sentence. */
export const printStatus = (status: DeviceStatus): string => {
  switch (status.phase) {
    case 'kept':
      return 'Everything is kept on this device. The server has not been reached yet.'
    case 'waiting':
      return status.waiting > 0
        ? `Everything is kept on this device. ${count(status.waiting, 'change waits', 'changes wait')} for the network.`
        : 'Everything is kept on this device. The last changes are on their way.'
    case 'delivered':
      return status.connected
        ? 'Everything is delivered: the server has it for your other devices and your labmates, and cannot read it.'
        : 'Everything is delivered. There is no connection right now.'
    case 'left':
      return 'Everything is kept on this device. What has moved on without it does not get the last changes.'
    case 'unkept':
      return 'The disk of this device refused the last changes. Free some space before you go on.'
  }
}
