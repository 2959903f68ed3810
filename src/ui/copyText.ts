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

/**
 * The same for a text that is still being made. The clipboard is asked at once, since browsers listen only for a moment
 * after a key or a click.
 */
export const copyLater = async (text: Promise<string>): Promise<boolean> => {
  if (typeof ClipboardItem === 'undefined') return copyText(await text)
  const blob = text.then((made) => new Blob([made], { type: 'text/plain' }))
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
    return true
  } catch {
    return copyText(await text)
  }
}
