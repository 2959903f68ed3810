import { peekRecord, RECORD_TYPES } from '../../src/crypto/record.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import type { RelayLimits } from './limits.ts'
import type { RoomNews, RoomWord } from './log.ts'
import type { Member } from './member.ts'

/** Who is in this room at another process. */
interface Elsewhere {
  members: number
  readonly shown: Map<number, Bytes>
}

/** Processes whose members are shown; whoever comes on top is not. */
const MAX_PROCESSES = 64

/**
 * Presence in one room: passed on as it is said, the last word of each kept to show it to the next who comes. A class,
 * as what a room costs while nobody speaks counts by the thousand.
 */
export class RoomPresence {
  readonly #members: ReadonlySet<Member>
  readonly #limits: RelayLimits
  readonly #say: ((word: RoomNews) => void) | null
  /** Made when another process first says something. */
  #elsewhere: Map<string, Elsewhere> | null = null
  /** How many members the others know of. Beyond what is shown it makes no difference, so it is not told. */
  #told = 0

  /** `say` tells the other processes, where there are any: best effort, and bounded as everything here is. */
  constructor(members: ReadonlySet<Member>, limits: RelayLimits, say: ((word: RoomNews) => void) | null) {
    this.#members = members
    this.#limits = limits
    this.#say = say
  }

  present(member: Member, record: Bytes): void {
    if (this.#isCrowded() || !this.#isEphemeral(record)) return
    member.presence = record
    for (const other of this.#members)
      if (other !== member && other.live)
        other.out.send({ type: 'eph', room: other.ref, conn: member.conn, record })
    this.#say?.({ type: 'present', conn: member.conn, record })
  }

  show(to: Member): void {
    if (this.#isCrowded()) return
    for (const other of this.#members)
      if (other !== to && other.presence)
        to.out.send({ type: 'eph', room: to.ref, conn: other.conn, record: other.presence })
    for (const { shown } of this.#elsewhere?.values() ?? [])
      for (const [conn, record] of shown) to.out.send({ type: 'eph', room: to.ref, conn, record })
  }

  /** Somebody came or went; `member` is who went. */
  counted(member?: Member): void {
    if (member?.presence) {
      this.#tellLeft(member.conn)
      this.#say?.({ type: 'gone', conn: member.conn })
    }
    if (this.#say && Math.min(this.#members.size, this.#limits.maxPresent + 1) !== this.#told) this.#sayHere()
  }

  /** What another process says of its members. */
  hear(word: RoomWord): void {
    switch (word.type) {
      case 'ask':
        this.#sayHere()
        if (!this.#isCrowded())
          for (const { conn, presence } of this.#members)
            if (presence) this.#say?.({ type: 'present', conn, record: presence })
        return
      case 'here': {
        if (word.members === 0) return this.lose(word.from)
        const place = this.#placeOf(word.from)
        if (!place) return
        place.members = Math.min(word.members, this.#limits.maxPresent + 1)
        for (const conn of [...place.shown.keys()]) if (!word.conns.includes(conn)) this.#drop(place, conn)
        return
      }
      case 'present': {
        const { conn, record } = word
        const place = this.#placeOf(word.from)
        if (!place || this.#isCrowded() || !this.#isEphemeral(record)) return
        if (!place.shown.has(conn) && place.shown.size >= this.#limits.maxPresent) return
        place.shown.set(conn, record)
        for (const other of this.#members)
          if (other.live) other.out.send({ type: 'eph', room: other.ref, conn, record })
        return
      }
      case 'gone': {
        const place = this.#elsewhere?.get(word.from)
        if (place) this.#drop(place, word.conn)
        return
      }
      default:
    }
  }

  /** Another process is gone, with all its members. */
  lose(from: string): void {
    const place = this.#elsewhere?.get(from)
    this.#elsewhere?.delete(from)
    for (const conn of place?.shown.keys() ?? []) this.#tellLeft(conn)
  }

  /** Asks the other processes who is there. */
  ask(): void {
    this.#say?.({ type: 'ask' })
  }

  #isCrowded(): boolean {
    let crowd = this.#members.size
    for (const place of this.#elsewhere?.values() ?? []) crowd += place.members
    return crowd > this.#limits.maxPresent
  }

  #sayHere(): void {
    this.#told = Math.min(this.#members.size, this.#limits.maxPresent + 1)
    const shown =
      this.#told > this.#limits.maxPresent ? [] : [...this.#members].filter(({ presence }) => presence)
    this.#say?.({ type: 'here', members: this.#told, conns: shown.map(({ conn }) => conn) })
  }

  #placeOf(from: string): Elsewhere | null {
    const elsewhere = (this.#elsewhere ??= new Map<string, Elsewhere>())
    const known = elsewhere.get(from)
    if (known || elsewhere.size >= MAX_PROCESSES) return known ?? null
    const place = { members: 0, shown: new Map<number, Bytes>() }
    elsewhere.set(from, place)
    return place
  }

  #tellLeft(conn: number): void {
    for (const other of this.#members)
      if (other.live) other.out.send({ type: 'leave', room: other.ref, conn })
  }

  #drop(place: Elsewhere, conn: number): void {
    if (place.shown.delete(conn)) this.#tellLeft(conn)
  }

  #isEphemeral(record: Bytes): boolean {
    return record.length <= this.#limits.maxEphemeral && peekRecord(record)?.type === RECORD_TYPES.ephemeral
  }
}
