import type { PaperKey } from '../domain/paperKey.ts'
import { namesOf } from './aliases.ts'
import type { SharedDoc, SharedText } from './sharedText.ts'

/**
 * The note on a paper: the person's own in a library, the group's in a list. Where the paper has gone by several names
 * it is the one that was begun, the strongest name's first.
 */
export const noteOn = (doc: SharedDoc, key: PaperKey): SharedText => {
  const notes = namesOf(doc, key).map((name) => doc.getText(`note:${name}`))
  return notes.find((note) => note.length > 0) ?? notes[0] ?? doc.getText(`note:${key}`)
}
