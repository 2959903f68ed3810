/**
 * Where all tabs have the drafts at hand: in localStorage, which answers at once and outlives a page that breaks down.
 * What it does not take stays in this page's memory. Chromium writes it to the disk seconds late, and a browser that is
 * killed leaves it as it was then: `draftSaving.ts` keeps each draft on the disk beside it.
 */
export const DRAFT_NAME = 'carrel.draft'
const START = `${DRAFT_NAME} `

/** One draft: its name is its place and, behind a line break, the page that wrote it. */
export interface Draft {
  readonly name: string
  /** The page that wrote it; empty where an older Carrel did, which knew one draft for a place. */
  readonly by: string
  readonly at: number
  /** The drafts it goes on from, as "<page>@<time>": whoever has this one has the words of those. */
  readonly from: readonly string[]
  /** Empty: it was sent, or its field was emptied. */
  readonly text: string
}

export const draftName = (place: string, page: string): string => `${START}${place}\n${page}`

export const placeOf = (name: string): string => name.slice(START.length).split('\n')[0] ?? ''

/** When it was written last, what it goes on from, then the words. */
export const printDraft = (at: number, from: readonly string[], text: string): string =>
  `${at}${from.length > 0 ? `~${from.join()}` : ''} ${text}`

/** What stands in no form is no draft. */
export const parseDraft = (name: string, kept: string): Draft | null => {
  const [, at, from, text] = /^(\d{1,16})(?:~(\S*))? ([^]*)$/.exec(kept) ?? []
  if (!name.startsWith(START) || at === undefined || text === undefined) return null
  const [, by = ''] = name.split('\n')
  return { name, by, at: Number(at), from: from ? from.split(',') : [], text }
}

const inMemory = new Map<string, string>()

const storedNames = (): readonly string[] => {
  try {
    return Array.from({ length: localStorage.length }, (_, nth) => localStorage.key(nth) ?? '')
  } catch {
    return []
  }
}

export const shelvedNames = (): readonly string[] =>
  [...new Set([...storedNames(), ...inMemory.keys()])].filter((name) => name.startsWith(START))

export const shelved = (name: string): string | null => {
  try {
    return inMemory.get(name) ?? localStorage.getItem(name)
  } catch {
    return null
  }
}

export const shelve = (name: string, kept: string): void => {
  try {
    localStorage.setItem(name, kept)
    inMemory.delete(name)
  } catch {
    // A browser that forbids site data, or has no room left.
    inMemory.set(name, kept)
  }
}

export const unshelve = (name: string): void => {
  inMemory.delete(name)
  try {
    localStorage.removeItem(name)
  } catch {
    // Nothing is there.
  }
}
