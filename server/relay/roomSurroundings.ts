import type { RefusalCode } from '../../src/protocol/code.ts'
import type { Allowance } from './allowances.ts'
import type { Gate } from './gate.ts'
import type { RelayLimits } from './limits.ts'
import type { LogStore } from './log.ts'
import type { ReplayBudget } from './sharedReplay.ts'
import type { Uploads } from './uploads.ts'

/** What a relay's rooms have in common. */
export interface RoomSurroundings {
  readonly store: LogStore
  readonly limits: RelayLimits
  readonly checks: Gate
  readonly uploads: Uploads
  readonly replays: ReplayBudget
  now(): number
  log(event: string, facts: object): void
  /** Takes `bytes` for the store, and a new room where it is one; the refusal says why not. */
  admit(allowance: Allowance | null, bytes: number, isNew: boolean): RefusalCode | null
  /** The room is done with: whoever comes next finds it as the store has it. */
  retire(room: { readonly name: string }): void
}

/** As much of a room's id as a log may hold: enough to find it with, too little to know it by. */
export const shortRoom = (name: string): string => name.slice(0, 6)

export const logFault = ({ log }: Pick<RoomSurroundings, 'log'>, fault: unknown): void =>
  log('fault', { message: fault instanceof Error ? fault.message : String(fault) })
