import path from 'node:path'
import { createCapability, type Capability } from '../../src/crypto/capability.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { err, ok, type Result } from '../../src/lib/result.ts'
import { makeFolder, readKept, writeKept } from './keptFile.ts'

export const FEED_KEY_FILE = 'feed.key'

/**
 * The owner capability of the feed this server publishes, made at the first start and kept in `folder`. Every follower
 * holds a link that comes from it, so a file that cannot be read is never replaced: the error, a sentence for the
 * terminal, says what to do.
 */
export const openFeedKey = async (folder: string): Promise<Result<Capability, string>> => {
  const file = path.join(folder, FEED_KEY_FILE)
  const made = await makeFolder(folder)
  if (!made.ok) return err(`The feed's folder ${folder} cannot be made: ${made.error}.`)
  const stored = await readKept(file)
  if (!stored.ok) return err(`The key of the feed, ${file}, cannot be read: ${stored.error}.`)
  if (stored.value) {
    const parsed = await parseLink(stored.value.toString('utf8'))
    if (parsed.ok && parsed.value.capability.role === 'owner') return ok(parsed.value.capability)
    return err(
      `The key of the feed, ${file}, is damaged. Put it back from a backup; or take it away, and a new feed begins ` +
        'under a new address.',
    )
  }
  const capability = await createCapability()
  const written = await writeKept(file, `${await printLink(capability)}\n`)
  return written.ok ? ok(capability) : err(`The key of the feed, ${file}, cannot be kept: ${written.error}.`)
}
