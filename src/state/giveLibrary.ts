import { createSignal } from 'solid-js'
import {
  commitmentTo,
  comparisonCode,
  deviceKey,
  NONCE_BYTES,
  receiptFor,
  sealLibrary,
  type DeviceLink,
  type LibraryKeys,
  type Meeting,
} from '../crypto/deviceLink.ts'
import { randomBytes } from '../crypto/primitives.ts'
import { MAX_NAME_LENGTH } from '../domain/member.ts'
import type { LinkView } from '../doc/linkDoc.ts'
import { equalBytes } from '../lib/bytes.ts'
import { clip, squeeze } from '../lib/text.ts'
import type { LibraryGift } from './devices.ts'
import type { DeferredSync } from './deferredSync.ts'
import {
  bytesOfStep,
  LINK_TIMING,
  openLinkRoom,
  saidBytes,
  type LinkRoom,
  type LinkTiming,
} from './linkRoom.ts'

const RECEIPT_BYTES = 16

/**
 * Hands this device's library to the one that shows `link`: commits to a key, hears a nonce, reveals the key, and seals
 * only after the person has found the same code on both screens and said so here and there.
 */
export const giveLibrary = async (options: {
  readonly link: DeviceLink
  readonly keys: LibraryKeys
  readonly transport: DeferredSync
  /** Called before the library is sealed: from now on there are two devices. */
  readonly onHandOver: () => void
  readonly timing?: LinkTiming
}): Promise<LibraryGift> => {
  const { link, keys } = options
  const timing = options.timing ?? LINK_TIMING
  const secret = randomBytes(32)
  const giverKey = (await deviceKey(secret)).publicKey
  const [name, setName] = createSignal<string | null>(null)
  let asked = false
  let committed = false
  let meeting: Meeting | null = null
  let agreed = false
  let handed = false

  const commit = async (view: LinkView, room: LinkRoom): Promise<void> => {
    // Said by somebody else: this code has been opened before, and not by this page.
    if (view.said.has('commitment')) return room.end('used')
    if (!asked) room.endAfter(timing.answerMs, 'no-answer')
    asked = true
    const called = view.said.get('hello')
    if (called === undefined) return
    setName(clip(squeeze(called), MAX_NAME_LENGTH))
    committed = true
    room.say('commitment', saidBytes(await commitmentTo({ link, giverKey })))
    room.endAfter(timing.answerMs, 'no-answer', 'cancelled')
  }

  const hear = async (view: LinkView, room: LinkRoom): Promise<void> => {
    if (!committed) return commit(view, room)
    if (!meeting) {
      if (!view.said.has('nonce')) return
      const nonce = bytesOfStep(view, 'nonce', NONCE_BYTES)
      if (!nonce) return room.end('disturbed')
      meeting = { link, giverKey, nonce }
      room.say('reveal', saidBytes(giverKey))
      room.endAfter(timing.lifeMs, 'expired')
      room.setPhase({ type: 'comparing', code: await comparisonCode(meeting), agreed: false })
      return
    }
    if (agreed && !handed && view.said.has('agreed-new')) {
      const box = await sealLibrary(meeting, secret, keys)
      if (!box) return room.end('disturbed')
      handed = true
      room.settle('unsure')
      options.onHandOver()
      room.setPhase({ type: 'handing' })
      room.say('box', saidBytes(box))
      room.endAfter(timing.receiptMs, 'unsure')
    }
    if (handed && view.said.has('receipt')) {
      const receipt = bytesOfStep(view, 'receipt', RECEIPT_BYTES)
      if (!receipt || !equalBytes(receipt, await receiptFor(meeting, keys))) return room.end('unsure')
      room.setPhase({ type: 'done' })
      room.leave()
    }
  }

  const room = openLinkRoom({ transport: options.transport, capability: link.room, timing, hear })
  return {
    phase: room.phase,
    name,
    begin() {
      room.enter()
      room.endAfter(timing.lifeMs, 'expired')
    },
    agree() {
      const phase = room.phase()
      if (phase.type !== 'comparing' || agreed) return
      agreed = true
      room.setPhase({ ...phase, agreed: true })
      room.say('agreed-giver', 'yes')
    },
    differ: () => room.end('differ'),
    cancel() {
      if (!handed) room.end('cancelled')
    },
  }
}
