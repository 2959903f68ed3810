import { isSamePlace } from './continuation.ts'
import type { RelayLimits } from './limits.ts'
import type { LogStore } from './log.ts'
import type { Room } from './room.ts'

/**
 * Keeps the open rooms at what other processes do to the store: by their words, and by a sweep over all rooms for the
 * words that were lost. Returns what ends it; a store that is this process's own needs nothing.
 */
export const followNews = (
  store: LogStore,
  limits: RelayLimits,
  open: ReadonlyMap<string, Room>,
): (() => void) => {
  const { news } = store
  if (!news) return () => undefined
  let sweeping = false

  const sweep = async (): Promise<void> => {
    if (sweeping) return
    sweeping = true
    const rooms = [...open.values()]
    for (let at = 0; at < rooms.length; at += limits.sweepStepRooms) {
      const step = rooms.slice(at, at + limits.sweepStepRooms)
      const places = await news.places(step.map(({ name }) => name))
      // A store that does not answer is told by every write; the next sweep comes.
      if (!places.ok) break
      for (const [index, room] of step.entries())
        if (!isSamePlace(room.head, places.value[index] ?? null)) void room.look()
    }
    sweeping = false
  }

  news.listen({
    word: (room, word) => open.get(room)?.hear(word),
    missed(name) {
      const rooms = name === null ? [...open.values()] : [open.get(name)].filter((room) => room !== undefined)
      for (const room of rooms) {
        room.presence.ask()
        if (name !== null) void room.look()
      }
      if (name === null) void sweep()
    },
    left(from) {
      for (const room of open.values()) room.presence.lose(from)
    },
    replaced() {
      for (const room of open.values()) void room.inTurn(() => room.closeAll('stale'))
    },
  })
  const clock = setInterval(() => void sweep(), limits.sweepMs)
  clock.unref()
  return () => clearInterval(clock)
}
