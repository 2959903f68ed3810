import type { Contender } from './contender.ts'
import { connectAll } from './crowd.ts'
import { cpuOf, sleep, type ServerProcess } from './process.ts'

export interface IdleFigures {
  /** Bytes the process itself holds for each connection, after a full collection. */
  readonly own: number
  /** Server CPU from the handshake until one is in the room, in µs. */
  readonly cpu: number
  /** Share of a core that all of them take while nobody says anything. */
  readonly share: number
}

const IDLE_MS = 2_000

/** What so many silent connections cost that are spread over so many rooms. */
export const measureIdle = async (
  contender: Contender,
  server: ServerProcess,
  connections: number,
  rooms: number,
): Promise<IdleFigures> => {
  const before = await server.settledMemory()
  const cpu = cpuOf(server.pid)
  const crowd = await connectAll(contender, connections, (index) => ({
    port: server.port,
    room: index % rooms,
    onAct: () => undefined,
  }))
  await server.quiet()
  const spent = cpuOf(server.pid) - cpu
  const after = await server.settledMemory()
  const idleFrom = cpuOf(server.pid)
  await sleep(IDLE_MS)
  const share = (cpuOf(server.pid) - idleFrom) / IDLE_MS
  const alive = crowd.filter(({ socket }) => !socket.closed).length
  for (const client of crowd) client.socket.close()
  if (alive < connections) throw new Error(`${connections - alive} of ${connections} connections were closed`)
  return { own: (after.own - before.own) / connections, cpu: (spent / connections) * 1_000, share }
}
