import type { SharedDoc } from './sharedText.ts'

/** Raised only when an older Carrel would do harm by writing; new keys do not raise it. */
export const SCHEMA = 1

/** The major schema a document was made with; `null` where nobody has said so (yet). */
export const schemaOf = (doc: SharedDoc): number | null => {
  const value = doc.getMap('meta').get('schema')
  return typeof value === 'number' && value >= 1 && isFinite(value) ? Math.floor(value) : null
}

/**
 * `empty`: no `meta` has arrived, which is no reason not to write one's own entries; `newer`: to be read only.
 * There is no older schema yet; what upgrades one day is a deterministic set under flat keys.
 */
export const openSchema = (doc: SharedDoc): 'current' | 'newer' | 'empty' => {
  const schema = schemaOf(doc)
  if (schema === null) return 'empty'
  return schema > SCHEMA ? 'newer' : 'current'
}
