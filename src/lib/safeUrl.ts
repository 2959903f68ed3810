/** `text` as an address a link may lead to; `null` for anything but http and https, such as a script. */
export const safeUrl = (text: string | undefined): string | null => {
  if (text === undefined || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}
