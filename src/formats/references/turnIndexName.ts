import { squeeze } from '../../lib/text.ts'
import { printName, turnName } from './reference.ts'

/** Of these a last word in capitals is no person's initials. */
const GROUP = /\b(?:of|for|and|the|group|team|collaboration|consortium|committee|network)\b/i
const INDEXED = /^(\S+(?: \S+){0,3}) (\p{Lu}{1,3})(?: (Jr|Sr|2nd|3rd|4th)\.?)?$/u

/** A name as indexes print it, `Smith JA`, turned as {@link turnName} turns others; any other name is as it is. */
export const turnIndexName = (name: string): string => {
  if (name.includes(',')) return turnName(name)
  const [, family = '', initials = '', suffix] = INDEXED.exec(squeeze(name)) ?? []
  const isNumeral = /^(?:II|III|IV)$/.test(initials) && family.includes(' ')
  const hasWord = /\p{Ll}|\p{Lu}{2}/u.test(family)
  return hasWord && !isNumeral && !GROUP.test(family) ? printName(initials, family, suffix) : turnName(name)
}
