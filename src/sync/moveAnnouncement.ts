import { RECORD_TYPES, type Sealer } from '../crypto/record.ts'
import type { RefusalCode } from '../protocol/code.ts'
import { createBackOff } from './backOff.ts'
import { MAX_MOVE_TRIES } from './limits.ts'
import type { Move, RoomContext } from './roomContext.ts'
import type { RoomConnection } from './wire.ts'

/** Under this number control records are said; appends and compactions begin at one. */
export const CONTROL_REF = 0

/** Says the owner's word that this room has moved, over one connection. */
export interface MoveAnnouncement {
  /** The log has been followed to its end, or has grown: the word, if there is one, is said for this place. */
  look(): void
  /** Says the word again to a relay that lost it. */
  repeat(move: Move, head: number): void
  acked(): void
  nacked(code: RefusalCode): void
  stop(): void
}

export const createMoveAnnouncement = (options: {
  readonly context: RoomContext
  readonly connection: RoomConnection
  readonly newSealer: () => Promise<Sealer>
  /** The log has been followed to its end, and no snapshot is on its way. */
  readonly isAtHead: () => boolean
  readonly restart: (code: RefusalCode) => void
}): MoveAnnouncement => {
  const { context, connection } = options
  const { mirror, problems, timing } = context
  const backOff = createBackOff(timing.firstPauseMs, timing.lastPauseMs, context.random)
  let flight: Move | null = null
  let sealing = false
  let tries = 0
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const announce = async (content: NonNullable<RoomContext['announce']>): Promise<void> => {
    const seen = mirror.seen()
    const record = await (await options.newSealer()).seal(RECORD_TYPES.control, seen, content)
    sealing = false
    if (stopped || context.move) return
    flight = { record, seen, content }
    // Somebody who writes without a pause must not keep an owner from moving away: in the end at any head. What others
    // were acknowledged meanwhile stands in their documents, and goes to the new room with them.
    const upto = tries++ < MAX_MOVE_TRIES ? seen.seq : null
    connection.say({ type: 'control', ref: CONTROL_REF, upto, record })
  }

  const look = (): void => {
    clearTimeout(timer)
    const content = context.announce
    if (stopped || !content || context.move || flight || sealing || !options.isAtHead()) return
    sealing = true
    announce(content).catch((fault: unknown) => {
      sealing = false
      problems.report('protocol', `the move could not be sealed: ${String(fault)}`)
    })
  }

  return {
    look,
    repeat: ({ record }, head) => connection.say({ type: 'control', ref: CONTROL_REF, upto: head, record }),
    acked() {
      if (!flight) return
      context.move = flight
      flight = null
      context.changed()
    },
    nacked(code) {
      flight = null
      if (stopped) return
      // Another device of the owner was quicker: WELCOME brings its word.
      if (code === 'moved' || code === 'not-open') return options.restart(code)
      if (code !== 'stale') problems.report(code, 'the move')
      timer = setTimeout(look, code === 'stale' ? timing.promptMs : backOff.next())
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
