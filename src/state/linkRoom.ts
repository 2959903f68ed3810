import { createSignal, type Accessor } from 'solid-js'
import type { Capability } from '../crypto/capability.ts'
import {
  leaveLink,
  onLinkChange,
  readLinkDoc,
  sayStep,
  type LinkEnd,
  type LinkStep,
  type LinkView,
} from '../doc/linkDoc.ts'
import { createSharedDoc } from '../doc/sharedDoc.ts'
import { parseBase64url, printBase64url, type Bytes } from '../lib/bytes.ts'
import type { LinkPhase } from './devices.ts'
import type { DeferredSync } from './deferredSync.ts'
import { LINK_REASONS, type LinkReason } from './linkSentences.ts'

/** All in milliseconds. */
export interface LinkTiming {
  /** A code that nobody opens is good for this long: time to find the other device, and not to lose a picture of it. */
  readonly lifeMs: number
  /** The other device is asked, and silent for this long. */
  readonly answerMs: number
  /** From handing over until the other device has it on its disk. */
  readonly receiptMs: number
  /** How long a last word may take to be on its way before the connection is let go of. */
  readonly lastWordMs: number
}

export const LINK_TIMING: LinkTiming = {
  lifeMs: 600_000,
  answerMs: 30_000,
  receiptMs: 90_000,
  lastWordMs: 5_000,
}

/** What one side does with what it hears. */
export interface LinkRoom {
  readonly phase: Accessor<LinkPhase>
  setPhase(phase: LinkPhase): void
  /** Goes into the room and hears; nothing is said before. */
  enter(): void
  say(step: LinkStep, value: string): void
  /** Ends it after `ms`, instead of after what was said here before. */
  endAfter(ms: number, reason: LinkReason, told?: LinkEnd): void
  /** Ends it here, and tells the other side where it must know. */
  end(reason: LinkReason, told?: LinkEnd): void
  /** There is no way back: what disturbs from now on ends it for `reason`, or for none. Clocks stop. */
  settle(reason: LinkReason | null): void
  /** Resolves when the relay has all that was said, or after a while. */
  delivered(): Promise<void>
  /** Lets go of the room once the last word has been taken; the phase stays. */
  leave(): void
  isOver(): boolean
}

const TOLD: ReadonlySet<LinkReason> = new Set<LinkEnd>(['cancelled', 'differ', 'expired', 'disturbed'])
const isTold = (reason: LinkReason): reason is LinkEnd => TOLD.has(reason)

/** Bytes of a step, or `null` where what was said is none of that length. */
export const bytesOfStep = (view: LinkView, step: LinkStep, length: number): Bytes | null => {
  const bytes = parseBase64url(view.said.get(step) ?? '')
  return bytes?.length === length ? bytes : null
}

export const saidBytes = (bytes: Bytes): string => printBase64url(bytes)

/**
 * The room in which two devices meet: a small document over the relay, in memory only. `hear` is called with all that
 * has been said, one call after the other, whenever something changed; what it throws ends the linking.
 */
export const openLinkRoom = (options: {
  readonly transport: DeferredSync
  readonly capability: Capability
  readonly timing: LinkTiming
  readonly hear: (view: LinkView, room: LinkRoom) => Promise<void>
}): LinkRoom => {
  const { transport, timing } = options
  const doc = createSharedDoc()
  const [phase, setPhase] = createSignal<LinkPhase>({ type: 'resting' })
  const mine = new Map<LinkStep, string>()
  let offs: (() => void)[] = []
  let carried: ReturnType<DeferredSync['carry']> | null = null
  let over = false
  let hearing = false
  let again = false
  let settled: { readonly reason: LinkReason | null } | null = null
  let clock: ReturnType<typeof setTimeout> | undefined

  /** What this side has said is not there any more, or reads otherwise. */
  const isAltered = (view: LinkView): boolean =>
    [...mine].some(([step, value]) => view.said.get(step) !== value)

  const hearOnce = async (): Promise<void> => {
    const view = readLinkDoc(doc)
    const broken: LinkReason | null =
      view.strange || isAltered(view) ? 'disturbed' : view.left ? `other-${view.left}` : null
    if (broken && !settled) return room.end(broken)
    const reached = carried?.state().replayed ?? false
    const now = phase()
    if (now.type === 'waiting' && now.reached !== reached) setPhase({ type: 'waiting', reached })
    if (reached) await options.hear(view, room)
    if (broken && settled?.reason) room.end(settled.reason)
  }
  const hear = async (): Promise<void> => {
    again = true
    if (hearing) return
    hearing = true
    while (again && !over) {
      again = false
      await hearOnce().catch(() => room.end('disturbed'))
    }
    hearing = false
  }

  const room: LinkRoom = {
    phase,
    setPhase: (next) => {
      if (!over) setPhase(next)
    },
    enter() {
      if (carried || over) return
      transport.begin()
      setPhase({ type: 'waiting', reached: false })
      carried = transport.carry({ doc, capability: options.capability, presence: false, tabs: false })
      offs = [carried.onChange(() => void hear()), onLinkChange(doc, () => void hear())]
      void hear()
    },
    say(step, value) {
      if (over || mine.has(step)) return
      mine.set(step, value)
      sayStep(doc, step, value)
    },
    endAfter(ms, reason, told) {
      clearTimeout(clock)
      if (!over) clock = setTimeout(() => room.end(reason, told), ms)
    },
    end(reason, told) {
      if (over) return
      setPhase({ type: 'ended', sentence: LINK_REASONS[reason] })
      const word = told ?? (isTold(reason) ? reason : null)
      if (carried && word) leaveLink(doc, word)
      room.leave()
    },
    settle(reason) {
      clearTimeout(clock)
      settled = { reason }
    },
    delivered: () =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(end)
          off?.()
          resolve()
        }
        const end = setTimeout(done, timing.lastWordMs)
        const off = carried?.onChange(() => carried?.state().saved && done())
        if (!carried || carried.state().saved) done()
      }),
    leave() {
      if (over) return
      over = true
      clearTimeout(clock)
      for (const off of offs) off()
      void room.delivered().then(() => {
        carried?.destroy()
        doc.destroy()
      })
    },
    isOver: () => over,
  }
  return room
}
