/** Clocks that all stop at once, when what they run for ends. */
export interface Clocks {
  later(milliseconds: number, work: () => void): ReturnType<typeof setTimeout>
  pause(milliseconds: number): Promise<void>
  stopClock(clock: ReturnType<typeof setTimeout>): void
  stopClocks(): void
}

export const createClocks = (): Clocks => {
  const clocks = new Set<ReturnType<typeof setTimeout>>()
  const later = (milliseconds: number, work: () => void): ReturnType<typeof setTimeout> => {
    const clock = setTimeout(() => {
      clocks.delete(clock)
      work()
    }, milliseconds)
    clocks.add(clock)
    return clock
  }
  return {
    later,
    pause: (milliseconds) => new Promise((resolve) => void later(milliseconds, resolve)),
    stopClock(clock) {
      clearTimeout(clock)
      clocks.delete(clock)
    },
    stopClocks() {
      for (const clock of clocks) clearTimeout(clock)
    },
  }
}
