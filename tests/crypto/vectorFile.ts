import { readFileSync } from 'node:fs'

/** One room of `tests/fixtures/vectors.json`: bytes as hex, links and rooms as they are printed. */
export interface Vector {
  readonly ownerSecret: string
  readonly writeSecret: string
  readonly readSecret: string
  readonly ownerKey: string
  readonly writerKey: string
  readonly readerKey: string
  readonly room: string
  readonly links: { readonly owner: string; readonly write: string; readonly read: string }
  readonly logId: string
  readonly chain0: string
  readonly chain1: string
  readonly records: { readonly update: string; readonly snapshot: string; readonly control: string }
  /** Seeds of the signing keys. */
  readonly seeds: { readonly owner: string; readonly writer: string; readonly reader: string }
  /** A session, made of a challenge and 16 random bytes, and what was sealed in it, in this order. */
  readonly sealed: {
    readonly challenge: string
    readonly random: string
    readonly session: string
    readonly contentKey: string
    readonly chain: string
    readonly seq: number
    readonly prevFloor: number
    readonly update: string
    readonly snapshot: string
    readonly ephemeral: string
    readonly control: string
    readonly readerEphemeral: string
    readonly snapshotTag: string
    /** Before the first record, after `update`, and after `control` behind it. */
    readonly chains: readonly string[]
  }
  readonly hello: {
    readonly origin: string
    readonly owner: string
    readonly writer: string
    readonly reader: string
  }
  /** Signatures over the first compaction of a log, at `upto`, and over a later one. */
  readonly compact: {
    readonly upto: number
    readonly first: string
    readonly later: string
    readonly prevTag: string
    readonly prevFloor: number
  }
  readonly boxes: {
    readonly recipientSecret: string
    readonly recipientKey: string
    readonly senderSecret: string
    readonly shared: string
    readonly handOver: string
    readonly linkDevice: string
  }
  /** To the recipient of the boxes as an owner, to the holder of `writerSecret` as a writer, and to readers. */
  readonly move: {
    readonly nextOwnerSecret: string
    readonly nextRoom: string
    readonly writerSecret: string
    readonly content: string
  }
  /** Length of a payload → length with its padding. */
  readonly padding: Readonly<Record<string, number>>
}

export const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'))

// reason: our own fixture, written in this shape
export const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[]
