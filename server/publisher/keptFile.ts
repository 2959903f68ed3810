import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { MAX_STORED_BYTES } from './limits.ts'

const reasonOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault))

const codeOf = (fault: unknown): unknown =>
  typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : undefined

/** Makes `folder` for the owner of this process alone. */
export const makeFolder = async (folder: string): Promise<Result<null, string>> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return ok(null)
  } catch (fault) {
    return err(reasonOf(fault))
  }
}

/** The bytes of a file; `null` where there is none. */
export const readKept = async (file: string): Promise<Result<Buffer | null, string>> => {
  try {
    const { size } = await stat(file)
    if (size > MAX_STORED_BYTES) return err(`it is ${size} bytes long, which is more than it can be`)
    return ok(await readFile(file))
  } catch (fault) {
    return codeOf(fault) === 'ENOENT' ? ok(null) : err(reasonOf(fault))
  }
}

/**
 * Writes a file so that a crash or a lost current at any moment leaves the old bytes or the new ones, never a mixture:
 * a new file beside it, forced to the disk, put in its place, and the folder's entry forced to the disk too.
 */
export const writeKept = async (file: string, bytes: Uint8Array | string): Promise<Result<null, string>> => {
  const draft = `${file}.${randomUUID()}.draft`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
    const folder = await open(path.dirname(file), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
    return ok(null)
  } catch (fault) {
    await rm(draft, { force: true }).catch(() => undefined)
    return err(reasonOf(fault))
  }
}

/** Moves a file nobody can read out of the way without losing it; answers where it went. */
export const setAside = async (file: string, now: number): Promise<Result<string, string>> => {
  const aside = `${file}.damaged-${now}`
  try {
    await rename(file, aside)
    return ok(aside)
  } catch (fault) {
    return err(reasonOf(fault))
  }
}
