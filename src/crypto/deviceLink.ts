import { concatBytes, equalBytes, utf8, type Bytes } from '../lib/bytes.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { capabilityFromOwnerSecret, SECRET_BYTES, type Capability } from './capability.ts'
import { DEVICE_KIND, findCode, type LinkError } from './link.ts'
import { printCode } from './linkPrinting.ts'
import { sha256 } from './primitives.ts'
import { openBox, sealBox } from './sealedBox.ts'
import { agreementKey, type AgreementKey } from './x25519.ts'

/** What the code of a new device says: to whom to seal, and where to meet. */
export interface DeviceLink {
  /** X25519, made for this one linking. */
  readonly newKey: Bytes
  /** A room thrown away afterwards. */
  readonly room: Capability
}

/** The two secrets a linked device holds, 32 bytes each. */
export interface LibraryKeys {
  /** The owner's secret of the library's room. */
  readonly librarySecret: Bytes
  /** From it follow the person's ids in lists; it stays when the library's secret changes. */
  readonly identitySecret: Bytes
}

/** Both sides know these once the giver has revealed its key; the code on both screens follows from them. */
export interface Meeting {
  readonly link: DeviceLink
  /** The giver's X25519 key, made for this one linking. */
  readonly giverKey: Bytes
  /** 32 random bytes of the new device. */
  readonly nonce: Bytes
}

export const NONCE_BYTES = 32
const VERSION = 1
const CODE_DIGITS = 6
const RECEIPT_BYTES = 16

const hash = (label: string, ...parts: readonly Bytes[]): Promise<Bytes> =>
  sha256(concatBytes(utf8(`sealed/v1/${label}`), ...parts))

/** The code a new device shows, kind 4: its key N ‖ the owner's secret of the room to meet in. */
export const printDeviceLink = (newKey: Bytes, roomSecret: Bytes): Promise<string> =>
  printCode(DEVICE_KIND, concatBytes(newKey, roomSecret))

export const parseDeviceLink = async (text: string): Promise<Result<DeviceLink, LinkError>> => {
  const found = await findCode(text)
  if (!found.ok) return found
  const { kind, payload } = found.value
  if (kind !== DEVICE_KIND) return err('other-kind')
  return ok({
    newKey: payload.slice(0, SECRET_BYTES),
    room: await capabilityFromOwnerSecret(payload.slice(SECRET_BYTES)),
  })
}

/** What the giver says before it knows the nonce, so that it cannot choose its key to fit a code. */
export const commitmentTo = ({ link, giverKey }: Omit<Meeting, 'nonce'>): Promise<Bytes> =>
  hash('link-commit', link.room.roomId, link.newKey, giverKey)

/** Six digits that are the same on two screens where nobody stands between them; else by chance once in a million. */
export const comparisonCode = async ({ link, giverKey, nonce }: Meeting): Promise<string> => {
  const bytes = await hash('link-code', link.room.roomId, link.newKey, giverKey, nonce)
  const number = new DataView(bytes.buffer).getBigUint64(0)
  return String(number % 10n ** BigInt(CODE_DIGITS)).padStart(CODE_DIGITS, '0')
}

const contextOf = ({ link, giverKey, nonce }: Meeting): Bytes =>
  concatBytes(link.room.roomId, giverKey, nonce)

/** Seals the library's keys to the new device, under the giver's own key; `null` where N is no key. */
export const sealLibrary = (meeting: Meeting, giverSecret: Bytes, keys: LibraryKeys): Promise<Bytes | null> =>
  sealBox(
    meeting.link.newKey,
    'link-device',
    contextOf(meeting),
    concatBytes([VERSION], keys.librarySecret, keys.identitySecret),
    giverSecret,
  )

/** What the giver of this very meeting sealed; `null` for anything else, also for a good box by somebody else. */
export const openLibrary = async (
  meeting: Meeting,
  newKey: AgreementKey,
  box: Bytes,
): Promise<LibraryKeys | null> => {
  // A box begins with its sender's key: nobody else can make one that begins with this and opens.
  if (!equalBytes(box.slice(0, SECRET_BYTES), meeting.giverKey)) return null
  const content = await openBox(newKey, 'link-device', contextOf(meeting), box)
  if (!content || content[0] !== VERSION || content.length !== 1 + 2 * SECRET_BYTES) return null
  return {
    librarySecret: content.slice(1, 1 + SECRET_BYTES),
    identitySecret: content.slice(1 + SECRET_BYTES),
  }
}

/** What only who opened the box can say: 16 bytes, sent back so that the giver knows that it has arrived. */
export const receiptFor = async (meeting: Meeting, keys: LibraryKeys): Promise<Bytes> =>
  (await hash('link-receipt', contextOf(meeting), keys.librarySecret, keys.identitySecret)).slice(
    0,
    RECEIPT_BYTES,
  )

export const deviceKey = (secret: Bytes): Promise<AgreementKey> => agreementKey(secret)
