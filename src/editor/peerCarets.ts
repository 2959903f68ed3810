import type { SharedText } from '../doc/sharedText.ts'
import { indicesOf, parsePlace } from '../doc/textPlaces.ts'
import type { SaidCaret } from './caretReport.ts'
import { MAX_CARETS } from './limits.ts'
import type { PlacedCaret } from './caretLayer.ts'

/** Somebody else's caret as they say it, which is not to be trusted, and whose it is. */
export interface PeerCaret extends SaidCaret {
  /** Tells one caret from another: a person may be there with two devices. */
  readonly peer: string
  readonly name: string
  /** A CSS colour. */
  readonly colour: string
}

/**
 * Finds where others are in a text. A caret often arrives before the letters it stands behind: until they are here it
 * stays where it was, and one that was never anywhere in this text is not shown.
 */
export const createPlacedCarets = (text: SharedText) => {
  let last: ReadonlyMap<string, SaidCaret> = new Map()

  const at = (carets: readonly PeerCaret[]): readonly PlacedCaret[] => {
    if (carets.length === 0) {
      last = new Map()
      return []
    }
    const shown = carets.slice(0, MAX_CARETS)
    const said = shown.flatMap((caret) => [caret, last.get(caret.peer) ?? caret])
    const places = said.flatMap(({ anchor, head }) => [parsePlace(anchor), parsePlace(head)])
    const found = indicesOf(
      text,
      places.filter((place) => place !== null),
    )
    let next = 0
    const indices = places.map((place) => (place === null ? null : (found[next++] ?? null)))
    const kept = new Map<string, SaidCaret>()
    const placed = shown.flatMap((caret, nth): readonly PlacedCaret[] => {
      const ends = indices.slice(nth * 4, nth * 4 + 4)
      const isHere = ends[0] !== null && ends[1] !== null
      const [anchor, head] = isHere ? ends : ends.slice(2)
      if (typeof anchor !== 'number' || typeof head !== 'number') return []
      const stands: SaidCaret = isHere ? caret : (last.get(caret.peer) ?? caret)
      kept.set(caret.peer, { anchor: stands.anchor, head: stands.head })
      const { peer, name, colour } = caret
      return [{ peer, name, colour, anchor, head, said: `${stands.anchor} ${stands.head}` }]
    })
    last = kept
    return placed
  }
  return { at }
}
