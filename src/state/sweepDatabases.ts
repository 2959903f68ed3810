import { isInActs } from '../doc/libraryLists.ts'
import type { SharedDoc } from '../doc/sharedText.ts'
import { openSchema } from '../doc/upgrade.ts'
import { timeToDay } from '../lib/day.ts'
import { databaseName } from '../storage/docStore.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import { eraseDocument } from '../storage/erasing.ts'
import { LEFT_DAYS_SEEN, LEFT_KEPT_MS } from '../storage/limits.ts'

const NAME = 'left-lists'

/** A list's database that nobody refers to: since when it was found so (ms), and on how many days. */
interface Left {
  readonly since: number
  readonly days: number
  /** The last of these days. */
  readonly last: string
}

const parseLeft = (value: unknown): ReadonlyMap<string, Left> => {
  const found = new Map<string, Left>()
  if (!Array.isArray(value)) return found
  value.forEach((entry: unknown) => {
    if (!Array.isArray(entry)) return
    const [id, since, days, last]: readonly unknown[] = entry
    if (typeof id !== 'string' || typeof since !== 'number' || typeof days !== 'number') return
    if (typeof last === 'string') found.set(id, { since, days, last })
  })
  return found
}

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
  const prefix = databaseName('list:')
  let names: readonly string[]
  try {
    names = (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
  } catch {
    // Older Firefox cannot tell what there is: nothing goes.
    return []
  }
  const before = parseLeft(await readDeviceValue(NAME))
  const today = timeToDay(now)
  const after = new Map<string, Left>()
  const gone: string[] = []
  for (const name of names) {
    const id = name.startsWith(prefix) ? name.slice(prefix.length) : ''
    if (id === '' || isListed(id)) continue
    const seen = before.get(id)
    // A clock that was set back begins the month anew.
    const left: Left =
      seen && seen.since <= now
        ? { since: seen.since, days: seen.days + (seen.last === today ? 0 : 1), last: today }
        : { since: now, days: 1, last: today }
    const over = now - left.since >= LEFT_KEPT_MS && left.days >= LEFT_DAYS_SEEN
    if (over && !isInActs(library, id) && (await eraseDocument(`list:${id}`)).ok) gone.push(id)
    else after.set(id, left)
  }
  const entries = [...after].map(([id, { since, days, last }]) => [id, since, days, last])
  if (entries.length > 0 || before.size > 0)
    await writeDeviceValue(NAME, entries.length > 0 ? entries : undefined)
  return gone
}
