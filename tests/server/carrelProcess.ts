import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
/** Ample for LMDB, the publisher and a slow machine. */
const READY_MS = 40_000

/** Bundles the server as the build does, where it finds its native packages; answers the file to run. */
export const bundleServer = (): string => {
  const folder = path.join(root, 'node_modules/.cache/carrel-tests')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `main-${process.pid}.js`)
  const built = spawnSync(process.execPath, ['server/build.mjs', '--server', file], {
    cwd: root,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`the server does not build:\n${built.stdout}\n${built.stderr}`)
  return file
}

/** `-D`: the tracer is a child, so that the process started is the server, and hears its signals. */
const STRACE = [
  ...['-D', '-f', '-qq', '-x', '-s', '64', '-e'],
  'trace=openat,fdatasync,fsync,msync,write,writev,pwrite64,pwritev,sendto,sendmsg',
]

export interface CarrelProcess {
  /** 0 where it ended without getting ready. */
  readonly port: number
  readonly pid: number
  output(): string
  /** The exit code of a process that ended, or what killed it. */
  readonly ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

/** Starts the bundled server, and waits until it is ready or has ended. */
export const runCarrel = async (
  file: string,
  env: Readonly<Record<string, string>>,
  options: {
    readonly killAfterMs?: number
    /** No file grows beyond so many KiB: to the process, a full disk. */
    readonly diskKib?: number
    /** Runs as this user. */
    readonly uid?: number
    /** Its writes, flushes and sends go here, as strace tells of them, in bytes. */
    readonly trace?: string
  } = {},
): Promise<CarrelProcess> => {
  const { diskKib, trace, uid } = options
  const plain: readonly [string, readonly string[]] = [process.execPath, [file]]
  const [command, args] =
    trace !== undefined
      ? ['strace', [...STRACE, '-o', trace, ...plain.flat()]]
      : diskKib === undefined
        ? plain
        : ['bash', ['-c', `ulimit -f ${diskKib}; exec "$0" "$1"`, process.execPath, file]]
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', CARREL_LIVE: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  })
  if (options.killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), options.killAfterMs)
  let output = ''
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'SIGKILL')),
  )
  const ready = new Promise<number>((resolve, reject) => {
    const clock = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the server neither got ready nor ended:\n${output}`))
    }, READY_MS)
    const listen = (chunk: Buffer): void => {
      output += chunk.toString()
      const port = /ready at http:\/\/[^\s]+:(\d+) /.exec(output)?.[1]
      if (port === undefined) return
      // Or it would be killed in the middle of a long test.
      clearTimeout(clock)
      resolve(Number(port))
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    // After its pipes are read to the end.
    child.once('close', () => resolve(0))
    void ended.then(() => clearTimeout(clock))
    child.once('error', reject)
  })
  const port = await ready
  return {
    port,
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    kill(signal) {
      child.kill(signal)
      return ended
    },
  }
}
