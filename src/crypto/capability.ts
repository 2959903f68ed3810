import { concatBytes, equalBytes, printBase64url, utf8, type Bytes } from '../lib/bytes.ts'
import { ed25519, type SigningKey } from './ed25519.ts'
import { deriveSecret, randomBytes, sha256 } from './primitives.ts'

export type Role = 'owner' | 'writer' | 'reader'

/** Public keys of a room, 32 bytes each: the room id commits to all three. */
export interface RoomKeys {
  readonly owner: Bytes
  readonly writer: Bytes
  readonly reader: Bytes
}

/** What a person holds of a room. Secrets are 32 bytes; a weaker role has `null` where a stronger one has a secret. */
export interface Capability {
  readonly role: Role
  /** 20 bytes. */
  readonly roomId: Bytes
  /** The room id in base64url, 27 characters. */
  readonly room: string
  readonly ownerSecret: Bytes | null
  readonly writeSecret: Bytes | null
  readonly readSecret: Bytes
  /** `null` for a reader, who learns it from the relay and checks it against the room id. */
  readonly ownerKey: Bytes | null
  readonly writerKey: Bytes | null
  readonly readerKey: Bytes
  /** Signing keys the role has. */
  readonly signers: {
    readonly owner: SigningKey | null
    readonly writer: SigningKey | null
    readonly reader: SigningKey
  }
}

export const SECRET_BYTES = 32
export const ROOM_ID_BYTES = 20

/** SHA-256("sealed/v1/room" ‖ Po ‖ Pw ‖ Pr), first 20 bytes: nobody can hold a room id whose keys they do not have. */
export const roomIdOf = async (keys: RoomKeys): Promise<Bytes> =>
  (await sha256(concatBytes(utf8('sealed/v1/room'), keys.owner, keys.writer, keys.reader))).slice(
    0,
    ROOM_ID_BYTES,
  )

export const checkRoomKeys = async (roomId: Bytes, keys: RoomKeys): Promise<boolean> =>
  keys.owner.length === SECRET_BYTES &&
  keys.writer.length === SECRET_BYTES &&
  keys.reader.length === SECRET_BYTES &&
  equalBytes(await roomIdOf(keys), roomId)

const fromReadSecretAndSigners = async (
  readSecret: Bytes,
  above: Pick<Capability, 'role' | 'ownerSecret' | 'writeSecret' | 'ownerKey'> & {
    readonly owner: SigningKey | null
    readonly writer: SigningKey | null
    readonly roomId: Bytes | null
  },
): Promise<Capability> => {
  const { fromSeed } = await ed25519()
  const reader = await fromSeed(await deriveSecret(readSecret, 'read-auth'))
  const writerKey = above.writer?.publicKey ?? null
  const roomId =
    above.roomId ??
    (await roomIdOf({
      owner: above.ownerKey ?? new Uint8Array(0),
      writer: writerKey ?? new Uint8Array(0),
      reader: reader.publicKey,
    }))
  return {
    role: above.role,
    roomId,
    room: printBase64url(roomId),
    ownerSecret: above.ownerSecret,
    writeSecret: above.writeSecret,
    readSecret,
    ownerKey: above.ownerKey,
    writerKey,
    readerKey: reader.publicKey,
    signers: { owner: above.owner, writer: above.writer, reader },
  }
}

/** From O: everything else follows. */
export const capabilityFromOwnerSecret = async (ownerSecret: Bytes): Promise<Capability> => {
  const { fromSeed } = await ed25519()
  const owner = await fromSeed(await deriveSecret(ownerSecret, 'owner-sign'))
  const writeSecret = await deriveSecret(ownerSecret, 'write')
  const writer = await fromSeed(await deriveSecret(writeSecret, 'sign'))
  return fromReadSecretAndSigners(await deriveSecret(writeSecret, 'read'), {
    role: 'owner',
    ownerSecret,
    writeSecret,
    ownerKey: owner.publicKey,
    owner,
    writer,
    roomId: null,
  })
}

/** From W and Po, as a write link carries them. */
export const capabilityFromWriteSecret = async (writeSecret: Bytes, ownerKey: Bytes): Promise<Capability> => {
  const { fromSeed } = await ed25519()
  const writer = await fromSeed(await deriveSecret(writeSecret, 'sign'))
  return fromReadSecretAndSigners(await deriveSecret(writeSecret, 'read'), {
    role: 'writer',
    ownerSecret: null,
    writeSecret,
    ownerKey,
    owner: null,
    writer,
    roomId: null,
  })
}

/** From R and the room id, as a read link carries them. */
export const capabilityFromReadSecret = (readSecret: Bytes, roomId: Bytes): Promise<Capability> =>
  fromReadSecretAndSigners(readSecret, {
    role: 'reader',
    ownerSecret: null,
    writeSecret: null,
    ownerKey: null,
    owner: null,
    writer: null,
    roomId,
  })

/** A new room, with a new O from the platform's randomness. */
export const createCapability = (): Promise<Capability> =>
  capabilityFromOwnerSecret(randomBytes(SECRET_BYTES))

/** The writer's part of a capability; a reader's has none, and comes back as it is. */
export const asWriter = async (capability: Capability): Promise<Capability> =>
  capability.writeSecret && capability.ownerKey
    ? capabilityFromWriteSecret(capability.writeSecret, capability.ownerKey)
    : capability

/** The reader's part of a capability. */
export const asReader = (capability: Capability): Promise<Capability> =>
  capabilityFromReadSecret(capability.readSecret, capability.roomId)

const RANK: Readonly<Record<Role, number>> = { reader: 0, writer: 1, owner: 2 }

/** True where `offered` lets its holder do what `held` does not. */
export const mayMore = (offered: Capability, held: Capability): boolean =>
  RANK[offered.role] > RANK[held.role]
