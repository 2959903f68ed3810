import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'

/** Ample for a server that reads a whole database as it starts. */
const START_MS = 20_000
const LOOK_MS = 3
/** How long a server may go on with what it was given, before its next load comes. */
const QUIET_MS = 4_000
const QUIET_LOOK_MS = 60
/** Below this share of a core a server counts as idle. */
const QUIET_SHARE = 0.04

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** `work`, or a fault that says what took too long. */
export const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let clock: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`${what} took more than ${ms / 1_000} s`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(clock)
  }
}

/** CPU of a process in ms, all its threads, to the nanosecond (/proc/…/schedstat); /proc/…/stat counts in 10 ms. */
export const cpuOf = (pid: number): number => {
  let ns = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ')[0])
    } catch {
      // A thread that ended between the two looks.
    }
  }
  return ns / 1e6
}

const statusOf = (pid: number, name: string): number =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1_024

export interface Memory {
  /** Resident bytes, mapped database files among them. */
  readonly resident: number
  /** Resident bytes that belong to no file: what the process itself asked for. */
  readonly own: number
}

export const memoryOf = (pid: number): Memory => ({
  resident: statusOf(pid, 'VmRSS'),
  own: statusOf(pid, 'RssAnon'),
})

/** The most that was resident since {@link forgetPeak}, in bytes. */
export const peakOf = (pid: number): number => statusOf(pid, 'VmHWM')
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** Below the range from which clients' own ports are drawn. */
const FIRST_PORT = 20_000
const PORTS = 12_000

const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS)
    const server = net.createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.on('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (free) return port
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

export interface ServerProcess {
  readonly pid: number
  readonly port: number
  /** Resolves when it has nothing to do. */
  quiet(): Promise<void>
  /** Resolves with its memory after a full collection. */
  settledMemory(): Promise<Memory>
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
/** Whatever ends the run, no server outlives it. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Starts a server on the first core and waits until its port answers; the load comes from the other one. `flags` are
 * Node's, such as --cpu-prof.
 */
export const startServer = async (
  script: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<ServerProcess> => {
  const port = await freePort()
  mkdirSync(folder, { recursive: true })
  const log = path.join(folder, 'server.log')
  const collector = path.join(path.dirname(process.argv[1] ?? ''), 'collectOnSignal.mjs')
  const output = openSync(log, 'a')
  const child = spawn(
    'taskset',
    ['-c', '0', process.execPath, '--expose-gc', ...flags, '--import', collector, script],
    {
      env: { ...process.env, NODE_ENV: 'production', PORT: String(port), DATA: folder, ...env },
      stdio: ['ignore', output, output],
    },
  )
  const { pid } = child
  if (pid === undefined) throw new Error('taskset is missing (package util-linux)')
  running.add(child)
  let gone = false
  const exited = new Promise<void>((resolve) => {
    child.on('exit', () => {
      gone = true
      running.delete(child)
      resolve()
    })
  })
  const began = Date.now()
  while (!(await answers(port))) {
    if (gone || Date.now() - began > START_MS) {
      child.kill('SIGKILL')
      throw new Error(`${script} did not start:\n${readFileSync(log, 'utf8').slice(-2_000)}`)
    }
    await sleep(LOOK_MS)
  }
  return {
    pid,
    port,
    async quiet() {
      const until = Date.now() + QUIET_MS
      for (let before = cpuOf(pid); Date.now() < until;) {
        await sleep(QUIET_LOOK_MS)
        const now = cpuOf(pid)
        if (now - before < QUIET_LOOK_MS * QUIET_SHARE) return
        before = now
      }
    },
    async settledMemory() {
      for (let round = 0; round < 2; round++) {
        child.kill('SIGUSR2')
        await sleep(500)
      }
      return memoryOf(pid)
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
