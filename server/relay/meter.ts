import { CLOSE_CODES, REFUSALS } from '../../src/protocol/code.ts'

const COUNTED = {
  connections_opened: 'WebSockets that were taken.',
  handshakes_refused:
    'WebSockets that were refused before they began: stopping, or too many that proved nothing.',
  hellos: 'HELLOs that were heard.',
  signature_checks: 'Signatures that were checked.',
  appends: 'Records that were asked to be kept.',
  acks: 'Acknowledgements.',
  records_sent: 'Records passed on or replayed.',
  ephemerals: 'Ephemeral records that were passed on, counted per recipient.',
  ephemerals_dropped: 'Ephemeral records that passed a slow recipient by.',
  compactions: 'Compactions that were kept.',
  received_bytes: 'Bytes of frames from clients.',
  sent_bytes: 'Bytes of frames to clients.',
  reading_paused:
    'Times that a socket was not read for a while, because it said more than could be dealt with.',
  rooms_made: 'Rooms that were made.',
  rooms_archived: 'Rooms that were put to rest because nobody had come for long.',
  rooms_deleted: 'Rooms that were deleted after their rest.',
} as const

export type Counted = keyof typeof COUNTED

/** A figure of the moment: its name, what it is, and its value; `null` where it is not known. */
export type Gauge = readonly [name: string, help: string, value: number | null]

/** Counts what happens. No room and no address is ever part of it. */
export interface Meter {
  count(name: Counted, by?: number): void
  nack(code: string): void
  closed(code: number): void
  commit(ms: number): void
  /** All of it in Prometheus' text format (version 0.0.4). */
  print(gauges: readonly Gauge[]): string
}

/** Bounds of the commits' histogram, in seconds: a flush takes from a tenth of a millisecond to seconds. */
const COMMIT_BOUNDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

const CODES: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006, 1009, ...Object.values(CLOSE_CODES)])

export const createMeter = (): Meter => {
  const counts = new Map<Counted, number>()
  const nacks = new Map<string, number>(Object.keys(REFUSALS).map((code) => [code, 0]))
  const closes = new Map<string, number>()
  const buckets = COMMIT_BOUNDS.map(() => 0)
  let commits = 0
  let commitSeconds = 0
  const add = <K>(to: Map<K, number>, key: K, by = 1): void => void to.set(key, (to.get(key) ?? 0) + by)

  return {
    count: (name, by) => add(counts, name, by),
    nack: (code) => add(nacks, code),
    // Clients choose codes freely; unbounded labels would be a memory of their choosing.
    closed: (code) => add(closes, CODES.has(code) ? String(code) : 'other'),
    commit(ms) {
      const seconds = ms / 1_000
      commits++
      commitSeconds += seconds
      const at = COMMIT_BOUNDS.findIndex((bound) => seconds <= bound)
      if (at >= 0) buckets[at] = (buckets[at] ?? 0) + 1
    },
    print(gauges) {
      const lines: string[] = []
      const head = (name: string, type: string, help: string): void =>
        void lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
      const labelled = (
        name: string,
        help: string,
        label: string,
        values: ReadonlyMap<string, number>,
      ): void => {
        head(name, 'counter', help)
        for (const [value, count] of values) lines.push(`${name}{${label}="${value}"} ${count}`)
      }
      for (const [name, help, value] of gauges) {
        if (value === null) continue
        head(name, 'gauge', help)
        lines.push(`${name} ${value}`)
      }
      for (const [name, help] of Object.entries(COUNTED)) {
        head(`carrel_${name}_total`, 'counter', help)
        // reason: the names of a constant object
        lines.push(`carrel_${name}_total ${counts.get(name as Counted) ?? 0}`)
      }
      labelled('carrel_nacks_total', 'Refusals of messages and rooms, by code.', 'code', nacks)
      labelled('carrel_closed_total', 'Connections that ended, by WebSocket code.', 'code', closes)
      head('carrel_commit_seconds', 'histogram', 'From a batch to its being flushed to the disk.')
      let below = 0
      for (const [at, bound] of COMMIT_BOUNDS.entries()) {
        below += buckets[at] ?? 0
        lines.push(`carrel_commit_seconds_bucket{le="${bound}"} ${below}`)
      }
      lines.push(
        `carrel_commit_seconds_bucket{le="+Inf"} ${commits}`,
        `carrel_commit_seconds_sum ${commitSeconds}`,
        `carrel_commit_seconds_count ${commits}`,
      )
      return `${lines.join('\n')}\n`
    },
  }
}
