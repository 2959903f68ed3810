import { MAX_NAME_LENGTH } from '../domain/member.ts'
import { parseFields, parseId, parseText, parseTime } from './entry.ts'
import { MAX_DEVICES } from './limits.ts'

/** A device that holds a library, as it says of itself. */
export interface LibraryDevice {
  readonly name: string
  /** X25519 public key, base64url: what is sealed to it only this device opens. */
  readonly key: string
  /** When it was added. */
  readonly at: number
  /** When it was last in use, to the quarter of a day; not before `at`. */
  readonly seen: number
}

const KEY_LETTERS = 43

export const parseDevice = (id: string, value: unknown): (LibraryDevice & { readonly id: string }) | null => {
  const fields = parseFields(value)
  const name = parseText(fields?.['name'], MAX_NAME_LENGTH)
  const key = fields?.['key']
  const at = parseTime(fields?.['at'])
  if (parseId(id) === null || name === null || at === null) return null
  return typeof key === 'string' && key.length === KEY_LETTERS ? { id, name, key, at, seen: at } : null
}

/** At most {@link MAX_DEVICES}, the newest ones, with when each was seen. */
export const listDevices = (
  devices: Iterable<LibraryDevice & { readonly id: string }>,
  seen: ReadonlyMap<string, number>,
): ReadonlyMap<string, LibraryDevice> =>
  new Map(
    [...devices]
      .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
      .slice(0, MAX_DEVICES)
      .reverse()
      .map(({ id, ...device }) => [id, { ...device, seen: Math.max(device.at, seen.get(id) ?? 0) }]),
  )

/** A list that is to leave the room it is in, for a lost device knows the way there. */
export interface LeavingList {
  /** The room to leave; a list that is elsewhere has left. */
  readonly room: string
  /** The device that sees to it. */
  readonly by: string
}

export const parseLeaving = (_list: string, value: unknown): LeavingList | null => {
  const fields = parseFields(value)
  const [room, by] = [parseId(fields?.['room']), parseId(fields?.['by'])]
  return room === null || by === null ? null : { room, by }
}
