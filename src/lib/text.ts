/** `text` with every run of white space made one space, and none at the ends. */
export const squeeze = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** At most `limit` UTF-16 units of `text`, never ending inside a surrogate pair, with an ellipsis when cut. */
export const clip = (text: string, limit: number): string => {
  if (text.length <= limit) return text
  const cut = text.slice(0, limit - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}

/** Whether `text` holds no lone surrogate, and so survives UTF-8 and Yjs unchanged. */
export const isWellFormed = (text: string): boolean =>
  !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)

/** A whole number with its thousands apart: `41,000`. Not by Intl, whose first number costs a start tens of ms. */
export const printNumber = (number: number): string => String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** One for `1`, otherwise the plural: `count(3, 'paper', 'papers')` → `3 papers`. */
export const count = (number: number, one: string, many: string): string =>
  `${printNumber(number)} ${number === 1 ? one : many}`

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/

/** Names with commas between, each kept to itself where one of them is written from right to left. */
export const joinNames = (names: readonly string[]): string =>
  (names.some((name) => RIGHT_TO_LEFT.test(name)) ? names.map((name) => `\u2068${name}\u2069`) : names).join(
    ', ',
  )
