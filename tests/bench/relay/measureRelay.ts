import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { median } from '../figures.ts'
import { bareFanOut } from './bareFanOut.ts'
import type { Contender } from './contender.ts'
import { measureFanOut, SHAPES, type FanOutFigures, type Shape } from './fanOut.ts'
import { measureJoins, stateAfter, writePast, type JoinFigures } from './history.ts'
import { measureIdle, type IdleFigures } from './idle.ts'
import { measureKilled, type KilledFigures } from './killed.ts'
import { ours } from './ours.ts'
import { startServer, type ServerProcess } from './process.ts'
import { measureStalled, type StalledFigures } from './stalled.ts'
import { against, count, fixed, kibibytes, mebibytes, printTable } from './table.ts'
import { hocuspocus, yWebsocketServer } from './yjsServers.ts'

/** QUALITY.md's aims for the relay; CPU as multiples of the bare fan-out, by shape. */
const AIMS = {
  human: [1.5, 1.2, 1.1],
  saturated: [0.45, 0.15, 0.08],
  idleConnection: 10 * 1_024,
  idleRoom: 1_024,
  joinCpu: 6,
  joinGrowth: 32 * 2 ** 20,
  restart: 300,
  /** The relay's own limit for one recipient, and 8 MB. */
  stalled: 8 * 2 ** 20 + 8e6,
} as const

interface Plan {
  readonly rounds: number
  readonly burstMs: number
  readonly sizes: readonly number[]
  readonly connections: number
  readonly acts: number
  readonly joins: number
  readonly calmMs: number
  readonly stalledMs: number
  /** No round of the fan-out begins that would end after this; the rest takes some minutes more. */
  readonly fanOutMs: number
}
const FULL: Plan = {
  rounds: 5,
  burstMs: 1_000,
  sizes: [200, 2_048],
  connections: 5_000,
  acts: 10_000,
  joins: 10,
  calmMs: 4_000,
  stalledMs: 15_000,
  fanOutMs: 600_000,
}
const QUICK: Plan = {
  rounds: 1,
  burstMs: 500,
  sizes: [200],
  connections: 1_000,
  acts: 3_000,
  joins: 5,
  calmMs: 2_000,
  stalledMs: 5_000,
  fanOutMs: 60_000,
}

/** Files a process may have open beside its connections. */
const SPARE_FILES = 200
/** Acts behind the last snapshot: after so many, clients compact. */
const TAIL = 300

const say = (sentence: string): void => console.error(`  … ${sentence}`)

/**
 * Measures our relay beside a bare fan-out and, where they are installed, its peers; prints tables. `scripts` are the
 * servers' files, `only` names what to measure (all: empty), `openFiles` is this shell's limit.
 */
export const measureRelay = async (options: {
  readonly scripts: { readonly bare: string; readonly ours: string; readonly peers: string | null }
  readonly quick: boolean
  readonly only: readonly string[]
  readonly openFiles: number
}): Promise<void> => {
  const { scripts, only, openFiles } = options
  const plan = options.quick ? QUICK : FULL
  const bare = bareFanOut(scripts.bare)
  const carrel = ours(scripts.ours)
  const peers = scripts.peers
    ? [
        hocuspocus(path.join(scripts.peers, 'hocuspocus.mjs')),
        yWebsocketServer(path.join(scripts.peers, 'node_modules/@y/websocket-server/src/server.js')),
      ]
    : []
  const all = [bare, carrel, ...peers]
  const wanted = (part: string): boolean => only.length === 0 || only.includes(part)
  const folder = mkdtempSync(path.join(tmpdir(), 'carrel-relay-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  let started = 0

  const start = (
    contender: Contender,
    data = path.join(folder, String(++started)),
  ): Promise<ServerProcess> => {
    mkdirSync(data, { recursive: true })
    return startServer(contender.script, data, contender.env?.(data))
  }
  /** One server for one measurement, gone when it ends; a contender that fails is named, and leaves a gap. */
  const on = async <T>(
    contender: Contender,
    work: (server: ServerProcess) => Promise<T>,
  ): Promise<T | null> => {
    let server: ServerProcess | undefined
    try {
      server = await start(contender)
      return await work(server)
    } catch (fault) {
      say(`${contender.name}: ${fault instanceof Error ? fault.message : String(fault)}`)
      return null
    } finally {
      await server?.kill()
      rmSync(path.join(folder, String(started)), { recursive: true, force: true })
    }
  }

  console.log(`${cpus()[0]?.model ?? 'a processor'}, ${cpus().length} cores, Node ${process.versions.node}`)
  console.log('The server runs on the first core, the load on the second; both on this machine alone.')
  console.log(
    'An act is 200 B or 2 kB before sealing, and Carrel carries it sealed: 366 B or 2,222 B. Its limits of one connection’s rate are lifted for the load.',
  )
  const connections = Math.min(plan.connections, openFiles - SPARE_FILES)
  await carrel.prepare?.(wanted('idle') ? connections : 100)

  // ---- fan-out ----
  if (wanted('fanout')) {
    const found = new Map<string, FanOutFigures[]>()
    const keyOf = (
      contender: Contender,
      shape: Shape,
      { size, pace }: { size: number; pace: string },
    ): string => [contender.name, shape.rooms, size, pace].join()
    const began = Date.now()
    let rounds = 0
    const isTimeFor = (): boolean => (Date.now() - began) * (1 + 1 / rounds) < plan.fanOutMs
    for (; rounds < plan.rounds && (rounds === 0 || isTimeFor()); rounds++) {
      for (const shape of SHAPES)
        for (const contender of rounds % 2 === 0 ? all : [...all].reverse()) {
          const figures = await on(contender, (server) =>
            measureFanOut(contender, server, shape, plan.sizes, plan.burstMs),
          )
          for (const figure of figures ?? []) {
            const key = keyOf(contender, shape, figure)
            found.set(key, [...(found.get(key) ?? []), figure])
          }
        }
      say(`fan-out, round ${rounds + 1} after ${Math.round((Date.now() - began) / 1_000)} s`)
    }
    const cells = plan.sizes.flatMap((size) =>
      (['human', 'saturated'] as const).flatMap((pace) =>
        SHAPES.map((shape, index) => ({ size, pace, shape, aim: AIMS[pace][index] ?? Number.NaN })),
      ),
    )
    const figuresOf = (contender: Contender, cell: (typeof cells)[number]): readonly FanOutFigures[] =>
      found.get(keyOf(contender, cell.shape, cell)) ?? []
    const ratiosOf = (contender: Contender, cell: (typeof cells)[number]): readonly number[] => {
      const base = figuresOf(bare, cell)
      return figuresOf(contender, cell).map(({ cpu }, round) => cpu / (base[round]?.cpu ?? Number.NaN))
    }
    const nameOf = ({ size, pace, shape }: (typeof cells)[number]): string =>
      `${size === 200 ? '200 B' : '2 kB '}  ${pace === 'human' ? 'fixed rate' : 'saturated '}  ${`${shape.rooms}×${shape.clients}`.padStart(6)}`
    printTable(
      `Server CPU per delivered act, as a multiple of the bare fan-out (median of ${rounds} interleaved rounds; lowest to highest)`,
      ['', 'bare', 'Carrel', '', 'aim', ...peers.map(({ name }) => name)],
      cells.map((cell) => {
        const ratios = ratiosOf(carrel, cell)
        const ratio = median(ratios)
        return [
          nameOf(cell),
          `${fixed(median(figuresOf(bare, cell).map(({ cpu }) => cpu)), 2)} µs`,
          against(fixed(ratio, 2), ratio, cell.aim),
          `(${fixed(Math.min(...ratios), 2)} to ${fixed(Math.max(...ratios), 2)})`,
          `≤ ${cell.aim}`,
          ...peers.map((peer) => fixed(median(ratiosOf(peer, cell)), 2)),
        ]
      }),
    )
    printTable(
      'Acts delivered a second',
      ['', ...all.map(({ name }) => name)],
      cells.map((cell) => [
        nameOf(cell),
        ...all.map((one) => count(median(figuresOf(one, cell).map(({ delivered }) => delivered)))),
      ]),
    )
    printTable(
      'From sending to delivery, ms: median / 99 of 100',
      ['', ...all.map(({ name }) => name)],
      cells.map((cell) => [
        nameOf(cell),
        ...all.map((one) => {
          const figures = figuresOf(one, cell)
          return `${fixed(median(figures.map(({ median }) => median)), 1)} / ${fixed(median(figures.map(({ p99 }) => p99)), 1)}`
        }),
      ]),
    )
    const faults = all.map((one) =>
      cells.reduce((sum, cell) => sum + figuresOf(one, cell).reduce((n, figure) => n + figure.faults, 0), 0),
    )
    console.log(
      `  Deliveries lost, doubled or out of order: ${all.map(({ name }, index) => `${name} ${faults[index]}`).join(', ')}`,
    )
  }

  // ---- idle ----
  if (wanted('idle')) {
    if (connections < plan.connections)
      console.log(
        `\nThis shell allows ${openFiles} open files (ulimit -n), so ${connections} connections are measured.`,
      )
    const shared = connections / 5
    const rows: string[][] = []
    for (const contender of all) {
      const few = await on(contender, (server) => measureIdle(contender, server, connections, shared))
      const many = await on(contender, (server) => measureIdle(contender, server, connections, connections))
      rows.push(idleRow(contender, few, many, contender === carrel, connections, shared))
      say(`idle, ${contender.name}`)
    }
    printTable(
      `${count(connections)} idle connections: memory after a collection, server CPU to connect and to stay`,
      ['', 'a connection', 'aim', 'a room', 'aim', 'CPU to join', 'CPU while idle'],
      rows,
    )
  }

  // ---- joins ----
  if (wanted('join')) {
    const rows: string[][] = []
    const row = (name: string, figures: JoinFigures | null, isOurs: boolean): string[] => [
      name,
      figures ? `${fixed(figures.ms, 1)} ms` : '–',
      figures ? mebibytes(figures.bytes) : '–',
      figures ? `${fixed(figures.cpu, 1)} ms` : '–',
      figures ? `${fixed(figures.allMs, 0)} ms` : '–',
      figures
        ? against(
            `${fixed(figures.allCpu, 1)} ms`,
            figures.allCpu,
            isOurs ? AIMS.joinCpu : Number.POSITIVE_INFINITY,
          )
        : '–',
      isOurs ? `≤ ${AIMS.joinCpu} ms` : '',
      figures
        ? against(
            mebibytes(figures.grown),
            figures.grown,
            isOurs ? AIMS.joinGrowth : Number.POSITIVE_INFINITY,
          )
        : '–',
      isOurs ? `≤ ${mebibytes(AIMS.joinGrowth)}` : '',
    ]
    const past = async (contender: Contender, server: ServerProcess, acts: number): Promise<void> => {
      // The watcher stays: a room that somebody is in, as one who joins mostly finds it.
      const { writer } = await writePast(contender, server.port, acts)
      writer.socket.close()
      await server.quiet()
    }
    for (const contender of all.filter(({ keeps }) => keeps)) {
      const { compact } = contender
      if (compact) {
        const figures = await on(contender, async (server) => {
          await past(contender, server, plan.acts - TAIL)
          await compact(server.port, 0, stateAfter(plan.acts - TAIL))
          await past(contender, server, TAIL)
          return measureJoins(contender, server, plan.joins)
        })
        rows.push(row(`${contender.name}: as its clients keep it`, figures, true))
      }
      const figures = await on(contender, async (server) => {
        await past(contender, server, plan.acts)
        return measureJoins(contender, server, plan.joins)
      })
      rows.push(
        row(compact ? `${contender.name}: never compacted` : contender.name, figures, contender === carrel),
      )
      say(`joins, ${contender.name}`)
    }
    printTable(
      `Joining a document with ${count(plan.acts)} acts in its past: one after the other, then 50 at once`,
      ['', 'time', 'bytes', 'server CPU', '50: time', 'CPU each', 'aim', 'memory', 'aim'],
      rows,
    )
  }

  // ---- killed ----
  if (wanted('restart')) {
    const rows: string[][] = []
    for (const contender of all.filter(({ keeps }) => keeps)) {
      const data = path.join(folder, `killed-${++started}`)
      let figures: KilledFigures | null = null
      try {
        const first = await start(contender, data)
        figures = await measureKilled(contender, first, () => start(contender, data), plan.acts)
      } catch (fault) {
        say(`${contender.name}: ${fault instanceof Error ? fault.message : String(fault)}`)
      }
      rows.push([
        contender.name,
        figures
          ? against(
              `${count(figures.ms)} ms`,
              figures.ms,
              contender === carrel ? AIMS.restart : Number.POSITIVE_INFINITY,
            )
          : '–',
        contender === carrel ? `≤ ${AIMS.restart} ms` : '',
        figures ? count(figures.returned) : '–',
        figures ? count(figures.atSynced) : '–',
        figures ? count(figures.acknowledged) : '–',
        figures ? count(figures.lost) : '–',
        figures ? count(figures.lostSeen) : '–',
      ])
      say(`kill -9, ${contender.name}`)
    }
    printTable(
      'kill -9 in the middle of writing, and a new start on the same folder',
      [
        '',
        'whole state after',
        'aim',
        'acts back',
        'when “synced”',
        'acknowledged',
        'of those lost',
        'seen and lost',
      ],
      rows,
    )
  }

  // ---- stalled ----
  if (wanted('stalled')) {
    const rows: string[][] = []
    for (const contender of all) {
      const figures: StalledFigures | null = await on(contender, (server) =>
        measureStalled(contender, server, plan.calmMs, plan.stalledMs),
      )
      rows.push([
        contender.name,
        figures ? mebibytes(figures.owed) : '–',
        figures
          ? against(
              mebibytes(figures.grown),
              figures.grown,
              contender === carrel ? AIMS.stalled : Number.POSITIVE_INFINITY,
            )
          : '–',
        contender === carrel ? `≤ ${mebibytes(AIMS.stalled)}` : '',
        figures ? `${fixed(figures.p99Before, 1)} ms` : '–',
        figures ? `${fixed(figures.p99, 1)} ms` : '–',
      ])
      say(`a stalled reader, ${contender.name}`)
    }
    printTable(
      'A reader that stops reading while another writes 3,000 acts of 2 kB a second',
      ['', 'owed', 'memory grows by', 'aim', 'p99 of the others before', 'meanwhile'],
      rows,
    )
  }
  console.log('\n  * misses its aim')
}

const idleRow = (
  contender: Contender,
  few: IdleFigures | null,
  many: IdleFigures | null,
  isOurs: boolean,
  connections: number,
  shared: number,
): string[] => {
  if (!few || !many) return [contender.name, '–', '', '–', '', '–', '–']
  // Two unknowns, two measurements: so many connections in a fifth as many rooms, and in one room each.
  const room = ((many.own - few.own) * connections) / (connections - shared)
  const connection = many.own - room
  return [
    contender.name,
    against(kibibytes(connection), connection, isOurs ? AIMS.idleConnection : Number.POSITIVE_INFINITY),
    isOurs ? `≤ ${kibibytes(AIMS.idleConnection)}` : '',
    against(kibibytes(room), room, isOurs ? AIMS.idleRoom : Number.POSITIVE_INFINITY),
    isOurs ? `≤ ${kibibytes(AIMS.idleRoom)}` : '',
    `${fixed(few.cpu, 0)} µs`,
    `${fixed(few.share * 100, 2)} %`,
  ]
}
