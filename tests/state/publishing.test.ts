import { createRoot } from 'solid-js'
import { beforeEach, expect, test, vi } from 'vitest'
import { asReader, capabilityFromOwnerSecret } from '../../src/crypto/capability.ts'
import { printLink } from '../../src/crypto/linkPrinting.ts'
import { endFeed } from '../../src/doc/feedDoc.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { removeFeed } from '../../src/doc/libraryLists.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { sayPublished, sayUnpublished } from '../../src/doc/publishing.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { createFeeds } from '../../src/state/feedsState.ts'
import { createFeedState } from '../../src/state/feedState.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { createListsState } from '../../src/state/listsState.ts'
import { openDocument } from '../../src/state/openDocument.ts'
import { publishedFeedCapability } from '../../src/state/ownFeeds.ts'
import { createActHistory } from '../../src/state/undoHistory.ts'
import { failWriting, freshBrowser } from '../storage/faults.ts'

const SECRET = new Uint8Array(32).fill(7)
const poll = { timeout: 2_000, interval: 10 }
const WORDS = { title: 'What the group reads', about: 'Every Thursday' }
const stored = new Map<string, string>()
beforeEach(() => {
  freshBrowser()
  stored.clear()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
    key: () => null,
    length: 0,
  })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false, visibilityState: 'visible' }))
})

/** The app with the network off, as far as lists and feeds are concerned. */
const start = async () => {
  const transport = createDeferredSync(() => new Promise(() => {}))
  const capability = await capabilityFromOwnerSecret(SECRET)
  const library = openDocument({ name: `library:${capability.room}`, capability, transport, presence: false })
  await library.whenLoaded
  const desk = createDesk(library.doc, 'phone')
  createLibrary(desk)
  await library.store.flushed()
  return createRoot((dispose) => {
    const view = fromReader(readLibrary(library.doc))
    const history = createActHistory()
    const libraryKept = () => library.store.flushed()
    const feed = createFeedState({
      transport,
      publishedLink: () => null,
      desk,
      librarySecret: SECRET,
      library: view,
      libraryReady: () => true,
      libraryKept,
      triaged: () => () => false,
    })
    const lists = createListsState({
      transport,
      connected: () => false,
      desk,
      library: view,
      librarySecret: SECRET,
      identitySecret: SECRET,
      libraryKept,
      history,
      paperOf: () => null,
      snapshotsOf: () => [],
      canonical: (key) => key,
      address: (code) => code,
    })
    const feeds = createFeeds({
      desk,
      view,
      library,
      librarySecret: SECRET,
      lists,
      feed,
      history,
      address: (code) => code,
      healTiming: { heardMs: 5, aloneMs: 5 },
    })
    const held = async () => {
      await expect
        .poll(() => [...lists.held().values()].some(({ document }) => document.loaded()), poll)
        .toBe(true)
      const [list] = lists.held().values()
      if (!list) throw new Error('no list')
      return list
    }
    return {
      desk,
      view,
      feed,
      feeds,
      history,
      held,
      async makeList() {
        const made = await lists.create({ title: 'Reading group', description: '' })
        if (!made.ok) throw new Error(made.error)
        await (await held()).document.store.flushed()
        return made.value
      },
      /** What its members read of who publishes the list. */
      said: async () => {
        const list = await held()
        return list.view.published().get(list.desk.by)?.link ?? null
      },
      publication: () => feeds.publications()[0] ?? null,
      /** As kill -9 leaves it: what waits for the disk is never written. */
      async kill() {
        for (const one of feed.feeds())
          for (const { document } of [{ document: one.index }, ...one.shards()]) await document.store.drop()
        for (const document of lists.documents()) await document.store.drop()
        await library.store.drop()
        dispose()
      },
    }
  })
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))

test('D69: a publishing that is cut off at any write is not there, or is finished by the next start', async () => {
  let healed = 0
  for (let writes = 0; ; writes++) {
    freshBrowser()
    const device = await start()
    const listId = await device.makeList()
    const mend = failWriting('QuotaExceededError', -1, writes)
    const done = await device.feeds.publish(listId, WORDS)
    await device.kill()
    mend()

    const after = await start()
    const note = await after.said()
    const entries = [...after.view.feeds().values()]
    if (note !== null && entries.length === 0) healed++
    if (note === null) {
      await settled()
      expect(after.view.feeds().size, `after ${writes} writes`).toBe(0)
      expect(await after.said()).toBeNull()
    } else {
      await expect.poll(() => after.publication(), poll).toMatchObject({ ...WORDS, listId, state: 'live' })
      // It is where it would have been, and where the list says.
      const capability = await publishedFeedCapability(SECRET, listId)
      expect(after.publication()?.id).toBe(capability.room)
      expect(await after.said()).toBe(await printLink(await asReader(capability)))
      expect(after.view.feeds().get(capability.room)).toMatchObject({ list: listId, own: false })
    }
    // Done again, it is the same one.
    expect(await after.feeds.publish(listId, WORDS)).toMatchObject({ ok: true })
    expect(after.view.feeds().size).toBe(1)
    await after.kill()
    const again = await start()
    await again.held()
    await expect.poll(() => again.publication()?.state, poll).toBe('live')
    await again.kill()
    if (done.ok) break
  }
  expect(healed).toBeGreaterThanOrEqual(1)
})

test('D69: an ending that is cut off at any write is not there, or is an ending at the next start', async () => {
  let ended = 0
  for (let writes = 0; writes < 4; writes++) {
    freshBrowser()
    const device = await start()
    const listId = await device.makeList()
    expect(await device.feeds.publish(listId, WORDS)).toMatchObject({ ok: true })
    const list = await device.held()
    await expect.poll(() => device.publication(), poll).toMatchObject(WORDS)
    const mend = failWriting('QuotaExceededError', -1, writes)
    device.feeds.unpublish(device.publication()?.id ?? '')
    await list.document.store.flushed()
    await settled()
    await device.kill()
    mend()
    const after = await start()
    await after.held()
    await expect.poll(() => after.publication()?.state ?? 'coming', poll).toMatch(/^(?:live|ending)$/)
    // Never a feed that stands still as if a member had taken the word of it back.
    if (after.publication()?.state === 'live') expect(await after.said()).not.toBeNull()
    else ended++
    await after.kill()
  }
  expect(ended).toBeGreaterThanOrEqual(1)
})

test('D69: a note that another library made, or of a feed that another device may have ended, makes none', async () => {
  const device = await start()
  const listId = await device.makeList()
  const list = await device.held()
  const other = await printLink(await asReader(await publishedFeedCapability(new Uint8Array(32), listId)))
  sayPublished(list.desk, other)
  await settled()
  expect(device.view.feeds().size).toBe(0)
  sayUnpublished(list.desk, list.desk.by)
  // The feed's own place, of which nothing has been begun here: only the network can tell.
  const capability = await publishedFeedCapability(SECRET, listId)
  const link = await printLink(await asReader(capability))
  sayPublished(list.desk, link)
  await settled()
  expect(device.view.feeds().size).toBe(0)
  sayUnpublished(list.desk, list.desk.by)
  // Nor is it finished under what another secret says, with all of it here.
  expect(await device.feeds.publish(listId, WORDS)).toMatchObject({ ok: true })
  removeFeed(device.desk, capability.room)
  sayPublished(list.desk, other)
  await settled()
  expect(device.view.feeds().size).toBe(0)
  // One that is known here to have ended is not begun again; while nobody else is heard its note stays.
  expect(await device.feeds.publish(listId, WORDS)).toMatchObject({ ok: true })
  const open = device.feed.feeds().find((one) => one.capability.room === capability.room)
  if (!open) throw new Error('not open')
  endFeed(createDesk(open.index.doc, 'owner'), true)
  removeFeed(device.desk, capability.room)
  await settled()
  expect(device.view.feeds().size).toBe(0)
  expect(await device.said()).toBe(link)
  await device.kill()
})

test('D69: its publisher renames a feed, undoes that, and what was said since stands', async () => {
  const device = await start()
  const listId = await device.makeList()
  await device.feeds.publish(listId, WORDS)
  await expect.poll(() => device.publication(), poll).toMatchObject(WORDS)
  const id = device.publication()?.id ?? ''
  const title = (): string | undefined => device.publication()?.title
  expect(device.feeds.rename(id, { title: '  ', about: '' })).toMatchObject({ ok: false })
  expect(device.feeds.rename('unknown', WORDS)).toMatchObject({ ok: false })
  expect(title()).toBe(WORDS.title)
  expect(device.feeds.rename(id, { title: ' New  name ', about: 'Other words' })).toMatchObject({ ok: true })
  expect(device.publication()).toMatchObject({ title: 'New name', about: 'Other words' })
  device.history.undo()
  expect(device.publication()).toMatchObject(WORDS)
  device.feeds.rename(id, { title: 'One', about: '' })
  device.feeds.rename(id, { title: 'Two', about: '' })
  device.history.undo()
  expect(title()).toBe('One')
  device.history.undo()
  expect(device.publication()).toMatchObject(WORDS)
  // The list keeps its own name.
  expect((await device.held()).view.meta().title).toBe('Reading group')
  device.feeds.unpublish(id)
  expect(device.feeds.rename(id, { title: 'Three', about: '' })).toMatchObject({ ok: false })
  await device.kill()
})
