/** Whether the device has a sheet of its own for handing things on. */
export const canShare = (): boolean => 'share' in navigator && typeof navigator.share === 'function'

/** Opens the device's sheet; a person who closes it again has not failed at anything. */
export const shareLink = async (title: string, url: string): Promise<void> => {
  await navigator.share({ title, url }).catch(() => undefined)
}

/** Puts `text` on the clipboard; false where the browser does not let us. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Not allowed, or a browser without the clipboard: the person copies by hand.
    return false
  }
}
