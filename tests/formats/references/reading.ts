import { readReferences } from '../../../src/formats/references/readReferences.ts'
import { runSteps, type Reference, type ReferenceFile } from '../../../src/formats/references/reference.ts'

/** What a text is read as; throws the sentence where it is refused. */
export const readFile = (text: string): ReferenceFile => {
  const read = runSteps(readReferences(text))
  if (!read.ok) throw new Error(read.error)
  return read.value
}

export const refusalOf = (text: string): string => {
  const read = runSteps(readReferences(text))
  return read.ok ? '' : read.error
}

/** The only reference of a text. */
export const readOne = (text: string): Reference => {
  const { references, skipped } = readFile(text)
  const [only] = references
  if (!only || references.length > 1 || skipped.length > 0)
    throw new Error(`not one reference: ${JSON.stringify({ references, skipped })}`)
  return only
}
