import type { Contender } from './contender.ts'
import { everySecond, until } from './crowd.ts'
import { writePast } from './history.ts'
import { sleep, within, type ServerProcess } from './process.ts'

const RATE = 500
const WRITING_MS = 4_000
/** Long enough for a server that stores a while after the last act. */
const SETTLE_MS = 2_000
/** Without anything new for so long, nothing more is coming. */
const STILL_MS = 1_500
const JOIN_MS = 30_000

export interface KilledFigures {
  /** From kill -9 until a client that comes anew has every act that the server gives back, in ms. */
  readonly ms: number
  /** Acts it was told of as the whole, when the server said that this is all. */
  readonly atSynced: number
  readonly acknowledged: number | null
  readonly returned: number
  /** Acts that were acknowledged and are gone. */
  readonly lost: number | null
  readonly lostSeen: number
}

/** Kills the server with -9 in the middle of writing, starts it again on the same folder, and counts what is there. */
export const measureKilled = async (
  contender: Contender,
  first: ServerProcess,
  startAgain: () => Promise<ServerProcess>,
  acts: number,
): Promise<KilledFigures> => {
  let acknowledged = 0
  const { writer, watcher, seen } = await writePast(
    contender,
    first.port,
    acts,
    (count) => (acknowledged += count),
  )
  await sleep(SETTLE_MS)
  const stop = everySecond(RATE, () => writer.send(200))
  await sleep(WRITING_MS)
  const killedAt = performance.now()
  const dead = first.kill()
  stop()
  await dead
  await until(1_000, () => writer.socket.closed && watcher.socket.closed)
  const peerSaw = seen()
  const again = await startAgain()
  let returned = 0
  let lastAt = performance.now()
  const client = contender.connect({
    port: again.port,
    room: 0,
    onAct(_writer, clock) {
      if (clock !== returned) return
      returned++
      lastAt = performance.now()
    },
  })
  await within(JOIN_MS, 'the join after kill -9', client.ready)
  const atSynced = returned
  const joinedAt = performance.now()
  await until(JOIN_MS, () => performance.now() - Math.max(lastAt, joinedAt) > STILL_MS)
  client.socket.close()
  await again.kill()
  return {
    ms: Math.max(lastAt, returned === atSynced ? joinedAt : 0) - killedAt,
    atSynced,
    returned,
    acknowledged: contender.acknowledges ? acknowledged : null,
    lost: contender.acknowledges ? Math.max(0, acknowledged - returned) : null,
    lostSeen: Math.max(0, peerSaw - returned),
  }
}
