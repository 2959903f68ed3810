import { readIndexedName } from '../domain/indexedName.ts'
import { isLiteral, type NameParts } from '../domain/nameParts.ts'

/** Words that make a name a group's. None is a family name that people bear: no Press, Church, Bank or School. */
const ORGANISATION =
  /(?<!\p{L})(?:academ(?:y|ies)|agency|alliance|association|authority|board|bureau|cent(?:er|re|rum)|collaborations?|college|commission|committee|community|company|consortium|consorzio|corporation|council|department|division|federation|forum|foundation|group|hospital|inc|initiative|institut\p{L}*|laborator(?:y|ies)|labs|llc|ltd|gmbh|minist(?:ry|ère|erie|erium|eriet|erio|ero)|museum|network|office|organi[sz]ations?|panel|programme|project|services?|society|survey|task force|team|union|universi\p{L}*|working party)(?!\p{L})/iu
const SEVERAL = /(?<!\p{L})and(?!\p{L})|(?<!\p{L})et al(?!\p{L})/iu
/** `van der Berg, Jan`: small words in front of a family name of one or two words, then given ones. */
const TURNED =
  /^(?:\p{Ll}\S*\s)*(?:\p{L}{1,3}['’-])?[\p{Lu}\p{Lo}][^\s,]*(?:\s[\p{Lu}\p{Lo}][^\s,]*)?,\s?[\p{Lu}\p{Lo}]\S*(?:\s[\p{Lu}\p{Lo}]\S*){0,3}(?:\s\p{Ll}{1,4})*$/u
const SUFFIX = /^(?:jr\.?|sr\.?|i{1,3}|iv)$/iu

/** Whether `word` stands behind a family name: `Jr.`, `III`. */
export const isNameSuffix = (word: string): boolean => SUFFIX.test(word)

/** Whether a name as printed is that of a group, or of several, which has no family name. */
export const isGroupName = (name: string): boolean => ORGANISATION.test(name) || SEVERAL.test(name)

/** Whether a comma in `name` parts it as BibTeX and CSL would part it, rather than being one of its words' own. */
export const isTurnedName = (name: string): boolean => {
  const parts = name.split(',').map((part) => part.trim())
  const [family = '', second = '', third] = parts
  if (parts.length === 3 && third) return SUFFIX.test(second) && TURNED.test(`${family}, ${third}`)
  return parts.length === 2 && TURNED.test(name) && !SUFFIX.test(second)
}

/** `Smith` of `Smith JA`, as PubMed prints names; `null` where the last word is no initials, or the first ones are. */
export const familyBeforeInitials = (
  name: string,
): { readonly family: string; readonly given: string } | null => {
  const indexed = readIndexedName(name)
  if (!indexed || indexed.suffix !== undefined || SUFFIX.test(indexed.initials)) return null
  // Whoever printed it may be no index.
  const { family, initials: given } = indexed
  const hasSmall = /\p{Ll}/u.test(family)
  const startsWithInitial = /(?:^|\s)\p{Lu}\.?(?:\s|$)|\./u.test(family)
  return hasSmall && !startsWithInitial ? { family, given } : null
}

/** A name in its parts where its family name is one of those of several words that details keep. */
export const splitWideName = (
  name: string,
  parts: NameParts | undefined,
): { readonly family: string; readonly given: string } | null => {
  // A group has no family name, and a comma parts a name by itself.
  const { families } = parts ?? {}
  if (!families || name.includes(',') || isGroupName(name) || isLiteral(name, parts)) return null
  // The longest first: one may end with another.
  const family = families
    .split('; ')
    .filter((one) => one.includes(' ') && name.endsWith(` ${one}`))
    .sort((one, other) => other.length - one.length)[0]
  return family === undefined ? null : { family, given: name.slice(0, -family.length - 1) }
}
