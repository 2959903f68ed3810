import type * as Y from 'yjs'

/** Text that several people may write at once. Rooms that may not name Y types pass it on under this name. */
export type SharedText = Y.Text

/** A document as rooms above hand it about without looking inside. */
export type SharedDoc = Y.Doc
