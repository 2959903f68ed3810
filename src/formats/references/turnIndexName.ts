import { readIndexedName } from '../../domain/indexedName.ts'
import { printName, turnName } from './reference.ts'

/** A name as indexes print it, `Smith JA`, turned as {@link turnName} turns others; any other name is as it is. */
export const turnIndexName = (name: string): string => {
  const indexed = readIndexedName(name)
  return indexed ? printName(indexed.initials, indexed.family, indexed.suffix) : turnName(name)
}
