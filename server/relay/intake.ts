/** What sockets have said and the relay has not dealt with yet: who says more than it can deal with is not read. */
export interface Intake {
  /** A socket's own line. `pause` and `resume` stop and start the reading from it. */
  open(pause: () => void, resume: () => void): IntakeLine
  /** Over all sockets. */
  held(): number
}

export interface IntakeLine {
  take(bytes: number): void
  give(bytes: number): void
  /** Another reason not to read from it: it does not read what it is owed. */
  choke(on: boolean): void
  isPaused(): boolean
  end(): void
}

/**
 * `lineBytes`: what one socket may have waiting; `totalBytes`: all together, beyond which whoever speaks waits. Reading
 * goes on at half of either, so that it does not start and stop with every message.
 */
export const createIntake = (lineBytes: number, totalBytes: number): Intake => {
  let total = 0
  /** Lines that wait for the total to fall. */
  const waiting = new Set<() => void>()
  const release = (): void => {
    if (total > totalBytes / 2) return
    const looks = [...waiting]
    waiting.clear()
    for (const look of looks) look()
  }
  return {
    held: () => total,
    open(pause, resume) {
      let held = 0
      let paused = false
      let choked = false
      let ended = false
      const look = (): void => {
        if (ended) return
        const crowded = total > (paused ? totalBytes / 2 : totalBytes)
        const full = held > (paused ? lineBytes / 2 : lineBytes)
        const stop = choked || full || crowded
        if (crowded) waiting.add(look)
        if (stop === paused) return
        paused = stop
        if (stop) pause()
        else resume()
      }
      return {
        take(bytes) {
          held += bytes
          total += bytes
          look()
        },
        give(bytes) {
          if (ended) return
          held -= bytes
          total -= bytes
          look()
          release()
        },
        choke(on) {
          choked = on
          look()
        },
        isPaused: () => paused,
        end() {
          if (ended) return
          ended = true
          total -= held
          waiting.delete(look)
          release()
        },
      }
    },
  }
}
