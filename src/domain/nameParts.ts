import { squeeze } from '../lib/text.ts'

/** What printed names do not show of their parts, as details keep it. */
export interface NameParts {
  /** Family names of several words, with semicolons between: where to part a name that ends with one. */
  readonly families?: string
  /** Names that have no parts, with semicolons between: those of groups, as a rule. */
  readonly literals?: string
}

const listed = (names: readonly string[], mayBe: RegExp): string =>
  [...new Set(names.map(squeeze))].filter((name) => mayBe.test(name)).join('; ')

/**
 * Of family names those of several words that a printed name does not show: `García Márquez`, and not `van der Berg`,
 * whose small words say it. For `families`.
 */
export const wideFamilies = (families: readonly string[]): string =>
  listed(families, /^\p{Lu}[^\s,;]*(?: [^\s,;]+)+$/u)

/** Of names that have no parts those that somebody might part: of several words. For `literals`. */
export const literalNames = (names: readonly string[]): string => listed(names, /^[^\s;]+(?: [^\s;]+)+$/)

export const isLiteral = (name: string, parts: NameParts | undefined): boolean =>
  parts?.literals?.split('; ').includes(name) ?? false
