import { ACT_BYTES, type Client, type Contender } from './contender.ts'
import { connectAll, createDelays, everySecond, until } from './crowd.ts'
import { cpuOf, sleep, type ServerProcess } from './process.ts'

export interface Shape {
  readonly rooms: number
  readonly clients: number
  readonly writers: number
}

/** Many small rooms, some larger, one seminar: how QUALITY.md's aims were set. */
export const SHAPES: readonly Shape[] = [
  { rooms: 100, clients: 5, writers: 2 },
  { rooms: 10, clients: 50, writers: 2 },
  { rooms: 1, clients: 200, writers: 5 },
]

export type Pace = 'human' | 'saturated'

export interface FanOutFigures {
  readonly size: number
  readonly pace: Pace
  /** Acts that reached somebody else, a second. */
  readonly delivered: number
  /** Server CPU for each, in µs: all of it, from the first act until the server has nothing left to do. */
  readonly cpu: number
  /** Delivery in ms. */
  readonly median: number
  readonly p99: number
  /** Deliveries that never came, came twice or out of order. */
  readonly faults: number
}

/** Acts a second of one writer: fast for a person who votes and drags, slow for one who types. */
const HUMAN_RATE = 20
/** Acts of one writer under way at once when there is no other clock. */
const WINDOW = 8
const DRAIN_MS = 10_000
const WARM_MS = 1_200
/** Every so many delays are kept: a million would cost the generator more than the rest. */
const DELAY_STRIDE = 16

/** Measures one server in one shape, at both sizes and both paces. It connects everybody once. */
export const measureFanOut = async (
  contender: Contender,
  server: ServerProcess,
  { rooms, clients, writers }: Shape,
  sizes: readonly number[],
  burstMs: number,
): Promise<readonly FanOutFigures[]> => {
  let delivered = 0
  let faults = 0
  let closedLoop: number | null = null
  let delays = createDelays()
  /** The next act expected by a client of each writer of its room. */
  const expected = Array.from({ length: rooms * clients }, () => new Int32Array(writers))
  const crowd: readonly Client[] = await connectAll(contender, rooms * clients, (index) => {
    const room = Math.floor(index / clients)
    const mine = index % clients < writers ? room * writers + (index % clients) : -1
    const isLast = index % clients === clients - 1
    const wanted = expected[index] ?? new Int32Array(0)
    return {
      port: server.port,
      room,
      onAct(writer, clock, sentAt) {
        if (writer === mine) return
        const slot = writer - room * writers
        if (wanted[slot] !== clock) faults++
        wanted[slot] = clock + 1
        if (delivered++ % DELAY_STRIDE === 0) delays.add(performance.now() - sentAt)
        if (isLast && closedLoop !== null) authors[writer]?.send(closedLoop)
      },
    }
  })
  const authors: Client[] = []
  for (let room = 0; room < rooms; room++)
    for (let slot = 0; slot < writers; slot++) {
      const client = crowd[room * clients + slot]
      if (client) authors.push(client)
    }
  await Promise.all(authors.map((author, number) => author.write(number)))
  const total = (): number => authors.reduce((sum, author) => sum + author.sent(), 0) * (clients - 1)

  const burst = async (size: number, pace: Pace, ms: number): Promise<FanOutFigures> => {
    await server.quiet()
    delays = createDelays()
    const before = { delivered, faults, cpu: cpuOf(server.pid), at: performance.now() }
    let stop: () => void
    if (pace === 'human')
      // A prime stride, so that the acts of a moment come from different rooms.
      stop = everySecond(HUMAN_RATE * authors.length, (number) =>
        authors[(number * 7_919) % authors.length]?.send(size),
      )
    else {
      closedLoop = size
      for (let turn = 0; turn < WINDOW; turn++) for (const author of authors) author.send(size)
      stop = () => (closedLoop = null)
    }
    await sleep(ms)
    const inTime = { delivered: delivered - before.delivered, ms: performance.now() - before.at }
    stop()
    await until(DRAIN_MS, () => delivered >= total())
    await server.quiet()
    return {
      size,
      pace,
      delivered: (inTime.delivered / inTime.ms) * 1_000,
      cpu: ((cpuOf(server.pid) - before.cpu) / (delivered - before.delivered)) * 1_000,
      median: delays.quantile(0.5),
      p99: delays.quantile(0.99),
      faults: faults - before.faults + Math.abs(total() - delivered),
    }
  }

  // Servers run for weeks: none is measured while its code is still being compiled.
  await burst(ACT_BYTES[0], 'saturated', WARM_MS)
  await burst(ACT_BYTES[0], 'human', WARM_MS / 2)
  const figures: FanOutFigures[] = []
  for (const size of sizes)
    for (const pace of ['human', 'saturated'] as const) figures.push(await burst(size, pace, burstMs))
  for (const client of crowd) client.socket.close()
  return figures
}
