/** Colours of faces, tags and lists: numbers of the palette in `ui/tokens.css`, so that themes can differ. */
export const COLOUR_COUNT = 8

/** A palette number from any value of a document. */
export const parseColour = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < COLOUR_COUNT ? value : 0
