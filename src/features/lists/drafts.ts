/**
 * Half-written comments outlive the sheet they are written in, a reload of the page, and the app: a phone ends an app
 * that is out of sight without asking.
 */
const NAME = 'carrel.draft'
/** Half-written comments that are kept; beyond it the one that was left alone for longest goes. */
const MAX_DRAFTS = 100

const nameOf = (place: string): string => `${NAME} ${place}`

/** What is kept under a name: when it was written last, then the words. */
const parseDraft = (kept: string | null): { readonly at: number; readonly text: string } | null => {
  const found = kept === null ? null : /^(\d{1,16}) ([^]*)$/.exec(kept)
  return found ? { at: Number(found[1]), text: found[2] ?? '' } : null
}

const dropOldest = (): void => {
  const names = Array.from({ length: localStorage.length }, (_, nth) => localStorage.key(nth) ?? '')
  const drafts = names
    .filter((name) => name.startsWith(`${NAME} `))
    .map((name) => ({ name, at: parseDraft(localStorage.getItem(name))?.at ?? 0 }))
    .sort((a, b) => b.at - a.at)
  for (const { name } of drafts.slice(MAX_DRAFTS)) localStorage.removeItem(name)
}

export const readDraft = (place: string): string => {
  try {
    return parseDraft(localStorage.getItem(nameOf(place)))?.text ?? ''
  } catch {
    return ''
  }
}

export const keepDraft = (place: string, text: string): void => {
  try {
    const name = nameOf(place)
    if (text === '') {
      localStorage.removeItem(name)
      return
    }
    const isNew = localStorage.getItem(name) === null
    localStorage.setItem(name, `${Date.now()} ${text}`)
    if (isNew) dropOldest()
  } catch {
    // A browser that forbids storage keeps the draft as long as the field stands.
  }
}
