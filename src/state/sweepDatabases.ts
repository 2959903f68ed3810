import { isInActs } from '../doc/libraryLists.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openSchema } from '../doc/upgrade.ts'
import { eraseDocument } from '../storage/erasing.ts'
import { listDocuments } from '../storage/heldDocuments.ts'
import { LEFT_KEPT_MS } from '../storage/limits.ts'
import { openLeftRecord } from './leftRecord.ts'

const NAME = 'left-lists'

/**
 * Deletes the databases of lists that were left, and of copies that were deleted, once that cannot be undone any more:
 * a month after the library was first found not to have them, when it was found so on three days at least, and no act
 * is left whose undoing would bring them back. Call where the library has been read from the disk and is kept there.
 * Answers the ids.
 */
export const sweepDatabases = async (
  library: SharedDoc,
  isListed: (id: string) => boolean,
  now: number,
): Promise<readonly string[]> => {
  if (openSchema(library) !== 'current') return []
  const ids = await listDocuments('list:').catch(() => [])
  const left = await openLeftRecord(NAME, now)
  const gone: string[] = []
  for (const id of ids) {
    if (id === '' || isListed(id) || !left.isLong(id, LEFT_KEPT_MS) || isInActs(library, id)) continue
    if (!(await eraseDocument(`list:${id}`)).ok) continue
    left.forget(id)
    gone.push(id)
  }
  await left.write()
  return gone
}
