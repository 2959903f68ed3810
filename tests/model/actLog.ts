import * as Y from 'yjs'

/** What an update says, read with nothing of ours: where each author's clock stands behind it, and single deletions. */
interface Said {
  readonly clocks: ReadonlyMap<number, number>
  readonly deletions: readonly string[]
}

interface Act extends Said {
  readonly name: string
  readonly update: Uint8Array
  acknowledged: boolean
  /** Gone with the memory of the device that had not told anybody. */
  lost: boolean
}

const read = (update: Uint8Array): Said => {
  const { structs, ds } = Y.decodeUpdate(update)
  const clocks = new Map<number, number>()
  for (const { id, length } of structs)
    clocks.set(id.client, Math.max(clocks.get(id.client) ?? 0, id.clock + length))
  const deletions: string[] = []
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges)
      for (let at = clock; at < clock + len; at++) deletions.push(`${client}:${at}`)
  return { clocks, deletions }
}

const clocksOf = (doc: Y.Doc): ReadonlyMap<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc))

/** Everything that `docs` hold together. */
const holdingsOf = (docs: readonly Y.Doc[]): { clocks: Map<number, number>; deletions: Set<string> } => {
  const clocks = new Map<number, number>()
  const deletions = new Set<string>()
  for (const doc of docs) {
    const { store } = doc
    for (const [client, to] of clocksOf(doc)) clocks.set(client, Math.max(clocks.get(client) ?? 0, to))
    for (const [client, structs] of store.clients)
      for (const struct of structs)
        if (struct.deleted)
          for (let at = 0; at < struct.length; at++) deletions.add(`${client}:${struct.id.clock + at}`)
  }
  return { clocks, deletions }
}

/** The acts of one document: who did them is in their ids, and whether the relay has acknowledged them is told. */
export interface ActLog {
  /** By `page`, which would have to bring it to the relay. */
  enter(page: object, name: string, update: Uint8Array): void
  /** All that this page did is acknowledged. */
  acknowledge(page: object): void
  /** The page is gone, and `next` has in its place what was on the disk. */
  pass(page: object, next: object, doc: Y.Doc): void
  /** Acknowledged acts that `docs` lack together. */
  absent(docs: readonly Y.Doc[]): readonly string[]
  /** True where `doc` holds all that `other` holds. */
  holds(doc: Y.Doc, other: Y.Doc): boolean
  /** What `doc` holds that nobody wrote. */
  foreign(doc: Y.Doc): readonly string[]
  /** What all acts make together, without those that were lost with a device before `doc` could have them. */
  whole(doc: Y.Doc): Y.Doc
  counts(): { readonly acts: number; readonly acknowledged: number }
}

export const createActLog = (): ActLog => {
  const acts: Act[] = []
  const pages = new Map<object, Act[]>()
  const authored = new Map<number, number>()
  const isIn = ({ clocks, deletions }: Said, held: ReturnType<typeof holdingsOf>): boolean =>
    [...clocks].every(([client, to]) => (held.clocks.get(client) ?? 0) >= to) &&
    deletions.every((id) => held.deletions.has(id))
  return {
    enter(page, name, update) {
      const said = read(update)
      const act: Act = { ...said, name, update, acknowledged: false, lost: false }
      for (const [client, to] of said.clocks) authored.set(client, Math.max(authored.get(client) ?? 0, to))
      acts.push(act)
      const own = pages.get(page)
      if (own) own.push(act)
      else pages.set(page, [act])
    },
    acknowledge(page) {
      for (const act of pages.get(page) ?? []) act.acknowledged = true
      pages.delete(page)
    },
    pass(page, next, doc) {
      const held = holdingsOf([doc])
      const own = pages.get(page) ?? []
      pages.delete(page)
      for (const act of own) act.lost = !isIn(act, held)
      pages.set(
        next,
        own.filter(({ lost }) => !lost),
      )
    },
    absent(docs) {
      const held = holdingsOf(docs)
      return acts.filter((act) => act.acknowledged && !isIn(act, held)).map(({ name }) => name)
    },
    holds(doc, other) {
      const { clocks, deletions } = holdingsOf([other])
      return isIn({ clocks, deletions: [...deletions] }, holdingsOf([doc]))
    },
    foreign: (doc) =>
      [...clocksOf(doc)]
        .filter(([client, to]) => to > (authored.get(client) ?? 0))
        .map(([client, to]) => `${client} up to ${to}, of whom ${authored.get(client) ?? 0} are known`),
    whole(doc) {
      const held = holdingsOf([doc])
      const whole = new Y.Doc()
      // A device may die between telling the relay and telling its disk: then others have what it did.
      for (const act of acts) if (!act.lost || isIn(act, held)) Y.applyUpdate(whole, act.update)
      return whole
    },
    counts: () => ({
      acts: acts.length,
      acknowledged: acts.filter(({ acknowledged }) => acknowledged).length,
    }),
  }
}
