import { clip, squeeze } from '../../lib/text.ts'

/** What is not seen, or turns the direction of what stands around it. */
export const UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/gu
export const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** One line of text that shows all it holds: nothing turns the direction of what stands around it. */
export const tidyLine = (text: string, limit: number): string =>
  clip(
    squeeze(
      text
        .slice(0, limit * 4)
        .replace(UNSEEN, ' ')
        .replace(LONE_SURROGATE, '\uFFFD'),
    ),
    limit,
  )
