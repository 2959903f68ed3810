import type { RawSocket } from './rawSocket.ts'
import type { OnAct } from './yjsUpdate.ts'

/** The two sizes of an act that are measured, in bytes before sealing. */
export const ACT_BYTES = [200, 2_048] as const

export interface ConnectOptions {
  readonly port: number
  /** Number of the room. */
  readonly room: number
  /** Every act this client is sent, history and live, in the order of arrival. */
  readonly onAct: OnAct
  /** The server acknowledged so many more of this client's acts. */
  onAcknowledged?(count: number): void
}

export interface Client {
  readonly socket: RawSocket
  /** Resolves when it is in the room and holds its whole history. */
  readonly ready: Promise<void>
  /** Bytes it had received when it was ready. */
  historyBytes(): number
  /** Makes it a writer under this number; resolves when its first act may leave. */
  write(writer: number): Promise<void>
  /** Sends its next act, `size` bytes of {@link ACT_BYTES}. */
  send(size: number): void
  /** Acts sent. */
  sent(): number
}

/** A relay that is measured: how it starts, and how one speaks to it. */
export interface Contender {
  readonly name: string
  /** Keeps what it is sent, so that it can be joined later and killed in between. */
  readonly keeps: boolean
  readonly acknowledges: boolean
  /** The script that serves, and what it needs of the environment beside PORT and DATA. */
  readonly script: string
  env?(folder: string): Readonly<Record<string, string>>
  /** What a load of so many rooms needs beforehand. */
  prepare?(rooms: number): Promise<void>
  /** Puts a snapshot of all acts so far in the place of the log, as its clients do by themselves. */
  compact?(port: number, room: number, snapshot: Uint8Array): Promise<void>
  connect(options: ConnectOptions): Client
}
