import { expect, test } from 'vitest'
import { linkChain, startChain, tagSnapshot } from '../../server/relay/chain.ts'
import { parseBase64url, printHex } from '../../src/lib/bytes.ts'
import { hex, vectors } from '../crypto/vectorFile.ts'

test.each(vectors)(
  'R7: the relay links the log of $room as the client does, and names its snapshot alike',
  (vector) => {
    const { sealed } = vector
    const roomId = parseBase64url(vector.room)
    if (!roomId) throw new Error('a room is base64url')
    let chain = startChain(roomId, hex(vector.logId))
    const chains = [printHex(chain)]
    for (const record of [sealed.update, sealed.control])
      chains.push(printHex((chain = linkChain(chain, hex(record)))))
    expect(chains).toEqual(sealed.chains)
    expect(printHex(linkChain(hex(vector.chain0), hex(vector.records.update)))).toBe(vector.chain1)
    expect(printHex(tagSnapshot(hex(sealed.snapshot)))).toBe(sealed.snapshotTag)
  },
)
