import type * as Y from 'yjs'

/** Text that several people may write at once. Rooms that may not name Y types pass it on under this name. */
export type SharedText = Y.Text

/** A document as rooms above hand it about without looking inside. */
export type SharedDoc = Y.Doc

/** The letters of a shared text, without marks and embedded things. */
export const plainText = (text: SharedText): string => {
  // reason: Y.Text inherits toString and overrides it; the linter takes it for Object's
  return text.toString() as string
}
