import type { DeviceStatus } from './carrel.ts'
import type { OpenDocument } from './openDocument.ts'

/** What may truly be said of some documents together; reactive. */
export const statusOf = (documents: readonly OpenDocument[], connected: boolean): DeviceStatus => {
  let waiting = 0
  let unkept = false
  let left = false
  let delivered = documents.length > 0
  for (const document of documents) {
    if (!document.keeping()) unkept = true
    const { saved, moved } = document.sync()
    if (saved) continue
    // Where a document has gone without this device, nothing is on its way to it any more.
    if (moved) left = true
    else {
      waiting += document.waiting()
      delivered = false
    }
  }
  const phase = unkept
    ? 'unkept'
    : !delivered
      ? waiting > 0
        ? 'waiting'
        : 'kept'
      : left
        ? 'left'
        : 'delivered'
  return { phase, waiting, connected }
}
