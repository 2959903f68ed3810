import type { DeviceStatus } from './carrel.ts'
import type { OpenDocument } from './openDocument.ts'

/** What may truly be said of some documents together; reactive. */
export const statusOf = (documents: readonly OpenDocument[], connected: boolean): DeviceStatus => {
  let waiting = 0
  let unkept = false
  let delivered = true
  for (const document of documents) {
    if (!document.keeping()) unkept = true
    waiting += document.waiting()
    if (!document.sync().saved) delivered = false
  }
  if (unkept) return { phase: 'unkept', waiting, connected }
  if (delivered && documents.length > 0) return { phase: 'delivered', waiting: 0, connected }
  return { phase: waiting > 0 ? 'waiting' : 'kept', waiting, connected }
}
