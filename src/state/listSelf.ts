import { deriveSecret } from '../crypto/primitives.ts'
import { printBase64url, type Bytes } from '../lib/bytes.ts'

/** 96 bits tell a person's ids in two lists apart from chance and from each other. */
const MEMBER_ID_BYTES = 12

/** The person's id in a list: the same on all their devices, for good, and unlinkable across lists. */
export const memberIdIn = async (identitySecret: Bytes, listId: string): Promise<string> =>
  printBase64url(await deriveSecret(identitySecret, `member/${listId}`, MEMBER_ID_BYTES))

/** 32 bytes under whose key new rooms of a list are handed over: of the library, so that a lost device loses it. */
export const handOverSecretIn = (librarySecret: Bytes, listId: string): Promise<Bytes> =>
  deriveSecret(librarySecret, `hand-over/${listId}`)
