import type { PaperKey } from '../domain/paperKey.ts'
import { parseLookup, type Lookup, type Registry } from './lookup.ts'

/** Where the rows are kept; each answers false, or `null`, where the disk did not do it. */
export interface LookupDisk {
  read(): Promise<readonly unknown[] | null>
  put(rows: readonly Lookup[]): Promise<boolean>
  drop(keys: readonly PaperKey[]): Promise<boolean>
}

/** How tabs of one browser tell each other that the rows have changed, and who is being asked. */
export interface LookupChannel {
  say(asking: readonly (readonly [PaperKey, Registry])[]): void
  listen(heard: (asking: readonly (readonly [PaperKey, Registry])[]) => void): void
}

/** The rows as this tab knows them: at once in memory, then on the disk, and then told to the other tabs. */
export interface LookupRows {
  all(): readonly Lookup[]
  asking(): ReadonlyMap<PaperKey, Registry>
  put(rows: readonly Lookup[]): void
  drop(keys: readonly PaperKey[]): void
  /** Says whom this tab is asking for what; only the tab whose turn it is does. */
  say(asking: ReadonlyMap<PaperKey, Registry>): void
  /** Takes over what other tabs have put in or taken out. */
  reread(): Promise<void>
  kept(): Promise<boolean>
  onChange(listener: () => void): void
}

export const createLookupRows = (disk: LookupDisk, channel: LookupChannel): LookupRows => {
  let rows: ReadonlyMap<PaperKey, Lookup> = new Map()
  let mine: ReadonlyMap<PaperKey, Registry> = new Map()
  let theirs: ReadonlyMap<PaperKey, Registry> = new Map()
  /** Put or dropped here, and not confirmed by the disk: `null` for a row that is to go. */
  const unkept = new Map<PaperKey, Lookup | null>()
  let writing: Promise<unknown> = Promise.resolve()
  let listener = (): void => undefined

  const show = (next: ReadonlyMap<PaperKey, Lookup>): void => {
    rows = next
    listener()
  }
  const sorted = (all: Iterable<Lookup>): ReadonlyMap<PaperKey, Lookup> =>
    new Map([...all].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).map((row) => [row.key, row]))

  /** One write after the other: what was put and dropped in one breath ends as it was meant. */
  const write = (changes: ReadonlyMap<PaperKey, Lookup | null>): void => {
    for (const [key, row] of changes) unkept.set(key, row)
    writing = writing.then(async () => {
      const put = [...changes.values()].filter((row) => row !== null)
      const drop = [...changes].filter(([, row]) => row === null).map(([key]) => key)
      const done = [put.length === 0 || (await disk.put(put)), drop.length === 0 || (await disk.drop(drop))]
      if (!done.every(Boolean)) return
      for (const [key, row] of changes) if (unkept.get(key) === row) unkept.delete(key)
      channel.say([...mine])
    })
  }
  const reread = async (): Promise<void> => {
    const read = await disk.read()
    if (!read) return
    const found = new Map(
      read.flatMap((value): [PaperKey, Lookup][] => {
        const row = parseLookup(value)
        return row ? [[row.key, row]] : []
      }),
    )
    for (const [key, row] of unkept)
      if (row) found.set(key, row)
      else found.delete(key)
    const next = sorted(found.values())
    if (JSON.stringify([...next.values()]) !== JSON.stringify([...rows.values()])) show(next)
  }
  channel.listen((asking) => {
    theirs = new Map(asking)
    listener()
    void reread()
  })
  return {
    all: () => [...rows.values()],
    asking: () => new Map([...theirs, ...mine]),
    put(changed) {
      if (changed.length === 0) return
      write(new Map(changed.map((row) => [row.key, row])))
      show(sorted(new Map([...rows, ...changed.map((row) => [row.key, row] as const)]).values()))
    },
    drop(keys) {
      const here = keys.filter((key) => rows.has(key))
      if (here.length === 0) return
      write(new Map(here.map((key) => [key, null])))
      show(new Map([...rows].filter(([key]) => !here.includes(key))))
    },
    say(asking) {
      mine = asking
      theirs = new Map()
      channel.say([...asking])
      listener()
    },
    reread,
    async kept() {
      await writing
      return unkept.size === 0
    },
    onChange: (heard) => {
      listener = heard
    },
  }
}
