/** Asks the browser never to evict this site's data by itself; false where it refuses or cannot. */
export const askToPersist = async (): Promise<boolean> => {
  try {
    return (await navigator.storage?.persist?.()) ?? false
  } catch {
    return false
  }
}

/** Bytes used and allowed, as the browser estimates; `null` where it does not say. */
export const estimateStorage = async (): Promise<{
  readonly used: number
  readonly quota: number
  readonly persisted: boolean
} | null> => {
  try {
    const { usage, quota } = await navigator.storage.estimate()
    if (usage === undefined || quota === undefined) return null
    const persisted = (await navigator.storage.persisted?.()) ?? false
    return { used: usage, quota, persisted }
  } catch {
    return null
  }
}
