import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { err, ok, type Result } from '../../src/lib/result.ts'

export interface FolderLock {
  release(): Promise<void>
}

/** The kernel's longest socket path, less a margin (104 bytes on macOS, 108 on Linux). */
const MAX_SOCKET_PATH = 100

/** A socket in the folder itself, so that containers sharing a volume meet; elsewhere where the path is too long. */
const socketPathOf = (folder: string): string => {
  const real = realpathSync(folder)
  const name = `carrel-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  const inside = path.join(real, 'relay.lock')
  return Buffer.byteLength(inside) <= MAX_SOCKET_PATH ? inside : path.join(tmpdir(), `${name}.lock`)
}

const listen = (file: string): Promise<Result<Server, string>> =>
  new Promise((resolve) => {
    const server = createServer((caller) => caller.destroy())
    server.once('error', (fault: NodeJS.ErrnoException) => resolve(err(fault.code ?? 'unknown')))
    server.listen(file, () => {
      server.unref()
      resolve(ok(server))
    })
  })

const isAnswered = (file: string): Promise<boolean> =>
  new Promise((resolve) => {
    const caller = connect(file, () => {
      caller.destroy()
      resolve(true)
    })
    caller.once('error', () => resolve(false))
  })

/**
 * Takes a folder for this process. The lock is a socket somebody answers at, so that one left by a process that died
 * is known as such at once, whichever process has its number by now.
 */
export const lockFolder = async (folder: string): Promise<Result<FolderLock, 'in-use' | 'unwritable'>> => {
  let file: string
  try {
    file = socketPathOf(folder)
  } catch {
    return err('unwritable')
  }
  let server = await listen(file)
  if (!server.ok && server.error === 'EADDRINUSE') {
    if (await isAnswered(file)) return err('in-use')
    rmSync(file, { force: true })
    server = await listen(file)
  }
  if (!server.ok) return err(server.error === 'EADDRINUSE' ? 'in-use' : 'unwritable')
  const held = server.value
  return ok({ release: () => new Promise((resolve) => held.close(() => resolve())) })
}
