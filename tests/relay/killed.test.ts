import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createCapability } from '../../src/crypto/capability.ts'
import { chainNext, chainStart } from '../../src/crypto/record.ts'
import { equalBytes, printHex, type Bytes } from '../../src/lib/bytes.ts'
import { seeded } from '../doc/replica.ts'
import { layOutApp, makeTestFolder, type TestFolder } from '../server/appFolder.ts'
import { bundleServer, runCarrel, type CarrelProcess } from '../server/carrelProcess.ts'
import { endAll, join } from './peer.ts'
import { prepareCompact, readAll } from './tidying.ts'

const SLOW = 120_000
/** Below what a connection may append at once, so that nothing is refused for its rate. */
const EACH = 100
const WRITERS = 3
/** Kills of each test; `CARREL_ROUNDS=200` for a night. */
const ROUNDS = Number(process.env['CARREL_ROUNDS'] ?? 3)
/** Records under way at once, so that the relay commits many times and the kill falls between. */
const WINDOW = 5
let file: string
let home: TestFolder
const running: CarrelProcess[] = []

beforeAll(() => {
  file = bundleServer()
  home = makeTestFolder()
  layOutApp(path.join(home.path, 'app'))
}, SLOW)
afterEach(async () => {
  await endAll()
  await Promise.all(running.splice(0).map((one) => one.kill('SIGKILL')))
})
afterAll(() => {
  home.remove()
  rmSync(file, { force: true })
})

const start = async (): Promise<CarrelProcess> => {
  const env = {
    HOST: 'localhost',
    CARREL_APP: path.join(home.path, 'app'),
    CARREL_DATA: path.join(home.path, 'data'),
  }
  const one = await runCarrel(file, env)
  running.push(one)
  expect(one.port, one.output()).toBeGreaterThan(0)
  return one
}

test(
  `R3, L7: what was acknowledged before kill -9 is there after it, byte for byte, in its place`,
  { timeout: ROUNDS * SLOW },
  async () => {
    const seed = Number(process.env['CARREL_SEED'] ?? Date.now() % 1_000_000)
    console.log(`killed.test.ts: CARREL_SEED=${seed}`)
    const random = seeded(seed)
    for (let round = 1; round <= ROUNDS; round++) {
      const server = await start()
      const room = await createCapability()
      const killAt = 1 + Math.floor(random() * (EACH * WRITERS - 60))
      const acked = new Map<number, Bytes>()
      const said: Bytes[] = []
      let killed: Promise<unknown> | null = null
      const write = async (): Promise<void> => {
        const writer = await join(server.port, room)
        const records: Bytes[] = []
        for (let at = 0; at < EACH; at++) records.push(await writer.record(`${round} ${at} ${random()}`))
        said.push(...records)
        const say = (ref: number): void => {
          const record = records[ref]
          if (record) writer.say({ type: 'append', room: 1, ref, record })
        }
        for (let ref = 0; ref < WINDOW; ref++) say(ref)
        try {
          for (let at = 0; at < EACH; at++) {
            const { ref, seq } = await writer.next('ack')
            expect(acked.has(seq)).toBe(false)
            acked.set(seq, records[ref] ?? new Uint8Array(0))
            say(at + WINDOW)
            if (acked.size === killAt) killed = server.kill('SIGKILL')
          }
        } catch (fault) {
          // The kill cuts every connection; what came before it was read to its end.
          if (!killed) throw fault
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, write))
      expect(await killed).toBe('SIGKILL')
      await endAll()

      const again = await start()
      const { welcome, snapshot, tail } = await readAll(again.port, room)
      expect([welcome.floor, snapshot]).toEqual([0, ''])
      expect(tail.map(({ seq }) => seq)).toEqual(tail.map((_entry, at) => at + 1))
      const lost = [...acked].filter(([seq, record]) => {
        const kept = tail[seq - 1]?.record
        return !kept || !equalBytes(kept, record)
      })
      const facts = `round ${round}: killed at ${killAt}, ${acked.size} acknowledged, ${tail.length} kept`
      expect(
        lost.map(([seq]) => seq),
        facts,
      ).toEqual([])
      expect(
        tail.every(({ record }) => said.some((one) => equalBytes(one, record))),
        facts,
      ).toBe(true)
      console.log(facts)
      await again.kill('SIGKILL')
    }
  },
)

test(
  'R7, L7: a kill -9 in the middle of compactions leaves the old log or the new one, and every ACK behind it',
  { timeout: ROUNDS * SLOW },
  async () => {
    const seed = Number(process.env['CARREL_SEED'] ?? Date.now() % 1_000_000)
    const random = seeded(seed)
    for (let round = 1; round <= ROUNDS; round++) {
      const server = await start()
      const room = await createCapability()
      const writer = await join(server.port, room)
      const { logId } = writer.welcome
      const chains = [await chainStart(room.roomId, logId)]
      const records: Bytes[] = []
      /** What each floor may stand for, by what was sent and not replaced since; and the last that was acknowledged. */
      const snapshots = new Map<number, readonly string[]>([[0, ['']]])
      let [acked, ackedFloor, floor] = [0, 0, 0]
      let tag: Bytes = new Uint8Array(0)
      // Below the compactions a room takes at once, also when a step or two more is said before the kill.
      const killAfter = 1 + Math.floor(random() * 8)
      let killed: Promise<unknown> | null = null
      try {
        for (let step = 1; ; step++) {
          const many = 1 + Math.floor(random() * 6)
          for (let at = 0; at < many; at++) {
            const record = await writer.record(`${round} ${step} ${at}`)
            records.push(record)
            chains.push(await chainNext(chains.at(-1) ?? logId, record))
            writer.say({ type: 'append', room: 1, ref: records.length, record })
          }
          const upto = acked + Math.floor(random() * (many + 1))
          const place = { logId, prevFloor: floor, prevTag: tag, upto, chain: chains[upto] ?? logId }
          const made = await prepareCompact(room, writer, place)
          const printed = printHex(made.snapshot)
          snapshots.set(upto, [...(snapshots.get(upto) ?? []), printed])
          writer.say(...made.parts, made.compact)
          // Somewhere between the saying and the last answer.
          if (step === killAfter)
            setTimeout(() => (killed = server.kill('SIGKILL')), Math.floor(random() * 12))
          for (let answers = 0; answers <= many; answers++) {
            const answer = await writer.next('ack', 'nack')
            if (answer.type === 'nack') throw new Error(`refused as ${answer.code}`)
            if (answer.ref === made.compact.ref) {
              ;[ackedFloor, floor, tag] = [upto, upto, made.tag]
              snapshots.set(upto, [printed])
            } else acked = answer.seq
          }
        }
      } catch (fault) {
        if (!killed) throw fault
      }
      expect(await killed).toBe('SIGKILL')
      await endAll()
      const again = await start()
      const kept = await readAll(again.port, room)
      const facts = `seed ${seed}, round ${round}: ${acked} acknowledged, floor ${ackedFloor}, kept ${kept.welcome.floor} to ${kept.welcome.head}`
      expect(kept.welcome.floor, facts).toBeGreaterThanOrEqual(ackedFloor)
      expect(kept.welcome.head, facts).toBeGreaterThanOrEqual(acked)
      expect(snapshots.get(kept.welcome.floor)?.includes(kept.snapshot), facts).toBe(true)
      expect(kept.welcome.chain, facts).toEqual(chains[kept.welcome.head])
      expect(
        kept.tail.map(({ seq }) => seq),
        facts,
      ).toEqual(
        records.slice(kept.welcome.floor, kept.welcome.head).map((_, at) => kept.welcome.floor + at + 1),
      )
      expect(
        kept.tail.every(({ seq, record }) => equalBytes(record, records[seq - 1] ?? logId)),
        facts,
      ).toBe(true)
      console.log(facts)
      await again.kill('SIGKILL')
    }
  },
)
