import { createRoot } from 'solid-js'
import { beforeEach, expect, test } from 'vitest'
import { createCapability } from '../../src/crypto/capability.ts'
import { createList } from '../../src/doc/listDoc.ts'
import { readList } from '../../src/doc/listView.ts'
import { createSharedDoc, mergeInto, stateOf } from '../../src/doc/sharedDoc.ts'
import { ok } from '../../src/lib/result.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { openDocument } from '../../src/state/openDocument.ts'
import { createUnkeptLists } from '../../src/state/unkeptLists.ts'
import { openDocStore } from '../../src/storage/docStore.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { failWriting, freshBrowser } from '../storage/faults.ts'
import { until } from '../sync/quick.ts'
import { NodeWebSocket } from '../sync/world.ts'

beforeEach(freshBrowser)

const open = async (seed?: Uint8Array) =>
  openDocument({
    name: 'list:the-list',
    capability: await createCapability(),
    // Never begun: there is no network.
    transport: createDeferredSync(async () =>
      createTransport({ url: 'ws://localhost:1', WebSocket: NodeWebSocket, validate: () => ok(null) }),
    ),
    presence: false,
    ...(seed ? { seed } : {}),
  })
const titleOnDisk = async (): Promise<string> => {
  const doc = createSharedDoc()
  const store = openDocStore({ name: 'list:the-list', doc })
  await store.loaded
  await store.destroy()
  return readList(doc).view().meta.title
}
const values = { listId: 'the-list', title: 'Group', description: '', colour: 0, ownerKey: '' }

test('a list that was let go of on a full disk is written once there is room', () =>
  createRoot(async (dispose) => {
    const unkept = createUnkeptLists({ againMs: 20 })
    const document = await open()
    await document.whenLoaded
    const free = failWriting('QuotaExceededError')
    createList(createDesk(document.doc, 'ada'), values)
    await unkept.close('the-list', document)
    expect(unkept.documents()).toEqual([document])
    free()
    await until(() => unkept.documents().length === 0, 'it is written')
    expect(await titleOnDisk()).toBe('Group')
    dispose()
  }))

test('a list that was let go of before it was read loses nothing of what it was to begin with', () =>
  createRoot(async (dispose) => {
    const unkept = createUnkeptLists()
    const made = await open()
    createList(createDesk(made.doc, 'ada'), values)
    const document = await open(stateOf(made.doc))
    await unkept.close('the-list', document)
    const again = createSharedDoc()
    mergeInto(again, unkept.seedOf('the-list', undefined) ?? new Uint8Array([0, 0]), 'test')
    expect(readList(again).view().meta.title).toBe('Group')
    dispose()
  }))
