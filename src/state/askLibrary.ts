import { capabilityFromOwnerSecret } from '../crypto/capability.ts'
import {
  commitmentTo,
  comparisonCode,
  deviceKey,
  NONCE_BYTES,
  openLibrary,
  printDeviceLink,
  receiptFor,
  type LibraryKeys,
  type Meeting,
} from '../crypto/deviceLink.ts'
import { randomBytes } from '../crypto/primitives.ts'
import type { LinkView } from '../doc/linkDoc.ts'
import { equalBytes, parseBase64url, type Bytes } from '../lib/bytes.ts'
import type { Result } from '../lib/result.ts'
import type { DeviceLinking } from './devices.ts'
import type { DeferredSync } from './deferredSync.ts'
import {
  bytesOfStep,
  LINK_TIMING,
  openLinkRoom,
  saidBytes,
  type LinkRoom,
  type LinkTiming,
} from './linkRoom.ts'
import type { LinkReason } from './linkSentences.ts'

const KEY_BYTES = 32

/** What this device does with the keys it is handed. */
export interface Taking {
  /** Puts them where a crash does not reach them. */
  readonly keep: (keys: LibraryKeys) => Promise<Result<null, LinkReason>>
  /** Goes over to the library. */
  readonly goOver: () => Promise<Result<null, LinkReason>>
}

/**
 * Asks for the library of another device: shows a code, hears a commitment, answers with a nonce, checks the revealed
 * key against the commitment, and opens only what that key sealed, after the person has found the same code on both
 * screens.
 */
export const askLibrary = async (options: {
  /** What the other device shows of this one. */
  readonly name: string
  readonly transport: DeferredSync
  readonly taking: Taking
  readonly timing?: LinkTiming
}): Promise<DeviceLinking & { readonly code: string }> => {
  const timing = options.timing ?? LINK_TIMING
  const roomSecret = randomBytes(KEY_BYTES)
  const capability = await capabilityFromOwnerSecret(roomSecret)
  const key = await deviceKey(randomBytes(KEY_BYTES))
  const link = { newKey: key.publicKey, room: capability }
  const code = await printDeviceLink(key.publicKey, roomSecret)
  const nonce = randomBytes(NONCE_BYTES)
  let commitment: Bytes | null = null
  let meeting: Meeting | null = null
  let agreed = false
  let given = false

  const take = async (meeting: Meeting, keys: LibraryKeys, room: LinkRoom): Promise<void> => {
    const kept = await options.taking.keep(keys)
    if (!kept.ok) return room.end(kept.error)
    room.say('receipt', saidBytes(await receiptFor(meeting, keys)))
    // The page may be loaded again as soon as this says that it is done, and the other device waits for the receipt.
    void Promise.all([options.taking.goOver(), room.delivered()]).then(([gone]) => {
      if (gone.ok) {
        room.setPhase({ type: 'done' })
        room.leave()
      } else room.end(gone.error)
    })
  }

  const meet = async (view: LinkView, room: LinkRoom): Promise<void> => {
    const giverKey = bytesOfStep(view, 'reveal', KEY_BYTES)
    const found = giverKey && { link, giverKey, nonce }
    if (!found || !commitment || !equalBytes(await commitmentTo(found), commitment))
      return room.end('disturbed')
    meeting = found
    room.endAfter(timing.lifeMs, 'expired')
    room.setPhase({ type: 'comparing', code: await comparisonCode(found), agreed: false })
  }

  const hear = async (view: LinkView, room: LinkRoom): Promise<void> => {
    if (given) return
    if (!commitment) {
      if (!view.said.has('commitment')) return
      commitment = bytesOfStep(view, 'commitment', KEY_BYTES)
      if (!commitment) return room.end('disturbed')
      room.say('nonce', saidBytes(nonce))
    }
    if (!meeting && view.said.has('reveal')) await meet(view, room)
    const box = view.said.get('box')
    if (!meeting || !agreed || box === undefined || room.isOver()) return
    const keys = await openLibrary(meeting, key, parseBase64url(box) ?? new Uint8Array(0))
    if (!keys) return room.end('disturbed')
    given = true
    // From here on it is between this device and its disk: no clock and no word from the room ends it any more.
    room.settle(null)
    room.setPhase({ type: 'handing' })
    await take(meeting, keys, room)
  }

  const room = openLinkRoom({ transport: options.transport, capability, timing, hear })
  return {
    code,
    phase: room.phase,
    begin() {
      room.enter()
      room.say('hello', options.name)
      room.endAfter(timing.lifeMs, 'expired')
    },
    agree() {
      const phase = room.phase()
      if (phase.type !== 'comparing' || agreed) return
      agreed = true
      room.setPhase({ ...phase, agreed: true })
      room.say('agreed-new', 'yes')
    },
    differ: () => room.end('differ'),
    cancel() {
      if (!given) room.end('cancelled')
    },
  }
}
