import { MAX_DRAFT_LETTERS } from './limits.ts'

/**
 * Half-written comments outlive the sheet they are written in, a reload of the page, and the app: a phone ends an app
 * that is out of sight without asking. None is dropped to make room for another: what does not fit is said not to.
 */
const NAME = 'carrel.draft'

const nameOf = (place: string): string => `${NAME} ${place}`

/** What is kept under a name: when it was written last, then the words. */
const parseDraft = (kept: string | null): string | null =>
  (kept === null ? null : /^\d{1,16} ([^]*)$/.exec(kept))?.[1] ?? null

/** Letters of all drafts but the one under `name`. */
const lettersBeside = (name: string): number => {
  let letters = 0
  for (let nth = 0; nth < localStorage.length; nth++) {
    const other = localStorage.key(nth) ?? ''
    if (other !== name && other.startsWith(`${NAME} `))
      letters += other.length + (localStorage.getItem(other) ?? '').length
  }
  return letters
}

export const readDraft = (place: string): string => {
  try {
    return parseDraft(localStorage.getItem(nameOf(place))) ?? ''
  } catch {
    return ''
  }
}

/** Keeps a draft, or forgets it where it is empty; false where it could not be kept, and only its field holds it. */
export const keepDraft = (place: string, text: string): boolean => {
  const name = nameOf(place)
  try {
    if (text === '') {
      localStorage.removeItem(name)
      return true
    }
    const kept = `${Date.now()} ${text}`
    // What was kept of it before stays: a part of it is better than nothing.
    if (lettersBeside(name) + name.length + kept.length > MAX_DRAFT_LETTERS) return false
    localStorage.setItem(name, kept)
    return true
  } catch {
    // A browser that forbids storage, or has none left.
    return text === ''
  }
}
