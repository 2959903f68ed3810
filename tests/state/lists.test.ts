import { createRoot } from 'solid-js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asWriter, createCapability, type Capability } from '../../src/crypto/capability.ts'
import { parseLink, printLink } from '../../src/crypto/link.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { createList } from '../../src/doc/listDoc.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import { printBase64url } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { createListsState } from '../../src/state/listsState.ts'
import { createActHistory } from '../../src/state/undoHistory.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { freshBrowser } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { NodeWebSocket, openWorld, type World } from '../sync/world.ts'

let world: World
const endings: (() => void)[] = []
beforeEach(async () => {
  freshBrowser()
  world = await openWorld()
})
afterEach(async () => {
  for (const end of endings.splice(0)) end()
  await world.close()
})

/** What one page knows of its lists, over a library of its own or one that is there already. */
const openPage = (library: SharedDoc = createSharedDoc()) =>
  createRoot((dispose) => {
    const transport = createDeferredSync(async () =>
      createTransport({ url: world.url(), WebSocket: NodeWebSocket, validate: checkUpdate }),
    )
    transport.begin()
    endings.push(() => {
      transport.close()
      dispose()
    })
    const desk = createDesk(library, 'device')
    createLibrary(desk)
    const view = fromReader(readLibrary(library))
    const lists = createListsState({
      transport,
      connected: () => true,
      desk,
      library: view,
      librarySecret: randomBytes(32),
      libraryKept: async () => ok(null),
      history: createActHistory(),
      paperOf: () => null,
      snapshotsOf: () => [],
      canonical: (key) => key,
      address: (code) => `https://carrel.example/join#${code}`,
    })
    const capabilityOf = async (id: string): Promise<Capability> => {
      const parsed = await parseLink(view.lists().get(id)?.link ?? '')
      if (!parsed.ok) throw new Error(parsed.error)
      return parsed.value.capability
    }
    const look = async (link: string) => {
      const preview = await lists.preview(link)
      if (!preview.ok) throw new Error(preview.error)
      return preview.value
    }
    const make = async (): Promise<string> => {
      const made = await lists.create({ title: 'Reading group', description: '' })
      if (!made.ok) throw new Error(made.error)
      return made.value
    }
    return { library, view, lists, look, make, capabilityOf }
  })

test('a link to another room that bears the id of a list here joins nothing, and the list keeps its key', async () => {
  const page = openPage()
  const id = await page.make()
  const before = page.view.lists().get(id)
  // Every member of a list knows its id, and may call a room of their own by it.
  const trap = await createCapability()
  const stranger = world.device(trap)
  createList(createDesk(stranger.doc, 'stranger'), {
    listId: id,
    title: 'Reading group',
    description: '',
    colour: 0,
    ownerKey: printBase64url(randomBytes(32)),
  })
  await stranger.sealed.settled()

  const preview = await page.look(await printLink(trap))
  await until(() => preview.phase() === 'ready', 'the trap shows itself')
  expect(preview.joined).toBeNull()
  const joined = await page.lists.join(preview, { name: 'Ada', colour: 1 })
  expect(joined).toMatchObject({ ok: false, error: expect.stringContaining('your list is as it was') })
  expect(page.view.lists().get(id)).toEqual(before)
  preview.discard()
})

test('one’s own list is known by its room, also right after a start when no list is open yet', async () => {
  const first = openPage()
  const id = await first.make()
  const edit = await printLink(await asWriter(await first.capabilityOf(id)))
  const second = openPage(first.library)
  const preview = await second.look(edit)
  expect(preview.joined).toBe(id)
  preview.discard()
})

test('joining through a weaker link leaves the owner’s secret in the library', async () => {
  const page = openPage()
  const id = await page.make()
  const owner = await page.capabilityOf(id)
  const preview = await page.look(await printLink(await asWriter(owner)))
  await until(() => preview.phase() === 'ready', 'the list has come from the relay')
  expect(await page.lists.join(preview, { name: 'Ada', colour: 1 })).toEqual(ok(id))
  const after = await page.capabilityOf(id)
  expect([after.role, after.room]).toEqual(['owner', owner.room])
})

test('who joins through a link for reading, and then through one for editing, may write', async () => {
  const owner = openPage()
  const id = await owner.make()
  const links = await owner.lists.open(id).links()
  // Another person's browser, where nothing of this one is kept.
  freshBrowser()
  const guest = openPage()
  for (const [link, role] of [
    [links.read, 'reader'],
    [links.edit ?? '', 'writer'],
  ] as const) {
    const preview = await guest.look(link)
    await until(() => preview.phase() === 'ready', `the list has come for a ${role}`)
    expect(await guest.lists.join(preview, { name: 'Ben', colour: 2 })).toEqual(ok(id))
    expect((await guest.capabilityOf(id)).role).toBe(role)
    expect(guest.lists.all().map((list) => list.role)).toEqual([role])
  }
})
