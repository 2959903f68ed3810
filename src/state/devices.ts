import type { Accessor } from 'solid-js'
import type { Result } from '../lib/result.ts'

/** A device that holds this library. */
export interface DeviceEntry {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970; `null` for this device while it is the only one. */
  readonly added: number | null
  readonly seen: number | null
  readonly thisOne: boolean
  /** Was said to be lost on this device; the library moves away from it once the relay is reached. */
  readonly leaving: boolean
}

/**
 * Where two devices that link are. `resting`: nothing has been said to anybody. `comparing`: the person compares the
 * code on both screens; `agreed` once they have said so on this one. `handing`: the library is on its way, and nothing
 * can be called off any more. `ended`: before the end, and the sentence says why.
 */
export type LinkPhase =
  | { readonly type: 'resting' }
  | { readonly type: 'waiting'; readonly reached: boolean }
  | { readonly type: 'comparing'; readonly code: string; readonly agreed: boolean }
  | { readonly type: 'handing' }
  | { readonly type: 'done' }
  | { readonly type: 'ended'; readonly sentence: string }

/** One side of two devices that link. */
export interface DeviceLinking {
  readonly phase: Accessor<LinkPhase>
  /** Says the first word. */
  begin(): void
  /** The person has found the same code on both screens. */
  agree(): void
  /** The person has found two different codes. */
  differ(): void
  /** Leaves, and tells the other side; nothing where it is over already. */
  cancel(): void
}

/** This device's library on its way to another device. */
export interface LibraryGift extends DeviceLinking {
  /** How the other device calls itself; `null` until it has answered. */
  readonly name: Accessor<string | null>
}

/** This device asks for the library of another one. */
export interface LibraryRequest extends DeviceLinking {
  /** The address the other device opens; its code holds a secret. */
  readonly address: string
  /** Whether anything was ever done in the library that is here, and is put together with the other. */
  readonly merges: boolean
  /** Begins anew with the library that has been taken over; the page is loaded again. */
  reload(): void
}

export interface Devices {
  /** This one first, then the one last in use. */
  all(): readonly DeviceEntry[]
  rename(id: string, name: string): void
  /**
   * A device was lost: moves the library, and every list of the person's own, to where it cannot follow. Happens once
   * the relay is reached, also after a restart; the other devices follow by themselves. The error is a sentence.
   */
  lose(id: string): Promise<Result<null, string>>
  /** Reads a code that another device shows; nothing is said before `begin`. The error is a sentence. */
  give(link: string): Promise<Result<LibraryGift, string>>
  ask(): Promise<LibraryRequest>
}
