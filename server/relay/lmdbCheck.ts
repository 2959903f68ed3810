import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/*
 * LMDB trusts its file: a page number that points astray makes its native code read outside the map, which ends the
 * process. So the structure is walked here first, as far as LMDB would follow it; what the values hold is checked where
 * they are read. The format is the one of lmdb-js 3 (mdb.c of its fork, data version 2): pages with a header of 24
 * bytes, two metas, a tree of free pages and a tree of named databases, each a tree.
 */

const MAGIC = 0xbeefc0de
const DATA_VERSION = 2
const HEADER = 24
const META_AT = 24
/** Bytes of a database's record: flags, depth, counts and root. */
const DB_BYTES = 48
const OVERFLOW_BYTES = 24
const NODE_BYTES = 8
/** A page number of 64 set bits, read as {@link pageAt} does. */
const NO_PAGE = 2 ** 64
const [BRANCH, LEAF, OVERFLOW] = [0x01, 0x02, 0x04]
const [BIG_DATA, SUB_DATABASE, DUPLICATES] = [0x01, 0x02, 0x04]
/** A tree of four-kilobyte pages that deep would hold more than any disk. */
const MAX_DEPTH = 32

class Damage extends Error {}

const refuse = (what: string): never => {
  throw new Damage(what)
}

/** A number of 64 bits. Beyond 2^53 it is not exact, and far beyond any page there is. */
const pageAt = (view: DataView, at: number): number =>
  view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32

interface Meta {
  readonly pageSize: number
  readonly lastPage: number
  readonly txn: bigint
  readonly freeRoot: number
  readonly mainRoot: number
}

const readMeta = (page: DataView): Meta | null => {
  if (page.getUint32(META_AT, true) !== MAGIC || page.getUint32(META_AT + 4, true) !== DATA_VERSION)
    return null
  const dbs = META_AT + 24
  return {
    pageSize: page.getUint32(dbs, true),
    freeRoot: pageAt(page, dbs + 40),
    mainRoot: pageAt(page, dbs + DB_BYTES + 40),
    lastPage: pageAt(page, dbs + 2 * DB_BYTES),
    txn: page.getBigUint64(dbs + 2 * DB_BYTES + 8, true),
  }
}

const checkOpened = (file: number): void => {
  const size = fstatSync(file).size
  const read = (at: number, length: number): DataView => {
    const bytes = Buffer.alloc(length)
    if (readSync(file, bytes, 0, length, at) !== length) refuse('a page lies behind the end of the file')
    return new DataView(bytes.buffer, bytes.byteOffset, length)
  }
  const first =
    readMeta(read(0, META_AT + 24 + 2 * DB_BYTES + 16)) ?? refuse('the first page is no meta page')
  const { pageSize } = first
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0)
    refuse('the page size is none')
  const second =
    readMeta(read(pageSize, META_AT + 24 + 2 * DB_BYTES + 16)) ?? refuse('the second page is no meta page')
  if (second.pageSize !== pageSize) refuse('the meta pages differ in the page size')
  const meta = second.txn > first.txn ? second : first
  const pages = meta.lastPage + 1
  if (!Number.isSafeInteger(pages) || pages < 2) refuse('the last page is none')
  // The file may end before its last pages where these are free, and not by much.
  const used = new Uint8Array(Math.min(pages, Math.ceil(size / pageSize)))
  const claim = (page: number, count: number): void => {
    if (page < 2 || count < 1 || page + count > used.length) refuse('a page number is out of range')
    for (let at = page; at < page + count; at++) {
      if (used[at] === 1) refuse('a page is in two places')
      used[at] = 1
    }
  }
  /** First page and length of each run that is free. */
  const free: (readonly [bigint, bigint])[] = []

  const walk = (
    root: number,
    depth: number,
    leaf: ((node: DataView, flags: number) => void) | null,
  ): void => {
    if (depth > MAX_DEPTH) refuse('a tree is too deep')
    claim(root, 1)
    const page = read(root * pageSize, pageSize)
    if (pageAt(page, 0) !== root) refuse('a page has another number')
    const kind = page.getUint16(18, true)
    const [lower, upper] = [page.getUint16(20, true), page.getUint16(22, true)]
    if ((kind & (BRANCH | LEAF)) === 0 || (kind & ~(BRANCH | LEAF)) !== 0 || kind === (BRANCH | LEAF))
      refuse('a page is of a foreign kind')
    if (lower > upper || HEADER + upper > pageSize || lower % 2 !== 0) refuse('a page’s bounds are none')
    const count = lower / 2
    if (count === 0 || (kind === BRANCH && count < 2)) refuse('a page holds nothing')
    for (let index = 0; index < count; index++) {
      const at = HEADER + page.getUint16(HEADER + 2 * index, true)
      if (at < HEADER + upper || at + NODE_BYTES > pageSize) refuse('an entry lies outside its page')
      const [low, high] = [page.getUint16(at, true), page.getUint16(at + 2, true)]
      const [flags, keySize] = [page.getUint16(at + 4, true), page.getUint16(at + 6, true)]
      const data = at + NODE_BYTES + keySize
      if (data > pageSize) refuse('a key lies outside its page')
      if (kind === BRANCH) {
        walk(low + high * 2 ** 16 + flags * 2 ** 32, depth + 1, leaf)
        continue
      }
      const length = low + high * 65_536
      if ((flags & DUPLICATES) !== 0 || (flags & ~(BIG_DATA | SUB_DATABASE)) !== 0)
        refuse('an entry is of a foreign kind')
      const big = (flags & BIG_DATA) !== 0
      if (data + (big ? OVERFLOW_BYTES : length) > pageSize) refuse('a value lies outside its page')
      if (!big) {
        leaf?.(new DataView(page.buffer, page.byteOffset + data, length), flags)
        continue
      }
      const [start, span] = [pageAt(page, data), pageAt(page, data + 16)]
      claim(start, span)
      if (Math.ceil((HEADER + length) / pageSize) > span) refuse('a value is longer than its pages')
      const head = read(start * pageSize, HEADER)
      if (pageAt(head, 0) !== start || (head.getUint16(18, true) & OVERFLOW) === 0)
        refuse('a value’s pages are something else')
      if (flags & SUB_DATABASE || leaf === freeLeaf) leaf?.(read(start * pageSize + HEADER, length), flags)
    }
  }
  const freeLeaf = (value: DataView): void => {
    if (value.byteLength < 8) refuse('a list of free pages is cut')
    const count = value.getBigUint64(0, true)
    if (count * 8n + 8n > BigInt(value.byteLength)) refuse('a list of free pages is cut')
    for (let at = 1; at <= Number(count); at++) {
      const entry = value.getBigInt64(at * 8, true)
      // The fork's own form: nothing, a page, or the length of a run (negative) before its first page.
      if (entry === 0n) continue
      if (entry > 0n) free.push([entry, 1n])
      else if (at === Number(count)) refuse('a run of free pages is cut')
      else free.push([value.getBigInt64(++at * 8, true), -entry])
    }
  }
  const mainLeaf = (value: DataView, flags: number): void => {
    if ((flags & SUB_DATABASE) === 0) return
    if (value.byteLength !== DB_BYTES) refuse('a database’s record is cut')
    const root = pageAt(value, 40)
    if (root !== NO_PAGE) walk(root, 0, null)
  }
  if (meta.freeRoot !== NO_PAGE) walk(meta.freeRoot, 0, freeLeaf)
  if (meta.mainRoot !== NO_PAGE) walk(meta.mainRoot, 0, mainLeaf)
  // A page that is free and in use would be written over.
  for (const [first, length] of free) {
    if (first < 2n || length > BigInt(pages) || first + length > BigInt(pages))
      refuse('a free page is out of range')
    for (let at = Number(first); at < Number(first + length); at++)
      if (used[at] === 1) refuse('a free page is in use')
  }
}

/**
 * Walks an LMDB file that no process has open. `null`: LMDB can follow all of it; else what is wrong, for the log. Reads
 * tree pages only, about a second for a gigabyte of small records.
 */
export const checkLmdbFile = (path: string): string | null => {
  const file = openSync(path, 'r')
  try {
    checkOpened(file)
    return null
  } catch (fault) {
    if (fault instanceof Damage || fault instanceof RangeError) return fault.message
    throw fault
  } finally {
    closeSync(file)
  }
}
