import { createRoot } from 'solid-js'
import { parseContents, printContents, type BackupContents } from '../../src/backup/contents.ts'
import { overviewOf } from '../../src/backup/overview.ts'
import { capabilityFromOwnerSecret, type Capability } from '../../src/crypto/capability.ts'
import * as verbs from '../../src/doc/libraryDoc.ts'
import { readLibrary, type LibraryView } from '../../src/doc/libraryView.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import type { Result } from '../../src/lib/result.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { gatherDocuments } from '../../src/state/gatherBackup.ts'
import { openDocument, type OpenDocument } from '../../src/state/openDocument.ts'
import type { HeldList } from '../../src/state/openListState.ts'
import { restoreBackup, wayOf, type Restoring, type RestoreReason } from '../../src/state/restoring.ts'
import type { Restored, RestoreWay } from '../../src/state/backups.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import type { Keyring } from '../../src/storage/keyring.ts'
import { openKeyring } from '../../src/storage/keyringWriting.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { NodeWebSocket, type World } from '../sync/world.ts'

/** The app on a device, as far as backups are concerned. */
export interface BackedUp {
  readonly keyring: Keyring
  readonly library: OpenDocument
  desk(): ReturnType<typeof createDesk>
  view(): LibraryView
  /** Opens a list as the app does. */
  open(id: string, capability: Capability): Promise<OpenDocument>
  gather(): Promise<BackupContents>
  way(contents: BackupContents): RestoreWay
  restore(contents: BackupContents, stopAfter?: number): Promise<Result<Restored, RestoreReason>>
  end(): Promise<void>
}

export const startDevice = async (world: World): Promise<BackedUp> => {
  const kept = await openKeyring()
  if (!kept.ok) throw new Error(kept.error.detail)
  const keyring = kept.value
  const transport = createDeferredSync(async () =>
    createTransport({
      url: world.url(),
      WebSocket: NodeWebSocket,
      validate: checkUpdate,
      firstBackOffMs: 10,
      lastBackOffMs: 100,
    }),
  )
  transport.begin()
  const capability = await capabilityFromOwnerSecret(keyring.librarySecret)
  const { room } = capability
  const library = openDocument({ name: `library:${room}`, capability, transport, presence: false })
  await library.whenLoaded
  const desk = createDesk(library.doc, keyring.deviceId)
  verbs.createLibrary(desk)
  const held = new Map<string, HeldList>()
  const [view, forget] = createRoot((dispose) => [fromReader(readLibrary(library.doc)), dispose] as const)
  const restoring: Restoring = {
    keyring,
    room,
    library,
    view,
    lists: () => held,
    feeds: () => [],
    deviceName: 'Laptop',
  }
  const overview = async (contents: BackupContents) => {
    const found = await overviewOf({ damaged: [], partial: false, ...contents })
    if (!found) throw new Error('a file that can be built')
    return found
  }
  let ended = false
  return {
    keyring,
    library,
    desk: () => desk,
    view() {
      const reader = readLibrary(library.doc)
      const now = reader.view()
      reader.destroy()
      return now
    },
    async open(id, of) {
      const document = openDocument({ name: `list:${id}`, capability: of, transport, presence: false })
      await document.whenLoaded
      // reason: nothing else of an open list is asked for here
      held.set(id, { id, document } as HeldList)
      return document
    },
    async gather() {
      const { documents, incomplete } = await gatherDocuments(restoring)
      if (incomplete > 0) throw new Error('something is missing')
      const about = { madeAt: 1, by: '', device: '', version: '' }
      const { librarySecret, identitySecret } = keyring
      // Through its bytes, as everything is.
      const back = await parseContents(
        await printContents({ about, keys: { librarySecret, identitySecret }, documents }),
      )
      if (!back) throw new Error('a file that can be read')
      return back
    },
    way: (contents) => wayOf(contents.keys, restoring),
    async restore(contents, stopAfter = Infinity) {
      const stop = new AbortController()
      const onProgress = (done: number): void => {
        if (done >= stopAfter) stop.abort()
      }
      return restoreBackup(contents, await overview(contents), restoring, onProgress, stop.signal)
    },
    async end() {
      if (ended) return
      ended = true
      forget()
      for (const { document } of held.values()) await document.close()
      await library.close()
      transport.close()
    },
  }
}
