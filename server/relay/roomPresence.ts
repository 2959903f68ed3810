import { peekRecord, RECORD_TYPES } from '../../src/crypto/record.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import type { RelayLimits } from './limits.ts'
import type { RoomNews, RoomWord } from './log.ts'
import type { Member } from './member.ts'

/** Presence in one room: passed on as it is said, the last word of each kept to show it to the next who comes. */
export interface RoomPresence {
  present(member: Member, record: Bytes): void
  show(to: Member): void
  /** Somebody came or went; `member` is who went. */
  counted(member?: Member): void
  /** What another process says of its members. */
  hear(word: RoomWord): void
  /** Another process is gone, with all its members. */
  lose(from: string): void
  /** Asks the other processes who is there. */
  ask(): void
}

/** Who is in this room at another process. */
interface Elsewhere {
  members: number
  readonly shown: Map<number, Bytes>
}

/** Processes whose members are shown; whoever comes on top is not. */
const MAX_PROCESSES = 64

/** `say` tells the other processes, where there are any: best effort, and bounded as everything here is. */
export const createRoomPresence = (
  members: ReadonlySet<Member>,
  limits: RelayLimits,
  say: ((word: RoomNews) => void) | null,
): RoomPresence => {
  const elsewhere = new Map<string, Elsewhere>()
  /** How many members the others know of. Beyond what is shown it makes no difference, so it is not told. */
  let told = 0

  const isCrowded = (): boolean => {
    let crowd = members.size
    for (const place of elsewhere.values()) crowd += place.members
    return crowd > limits.maxPresent
  }
  const sayHere = (): void => {
    told = Math.min(members.size, limits.maxPresent + 1)
    const shown = told > limits.maxPresent ? [] : [...members].filter(({ presence }) => presence)
    say?.({ type: 'here', members: told, conns: shown.map(({ conn }) => conn) })
  }
  const placeOf = (from: string): Elsewhere | null => {
    const known = elsewhere.get(from)
    if (known || elsewhere.size >= MAX_PROCESSES) return known ?? null
    const place = { members: 0, shown: new Map<number, Bytes>() }
    elsewhere.set(from, place)
    return place
  }
  const tellLeft = (conn: number): void => {
    for (const other of members) if (other.live) other.out.send({ type: 'leave', room: other.ref, conn })
  }
  const drop = (place: Elsewhere, conn: number): void => {
    if (place.shown.delete(conn)) tellLeft(conn)
  }
  const lose = (from: string): void => {
    const place = elsewhere.get(from)
    elsewhere.delete(from)
    for (const conn of place?.shown.keys() ?? []) tellLeft(conn)
  }
  const isEphemeral = (record: Bytes): boolean =>
    record.length <= limits.maxEphemeral && peekRecord(record)?.type === RECORD_TYPES.ephemeral

  return {
    present(member, record) {
      if (isCrowded() || !isEphemeral(record)) return
      member.presence = record
      for (const other of members)
        if (other !== member && other.live)
          other.out.send({ type: 'eph', room: other.ref, conn: member.conn, record })
      say?.({ type: 'present', conn: member.conn, record })
    },
    show(to) {
      if (isCrowded()) return
      for (const other of members)
        if (other !== to && other.presence)
          to.out.send({ type: 'eph', room: to.ref, conn: other.conn, record: other.presence })
      for (const { shown } of elsewhere.values())
        for (const [conn, record] of shown) to.out.send({ type: 'eph', room: to.ref, conn, record })
    },
    counted(member) {
      if (member?.presence) {
        tellLeft(member.conn)
        say?.({ type: 'gone', conn: member.conn })
      }
      if (say && Math.min(members.size, limits.maxPresent + 1) !== told) sayHere()
    },
    hear(word) {
      switch (word.type) {
        case 'ask':
          sayHere()
          if (!isCrowded())
            for (const { conn, presence } of members)
              if (presence) say?.({ type: 'present', conn, record: presence })
          return
        case 'here': {
          if (word.members === 0) return lose(word.from)
          const place = placeOf(word.from)
          if (!place) return
          place.members = Math.min(word.members, limits.maxPresent + 1)
          for (const conn of [...place.shown.keys()]) if (!word.conns.includes(conn)) drop(place, conn)
          return
        }
        case 'present': {
          const { conn, record } = word
          const place = placeOf(word.from)
          if (!place || isCrowded() || !isEphemeral(record)) return
          if (!place.shown.has(conn) && place.shown.size >= limits.maxPresent) return
          place.shown.set(conn, record)
          for (const other of members)
            if (other.live) other.out.send({ type: 'eph', room: other.ref, conn, record })
          return
        }
        case 'gone': {
          const place = elsewhere.get(word.from)
          if (place) drop(place, word.conn)
          return
        }
        default:
      }
    },
    lose,
    ask: () => say?.({ type: 'ask' }),
  }
}
