import type { RelayLimits } from './limits.ts'
import type { LogStore } from './log.ts'
import type { Meter } from './meter.ts'
import { shortRoom } from './roomSurroundings.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Lets rooms rest in which nobody has been for long, and deletes them when they have rested for long. */
export interface RoomAging {
  /** Somebody entered the room. */
  touch(room: string): void
  /** Looks at every room once; resolves when that is done or stopped. */
  sweep(): Promise<void>
  stop(): void
}

/**
 * A day of service is a day on which the relay ran. Devices heal a room that was deleted, but only if one of them comes;
 * so what counts is how often they could have come, and not what a clock says.
 */
export const createRoomAging = (options: {
  readonly store: LogStore
  readonly limits: Pick<RelayLimits, 'restAfterDays' | 'deleteAfterDays' | 'agingStepRooms' | 'agingStepMs'>
  /** Whether somebody is in the room. */
  readonly isOpen: (room: string) => boolean
  readonly now: () => number
  readonly log: (event: string, facts: object) => void
  readonly meter: Meter
}): RoomAging => {
  const { limits, now, log, meter } = options
  const { ages } = options.store
  let stopped = false
  let wake: () => void = () => undefined
  let sweeping = false
  const dateOf = (): number => Math.floor(now() / DAY_MS)
  let known: { readonly date: number; readonly day: Promise<number | null> } | null = null
  const today = (): Promise<number | null> => {
    if (known?.date !== dateOf())
      known = { date: dateOf(), day: ages?.serviceDay(dateOf()) ?? Promise.resolve(null) }
    return known.day
  }

  const sweep = async (): Promise<void> => {
    const day = await today()
    if (!ages || day === null) return
    for (let after = ''; !stopped;) {
      const rooms = await ages.list(after, limits.agingStepRooms)
      for (const { room, revision, touched, rests } of rooms) {
        after = room
        if (touched === null) {
          await ages.touch(room, day)
          continue
        }
        const age = day - touched
        if (age < limits.restAfterDays || options.isOpen(room)) continue
        if (!rests) {
          await ages.rest(room)
          meter.count('rooms_archived')
          log('room-rests', { room: shortRoom(room), days: age })
        } else if (
          age >= limits.restAfterDays + limits.deleteAfterDays &&
          (await ages.remove(room, revision))
        ) {
          meter.count('rooms_deleted')
          log('room-deleted', { room: shortRoom(room), days: age })
        }
      }
      if (rooms.length < limits.agingStepRooms) return
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, limits.agingStepMs).unref()
      })
    }
  }
  const once = async (): Promise<void> => {
    if (sweeping) return
    sweeping = true
    try {
      await sweep()
    } catch (fault) {
      log('fault', { message: fault instanceof Error ? fault.message : String(fault) })
    }
    sweeping = false
  }

  let swept: number | null = null
  const clock = setInterval(() => {
    if (swept === dateOf()) return
    swept = dateOf()
    void once()
  }, HOUR_MS)
  clock.unref()

  return {
    touch(room) {
      void today().then((day) => (day === null || stopped ? undefined : ages?.touch(room, day)))
    },
    sweep: once,
    stop() {
      stopped = true
      clearInterval(clock)
      wake()
    },
  }
}
