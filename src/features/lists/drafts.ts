import { MAX_DRAFT_LETTERS } from './limits.ts'

/**
 * Half-written comments outlive the sheet they are written in, a reload of the page, and the app: a phone ends an app
 * that is out of sight without asking. None is dropped to make room for another: what does not fit is said not to. Nor
 * does one tab write over another's: each page keeps its own words, and the drafts they go on from, until the comment is
 * sent or its field is emptied.
 */
const NAME = 'carrel.draft'

const nameOf = (place: string): string => `${NAME} ${place}`
const madeUp = (): string => Math.random().toString(36).slice(2)

/** Names this tab, also after a reload. A duplicated tab takes the name along, so each page has one of its own too. */
const tabName = (): string => {
  try {
    const name = sessionStorage.getItem(NAME) ?? madeUp()
    sessionStorage.setItem(NAME, name)
    return name
  } catch {
    return madeUp()
  }
}
const tab = `${tabName()}.`
const page = tab + madeUp()

interface Draft {
  /** Its name in the store. */
  readonly name: string
  /** The page that wrote it; empty where an older Carrel did, which knew one draft for a place. */
  readonly by: string
  readonly at: string
  /** The drafts it goes on from, as "<page>@<time>": whoever has this one has the words of those. */
  readonly from: readonly string[]
  readonly text: string
}

const markOf = ({ by, at }: Draft): string => `${by}@${at}`

/** What is kept under a name: when it was written last, what it goes on from, then the words. */
const parseDraft = (name: string, by: string): Draft | null => {
  const [, at, from, text] = /^(\d{1,16})(?:~(\S*))? ([^]*)$/.exec(localStorage.getItem(name) ?? '') ?? []
  return at === undefined || text === undefined
    ? null
    : { name, by, at, from: from ? from.split(',') : [], text }
}

const keptNames = (): readonly string[] =>
  Array.from({ length: localStorage.length }, (_, nth) => localStorage.key(nth) ?? '')

const draftsAt = (place: string): readonly Draft[] =>
  keptNames().flatMap((name) => {
    const [of, by = ''] = name.split('\n')
    return of === nameOf(place) ? (parseDraft(name, by) ?? []) : []
  })

/** Letters of all drafts but those under `names`. */
const lettersBeside = (names: readonly string[]): number => {
  let letters = 0
  for (const other of keptNames())
    if (other.startsWith(`${NAME} `) && !names.includes(other))
      letters += other.length + (localStorage.getItem(other) ?? '').length
  return letters
}

/** What the words in each field of this page go on from. */
const begun = new Map<string, readonly string[]>()

/** This tab's own draft, else the newest that no other one goes on from. */
export const readDraft = (place: string): string => {
  try {
    const all = [...draftsAt(place)].sort((a, b) => Number(b.at) - Number(a.at))
    const goneOn = new Set(all.flatMap(({ from }) => from))
    const found = all.find(({ by }) => by.startsWith(tab)) ?? all.find((one) => !goneOn.has(markOf(one)))
    begun.set(place, found ? [...found.from, ...(found.by === page ? [] : [markOf(found)])] : [])
    return found?.text ?? ''
  } catch {
    return ''
  }
}

/** Keeps a draft, or forgets it where it is empty; false where it could not be kept, and only its field holds it. */
export const keepDraft = (place: string, text: string): boolean => {
  const name = `${nameOf(place)}\n${page}`
  const from = begun.get(place) ?? []
  try {
    /** Those that need no copy: another tab's stays, as that tab may be open and show it. */
    const old = draftsAt(place).filter(
      (one) => from.includes(markOf(one)) && (text === '' || one.by.startsWith(tab)),
    )
    if (text !== '') {
      const kept = `${Date.now()}${from.length > 0 ? `~${from.join()}` : ''} ${text}`
      const letters = lettersBeside([name, ...old.map((one) => one.name)]) + name.length + kept.length
      // What was kept of it before stays: a part of it is better than nothing.
      if (letters > MAX_DRAFT_LETTERS) return false
      localStorage.setItem(name, kept)
    } else {
      localStorage.removeItem(name)
      begun.delete(place)
    }
    for (const one of old) if (one.name !== name) localStorage.removeItem(one.name)
    return true
  } catch {
    // A browser that forbids storage, or has none left.
    return text === ''
  }
}
