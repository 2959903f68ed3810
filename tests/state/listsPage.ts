import { createRoot } from 'solid-js'
import type { Capability } from '../../src/crypto/capability.ts'
import { parseLink } from '../../src/crypto/link.ts'
import { randomBytes } from '../../src/crypto/primitives.ts'
import { createLibrary } from '../../src/doc/libraryDoc.ts'
import { readLibrary } from '../../src/doc/libraryView.ts'
import { createSharedDoc } from '../../src/doc/sharedDoc.ts'
import type { SharedDoc } from '../../src/doc/sharedText.ts'
import { checkUpdate } from '../../src/doc/validate.ts'
import type { Bytes } from '../../src/lib/bytes.ts'
import { ok } from '../../src/lib/result.ts'
import { createDeferredSync } from '../../src/state/deferredSync.ts'
import { createDesk } from '../../src/state/desk.ts'
import { fromReader } from '../../src/state/fromReader.ts'
import { createListsState } from '../../src/state/listsState.ts'
import { createActHistory } from '../../src/state/undoHistory.ts'
import { createTransport } from '../../src/sync/transport.ts'
import { NodeWebSocket } from '../sync/world.ts'

const endings: (() => void)[] = []
/** Ends every page that is open, as a closed browser does. */
export const endPages = (): void => {
  for (const end of endings.splice(0)) end()
}

/** What one page knows of its lists, over a library of its own or one that is there already. */
export const openPage = (
  url: string,
  library: SharedDoc = createSharedDoc(),
  librarySecret: Bytes = randomBytes(32),
) =>
  createRoot((dispose) => {
    const transport = createDeferredSync(async () =>
      createTransport({ url, WebSocket: NodeWebSocket, validate: checkUpdate }),
    )
    transport.begin()
    endings.push(() => {
      transport.close()
      dispose()
    })
    const desk = createDesk(library, 'device')
    createLibrary(desk)
    const view = fromReader(readLibrary(library))
    const history = createActHistory()
    const lists = createListsState({
      transport,
      connected: () => true,
      desk,
      library: view,
      librarySecret,
      identitySecret: librarySecret,
      libraryKept: async () => ok(null),
      history,
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
    return { library, librarySecret, desk, view, lists, history, look, make, capabilityOf }
  })
