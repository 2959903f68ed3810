import { equalBytes } from '../../src/lib/bytes.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { linkChain } from './chain.ts'
import type { LogEntry, LogHead, LogPlace, LogStore } from './log.ts'

/** Whether a log still stands where it was delivered last: what every sweep asks. */
export const isSamePlace = (
  mine: LogHead,
  kept: (LogPlace & { readonly revision: number }) | null,
): boolean =>
  kept === null
    ? mine.revision === 0
    : kept.revision === mine.revision &&
      kept.head === mine.head &&
      equalBytes(kept.logId, mine.logId) &&
      equalBytes(kept.chain, mine.chain)

/**
 * What a kept log is to the one that was delivered. `behind`: it may go on from there. `other`: it cannot; it was lost,
 * began anew, or lost its end and has perhaps grown again since.
 */
export const relateLogs = (mine: LogHead, kept: LogHead | null): 'same' | 'behind' | 'other' => {
  if (isSamePlace(mine, kept)) return 'same'
  if (!kept || !equalBytes(kept.logId, mine.logId) || kept.revision <= mine.revision) return 'other'
  if (kept.head < mine.head || kept.floor < mine.floor || (mine.moved && !kept.moved)) return 'other'
  return kept.head === mine.head && !equalBytes(kept.chain, mine.chain) ? 'other' : 'behind'
}

/**
 * The next records that lead from `mine` to `kept`, about `maxBytes` of them, and the head behind them. `gap`: they are
 * kept no longer. `other`: they do not follow what was delivered.
 */
export const readOn = async (
  store: LogStore,
  room: string,
  mine: LogHead,
  kept: LogHead,
  maxBytes: number,
): Promise<
  Result<
    { readonly entries: readonly LogEntry[]; readonly head: LogHead },
    'storage' | 'conflict' | 'gap' | 'other'
  >
> => {
  const read = await store.read(room, mine.head + 1, maxBytes)
  if (!read.ok) return read
  const entries: LogEntry[] = []
  let { head, chain, tailBytes } = mine
  for (const entry of read.value) {
    if (entry.seq > kept.head) break
    if (entry.seq !== head + 1) return err('gap')
    if (!equalBytes(linkChain(chain, entry.record), entry.chain)) return err('other')
    head = entry.seq
    chain = entry.chain
    tailBytes += entry.record.length
    entries.push(entry)
  }
  if (entries.length === 0) return err('gap')
  if (head === kept.head && !equalBytes(chain, kept.chain)) return err('other')
  return ok({ entries, head: { ...mine, head, chain, tailBytes } })
}
