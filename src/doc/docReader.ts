import * as Y from 'yjs'
import { outranks, parseClaim, type Claim } from './claims.ts'
import type { SharedDoc } from './sharedText.ts'

/**
 * A document as plain values. Each field of the view is computed anew only when a root it is read from changed, and
 * keeps its identity otherwise. Whatever a document holds, reading it does not throw.
 */
export interface DocReader<V> {
  view(): V
  /** Called once per transaction that changed a field, with the names of the changed ones. */
  subscribe(listener: (changed: ReadonlySet<keyof V>) => void): () => void
  destroy(): void
}

/** Parsed entries of one root, or of the roots with one prefix. */
export interface Source {
  /** Of a map: its name. Of texts: what their names begin with, `note:` for one. */
  readonly name: string
  readonly kind: 'map' | 'texts'
  /** Reads the entries (of a map) or texts of these names again, all of them where null. */
  refresh(names: Iterable<string> | null): void
  unreadable(): number
}

export interface Entries<T> extends Source {
  readonly entries: ReadonlyMap<string, T>
}

/** Entries of the root map `name`; those that `parse` answers null for are skipped and counted. */
export const readEntries = <T>(
  doc: SharedDoc,
  name: string,
  parse: (key: string, value: unknown) => T | null,
): Entries<T> => {
  const map = doc.getMap(name)
  const entries = new Map<string, T>()
  const bad = new Set<string>()
  const readOne = (key: string, value: unknown): void => {
    const parsed = parse(key, value)
    if (parsed === null) {
      entries.delete(key)
      bad.add(key)
    } else {
      bad.delete(key)
      entries.set(key, parsed)
    }
  }
  return {
    name,
    kind: 'map',
    entries,
    unreadable: () => bad.size,
    refresh(names) {
      if (names === null) {
        entries.clear()
        bad.clear()
        map.forEach((value, key) => readOne(key, value))
        return
      }
      for (const key of names) {
        if (map.has(key)) readOne(key, map.get(key))
        else {
          entries.delete(key)
          bad.delete(key)
        }
      }
    },
  }
}

/** Root texts whose names begin with `prefix`, under the rest of their names; `parse` null leaves one out. */
export const readTexts = <T>(
  doc: SharedDoc,
  prefix: string,
  parse: (name: string, text: Y.Text) => T | null,
): Entries<T> => {
  const entries = new Map<string, T>()
  const readOne = (root: string): void => {
    const name = root.slice(prefix.length)
    const parsed = parse(name, doc.getText(root))
    if (parsed === null) entries.delete(name)
    else entries.set(name, parsed)
  }
  return {
    name: prefix,
    kind: 'texts',
    entries,
    unreadable: () => 0,
    refresh(names) {
      if (names === null) entries.clear()
      // Asking for a text adds it to the document's roots where it is new, hence the copy.
      for (const root of names ?? [...doc.share.keys()]) if (root.startsWith(prefix)) readOne(root)
    },
  }
}

/** An entry of a claim root with what it says, parsed. */
export interface Claimed<T> {
  readonly claim: Claim
  readonly value: T
}

export const readClaims = <T>(
  doc: SharedDoc,
  name: string,
  parse: (claim: Claim) => T | null,
): Entries<Claimed<T>> =>
  readEntries(doc, name, (key, stored) => {
    const claim = parseClaim(key, stored)
    const value = claim ? parse(claim) : null
    return claim && value !== null ? { claim, value } : null
  })

/** For each subject the claim that counts; `subjectOf` may fold several subjects into one. */
export const resolveClaims = <T, S>(
  source: Entries<Claimed<T>>,
  subjectOf: (value: T, claim: Claim) => S,
): Map<S, T> => {
  const best = new Map<S, Claimed<T>>()
  for (const claimed of source.entries.values()) {
    const subject = subjectOf(claimed.value, claimed.claim)
    const before = best.get(subject)
    if (!before || outranks(claimed.claim, before.claim)) best.set(subject, claimed)
  }
  const values = new Map<S, T>()
  for (const [subject, { value }] of best) values.set(subject, value)
  return values
}

const sameMap = (a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean => {
  if (a.size !== b.size) return false
  const rest = b.entries()
  // Order counts too: some maps are shown as they are.
  for (const [key, value] of a) {
    const other = rest.next().value
    if (!other || other[0] !== key || !same(other[1], value)) return false
  }
  return true
}

/** Whether two values of a view say the same, without looking into records that have their own identity. */
const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Map && b instanceof Map) return sameMap(a, b)
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]))
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype)
    return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  )
}

/** `next` with every value that says the same as before replaced by the one from before. */
export const keepSame = <K, T>(before: ReadonlyMap<K, T> | undefined, next: Map<K, T>): Map<K, T> => {
  if (before)
    for (const [key, value] of next) {
      const known = before.get(key)
      if (known !== undefined && known !== value && same(known, value)) next.set(key, known)
    }
  return next
}

export type FieldReaders<V> = {
  readonly [K in keyof V]: { readonly from: readonly Source[]; read(before: V[K] | undefined): V[K] }
}

/** A reader over `sources`, whose fields are computed by `fields` from the sources they name. */
export const createReader = <V extends object>(
  doc: SharedDoc,
  sources: readonly Source[],
  fields: FieldReaders<V>,
): DocReader<V> => {
  const maps = new Map<unknown, Source>()
  const texts = sources.filter((source) => source.kind === 'texts')
  for (const source of sources) {
    if (source.kind === 'map') maps.set(doc.getMap(source.name), source)
    source.refresh(null)
  }
  // reason: Object.keys loses the key type of an object whose keys are known to the compiler
  const names = Object.keys(fields) as (keyof V)[]
  const first: Partial<V> = {}
  for (const name of names) first[name] = fields[name].read(undefined)
  // reason: every field was filled in the line above
  let view = first as V
  const listeners = new Set<(changed: ReadonlySet<keyof V>) => void>()

  const onTransaction = (transaction: Y.Transaction): void => {
    const dirty = new Set<Source>()
    for (const [type, keys] of transaction.changed) {
      const source = maps.get(type)
      if (source) {
        source.refresh([...keys].filter((key) => key !== null))
        dirty.add(source)
      } else if (texts.length > 0 && type._item === null) {
        const root = Y.findRootTypeKey(type)
        const owner = texts.find((one) => root.startsWith(one.name))
        owner?.refresh([root])
        if (owner) dirty.add(owner)
      }
    }
    if (dirty.size === 0) return
    const changed = new Set<keyof V>()
    const next = { ...view }
    for (const name of names) {
      const field = fields[name]
      if (!field.from.some((source) => dirty.has(source))) continue
      const value = field.read(view[name])
      if (same(view[name], value)) continue
      next[name] = value
      changed.add(name)
    }
    if (changed.size === 0) return
    view = next
    for (const listener of listeners) listener(changed)
  }
  doc.on('afterTransaction', onTransaction)

  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      doc.off('afterTransaction', onTransaction)
      listeners.clear()
    },
  }
}
