import type { Client, Contender } from './contender.ts'
import { createDelays, everySecond } from './crowd.ts'
import { memoryOf, sleep, within, type ServerProcess } from './process.ts'

const CLIENTS = 5
const SIZE = 2_048
const RATE = 3_000
const LOOK_MS = 250

export interface StalledFigures {
  /** Bytes of acts the stalled reader was owed at the end. */
  readonly owed: number
  /** Bytes the server grew by meanwhile, at the most, beyond what it held when all were reading. */
  readonly grown: number
  /** Delivery to the others in ms: before, and while one stalls. */
  readonly p99Before: number
  readonly p99: number
}

/** One of five stops reading while another writes on. */
export const measureStalled = async (
  contender: Contender,
  server: ServerProcess,
  calmMs: number,
  stalledMs: number,
): Promise<StalledFigures> => {
  let delays = createDelays()
  const clients: Client[] = []
  for (let index = 0; index < CLIENTS; index++) {
    const healthy = index > 0 && index < CLIENTS - 1
    const client = contender.connect({
      port: server.port,
      room: 0,
      onAct(_writer, _clock, sentAt) {
        if (healthy) delays.add(performance.now() - sentAt)
      },
    })
    await within(10_000, 'connecting', client.ready)
    clients.push(client)
  }
  const [writer] = clients
  const reader = clients.at(-1)
  if (!writer || !reader) throw new Error('nobody there')
  await writer.write(1)
  const stop = everySecond(RATE, () => writer.send(SIZE))
  await sleep(calmMs / 2)
  delays = createDelays()
  let calm = 0
  for (const end = performance.now() + calmMs / 2; performance.now() < end;) {
    await sleep(LOOK_MS)
    calm = Math.max(calm, memoryOf(server.pid).own)
  }
  const p99Before = delays.quantile(0.99)
  delays = createDelays()
  const sentBefore = writer.sent()
  reader.socket.pause()
  let most = 0
  for (const end = performance.now() + stalledMs; performance.now() < end;) {
    await sleep(LOOK_MS)
    most = Math.max(most, memoryOf(server.pid).own)
  }
  stop()
  const owed = (writer.sent() - sentBefore) * SIZE
  const p99 = delays.quantile(0.99)
  for (const client of clients) client.socket.close()
  return { owed, grown: most - calm, p99Before, p99 }
}
