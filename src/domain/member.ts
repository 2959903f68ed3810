import { clip, squeeze } from '../lib/text.ts'
import { COLOUR_COUNT } from './colour.ts'

/** A name on a face and in front of a comment. */
export const MAX_NAME_LENGTH = 60

/** A person's name tidied, or `null` when there is nothing left. */
export const parseMemberName = (text: string): string | null => {
  const name = clip(squeeze(text.normalize('NFC')), MAX_NAME_LENGTH)
  return name.length > 0 ? name : null
}

/** One or two letters for a face: first letters of the first and the last word. */
export const initialsOf = (name: string): string => {
  const words = squeeze(name).split(' ')
  const first = [...(words[0] ?? '')][0] ?? '?'
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  return `${first}${last}`.toUpperCase()
}

/** The colour that the fewest of these people have, the first of several. */
export const rarestColour = (taken: readonly number[]): number => {
  const counts = Array.from(
    { length: COLOUR_COUNT },
    (_, colour) => taken.filter((one) => one === colour).length,
  )
  return counts.indexOf(Math.min(...counts))
}
