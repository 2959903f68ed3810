const NAME = 'carrel-library-newer'

/** Whether the library was a newer version's when it was last looked at: known before it has been read. */
export const wasNewer = (): boolean => {
  try {
    return localStorage.getItem(NAME) !== null
  } catch {
    return false
  }
}

/** Where the browser keeps nothing, the next start does not know. */
export const noteNewer = (newer: boolean): void => {
  try {
    if (newer) localStorage.setItem(NAME, 'yes')
    else localStorage.removeItem(NAME)
  } catch {
    // Then the banner comes after the papers.
  }
}
