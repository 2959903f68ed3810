/** A fault of our own code, never of the outside world: what comes from outside gets a `Result` instead. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws {@link AssertionError} with `sentence` when `condition` does not hold. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionError(sentence)
}

/** Closes a union: compiling proves that every case was handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`a case was not handled: ${JSON.stringify(value)}`)
}
