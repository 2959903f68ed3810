import type { RefusalCode } from '../../src/protocol/code.ts'
import type { RelayLimits } from './limits.ts'

const DAY_MS = 86_400_000

/** What the network behind one address may do: counted in memory, never written down. */
export interface Allowance {
  /** Sockets of this address that have proved nothing yet. */
  strangers: number
  day: number
  rooms: number
  bytes: number
}

export interface Allowances {
  /** Of an address; `null`: of nobody in particular, without a limit. */
  of(address: string | null): Allowance | null
  /** Takes a new room; the refusal says why not. */
  takeRoom(allowance: Allowance | null): RefusalCode | null
  takeBytes(allowance: Allowance | null, bytes: number): RefusalCode | null
  size(): number
}

export const createAllowances = (
  limits: Pick<RelayLimits, 'roomsPerDay' | 'bytesPerDay' | 'maxAddresses'>,
  now: () => number,
): Allowances => {
  const known = new Map<string, Allowance>()
  /** Today's count: days change for everybody at once, at midnight UTC. */
  const today = (allowance: Allowance): Allowance => {
    const day = Math.floor(now() / DAY_MS)
    if (allowance.day !== day) Object.assign(allowance, { day, rooms: 0, bytes: 0 })
    return allowance
  }
  return {
    of(address) {
      if (address === null) return null
      const found = known.get(address) ?? {
        strangers: 0,
        day: Math.floor(now() / DAY_MS),
        rooms: 0,
        bytes: 0,
      }
      // Moved to the end: the one that was not seen for longest is forgotten first.
      known.delete(address)
      known.set(address, found)
      if (known.size > limits.maxAddresses) {
        const oldest = known.keys().next()
        if (!oldest.done) known.delete(oldest.value)
      }
      return found
    },
    takeRoom(allowance) {
      if (!allowance) return null
      const counted = today(allowance)
      if (counted.rooms >= limits.roomsPerDay) return 'daily-rooms'
      counted.rooms++
      return null
    },
    takeBytes(allowance, bytes) {
      if (!allowance) return null
      const counted = today(allowance)
      if (counted.bytes + bytes > limits.bytesPerDay) return 'daily-bytes'
      counted.bytes += bytes
      return null
    },
    size: () => known.size,
  }
}
