import { createMemo, createSignal, type Accessor } from 'solid-js'

/** Rows as they stand under the reader's eyes, and how many newer ones wait for a word. */
export interface Settled<K> {
  readonly shown: readonly K[]
  readonly waiting: number
}

/**
 * What stays on the screen when the papers behind it change. Rows keep their places; rows that no longer exist go;
 * new ones wait, unless they all come after what is shown, where they disturb nobody.
 */
export const settle = <K>(
  shown: readonly K[],
  source: readonly K[],
  exists: (key: K) => boolean,
): Settled<K> => {
  const kept = shown.filter(exists)
  if (kept.every((key, index) => source[index] === key)) return { shown: source, waiting: 0 }
  const known = new Set(kept)
  return { shown: kept, waiting: source.filter((key) => !known.has(key)).length }
}

export interface StableOrder<K> {
  readonly shown: Accessor<readonly K[]>
  readonly waiting: Accessor<number>
  /** Lets everything take its place. */
  refresh(): void
}

/**
 * Holds the order of `source` still until `question` (day, sort, filter) changes or `refresh` is called. `exists`
 * tells which rows may stay although `source` no longer lists them. Needs a reactive owner.
 */
export const createStableOrder = <K>(options: {
  readonly source: Accessor<readonly K[]>
  readonly question: Accessor<unknown>
  readonly exists: (key: K) => boolean
  /** True while the rows are still on their way and nobody reads yet: more of them take their places at once. */
  readonly arriving?: () => boolean
}): StableOrder<K> => {
  const [round, setRound] = createSignal(0)
  const state = createMemo<Settled<K> & { readonly asked: string }>((before) => {
    const asked = `${String(options.question())} ${round()}`
    const source = options.source()
    const held = before?.asked === asked
    // Nothing is taken from under the reader's eyes even then.
    if (held && options.arriving?.()) {
      const known = new Set(source)
      if (before.shown.every((key) => known.has(key))) return { shown: source, waiting: 0, asked }
    }
    return held
      ? { ...settle(before.shown, source, options.exists), asked }
      : { shown: source, waiting: 0, asked }
  })
  const shown = createMemo<readonly K[]>(() => state().shown, [], { equals: sameItems })
  return {
    shown,
    waiting: () => state().waiting,
    refresh: () => setRound((n) => n + 1),
  }
}

const sameItems = <K>(a: readonly K[], b: readonly K[]): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])
