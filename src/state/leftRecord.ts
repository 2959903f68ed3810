import { timeToDay } from '../lib/day.ts'
import { readDeviceValue, writeDeviceValue } from '../storage/deviceValues.ts'
import { LEFT_DAYS_SEEN } from '../storage/limits.ts'

/** Since when something was found left (ms), and on how many days. */
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

/** What on this device nobody refers to, as it was found from start to start. */
export interface LeftRecord {
  /**
   * Notes that `id` is found left now. True where that has been so for `keptMs`, on {@link LEFT_DAYS_SEEN} days at
   * least: a clock that jumps ahead must not be enough, and one that was set back begins anew.
   */
  isLong(id: string, keptMs: number): boolean
  /** It is gone, and no longer looked for. */
  forget(id: string): void
  /** Keeps the notes of this time in the place of all earlier ones. */
  write(): Promise<void>
}

/** The record kept under `name` in the device's values. */
export const openLeftRecord = async (name: string, now: number): Promise<LeftRecord> => {
  const before = parseLeft(await readDeviceValue(name))
  const after = new Map<string, Left>()
  const today = timeToDay(now)
  return {
    isLong(id, keptMs) {
      const seen = before.get(id)
      const left: Left =
        seen && seen.since <= now
          ? { since: seen.since, days: seen.days + (seen.last === today ? 0 : 1), last: today }
          : { since: now, days: 1, last: today }
      after.set(id, left)
      return now - left.since >= keptMs && left.days >= LEFT_DAYS_SEEN
    },
    forget: (id) => void after.delete(id),
    async write() {
      if (after.size === 0 && before.size === 0) return
      const entries = [...after].map(([id, { since, days, last }]) => [id, since, days, last])
      await writeDeviceValue(name, entries.length > 0 ? entries : undefined)
    },
  }
}
