/** Whether the device has a sheet of its own for handing things on. */
export const canShare = (): boolean => 'share' in navigator && typeof navigator.share === 'function'

/**
 * Opens the device's sheet; a person who closes it again has not failed at anything. False where the device would not
 * open it, and another way is to be offered.
 */
export const handOn = async (what: ShareData): Promise<boolean> => {
  try {
    await navigator.share(what)
    return true
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError'
  }
}
