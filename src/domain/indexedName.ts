import { squeeze } from '../lib/text.ts'

/** A name as indexes of papers print it: `Smith JA`, `van der Berg J Jr`. */
export interface IndexedName {
  readonly family: string
  readonly initials: string
  readonly suffix: string | undefined
}

const INDEXED = /^([^\s,]+(?: [^\s,]+){0,3}) (\p{Lu}{1,3})(?: (Jr|Sr|2nd|3rd|4th)\.?)?$/u
/** Behind one of these a word in capitals is no person's initials. */
const GROUP = /\b(?:of|for|and|the|group|team|collaboration|consortium|committee|network)\b/i
const NUMERAL = /^(?:II|III|IV)$/

/** Reads a name as one that an index printed; `null` where its last word cannot be initials. */
export const readIndexedName = (name: string): IndexedName | null => {
  const [, family = '', initials = '', suffix] = INDEXED.exec(squeeze(name)) ?? []
  const hasWord = /\p{Ll}|\p{Lu}{2}/u.test(family)
  // `John Smith III`
  const isNumeral = NUMERAL.test(initials) && family.includes(' ')
  return hasWord && !isNumeral && !GROUP.test(family) ? { family, initials, suffix } : null
}
