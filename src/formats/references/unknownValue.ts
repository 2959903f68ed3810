/** Fields of a value from outside: nothing inherited, whatever the names. */
export type Unknown = Readonly<Record<string, unknown>>

/** `value` where it is an object that is no list. */
export const asObject = (value: unknown): Unknown | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  // reason: an object that is no array has nothing but fields, and each is unknown
  return value as Unknown
}

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Text, or a number as text; of a list its first, as Crossref writes titles. Anything else is empty. */
export const asText = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return Array.isArray(value) && value.length > 0 && !Array.isArray(value[0]) ? asText(value[0]) : ''
}

/** A whole number, also one written as text; anything else is `null`. */
export const asWhole = (value: unknown): number | null => {
  const text = asText(value).trim()
  return /^-?\d{1,9}$/.test(text) ? Number(text) : null
}

/** Of `object` its own field, in any case of letters. */
export const fieldIn = (object: Unknown, name: string): unknown => {
  if (Object.hasOwn(object, name)) return object[name]
  const other = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase())
  return other === undefined ? undefined : object[other]
}
