/** Does `work` again, with a `pause` before each try but the first, until it succeeds. */
export const untilDone = async <T>(work: () => Promise<T>, pause: () => Promise<unknown>): Promise<T> => {
  for (;;) {
    try {
      return await work()
    } catch {
      await pause()
    }
  }
}
