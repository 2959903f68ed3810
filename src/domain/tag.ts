import { squeeze } from '../lib/text.ts'

/** Longer names are sentences, not tags. */
export const MAX_TAG_LENGTH = 64

/** A tag's name as a person typed it, tidied: no `#` in front, single spaces; `null` when empty or too long. */
export const parseTagName = (text: string): string | null => {
  const name = squeeze(text.normalize('NFC').replace(/^\s*#+/, ''))
  return name.length > 0 && name.length <= MAX_TAG_LENGTH ? name : null
}

/** Two names with one id are one tag: case does not count, spaces become hyphens; holds no white space. */
export const tagIdOf = (name: string): string => name.toLowerCase().replace(/\s+/gu, '-')
