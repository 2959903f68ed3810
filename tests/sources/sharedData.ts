import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = process.env['CARREL_SHARED_DATA'] ?? path.resolve(import.meta.dirname, '../../../shared/data')

/** Where real files are; `null` where this machine has none. */
export const sharedFolder: string | null = existsSync(folder) ? folder : null

/** Real files that may not stand in the repository; `null` where this machine has no such file. */
export const readSharedData = (name: string): string | null => {
  const file = path.join(folder, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

export const readFixture = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../fixtures', name), 'utf8')
