/** Text of a file, and the encoding where it had to be guessed. */
export interface DecodedText {
  readonly text: string
  /** `null` where the file says it itself, or is proper UTF-8. */
  readonly guessed: string | null
}

/** What Java calls encodings, and so JabRef, where the web calls them quite otherwise; `-` for `_`, no `x-`. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['latin-1', 'windows-1252'],
  ['latin-9', 'iso-8859-15'],
  ['macroman', 'macintosh'],
  ['mac', 'macintosh'],
  ['mac-roman', 'macintosh'],
  ['mac-cyrillic', 'x-mac-cyrillic'],
  ['maccyrillic', 'x-mac-cyrillic'],
  ['macukraine', 'x-mac-cyrillic'],
  ['ms932', 'shift_jis'],
  ['windows-31j', 'shift_jis'],
  ['sjis', 'shift_jis'],
  ['shift-jis', 'shift_jis'],
  ['ms936', 'gbk'],
  ['gb2312', 'gbk'],
  ['ms949', 'euc-kr'],
  ['ms950', 'big5'],
  ['ms874', 'windows-874'],
  ['tis620', 'windows-874'],
  ['big5-hkscs', 'big5'],
  ['euc-cn', 'gbk'],
  ['koi8', 'koi8-r'],
])

/** The web's name of an encoding: `ISO8859_2` is `iso-8859-2`, `Cp1250` and `x-windows-1250` are `windows-1250`. */
const webLabel = (said: string): string => {
  const name = said
    .toLowerCase()
    .replace(/_/g, '-')
    .replace(/^x-/, '')
    .replace(/^cp-?(125\d|874)$/, 'windows-$1')
    .replace(/^cp-?(9\d\d)$/, 'ms$1')
    .replace(/^iso-?8859-?(\d+)$/, 'iso-8859-$1')
    .replace(/^euc-?(?=jp|kr|cn)/, 'euc-')
    .replace(/^(?:latin1|iso-8859-1)$/, 'windows-1252')
  return NAMES.get(name) ?? name
}

const HEAD = 4_000

/** Windows' own letters, from 128 to 159: Node 20 leaves them as control characters. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

const decodeAs = (bytes: Uint8Array, label: string): string | null => {
  try {
    const name = webLabel(label)
    const text = new TextDecoder(name).decode(bytes)
    return name === 'windows-1252'
      ? text.replace(/[\u0080-\u009F]/g, (letter) => WINDOWS.charAt(letter.charCodeAt(0) - 128))
      : text
  } catch {
    return null
  }
}

const strictUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** UTF-16 without a mark: half of the bytes of Western text are zero, all on one side. */
const wideLabel = (bytes: Uint8Array): string | null => {
  const length = Math.min(bytes.length, HEAD) & ~1
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even++
    if (bytes[at + 1] === 0) odd++
  }
  if (length < 4) return null
  if (odd > length / 5 && even < odd / 10) return 'utf-16le'
  return even > length / 5 && odd < even / 10 ? 'utf-16be' : null
}

/** What the file says of itself: an XML declaration, or JabRef's first line. */
const saidLabel = (bytes: Uint8Array): string | null => {
  const head = decodeAs(bytes.subarray(0, HEAD), 'windows-1252') ?? ''
  return (
    /^\s*<\?xml[^>]{0,200}encoding=["']([\w.:-]{1,40})["']/i.exec(head)?.[1] ??
    /^%+\s*Encoding:\s*([\w.:-]{1,40})/im.exec(head)?.[1] ??
    null
  )
}

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122))

/** Old Macs keep their accented letters where Windows has quotes and dashes, which do not stand inside words. */
const looksMac = (bytes: Uint8Array): boolean => {
  let mac = 0
  let windows = 0
  for (let at = 1; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte < 128 || (!isLetter(bytes[at - 1]) && !isLetter(bytes[at + 1]))) continue
    if (byte >= 0xc0) windows++
    // Not the apostrophe, nor the dashes.
    else if (byte < 0xa0 && (byte < 0x91 || byte > 0x97) && isLetter(bytes[at + 1])) mac++
  }
  return mac > windows
}

/** Lines that are UTF-8 as that, the others as Windows wrote them: files that were put together from several. */
const decodeLines = (bytes: Uint8Array): string => {
  const lines: string[] = []
  let start = 0
  while (start <= bytes.length) {
    const found = bytes.indexOf(10, start)
    const end = found < 0 ? bytes.length : found
    const line = bytes.subarray(start, end)
    lines.push(strictUtf8(line) ?? decodeAs(line, 'windows-1252') ?? '')
    start = end + 1
  }
  return lines.join('\n')
}

/** The text behind `bytes`, by their mark, by what the file says, or else by what fits. Never throws. */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: decodeAs(bytes, 'utf-16le') ?? '', guessed: null }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: decodeAs(bytes, 'utf-16be') ?? '', guessed: null }
  const wide = wideLabel(bytes)
  if (wide) return { text: decodeAs(bytes, wide) ?? '', guessed: 'UTF-16' }
  const text = strictUtf8(bytes)
  if (text !== null) return { text, guessed: null }
  const label = saidLabel(bytes)
  const said = label && !/^utf/i.test(label) ? decodeAs(bytes, label) : null
  if (said !== null) return { text: said, guessed: null }
  if (looksMac(bytes)) {
    const mac = decodeAs(bytes, 'macintosh')
    if (mac !== null) return { text: mac, guessed: 'Mac OS Roman' }
  }
  return { text: decodeLines(bytes), guessed: 'Windows-1252' }
}
