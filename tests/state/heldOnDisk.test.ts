import { beforeEach, expect, test } from 'vitest'
import { asReader, capabilityFromOwnerSecret, type Capability } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { addShard, createFeed, putFeedDay } from '../../src/doc/feedDoc.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { setFeed } from '../../src/doc/libraryLists.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { parseDay } from '../../src/lib/day.ts'
import { createDesk } from '../../src/state/desk.ts'
import { readHeldFromDisk } from '../../src/state/heldOnDisk.ts'
import { ownShardCapability } from '../../src/state/openFeed.ts'
import { printRescueCopy } from '../../src/state/rescueCopy.ts'
import { openDocStore } from '../../src/storage/docStore.ts'
import { paper, snapshot } from '../doc/replica.ts'
import { freshBrowser } from '../storage/faults.ts'

beforeEach(freshBrowser)

const DAY = parseDay('2026-11-28')
if (!DAY) throw new Error('a day')
const day = DAY

const keep = async (name: string, fill: (doc: SharedDoc) => void): Promise<void> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name, doc })
  await store.loaded
  fill(doc)
  await store.flushed()
  await store.destroy()
}
const keepShard = async (feed: Capability, id: string, papers: readonly number[]): Promise<string> => {
  const capability = await ownShardCapability(feed, id)
  if (!capability) throw new Error('a feed of one’s own')
  await keep(`feed:${capability.room}`, (doc) =>
    putFeedDay(createDesk(doc, 'owner'), {
      day,
      papers: papers.map((at) => ({ key: paper(at), snapshot: snapshot(at) })),
      entries: papers.map((at) => ({ key: paper(at) })),
    }),
  )
  return await printLink(await asReader(capability))
}
/** A feed with one shard that its index names. */
const keepFeed = async (secret: number, papers: readonly number[]): Promise<Capability> => {
  const feed = await capabilityFromOwnerSecret(new Uint8Array(32).fill(secret))
  const link = await keepShard(feed, '0', papers)
  await keep(`feed:${feed.room}`, (doc) => {
    const desk = createDesk(doc, 'owner')
    createFeed(desk, { feedId: `feed-${secret}`, title: 'Papers', about: '', kind: 'own' })
    addShard(desk, { shardId: '0', link, from: day, to: day, count: papers.length })
  })
  return feed
}
const importedKeys = async (): Promise<readonly string[]> => {
  const copy: { readonly imported: readonly { readonly key: string }[] } = JSON.parse(
    printRescueCopy(await readHeldFromDisk(), 0),
  )
  return copy.imported.map(({ key }) => key).sort()
}

test('a copy from the disk has the papers that were imported, and none of a published feed', async () => {
  const own = await keepFeed(7, [1, 2])
  const published = await keepFeed(8, [3])
  // Only what the library says of it tells them apart here.
  const [ownLink, publishedLink] = [await printLink(own), await printLink(published)]
  await keep('library:aroom', (doc) => {
    const desk = createDesk(doc, 'device')
    createLibrary(desk)
    setFeed(desk, { feedId: 'feed-7', link: ownLink, own: true })
    setFeed(desk, { feedId: 'feed-8', link: publishedLink, own: false })
  })
  expect(await importedKeys()).toEqual([paper(1), paper(2)].sort())
  // Two libraries may name one feed: its papers are there once.
  await keep('library:former', (doc) => {
    const desk = createDesk(doc, 'device')
    createLibrary(desk)
    setFeed(desk, { feedId: 'feed-7', link: ownLink, own: true })
  })
  expect(await importedKeys()).toEqual([paper(1), paper(2)].sort())
  // What an import that was cut off had not named yet is there as well.
  await keepShard(own, '1', [4])
  expect(await importedKeys()).toEqual([paper(1), paper(2), paper(4)].sort())
})

test('a copy is made, and no database, where the library names a feed that is not here', async () => {
  const link = await printLink(await capabilityFromOwnerSecret(new Uint8Array(32).fill(7)))
  await keep('library:aroom', (doc) => {
    const desk = createDesk(doc, 'device')
    createLibrary(desk)
    setFeed(desk, { feedId: 'feed-7', link, own: true })
    setFeed(desk, { feedId: 'feed-8', link: 'no link', own: true })
  })
  expect(await importedKeys()).toEqual([])
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['carrel/library:aroom'])
})
