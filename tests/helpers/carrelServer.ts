import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
/** Ample for LMDB, the publisher and a slow machine. */
const READY_MS = 60_000
/** Longer than the goodbyes that it says have a right to, together. */
const GONE_MS = 60_000

export interface CarrelServer {
  readonly port: number
  readonly process: ChildProcess
  /** What it has written to the terminal so far. */
  output(): string
  /** Ends it, politely unless told otherwise, and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Builds the app and the server when a source is newer than the last build. */
export const buildCarrel = (): void => {
  const built = spawnSync(process.execPath, ['server/build.mjs', '--if-stale'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (built.status !== 0 || !existsSync(path.join(root, 'dist/server/main.js')))
    throw new Error(`the build failed:\n${built.stdout}\n${built.stderr}`)
}

/** No page of a test asks the world for anything. */
const ALONE = { CARREL_LIVE: '0', CARREL_ARXIV: '', CARREL_CROSSREF: '', CARREL_DATACITE: '' }

/** Starts the built server on `port` (0: any) with its data in `folder`; `build` is where its `dist` lies. */
export const startCarrelServer = async (
  folder: string,
  port = 0,
  env: Readonly<Record<string, string>> = {},
  build = root,
): Promise<CarrelServer> => {
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    cwd: build,
    env: { ...process.env, PORT: String(port), CARREL_DATA: folder, ...ALONE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ready = new Promise<number>((resolve, reject) => {
    const clock = setTimeout(() => reject(new Error(`the server did not get ready:\n${output}`)), READY_MS)
    const listen = (chunk: Buffer): void => {
      output += chunk.toString()
      const address = /http:\/\/[^\s:]+:(\d+)/.exec(output)
      if (address) {
        clearTimeout(clock)
        resolve(Number(address[1]))
      }
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', (code) => {
      clearTimeout(clock)
      reject(new Error(`the server ended with ${code}:\n${output}`))
    })
  })
  return {
    port: await ready,
    process: child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill(signal)
      let clock: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<'late'>((resolve) => {
        clock = setTimeout(() => resolve('late'), GONE_MS)
      })
      const how = await Promise.race([gone, late])
      clearTimeout(clock)
      if (how !== 'late') return
      child.kill('SIGKILL')
      throw new Error(`the server was asked to end, and did not:\n${output}`)
    },
  }
}
