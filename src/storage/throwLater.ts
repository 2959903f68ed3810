/** Hands a fault of somebody else's callback to the console's attention without breaking what we are in the middle of. */
export const throwLater = (error: unknown): void => {
  queueMicrotask(() => {
    throw error
  })
}
