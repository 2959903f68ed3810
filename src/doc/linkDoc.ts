import { writerOf } from './claims.ts'
import { MAX_SAID_LENGTH } from './limits.ts'
import type { SharedDoc } from './sharedText.ts'

/**
 * What two devices that link say to each other, in the order in which they say it. `hello`, `nonce`, `receipt` are the
 * new device's, the others the giver's; `agreed-…`: the person has found both codes alike on that screen.
 */
export const LINK_STEPS = [
  'hello',
  'commitment',
  'nonce',
  'reveal',
  'agreed-new',
  'agreed-giver',
  'box',
  'receipt',
] as const
export type LinkStep = (typeof LINK_STEPS)[number]

/** Why a side left before the end. */
export const LINK_ENDS = ['cancelled', 'differ', 'expired', 'disturbed'] as const
export type LinkEnd = (typeof LINK_ENDS)[number]

export interface LinkView {
  readonly said: ReadonlyMap<LinkStep, string>
  /** What the other side left for; `null` while nobody but we may have left. */
  readonly left: LinkEnd | null
  /** Something stands here that two devices do not say: a step said twice, or no step at all. */
  readonly strange: boolean
}

const ROOT = 'said'
const END = 'end'

/** Says one step, once. */
export const sayStep = (doc: SharedDoc, step: LinkStep, value: string): void => {
  doc.getMap(ROOT).set(`${step} ${writerOf(doc)}`, value)
}

export const leaveLink = (doc: SharedDoc, end: LinkEnd): void => {
  doc.getMap(ROOT).set(`${END} ${writerOf(doc)}`, end)
}

/** What has been said so far, read as untrusted. */
export const readLinkDoc = (doc: SharedDoc): LinkView => {
  const said = new Map<LinkStep, string>()
  let left: LinkEnd | null = null
  let strange = [...doc.share.keys()].some((root) => root !== ROOT)
  const me = writerOf(doc)
  doc.getMap(ROOT).forEach((value, key) => {
    const [name, writer, ...rest] = key.split(' ')
    const step = LINK_STEPS.find((one) => one === name)
    const end = name === END ? LINK_ENDS.find((one) => one === value) : undefined
    if (!writer || rest.length > 0 || typeof value !== 'string' || value.length > MAX_SAID_LENGTH)
      strange = true
    else if (end) left = writer === me ? left : end
    else if (!step || said.has(step)) strange = true
    else said.set(step, value)
  })
  return { said, left, strange }
}

/** Calls `listener` after every change. */
export const onLinkChange = (doc: SharedDoc, listener: () => void): (() => void) => {
  doc.on('afterTransaction', listener)
  return () => doc.off('afterTransaction', listener)
}
