import * as Y from 'yjs'
import { MAX_CLOCK } from './limits.ts'
import type { SharedText } from './sharedText.ts'

/** Letters that one writer wrote in a row, by the ids under which every replica knows them, also when they are gone. */
export interface Letters {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** Letters that were taken out, with what they said. */
export interface Removed extends Letters {
  readonly words: string
}

/** Where letters stand in the text as a string, or stood, where they are gone. */
export interface Found extends Letters {
  readonly gone: boolean
  readonly index: number
}

/** A place in a text that holds while others write: right after a letter, or (`clock` -1) before the first. */
export interface Place {
  readonly client: number
  readonly clock: number
}

const START: Place = { client: 0, clock: -1 }
const PLACE = /^([0-9a-z]{1,11})\.([0-9a-z]{1,7})$/

export const printPlace = ({ client, clock }: Place): string =>
  clock < 0 ? '' : `${client.toString(36)}.${clock.toString(36)}`

/** A place as somebody says it; `null` for what is none. */
export const parsePlace = (value: unknown): Place | null => {
  if (value === '') return START
  const found = typeof value === 'string' ? PLACE.exec(value) : null
  if (!found) return null
  const [client, clock] = [Number.parseInt(found[1] ?? '', 36), Number.parseInt(found[2] ?? '', 36)]
  return Number.isSafeInteger(client) && clock <= MAX_CLOCK ? { client, clock } : null
}

/** Every piece of a text from left to right, what is gone included, until `visit` answers false. */
const walk = (text: SharedText, visit: (item: Y.Item, words: string) => boolean | void): void => {
  for (let item = text._start; item; item = item.right) {
    const { content, deleted } = item
    if (visit(item, !deleted && content instanceof Y.ContentString ? content.str : '') === false) return
  }
}

/** The place at `index` of the text as a string. */
export const placeAt = (text: SharedText, index: number): Place => {
  let at = 0
  let place = START
  if (index > 0)
    walk(text, ({ id }, words) => {
      const length = Math.min(words.length, index - at)
      if (length > 0) place = { client: id.client, clock: id.clock + length - 1 }
      at += length
      return at < index
    })
  return place
}

/** Where in `runs`, sorted by clock and apart from each other, the first stands that ends behind `clock`. */
const firstBehind = (runs: readonly Letters[], clock: number): number => {
  let [low, high] = [0, runs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const run = runs[middle]
    if (run && run.clock + run.length > clock) high = middle
    else low = middle + 1
  }
  return low
}

/** Finds letters in one walk through the text: each part of them that is in one piece, in the order of the text. */
export const findLetters = (text: SharedText, wanted: readonly Letters[]): readonly Found[] => {
  const byClient = new Map<number, Letters[]>()
  for (const run of [...wanted].sort((a, b) => a.clock - b.clock)) {
    const known = byClient.get(run.client)
    if (known) known.push(run)
    else byClient.set(run.client, [run])
  }
  const found: Found[] = []
  let at = 0
  walk(text, ({ id: { client, clock }, length, deleted }, words) => {
    const runs = byClient.get(client) ?? []
    for (let nth = firstBehind(runs, clock), run = runs[nth]; run; run = runs[++nth]) {
      if (run.clock >= clock + length) break
      const from = Math.max(clock, run.clock)
      const to = Math.min(clock + length, run.clock + run.length)
      const index = at + (words === '' ? 0 : from - clock)
      found.push({ client, clock: from, length: to - from, gone: deleted, index })
    }
    at += words.length
  })
  return found
}

/**
 * The index of each place in the text as it stands; where its letter is gone, where that was. `null` where this text
 * has no such letter: not yet, or not at all.
 */
export const indicesOf = (text: SharedText, places: readonly Place[]): readonly (number | null)[] => {
  const name = ({ client, clock }: Place): string => `${client}.${clock}`
  const wanted = new Map(places.filter(({ clock }) => clock >= 0).map((place) => [name(place), place]))
  const found = new Map<string, number>()
  // Each alone: two people's places may be one.
  const letters = [...wanted.values()].map(({ client, clock }) => ({ client, clock, length: 1 }))
  for (const one of findLetters(text, letters)) found.set(name(one), one.gone ? one.index : one.index + 1)
  return places.map((place) => (place.clock < 0 ? 0 : (found.get(name(place)) ?? null)))
}

/** What a change of a text says of its pieces, as a Yjs event does while it is told. */
export interface TextEvent {
  adds(piece: Y.Item): boolean
  deletes(piece: Y.Item): boolean
}

/**
 * Where `indices` of the text as it was before `event` are now: each stays behind the letter it stood behind, and where
 * that is gone, where it was. To be asked while the event is told. (Its steps do not say on which side of what is gone
 * the new letters stand.)
 */
export const carryIndices = (
  text: SharedText,
  event: TextEvent,
  indices: readonly number[],
): readonly number[] => {
  const carried = indices.map(() => 0)
  let [before, now] = [0, 0]
  for (let item = text._start; item; item = item.right) {
    if (!(item.content instanceof Y.ContentString)) continue
    const { length } = item.content.str
    const stood = !event.adds(item) && (!item.deleted || event.deletes(item))
    indices.forEach((index, nth) => {
      if (stood && index > before && index <= before + length)
        carried[nth] = item.deleted ? now : now + index - before
    })
    if (stood) before += length
    if (!item.deleted) now += length
  }
  return carried
}

/**
 * Takes `length` letters out of the text, and answers which they were. Yjs also counts things that are no letters,
 * which somebody may have put there and nobody sees: these stay.
 */
export const removeLetters = (text: SharedText, index: number, length: number): readonly Removed[] => {
  const removed: (Removed & { readonly place: number })[] = []
  let [at, place] = [0, 0]
  walk(text, (item, words) => {
    const from = Math.max(0, index - at)
    const to = Math.min(words.length, index + length - at)
    if (from < to) {
      const { client, clock } = item.id
      const part = { client, clock: clock + from, length: to - from, words: words.slice(from, to) }
      removed.push({ ...part, place: place + from })
    }
    at += words.length
    if (!item.deleted && item.countable) place += item.length
    return at < index + length
  })
  // From the back, so that the places in front stay true; what lies side by side goes at once.
  let end = removed.length
  while (end > 0) {
    let first = end - 1
    const reaches = (): number => (removed[first - 1]?.place ?? -1) + (removed[first - 1]?.length ?? 0)
    while (first > 0 && reaches() === removed[first]?.place) first--
    const [from, last] = [removed[first], removed[end - 1]]
    if (from && last) text.delete(from.place, last.place + last.length - from.place)
    end = first
  }
  return removed.map(({ place: _place, ...part }) => part)
}

/** Writes `words` at `index` of the text as a string, and answers which letters they are now. */
export const insertLetters = (text: SharedText, index: number, words: string): Letters => {
  let [at, place] = [0, 0]
  if (index > 0)
    walk(text, (item, standing) => {
      if (at + standing.length >= index) {
        place += index - at
        return false
      }
      at += standing.length
      if (!item.deleted && item.countable) place += item.length
      return true
    })
  text.insert(place, words)
  const { client, clock } = placeAt(text, index + words.length)
  return { client, clock: clock - words.length + 1, length: words.length }
}

/**
 * Writes `words` right in front of the letter that was `gone`, and answers which letters they are now. By its index alone
 * it would not be known on which side of other letters that are gone the words belong.
 */
export const insertBeforeGone = (text: SharedText, gone: Place, words: string): Letters | null => {
  const { doc } = text
  if (!doc) return null
  return doc.transact((transaction) => {
    const right = Y.getItemCleanStart(transaction, Y.createID(gone.client, gone.clock))
    const { left } = right
    const clock = Y.getState(doc.store, doc.clientID)
    new Y.Item(
      Y.createID(doc.clientID, clock),
      left,
      left?.lastId ?? null,
      right,
      right.id,
      text,
      null,
      new Y.ContentString(words),
    ).integrate(transaction, 0)
    // Yjs keeps places it has found, and moves them in its own verbs alone.
    if (text._searchMarker) text._searchMarker.length = 0
    return { client: doc.clientID, clock, length: words.length }
  })
}
