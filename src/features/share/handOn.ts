/** Whether the device has a sheet of its own for handing things on. */
export const canShare = (): boolean => 'share' in navigator && typeof navigator.share === 'function'

/** Opens the device's sheet; a person who closes it again has not failed at anything. */
export const shareLink = async (title: string, url: string): Promise<void> => {
  await navigator.share({ title, url }).catch(() => undefined)
}
