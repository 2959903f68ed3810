import { statfs } from 'node:fs/promises'
import type { RelayLimits } from './limits.ts'

/** Room on the disk, in bytes. */
export interface DiskSpace {
  readonly free: number
  readonly total: number
}

/** Asks how much room there is; `null` where the system does not say. */
export type MeasureDisk = () => Promise<DiskSpace | null>

/** What the file system of `folder` has left for this user. */
export const measureDiskOf =
  (folder: string): MeasureDisk =>
  async () => {
    try {
      const { bavail, blocks, bsize } = await statfs(folder)
      return { free: bavail * bsize, total: blocks * bsize }
    } catch {
      return null
    }
  }

/** `rooms`: new rooms are refused; `writes`: everything is. */
export type DiskState = 'enough' | 'rooms' | 'writes'

export interface DiskWatch {
  state(): DiskState
  /** As last measured. */
  space(): DiskSpace | null
  measure(): Promise<void>
  stop(): void
}

export const createDiskWatch = (
  measure: MeasureDisk,
  limits: Pick<
    RelayLimits,
    'diskLookMs' | 'roomDiskShare' | 'roomDiskBytes' | 'writeDiskShare' | 'writeDiskBytes'
  >,
  changed: (state: DiskState) => void,
): DiskWatch => {
  let space: DiskSpace | null = null
  let state: DiskState = 'enough'
  const stateOf = ({ free, total }: DiskSpace): DiskState => {
    if (free < Math.min(total * limits.writeDiskShare, limits.writeDiskBytes)) return 'writes'
    if (free < Math.min(total * limits.roomDiskShare, limits.roomDiskBytes)) return 'rooms'
    return 'enough'
  }
  const look = async (): Promise<void> => {
    space = await measure()
    // A system that does not say is not a full one: the disk's own refusal still counts.
    const next = space ? stateOf(space) : 'enough'
    if (next === state) return
    state = next
    changed(next)
  }
  const clock = setInterval(() => void look(), limits.diskLookMs)
  clock.unref()
  return { state: () => state, space: () => space, measure: look, stop: () => clearInterval(clock) }
}
