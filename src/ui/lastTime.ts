/** Something that was so when it was last known. */
export interface LastTime {
  was(): boolean
  note(so: boolean): void
}

/**
 * Remembers on this device, under `name`, whether something is so, for the first frame of the next start, in which it
 * is not known yet. Where the browser keeps nothing it was not so.
 */
export const lastTime = (name: string): LastTime => ({
  was() {
    try {
      return localStorage.getItem(name) !== null
    } catch {
      return false
    }
  },
  note(so) {
    try {
      if (so) localStorage.setItem(name, 'yes')
      else localStorage.removeItem(name)
    } catch {
      // Then what comes late moves what stands there.
    }
  },
})
