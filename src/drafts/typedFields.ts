import { keepDraft, readDraft } from './drafts.ts'

/** What a person typed into fields, by name, and what stood in them when they began. */
export interface Typed<Name extends string> {
  readonly now: Readonly<Record<Name, string>>
  readonly first: Readonly<Record<Name, string>>
}

const parseTexts = <Name extends string>(
  value: unknown,
  names: readonly Name[],
): Readonly<Record<Name, string>> | null => {
  if (typeof value !== 'object' || value === null) return null
  const found = new Map(Object.entries(value))
  const texts = names.map((name): readonly [Name, unknown] => [name, found.get(name)])
  if (texts.some(([, text]) => typeof text !== 'string')) return null
  // reason: every name is there with a string, as was seen just now
  return Object.fromEntries(texts) as Record<Name, string>
}

/** What is kept of the fields at `place`; `null` where nothing is, or a draft of other fields. */
export const readTyped = <Name extends string>(place: string, names: readonly Name[]): Typed<Name> | null => {
  let kept: unknown
  try {
    kept = JSON.parse(readDraft(place) || 'null')
  } catch {
    return null
  }
  // reason: an object has nothing but fields, and each is checked right here
  const fields = (kept ?? {}) as { readonly now?: unknown; readonly first?: unknown }
  const [now, first] = [parseTexts(fields.now, names), parseTexts(fields.first, names)]
  return now && first ? { now, first } : null
}

/** Keeps them until they are forgotten; fields in which nothing differs from what stood there are nothing to keep. */
export const keepTyped = <Name extends string>(
  place: string,
  { now, first }: Typed<Name>,
  hear?: (kept: boolean) => void,
): void => {
  const same = JSON.stringify(now) === JSON.stringify(first)
  keepDraft(place, same ? '' : JSON.stringify({ now, first }), hear)
}

export const forgetTyped = (place: string): void => keepDraft(place, '')
