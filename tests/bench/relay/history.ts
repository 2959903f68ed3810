import * as Y from 'yjs'
import type { Client, Contender } from './contender.ts'
import { until } from './crowd.ts'
import { cpuOf, forgetPeak, memoryOf, peakOf, sleep, within, type ServerProcess } from './process.ts'
import { printUpdate } from './yjsUpdate.ts'

const WINDOW = 64
const LOAD_MS = 120_000
const JOIN_MS = 60_000
const AT_ONCE = 50
const SIZE = 200

export interface JoinFigures {
  /** One after the other. */
  readonly ms: number
  readonly bytes: number
  /** Server CPU of each, in ms. */
  readonly cpu: number
  /** Fifty at once: until all are there, server CPU of each in ms, and bytes the server grew by at the peak. */
  readonly allMs: number
  readonly allCpu: number
  readonly grown: number
}

/** Gives room 0 a past of so many acts by one writer, none of them under way any more; resolves with the writer. */
export const writePast = async (
  contender: Contender,
  port: number,
  acts: number,
  onAcknowledged: (count: number) => void = () => undefined,
): Promise<{ readonly writer: Client; readonly watcher: Client; seen(): number }> => {
  let seen = 0
  const authors: Client[] = []
  const watcher = contender.connect({
    port,
    room: 0,
    onAct(_writer, clock) {
      seen = clock + 1
      for (const author of authors) if (author.sent() < acts) author.send(SIZE)
    },
  })
  await watcher.ready
  const writer = contender.connect({ port, room: 0, onAct: () => undefined, onAcknowledged })
  await writer.ready
  await writer.write(1)
  seen = 0
  authors.push(writer)
  for (let turn = 0; turn < WINDOW && writer.sent() < acts; turn++) writer.send(SIZE)
  if (!(await until(LOAD_MS, () => seen >= acts))) throw new Error(`only ${seen} of ${acts} acts arrived`)
  return { writer, watcher, seen: () => seen }
}

/** The state after so many acts of {@link writePast}, as Yjs writes it. */
export const stateAfter = (acts: number): Uint8Array => {
  const doc = new Y.Doc()
  Y.transact(doc, () => {
    for (let clock = 0; clock < acts; clock++)
      Y.applyUpdate(doc, Uint8Array.from(printUpdate(1, clock, SIZE, 0)))
  })
  return Y.encodeStateAsUpdate(doc)
}

/** Joins room 0: several times one after the other, then fifty at once. */
export const measureJoins = async (
  contender: Contender,
  server: ServerProcess,
  times: number,
): Promise<JoinFigures> => {
  const join = async (): Promise<{ readonly ms: number; readonly bytes: number }> => {
    const began = performance.now()
    const client = contender.connect({ port: server.port, room: 0, onAct: () => undefined })
    await within(JOIN_MS, 'a join', client.ready)
    const ms = performance.now() - began
    client.socket.close()
    return { ms, bytes: client.historyBytes() }
  }
  await join()
  await server.quiet()
  const before = cpuOf(server.pid)
  const joined = []
  for (let time = 0; time < times; time++) {
    joined.push(await join())
    await sleep(10)
  }
  const cpu = (cpuOf(server.pid) - before) / times
  await server.settledMemory()
  forgetPeak(server.pid)
  const memory = memoryOf(server.pid).resident
  const from = cpuOf(server.pid)
  const began = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, join))
  const allMs = performance.now() - began
  await server.quiet()
  const sorted = joined.map(({ ms }) => ms).sort((a, b) => a - b)
  return {
    ms: sorted[sorted.length >> 1] ?? Number.NaN,
    bytes: joined[0]?.bytes ?? 0,
    cpu,
    allMs,
    allCpu: (cpuOf(server.pid) - from) / AT_ONCE,
    grown: peakOf(server.pid) - memory,
  }
}
