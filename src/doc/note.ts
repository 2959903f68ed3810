import type { PaperKey } from '../domain/paperKey.ts'
import { namesOf } from './aliases.ts'
import { plainText, type SharedDoc, type SharedText } from './sharedText.ts'

/** The texts under all names of a paper, in one order on every device: by name, which is the strongest kind first. */
const textsOf = (doc: SharedDoc, key: PaperKey): readonly SharedText[] =>
  [...namesOf(doc, key)].sort().map((name) => doc.getText(`note:${name}`))

/**
 * Every note on a paper that has gone by several names, the strongest name's first (SPEC.md D62). One that stands word
 * for word among the paragraphs of a stronger one was copied there by an older Carrel.
 */
export const notesOn = (doc: SharedDoc, key: PaperKey): readonly SharedText[] => {
  let said = '\n\n'
  return textsOf(doc, key).filter((note) => {
    const words = plainText(note)
    if (words === '' || said.includes(`\n\n${words}\n\n`)) return false
    said += `${words}\n\n`
    return true
  })
}

/** All that was noted on a paper, under whichever of its names. */
export const noteWords = (doc: SharedDoc, key: PaperKey): string =>
  notesOn(doc, key).map(plainText).join('\n\n')

/**
 * The note on a paper that is written in: the person's own in a library, the group's in a list. Where the paper has
 * gone by several names it is the one that was begun, the strongest name's first; others stay beside it.
 */
export const noteOn = (doc: SharedDoc, key: PaperKey): SharedText =>
  notesOn(doc, key)[0] ?? doc.getText(`note:${namesOf(doc, key)[0]}`)
