import type { PaperSnapshot } from '../domain/paper.ts'
import type { PaperKey } from '../domain/paperKey.ts'
import { MAX_IDS_AT_ONCE } from '../sources/limits.ts'
import type { Answer, askRegistry, Line } from './askRegistry.ts'
import {
  ARXIV_PAUSE_MS,
  LAST_PAUSE_MS,
  MAX_LOOKUPS,
  MAX_SLEEP_MS,
  MAX_TRIES,
  REGISTRY_PAUSE_MS,
} from './limits.ts'
import {
  mayBeNew,
  pauseAfter,
  registriesFor,
  type Lookup,
  type LookupFault,
  type PaperIds,
  type Registry,
} from './lookup.ts'
import type { LookupRows } from './lookupRows.ts'

export interface NewLookup extends PaperIds {
  readonly key: PaperKey
  readonly asked: boolean
}

export interface LookupQueue {
  /** Those that wait, and those that are not known, in the order in which they came. */
  all(): readonly Lookup[]
  /** Who is being asked right now, by a tab of this browser. */
  asking(): ReadonlyMap<PaperKey, Registry>
  /** Puts papers in; answers how many found no room. One that is in already is asked for anew. */
  add(papers: readonly NewLookup[]): number
  remove(keys: readonly PaperKey[]): void
  /** Goes on with what the disk holds: at the start, and when something has changed, such as a network that came back. */
  wake(): Promise<void>
  /** Resolves when the disk has what was put in, or has refused it: then it is false. */
  kept(): Promise<boolean>
  close(): void
}

const OFFLINE: Answer = { type: 'failed', fault: 'offline', wait: 0 }
const REGISTRIES: readonly Registry[] = ['arxiv', 'crossref', 'datacite']
const PAUSES: Record<Registry, number> = {
  arxiv: ARXIV_PAUSE_MS,
  crossref: REGISTRY_PAUSE_MS,
  datacite: REGISTRY_PAUSE_MS,
}

/**
 * Looks papers up by their ids, one question at a time, by one tab at a time, and goes on until each is found or said
 * to be unknown; what is done stays done, and what is not stays in `rows` for the next start.
 */
export const createLookupQueue = (options: {
  readonly rows: LookupRows
  readonly line: Line
  readonly ask: typeof askRegistry
  readonly random: () => number
  /** Runs `work` while no other tab does. */
  readonly alone: (work: () => Promise<void>) => Promise<void>
  /** Where each registry answers; `null`: it is not asked. `null` for all of them: not known yet. */
  readonly origins: () => Readonly<Record<Registry, string | null>> | null
  /** Whether papers that are added are looked up by themselves. */
  readonly isOn: () => boolean
  /** Writes what was found; true once it is on the disk. */
  readonly keep: (found: ReadonlyMap<PaperKey, PaperSnapshot>) => Promise<boolean>
  readonly onChange: () => void
}): LookupQueue => {
  const { rows, line, random } = options
  /** Registries that had no answer to a paper in this round, and what came instead. */
  const passed = new Map<PaperKey, Map<Registry, LookupFault>>()
  /** Until when each asked to be left alone, and until when it is for politeness' sake. */
  const held = new Map<Registry, number>()
  const resting = new Map<Registry, number>()
  /** Papers whose ids are asked for one by one, as arXiv refused them together. */
  const single = new Set<PaperKey>()
  /** A browser does not hand arXiv's answers over: found out when DataCite answered right after. */
  let isArxivBlocked = false
  let running = false
  let again = false
  let closed = false
  let stopTimer = (): void => undefined

  const originOf = (registry: Registry): string | null => options.origins()?.[registry] ?? null
  const isHeld = (registry: Registry): boolean => (held.get(registry) ?? 0) > line.now()
  const freeAt = (registry: Registry): number => Math.max(held.get(registry) ?? 0, resting.get(registry) ?? 0)
  /** A clock that was set back must not make a pause longer than any. */
  const dueAt = (row: Lookup): number => (row.after > line.now() + LAST_PAUSE_MS * 6 ? 0 : row.after)

  const nextRegistry = (row: Lookup): Registry | null => {
    const open = registriesFor(row).filter(
      (registry) => originOf(registry) !== null && !passed.get(row.key)?.has(registry),
    )
    // arXiv papers are known to both; of other DOIs DataCite is asked for what Crossref does not know.
    const better =
      row.arxivId === undefined
        ? undefined
        : open.find((one) => !isHeld(one) && !(one === 'arxiv' && isArxivBlocked))
    return better ?? open[0] ?? null
  }
  const wants = (row: Lookup): boolean =>
    row.fault !== 'unknown' && (row.asked || options.isOn()) && nextRegistry(row) !== null

  const pick = (): {
    readonly registry: Registry
    readonly lookups: readonly [Lookup, ...Lookup[]]
  } | null => {
    const due = rows.all().filter((row) => wants(row) && dueAt(row) <= line.now())
    for (const registry of REGISTRIES) {
      if (freeAt(registry) > line.now()) continue
      const [first, ...others] = due.filter((row) => nextRegistry(row) === registry)
      if (!first) continue
      const together = registry === 'arxiv' && !single.has(first.key)
      const more = together ? others.filter(({ key }) => !single.has(key)).slice(0, MAX_IDS_AT_ONCE - 1) : []
      return { registry, lookups: [first, ...more] }
    }
    return null
  }

  const put = (row: Lookup, fault: LookupFault, by: Registry): void => {
    passed.delete(row.key)
    const tries = Math.min(row.tries + 1, MAX_TRIES)
    // What the registry asked for is heeded by the next start too.
    const after = Math.max(line.now() + pauseAfter(tries, random), held.get(by) ?? 0)
    rows.put([{ ...row, fault, by, tries, after }])
  }

  const notFound = (row: Lookup, registry: Registry): void => {
    if (registry === 'crossref' && originOf('datacite') !== null) {
      passed.set(row.key, new Map([[registry, 'unknown']]))
      return
    }
    single.delete(row.key)
    put(row, registry === 'datacite' && mayBeNew(row, line.now()) ? 'unregistered' : 'unknown', registry)
  }

  const notAnswered = (row: Lookup, registry: Registry, fault: LookupFault): void => {
    const before = passed.get(row.key) ?? new Map<Registry, LookupFault>()
    passed.set(row.key, before.set(registry, fault))
    // Without a network the other one has no answer either.
    if (fault !== 'offline' && row.arxivId !== undefined && nextRegistry(row) !== null) return
    const [by, first] = [...before].find(([, one]) => one !== 'unknown') ?? [registry, fault]
    put(row, first, by)
  }

  const settle = async (registry: Registry, lookups: readonly Lookup[], answer: Answer): Promise<void> => {
    // Another tab, or an undone act, may have taken some of them out while the registry was asked.
    await rows.reread()
    const here = rows.all().filter(({ key }) => lookups.some((one) => one.key === key))
    if (answer.type === 'refused') {
      if (lookups.length > 1) for (const { key } of here) single.add(key)
      else for (const row of here) notFound(row, registry)
      return
    }
    if (answer.type === 'failed') {
      if (answer.wait > 0) held.set(registry, line.now() + answer.wait)
      for (const row of here) notAnswered(row, registry, answer.fault)
      return
    }
    if (registry === 'datacite' && here.some(({ key }) => passed.get(key)?.get('arxiv') === 'unreached'))
      isArxivBlocked = true
    const found = here.filter(({ key }) => answer.papers.has(key))
    for (const row of here) if (!answer.papers.has(row.key)) notFound(row, registry)
    if (found.length === 0) return
    const papers = new Map([...answer.papers].filter(([key]) => found.some((row) => row.key === key)))
    const kept = await options.keep(papers).catch(() => false)
    if (!kept) return found.forEach((row) => put(row, 'unkept', registry))
    for (const { key } of found) {
      passed.delete(key)
      single.delete(key)
    }
    rows.drop(found.map(({ key }) => key))
  }

  const turn = async (): Promise<void> => {
    // A tab that died while it asked has left its word behind.
    rows.say(new Map())
    await rows.reread()
    while (!closed) {
      const next = pick()
      const origin = next && originOf(next.registry)
      if (!next || !origin) return
      const { registry, lookups } = next
      // A device that knows that it has no network does not say for a moment that somebody is being asked.
      const online = line.online()
      if (online) rows.say(new Map(lookups.map(({ key }) => [key, registry])))
      const answer = online ? await options.ask(line, registry, origin, lookups) : OFFLINE
      if (closed) return
      // From the end of one to the beginning of the next; what found no network has bothered nobody.
      if (answer.type !== 'failed' || answer.fault !== 'offline')
        resting.set(registry, line.now() + PAUSES[registry])
      await settle(registry, lookups, answer)
      rows.say(new Map())
    }
  }

  /** The next time at which something is due; `null`: nothing waits. */
  const nextTime = (): number | null => {
    const times = rows.all().flatMap((row) => {
      const registry = wants(row) ? nextRegistry(row) : null
      return registry === null ? [] : [Math.max(dueAt(row), freeAt(registry))]
    })
    return times.length === 0 ? null : Math.min(...times)
  }

  const run = async (): Promise<void> => {
    stopTimer()
    if (closed) return
    again = true
    if (running) return
    running = true
    while (again && !closed) {
      again = false
      const due = nextTime()
      if (due !== null && due <= line.now()) await options.alone(turn)
    }
    running = false
    const next = nextTime()
    if (next === null || closed) return
    stopTimer = line.setTimer(Math.min(Math.max(next - line.now(), 0), MAX_SLEEP_MS), () => void run())
  }

  rows.onChange(() => {
    options.onChange()
    void run()
  })
  return {
    all: rows.all,
    asking: rows.asking,
    add(papers) {
      const known = new Map(rows.all().map((row) => [row.key, row]))
      const fresh = papers.filter(({ key }) => !known.has(key))
      const room = Math.max(0, MAX_LOOKUPS - known.size)
      const taken = new Set([...fresh.slice(0, room), ...papers.filter(({ key }) => known.has(key))])
      rows.put(
        papers
          .filter((paper) => taken.has(paper))
          .map(({ key, asked, ...ids }) => {
            const before = known.get(key)
            // What a registry asked for is heeded, also where a person is impatient: it is held by `held`.
            return {
              ...{ key, ...ids, at: line.now(), tries: 0, after: 0, fault: null, by: null },
              asked: asked || before?.asked === true,
            }
          }),
      )
      for (const { key } of taken) passed.delete(key)
      return fresh.length - Math.min(fresh.length, room)
    },
    remove(keys) {
      for (const key of keys) passed.delete(key)
      rows.drop(keys)
    },
    async wake() {
      await rows.reread()
      rows.put(
        rows
          .all()
          .filter(({ fault, after }) => (fault === 'offline' || fault === 'unreached') && after > line.now())
          .map((row) => ({ ...row, after: 0, tries: 0 })),
      )
      void run()
    },
    kept: rows.kept,
    close() {
      closed = true
      stopTimer()
    },
  }
}
