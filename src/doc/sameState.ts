import { equalBytes } from '../lib/bytes.ts'
import { createSharedDoc, mergeInto, stateOf } from './sharedDoc.ts'
import type { SharedDoc } from './sharedText.ts'

/** Whether a document that was begun with an update from `stateOf` holds exactly what that says, removals included. */
export const holdsState = (doc: SharedDoc, state: Uint8Array): boolean => {
  const other = createSharedDoc()
  mergeInto(other, state, 'comparison')
  const same = equalBytes(stateOf(doc), stateOf(other))
  other.destroy()
  return same
}
