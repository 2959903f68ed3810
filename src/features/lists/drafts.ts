/** Half-written comments outlive the sheet they are written in, and a reload of the page. */
const NAME = 'carrel.draft'

const nameOf = (place: string): string => `${NAME} ${place}`

export const readDraft = (place: string): string => {
  try {
    return sessionStorage.getItem(nameOf(place)) ?? ''
  } catch {
    return ''
  }
}

export const keepDraft = (place: string, text: string): void => {
  try {
    if (text === '') sessionStorage.removeItem(nameOf(place))
    else sessionStorage.setItem(nameOf(place), text)
  } catch {
    // A browser that forbids storage keeps the draft as long as the field stands.
  }
}
