import type { Capability } from '../crypto/capability.ts'
import { signHello } from '../crypto/proof.ts'
import type { Bytes } from '../lib/bytes.ts'
import type { RelayMessage } from '../protocol/message.ts'
import { CONTROL_REF } from './moveAnnouncement.ts'
import type { RelayLink } from './relayLink.ts'
import type { RoomConnection } from './wire.ts'

const NOTHING: Bytes = new Uint8Array(0)

/**
 * Looks once whether the relay still knows that a room has moved, and says the owner's word (`record`) again where it
 * was lost: members who were away would otherwise go on in the old room. Resolves with what was found; `unknown` where
 * the relay would not say, which the next look may mend.
 */
export const keepMove = (
  link: RelayLink,
  capability: Capability,
  record: Bytes,
): { readonly done: Promise<'there' | 'restored' | 'unknown'>; stop(): void } => {
  let connection: RoomConnection | null = null
  let settle: (found: 'there' | 'restored' | 'unknown') => void = () => {}
  const done = new Promise<'there' | 'restored' | 'unknown'>((resolve) => (settle = resolve))
  const finish = (found: 'there' | 'restored' | 'unknown'): void => {
    detach()
    settle(found)
  }
  const take = (message: RelayMessage): void => {
    if (message.type === 'welcome') {
      if (message.moved) finish('there')
      else connection?.say({ type: 'control', ref: CONTROL_REF, upto: message.head, record })
    } else if (message.type === 'ack' && message.ref === CONTROL_REF) finish('restored')
    else if (message.type === 'nack' || message.type === 'closed') finish('unknown')
  }
  const sayHello = async (opened: RoomConnection): Promise<void> => {
    const { role, roomId, ownerKey, writerKey, readerKey } = capability
    const as = role === 'reader' ? 'reader' : 'writer'
    const signature = await signHello(capability, as, opened.origin, opened.challenge)
    const keys = { owner: ownerKey ?? NOTHING, writer: writerKey ?? NOTHING, reader: readerKey }
    opened.say({ type: 'hello', roomId, role: as, keys, signature, since: null, held: null })
  }
  const detach = link.attach({
    opened(opened) {
      connection = opened
      sayHello(opened).catch(() => finish('unknown'))
    },
    receive: (messages) => messages.forEach(take),
    pong: () => {},
    // The link dials again, and the look begins anew.
    closed: () => (connection = null),
  })
  return { done, stop: () => finish('unknown') }
}
