import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { MIN_FREE_BYTES } from './limits.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the system does not let it be made there',
  EACCES: 'it may not be written by this user',
  EPERM: 'it may not be written by this user',
  EROFS: 'it lies on a read-only disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'there is a file of that name',
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'

/**
 * Makes `folder` and what is missing above it, one step at a time: Node's own way of doing it never ends where the
 * system says that a folder is absent whose parent is there, as under /proc.
 */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return
    const above = path.dirname(folder)
    if (code !== 'ENOENT' || above === folder) throw error
    await makeFolder(above)
    await mkdir(folder)
  }
}

/** Makes the folder where it is missing and writes to it as much as a start may need; the error is a sentence for the terminal. */
export const openDataFolder = async (folder: string): Promise<Result<null, string>> => {
  try {
    await makeFolder(folder)
    const probe = path.join(folder, `.write-test-${process.pid}`)
    try {
      await writeFile(probe, new Uint8Array(MIN_FREE_BYTES))
    } finally {
      await rm(probe, { force: true })
    }
    return ok(null)
  } catch (error) {
    const code = codeOf(error)
    return err(
      `Carrel cannot use its data folder ${folder}: ${REASONS[code] ?? `the system says ${code}`}. ` +
        'Put that right, or choose another folder with CARREL_DATA.',
    )
  }
}
