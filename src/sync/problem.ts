import { REFUSALS, type RefusalCode } from '../protocol/code.ts'
import { MAX_PROBLEMS } from './limits.ts'

const OWN = {
  /** A record whose signature or seal fails; no version can read it. */
  unreadable: 'The server passed on something that no member wrote. It was left out.',
  /** Authentic, but of a later version or refused by the validator: kept on the relay. */
  'not-understood':
    'Another device wrote something this version cannot read. It is kept; update Carrel to see it.',
  /** The chain, a number or what an author had seen does not fit. */
  rewritten: 'This server hides or rewrites records.',
  /** A record of one session came twice. */
  replayed: 'This server sent a record a second time.',
  'relay-lost': 'The server had lost data; it is restored from this device.',
  'read-only-edit': 'This device holds changes that a link for reading cannot send.',
  'foreign-keys': 'The server presented keys that do not belong to this document.',
  /** Structures whose foundation nobody has sent yet. */
  'waiting-for-device': 'A change waits for another that only an absent device holds.',
  /** A listener of the document threw, and the document no longer tells anybody of changes. */
  silenced: 'This page stopped noticing changes. Reload it; nothing is lost.',
  /** The relay broke the protocol, and the room is asked for anew. */
  protocol: 'The server sent something out of order; the document is fetched again.',
  /** The validator refuses what this device would send. */
  unsendable: 'A change on this device is of a kind that other devices would refuse.',
} as const

export type SyncProblemCode = keyof typeof OWN | RefusalCode

export interface SyncProblem {
  readonly code: SyncProblemCode
  /** What exactly, for the log: never content. */
  readonly detail: string
}

/** A sentence for the person. */
export const problemSentence = (code: SyncProblemCode): string => ({ ...REFUSALS, ...OWN })[code]

/** The problems of one document: one per kind, with what was last said of it. */
export interface ProblemBoard {
  list(): readonly SyncProblem[]
  report(code: SyncProblemCode, detail: string): void
  /** The problem is over. */
  clear(...codes: readonly SyncProblemCode[]): void
}

export const createProblemBoard = (changed: () => void): ProblemBoard => {
  let problems: readonly SyncProblem[] = []
  return {
    list: () => problems,
    report(code, detail) {
      const known = problems.find((problem) => problem.code === code)
      if (known?.detail === detail || (!known && problems.length >= MAX_PROBLEMS)) return
      problems = [...problems.filter((problem) => problem !== known), { code, detail }]
      changed()
    },
    clear(...codes) {
      const left = problems.filter((problem) => !codes.includes(problem.code))
      if (left.length === problems.length) return
      problems = left
      changed()
    },
  }
}
