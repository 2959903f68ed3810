import { databaseName } from './docStore.ts'

/**
 * What follows `kind` in the names of the documents of that kind on this device. Rejects where the browser cannot tell
 * (Firefox before 126).
 */
export const listDocuments = async (kind: string): Promise<readonly string[]> => {
  const start = databaseName(kind)
  return (await indexedDB.databases()).flatMap(({ name }) =>
    name?.startsWith(start) ? [name.slice(start.length)] : [],
  )
}
