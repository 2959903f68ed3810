import { createSignal, onCleanup, type Accessor } from 'solid-js'

/** The widths at which the frame changes; base.css names the same numbers. */
export const PHONE = '(max-width: 699.98px)'
/** A finger, which has no keys beside it. */
export const COARSE = '(pointer: coarse)'
export const WIDE = '(min-width: 1100px)'

/** Follows a media query. Needs a reactive owner. */
export const createMedia = (query: string): Accessor<boolean> => {
  const list = matchMedia(query)
  const [matches, setMatches] = createSignal(list.matches)
  const follow = (): void => {
    setMatches(list.matches)
  }
  list.addEventListener('change', follow)
  onCleanup(() => list.removeEventListener('change', follow))
  return matches
}
